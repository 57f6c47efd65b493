/*
 * What came in: parameters, headers, body. See route.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ctype.h>
#include <string.h>

#include "shared/web/fcgi.h"
#include "shared/web/route.h"

/* clang-format off */
static const struct {
	const char *name;
	enum peer peer;
} peers[] = {
	{ "nginx",      PEER_NGINX },
	{ "portal",     PEER_PORTAL },
	{ "api",        PEER_API },
	{ "app",        PEER_APP },
	{ "shop",       PEER_SHOP },
	{ "ident",      PEER_IDENT },
	{ "repository", PEER_REPOSITORY },
	{ "ocsp",       PEER_OCSP },
	{ "tsa",        PEER_TSA },
	{ "pdf",        PEER_PDF },
	{ "signer",     PEER_SIGNER },
	{ "ca",         PEER_CA },
	{ "notify",     PEER_NOTIFY },
	{ "purge",      PEER_PURGE },
	{ "ctl",        PEER_CTL },
};
/* clang-format on */

unsigned
peer_find(const char *name)
{
	size_t i;

	for (i = 0; i < COUNT(peers); i++)
		if (!strcmp(peers[i].name, name))
			return peers[i].peer;
	return 0;
}

const char *
request_param(const struct request *q, const char *name)
{
	return fcgi_param(q->in, name);
}

/* A header arrives as HTTP_ and its name in capitals (RFC 3875 4.1.18). */
const char *
request_header(const struct request *q, const char *name)
{
	char param[FCGI_NAME_MAX + 1] = "HTTP_";
	size_t n = strlen(param);
	size_t i;

	if (strlen(name) > FCGI_NAME_MAX - n)
		return NULL;
	for (i = 0; name[i]; i++) {
		param[n + i] = (char)toupper((unsigned char)name[i]);
		if (name[i] == '-')
			param[n + i] = '_';
	}
	param[n + i] = '\0';
	return fcgi_param(q->in, param);
}

enum err
request_read(struct request *q, void *p, size_t n, size_t *got)
{
	enum err r;

	if (n > (uint64_t)q->left)
		n = (size_t)q->left;
	*got = 0;
	if (!n)
		return E_OK;
	if ((r = fcgi_read(q->in, p, n, got)))
		return r;
	q->left -= (int64_t)*got;
	return *got ? E_OK : E_INPUT;
}
