/*
 * See tombs.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/signer/tombs.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/base/encode.h"
#include "shared/base/log.h"

#define PATH_BYTES 4096

enum err
tombs_open(struct signer *s)
{
	char *home =
	    arena_printf(s->r.arena, "%s/signer", s->r.common.state_dir);

	s->tombs = arena_printf(
	    s->r.arena, "%s/signer/destroyed", s->r.common.state_dir);
	if (home == NULL || s->tombs == NULL)
		return E_NOMEM;
	if ((mkdir(home, 0700) != 0 && errno != EEXIST) ||
	    (mkdir(s->tombs, 0700) != 0 && errno != EEXIST))
		return log_err(E_BUG, "tombs.folder", "path=%s error=%s",
		    s->tombs, strerror(errno));
	return E_OK;
}

static bool
tomb_path(const struct signer *s, const struct id *key, char out[PATH_BYTES])
{
	char id[33];
	int n;

	id_text(key, id);
	n = snprintf(out, PATH_BYTES, "%s/%s", s->tombs, id);
	return n > 0 && n < PATH_BYTES;
}

/* Write the folder's entries to disk. */
static int
folder_sync(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc;

	if (fd < 0)
		return -1;
	rc = fsync(fd);
	close(fd);
	return rc;
}

enum err
tomb_put(const struct signer *s, const struct id *key)
{
	char path[PATH_BYTES];
	int fd;

	if (!tomb_path(s, key, path))
		return E_BUG;
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0400);
	if (fd < 0 && errno != EACCES)
		return log_err(
		    E_BUG, "tomb.write", "error=%s", strerror(errno));
	if (fd >= 0)
		close(fd);
	if (folder_sync(s->tombs) != 0)
		return log_err(E_BUG, "tomb.sync", "error=%s", strerror(errno));
	return E_OK;
}

bool
tomb_exists(const struct signer *s, const struct id *key)
{
	char path[PATH_BYTES];

	return !tomb_path(s, key, path) || access(path, F_OK) == 0;
}
