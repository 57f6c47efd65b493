/*
 * POST /tsa: a query in, a reply out. RFC 3161 3.4.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/tsa/tsa.h"
#include "shared/base/log.h"

static enum err
route_stamp(struct request *q)
{
	struct tsa *t = q->app;
	struct bytes reply;
	int failure;
	enum err r;

	if ((r = tst_reply_make(
		 &t->authority, q->body, q->arena, &reply, &failure)) ||
	    (r = answer_header(q, "Cache-Control", "no-store")) ||
	    (r = answer_body(q, "application/timestamp-reply", reply)))
		return r;
	log_line(LOG_EVENT, failure < 0 ? "tsa.granted" : "tsa.rejected",
	    "failure=%d octets=%zu", failure, reply.n);
	return E_OK;
}

/* clang-format off */
const struct route tsa_routes[] = {
	/* method, path, peers, body, most octets, media, need, function */
	{ POST, "/tsa", PEER_NGINX | PEER_PORTAL | PEER_API, BODY_RAW,
	  TST_QUERY_MAX, "application/timestamp-query", 0, route_stamp },
};
/* clang-format on */

const size_t tsa_nroutes = COUNT(tsa_routes);
