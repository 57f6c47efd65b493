/*
 * Whole files. See file.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

/* Read n octets or what there is. */
static enum err
read_all(int fd, unsigned char *p, size_t n, size_t *got)
{
	ssize_t k;

	*got = 0;
	while (*got < n) {
		k = read(fd, p + *got, n - *got);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return E_NOTFOUND;
		if (k == 0)
			break;
		*got += (size_t)k;
	}
	return E_OK;
}

enum err
file_read(const char *path, size_t max, struct arena *a, struct bytes *out)
{
	unsigned char *p;
	struct stat st;
	size_t got;
	enum err r = E_NOTFOUND;
	int fd;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) < 0)
		return E_NOTFOUND;
	if (fstat(fd, &st) || !S_ISREG(st.st_mode))
		goto out;
	if (st.st_size < 0 || (uintmax_t)st.st_size > max) {
		r = E_LIMIT;
		goto out;
	}
	if (!(p = arena_alloc(a, (size_t)st.st_size + 1))) {
		r = E_NOMEM;
		goto out;
	}
	if ((r = read_all(fd, p, (size_t)st.st_size, &got)))
		goto out;
	*out = bytes_at(p, got);
out:
	close(fd);
	return r;
}
