/*
 * See pki_root.h. RFC 5280 5; EN 319 411-1 CSS-6.3.9: at least once a year.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pki/pki_root.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "shared/base/clock.h"
#include "shared/base/log.h"
#include "shared/pki/cert.h"
#include "shared/pki/crl.h"
#include "shared/pki/pki_file.h"
#include "shared/pki/pki_init.h"

#define LIST_MAX 65536

/* What the work needs. */
struct root {
	struct config_common common;
	struct pki_config own;
	struct key *key;
	struct cert_facts cert;
	struct crl_facts last;
	char *list; /* path of the list */
	struct arena *a;
};

/* Read the list as it stands. */
static enum err
read_last(struct root *t)
{
	unsigned char *p = arena_alloc(t->a, LIST_MAX);
	FILE *f = fopen(t->list, "rbe");
	size_t n = f && p ? fread(p, 1, LIST_MAX, f) : 0;
	enum err r;

	if (f)
		(void)fclose(f);
	if (n == 0)
		return log_err(E_NOTFOUND, "pki.root", "path=%s", t->list);
	if ((r = crl_read(bytes_at(p, n), t->cert.der, t->a, &t->last)))
		return r;
	return t->last.entries == 0
	    ? E_OK
	    : log_err(E_CONFLICT, "pki.root", "entries=%zu", t->last.entries);
}

/* Read configuration, key, certificate and the last list. */
static enum err
load(struct root *t, const char *config)
{
	char *key, *cert;
	struct bytes der, spki;
	enum err r;

	if ((r = config_read(config, "common", config_common_fields,
		 config_common_nfields, &t->common, t->a)) ||
	    (r = pki_config_read(config, &t->common, &t->own, t->a)))
		return r;
	key =
	    pki_file_path(&t->common, PKI_ROOT_KEY, t->own.root_key_file, t->a);
	cert = pki_file_path(&t->common, PKI_ROOT_CERT, NULL, t->a);
	t->list = pki_file_path(&t->common, PKI_ROOT_CRL, NULL, t->a);
	if (!key || !cert || !t->list)
		return E_NOMEM;
	if ((r = key_file(key, &t->key)) || (r = cert_file(cert, t->a, &der)) ||
	    (r = cert_read(der, t->a, &t->cert)) ||
	    (r = key_spki(t->key, t->a, &spki)))
		return r;
	if (!bytes_eq(spki, t->cert.spki))
		return log_err(E_CONFLICT, "pki.root", "path=%s", key);
	return read_last(t);
}

/* Write beside the list, then put it in its place as a whole. */
static enum err
replace(struct root *t, struct bytes der)
{
	char *tmp = arena_printf(t->a, "%s.new", t->list);
	int fd;
	bool ok;

	if (!tmp)
		return E_NOMEM;
	fd = open(
	    tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	ok = fd >= 0 && write(fd, der.p, der.n) == (ssize_t)der.n &&
	    fchmod(fd, 0444) == 0 && fsync(fd) == 0 &&
	    rename(tmp, t->list) == 0;
	if (!ok)
		(void)log_err(E_DENIED, "pki.root", "path=%s error=%s", t->list,
		    strerror(errno));
	if (fd >= 0)
		(void)close(fd);
	return ok ? E_OK : E_DENIED;
}

enum err
pki_root_crl(const char *config, char **path, struct arena *a)
{
	struct root t = { .a = a };
	struct crl_order o = { .this_update_at = clock_now() };
	struct bytes der;
	enum err r;

	if ((r = load(&t, config)))
		goto out;
	o.issuer = t.cert.der;
	o.key = t.key;
	o.number = t.last.number + 1;
	o.next_update_at = o.this_update_at + PKI_ROOT_CRL_S;
	o.expired_since_at = t.cert.not_before_at;
	if ((r = crl_make(&o, a, &der)) == E_OK &&
	    (r = replace(&t, der)) == E_OK)
		*path = t.list;
out:
	key_free(t.key);
	return r;
}
