/*
 * GET /ocsp/BASE64, POST /ocsp, POST /tick. RFC 6960 A.1, RFC 9919 5.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "modules/ocsp/ocsp_own.h"
#include "modules/ocsp/ocsp_status.h"
#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/base/log.h"
#include "shared/web/json.h"

#define MEDIA_REQUEST  "application/ocsp-request"
#define MEDIA_RESPONSE "application/ocsp-response"

/* What a tick did. */
struct tick_report {
	int64_t renewed;
};

/* clang-format off */
static const struct field report_fields[] = {
	FIELD(tick_report, renewed, INT64_MAX, 0),
};

/* How failures are told (RFC 6960 2.3): outcome, responseStatus */
static const struct {
	enum err err;
	enum ocsp_status status;
} faults[] = {
	{ E_NOMEM,    OCSP_INTERNAL_ERROR },
	{ E_INPUT,    OCSP_MALFORMED_REQUEST },
	{ E_AUTH,     OCSP_UNAUTHORIZED },
	{ E_DENIED,   OCSP_UNAUTHORIZED },
	{ E_NOTFOUND, OCSP_UNAUTHORIZED },
	{ E_CONFLICT, OCSP_INTERNAL_ERROR },
	{ E_LIMIT,    OCSP_TRY_LATER },
	{ E_PEER,     OCSP_TRY_LATER },
	{ E_DB,       OCSP_TRY_LATER },
	{ E_CRYPTO,   OCSP_INTERNAL_ERROR },
	{ E_BUG,      OCSP_INTERNAL_ERROR },
};
/* clang-format on */

/*
 * Let our own nginx keep a state for half of max_age_s, and others for the
 * rest, less the second by which nginx rounds: nginx does not tell how long
 * it has kept an answer. Nobody is told twice what answers one question only
 * (a nonce) or may soon be another (unknown).
 */
static enum err
lifetime(struct request *q, const struct ocsp_query *query,
    const struct ocsp_answer *s)
{
	const struct ocsp *o = q->app;
	bool kept = query->nonce.n == 0 && s->state != OCSP_UNKNOWN;
	int64_t own = o->cfg.max_age_s / 2;
	/* A revocation cannot change any more while the response holds. */
	int64_t all = s->state == OCSP_REVOKED
	    ? s->next_update_at - s->this_update_at
	    : o->cfg.max_age_s;
	int64_t rest = all - own - 1;
	char *nginx =
	    arena_printf(q->arena, "%lld", (long long)(kept ? own : 0));
	char *cache = arena_printf(q->arena,
	    "max-age=%lld, public, no-transform, must-revalidate",
	    (long long)(rest > 0 ? rest : 0));
	enum err r;

	if (!nginx || !cache)
		return E_NOMEM;
	if ((r = answer_header(q, "X-Accel-Expires", nginx)))
		return r;
	return answer_header(q, "Cache-Control", cache);
}

/* Write what caches need (RFC 9919 6.2). */
static enum err
cache_headers(struct request *q, const struct ocsp_query *query,
    const struct ocsp_answer *s, struct bytes response)
{
	unsigned char hash[32];
	char date[30];
	char *etag;
	enum err r;

	if ((r = sha256(response, hash)))
		return r;
	etag = arena_printf(q->arena, "\"%s\"",
	    hex_text(q->arena, bytes_at(hash, sizeof(hash))));
	if (!etag)
		return E_NOMEM;
	clock_http(s->this_update_at, date);
	if ((r = answer_header(q, "Last-Modified", date)))
		return r;
	clock_http(s->next_update_at, date);
	if ((r = answer_header(q, "Expires", date)) ||
	    (r = answer_header(q, "ETag", etag)))
		return r;
	return lifetime(q, query, s);
}

/* Answer one question about an issuer of ours. */
static enum err
answer(struct request *q, const struct ocsp_query *query, struct ocsp_own *own)
{
	struct ocsp *o = q->app;
	struct ocsp_answer s;
	struct ocsp_signer signer;
	struct bytes der;
	enum err r;

	if ((r = ocsp_own_ready(o, own, q)) ||
	    (r = ocsp_status_find(
		 o->db, own->name, query->serial, &s, q->arena)))
		return r;
	s.this_update_at = clock_now();
	s.next_update_at = s.this_update_at + o->cfg.response_s;
	signer = (struct ocsp_signer){ buf_bytes(&own->certificate), own->key };
	if ((r = ocsp_response_make(query, &s, &signer, q->arena, &der)) ||
	    (r = cache_headers(q, query, &s, der)))
		return r;
	return answer_body(q, MEDIA_RESPONSE, der);
}

