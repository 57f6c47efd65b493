/*
 * The addresses that certificates name: /ca/NAME.cer (RFC 5280 4.2.2.1),
 * /crl/NAME.crl (4.2.1.13), and the trusted list.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/repository/repository.h"

#include <string.h>

#include "shared/base/file.h"
#include "shared/base/log.h"

#define FILE_MAX ((size_t)16 * 1024 * 1024)
/*
 * How long our own nginx keeps a file, in seconds. A list is written within
 * half a minute of a revocation; with this, max-age and the second by which
 * nginx rounds it is seen within the minute.
 */
#define NGINX_S "5"

/* Find the CA that a file's name means; NULL when there is none. */
static const struct repository_ca *
find(const struct repository *p, struct bytes file, const char *end)
{
	size_t i, n = strlen(end);

	if (file.n <= n || !bytes_eqs(bytes_at(file.p + file.n - n, n), end))
		return NULL;
	file.n -= n;
	for (i = 0; i < REPOSITORY_CAS; i++)
		if (bytes_eqs(file, p->ca[i].name))
			return &p->ca[i];
	return NULL;
}

/* Answer a file, which nginx may keep. */
static enum err
answer(
    struct request *q, const char *media, struct bytes body, const char *cache)
{
	enum err r = answer_header(q, "X-Accel-Expires", NGINX_S);

	return r ? r : repository_answer(q, media, body, cache);
}

enum err
repository_ca_file(struct request *q)
{
	const struct repository_ca *ca = find(q->app, q->segment[0], ".cer");

	if (ca == NULL)
		return E_NOTFOUND;
	return answer(
	    q, "application/pkix-cert", ca->facts.der, "public, max-age=86400");
}

enum err
repository_crl_answer(struct request *q, const char *issuer)
{
	struct repository *p = q->app;
	struct repository_crl crl = { { NULL, 0 }, 0 };
	enum err r;

	/* The root is offline: its list is a file that ctl renews. */
	if (strcmp(issuer, "root") == 0)
		r = file_read(p->root_crl, FILE_MAX, q->arena, &crl.der);
	else
		r = repository_crl_find(p->db, issuer, &crl, q->arena);
	if (r != E_OK)
		return r;
	return answer(q, "application/pkix-crl", crl.der, "public, max-age=20");
}

enum err
repository_crl_file(struct request *q)
{
	const struct repository_ca *ca = find(q->app, q->segment[0], ".crl");

	if (ca == NULL)
		return E_NOTFOUND;
	return repository_crl_answer(q, ca->name);
}

enum err
repository_tl(struct request *q)
{
	struct repository *p = q->app;
	struct bytes tl;
	enum err r;

	if ((r = file_read(p->tl, FILE_MAX, q->arena, &tl)))
		return r;
	return answer(
	    q, "application/vnd.etsi.tsl+xml", tl, "public, max-age=300");
}
