/*
 * See ocsp_own.h. Key and certificate stand in one file that is replaced as
 * a whole, so another worker never sees a key with the wrong certificate.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/ocsp/ocsp_own.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/base/clock.h"
#include "shared/base/log.h"
#include "shared/model/ca_call.h"
#include "shared/pki/cert.h"
#include "shared/pki/pki_file.h"

#define PAUSE_MS 5000 /* between two tries to reach ca */

/* clang-format off */
/* Which issuing CAs: name, certificate */
static const struct {
	const char *name;
	enum pki_file cert;
} issuers[OCSP_ISSUERS] = {
	{ "simple",    PKI_SIMPLE_CERT },
	{ "advanced",  PKI_ADVANCED_CERT },
	{ "qualified", PKI_QUALIFIED_CERT },
};
/* clang-format on */

enum err
ocsp_own_open(struct ocsp *o)
{
	struct arena *a = o->r.arena;
	struct cert_facts f;
	enum err r;

	for (size_t i = 0; i < OCSP_ISSUERS; i++) {
		struct ocsp_own *own = &o->own[i];
		char *path =
		    pki_file_path(&o->r.common, issuers[i].cert, NULL, a);

		own->name = issuers[i].name;
		own->path = arena_printf(
		    a, "%s/ocsp/%s.pem", o->r.common.state_dir, own->name);
		own->tried_ms = -PAUSE_MS;
		buf_init(&own->certificate, OCSP_CERTIFICATE_MAX);
		if (!path || !own->path)
			return E_NOMEM;
		if ((r = cert_file(path, a, &own->issuer_der)) ||
		    (r = cert_read(own->issuer_der, a, &f)) ||
		    (r = key_type_of_spki(f.spki, &own->type)) ||
		    (r = ocsp_issuer_of(own->issuer_der, a, &own->issuer)))
			return r;
	}
	return E_OK;
}

void
ocsp_own_close(struct ocsp *o)
{
	for (size_t i = 0; i < OCSP_ISSUERS; i++) {
		key_free(o->own[i].key);
		buf_free(&o->own[i].certificate);
	}
}

/* Tell when the file was changed; 0 when there is none. */
static int64_t
changed_at(const char *path)
{
	struct stat st;

	if (stat(path, &st))
		return 0;
	return (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec;
}

/* Take over a key, and a certificate that outlives the request. */
static enum err
keep(struct ocsp_own *own, struct key *key, const struct cert_facts *f)
{
	enum err r;

	buf_clear(&own->certificate);
	if ((r = buf_addb(&own->certificate, f->der)))
		return r;
	key_free(own->key);
	own->key = key;
	own->not_after_at = f->not_after_at;
	own->renew_at =
	    f->not_before_at + (f->not_after_at - f->not_before_at) / 2;
	return E_OK;
}

/* Load key and certificate from the file if it is new to this process. */
static enum err
load(struct ocsp_own *own, struct arena *a)
{
	int64_t at = changed_at(own->path);
	struct cert_facts f;
	struct key *key = NULL;
	struct bytes der, spki;
	enum err r;

	if (at == 0 || at == own->file_at)
		return own->key ? E_OK : E_NOTFOUND;
	own->file_at = at;
	if ((r = key_file(own->path, &key)) ||
	    (r = cert_file(own->path, a, &der)) ||
	    (r = cert_read(der, a, &f)) || (r = key_spki(key, a, &spki)) ||
	    (r = cert_issued_by(der, own->issuer_der)))
		goto out;
	if (!bytes_eq(spki, f.spki)) {
		r = log_err(E_INPUT, "ocsp.key", "path=%s", own->path);
		goto out;
	}
	if ((r = keep(own, key, &f)) == E_OK)
		key = NULL;
out:
	key_free(key);
	return r;
}

/* Write octets to a new file for this process alone. */
static enum err
write_new(const char *path, struct bytes key, const char *cert)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0400);
	size_t n = strlen(cert);
	bool ok = fd >= 0 && write(fd, key.p, key.n) == (ssize_t)key.n &&
	    write(fd, cert, n) == (ssize_t)n && fsync(fd) == 0;

	if (!ok)
		(void)log_err(
		    E_DENIED, "ocsp.write", "path=%s errno=%d", path, errno);
	if (fd >= 0)
		(void)close(fd);
	return ok ? E_OK : E_DENIED;
}

/* Put key and certificate where every worker finds them. */
static enum err
store(struct ocsp_own *own, const struct key *key, struct bytes der,
    struct arena *a)
{
	char *tmp = arena_printf(a, "%s.%d", own->path, (int)getpid());
	char *cert = cert_pem(der, a);
	struct secret pem = { 0 };
	enum err r;

	if (!tmp || !cert)
		return E_NOMEM;
	(void)unlink(tmp);
	if ((r = key_pem(key, &pem)) == E_OK &&
	    (r = write_new(tmp, secret_bytes(&pem), cert)) == E_OK &&
	    rename(tmp, own->path))
		r = log_err(E_DENIED, "ocsp.write", "path=%s errno=%d",
		    own->path, errno);
	secret_free(&pem);
	return r;
}

/* Make a key and ask ca for its certificate. */
static enum err
certify(struct ocsp *o, struct ocsp_own *own, struct request *q)
{
	struct call c = { .run_dir = o->r.common.run_dir,
		.request_id = q->request_id,
		.arena = q->arena };
	struct ca_ocsp_request in = { 0 };
	struct ca_certificate out = { 0 };
	struct key *key = NULL;
	enum err r;

	own->tried_ms = clock_ms();
	if ((r = key_generate(own->type, &key)) ||
	    (r = key_request(key, q->arena, &in.csr)))
		goto out;
	in.issuer = arena_str(q->arena, own->name);
	if (!in.issuer)
		r = E_NOMEM;
	else if ((r = ca_ocsp_certify(&c, &in, &out)) == E_OK &&
	    (r = cert_issued_by(out.certificate, own->issuer_der)) == E_OK &&
	    (r = store(own, key, out.certificate, q->arena)) == E_OK)
		log_line(LOG_EVENT, "ocsp.renewed", "issuer=%s", own->name);
out:
	key_free(key);
	return r ? r : load(own, q->arena);
}

enum err
ocsp_own_ready(struct ocsp *o, struct ocsp_own *own, struct request *q)
{
	enum err r = load(own, q->arena);

	if (r == E_OK && own->not_after_at > clock_now())
		return E_OK;
	if (clock_ms() - own->tried_ms < PAUSE_MS)
		return E_PEER;
	return certify(o, own, q) ? E_PEER : E_OK;
}

enum err
ocsp_own_renew(
    struct ocsp *o, struct ocsp_own *own, struct request *q, int64_t *renewed)
{
	enum err r = load(own, q->arena);

	if (r == E_OK && own->renew_at > clock_now())
		return E_OK;
	if ((r = certify(o, own, q)) == E_OK)
		(*renewed)++;
	return r;
}