/* Read a request and find whose certificate it asks about. */
static enum err
respond(struct request *q, struct bytes der)
{
	struct ocsp *o = q->app;
	struct ocsp_query query;

	if (ocsp_request_read(der, &query))
		return E_INPUT;
	for (size_t i = 0; i < OCSP_ISSUERS; i++)
		if (ocsp_issuer_asked(&o->own[i].issuer, &query))
			return answer(q, &query, &o->own[i]);
	return E_NOTFOUND; /* RFC 6960 2.3: unauthorized */
}

static enum err
route_post(struct request *q)
{
	return respond(q, q->body);
}

/* Take slashes off the front. */
static struct bytes
slashes_skip(struct bytes v)
{
	while (v.n && v.p[0] == '/')
		v = bytes_at(v.p + 1, v.n - 1);
	return v;
}

/*
 * The request stands in the path: base64, percent-encoded. It is taken from
 * the URI as it was sent, because nginx makes two slashes one unless its
 * default server of this port says otherwise, and base64 has them.
 */
static enum err
route_get(struct request *q)
{
	const char *uri = request_param(q, "REQUEST_URI");
	struct buf path = BUF(2 * OCSP_REQUEST_MAX);
	struct buf der = BUF(OCSP_REQUEST_MAX);
	struct bytes sent, text, base;
	enum err r = E_INPUT;

	(void)bytes_cut(bytes_of(uri ? uri : ""), '?', &sent, &text);
	if (percent_read(&path, sent))
		goto out;
	text = slashes_skip(buf_bytes(&path));
	(void)bytes_cut(text, '/', &base, &text); /* "ocsp" */
	if (base64_read(&der, BASE64, slashes_skip(text)) == E_OK)
		r = respond(q, buf_bytes(&der));
out:
	buf_free(&path);
	buf_free(&der);
	return r;
}

static enum err
route_tick(struct request *q)
{
	struct ocsp *o = q->app;
	struct tick_report out = { 0 };
	enum err r = E_OK, e;

	for (size_t i = 0; i < OCSP_ISSUERS; i++)
		if ((e = ocsp_own_renew(o, &o->own[i], q, &out.renewed)))
			r = e;
	if (r)
		return r;
	return answer_json(q, report_fields, COUNT(report_fields), &out);
}

void
ocsp_fault(struct request *q, enum err r)
{
	enum ocsp_status status = OCSP_INTERNAL_ERROR;

	/* Refused by the table, or not OCSP at all: HTTP says it. */
	if (q->status || (q->route && q->route->run == route_tick)) {
		private_fault(q, r);
		return;
	}
	for (size_t i = 0; i < COUNT(faults); i++)
		if (faults[i].err == r)
			status = faults[i].status;
	q->status = 200;
	if (answer_header(q, "Cache-Control", "no-store") ||
	    answer_body(q, MEDIA_RESPONSE, ocsp_response_error(status)))
		q->status = 500;
}

/* clang-format off */
const struct route ocsp_routes[] = {
	/* method, path, peers, body, most octets, media, need, function */
	{ GET,  "/ocsp/*", PEER_NGINX, BODY_NONE, 0, NULL, 0, route_get },
	{ POST, "/ocsp",   PEER_NGINX | PEER_PORTAL | PEER_API, BODY_RAW,
	  OCSP_REQUEST_MAX, MEDIA_REQUEST, 0, route_post },
	{ POST, "/ocsp/",  PEER_NGINX, BODY_RAW, OCSP_REQUEST_MAX,
	  MEDIA_REQUEST, 0, route_post },
	{ POST, "/tick",   PEER_CTL, BODY_JSON, 1024, NULL, 0, route_tick },
};
/* clang-format on */

const size_t ocsp_nroutes = COUNT(ocsp_routes);
