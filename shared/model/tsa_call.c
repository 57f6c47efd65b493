/*
 * See tsa_call.h. RFC 3161 2.4, 3.4.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/model/tsa_call.h"

#include "shared/base/log.h"
#include "shared/pki/tst.h"
#include "shared/web/fcgi_client.h"

/* Send a query to RUN/tsa.sock. */
static enum err
query_send(struct call *c, struct bytes query, struct fcgi_answer *answer)
{
	struct fcgi_call f = { .method = "POST",
		.path = "/tsa",
		.media = "application/timestamp-query",
		.body = query,
		.timeout_ms = 5000,
		.answer_max = TST_REPLY_MAX,
		.request_id = c->request_id };
	enum err r;

	f.socket = arena_printf(c->arena, "%s/tsa.sock", c->run_dir);
	if (f.socket == NULL)
		return E_NOMEM;
	if ((r = fcgi_call(&f, answer, c->arena)))
		return r;
	if (answer->status != 200)
		return log_err(
		    E_PEER, "tsa.status", "status=%d", answer->status);
	return E_OK;
}

enum err
tsa_stamp(struct call *c, struct bytes digest, struct bytes anchor,
    struct bytes *token)
{
	unsigned char nonce[TST_NONCE_BYTES];
	struct fcgi_answer answer = { 0 };
	struct tst_facts facts = { 0 };
	struct bytes query;
	enum err r;

	if ((r = tst_query_make(digest, nonce, c->arena, &query)) ||
	    (r = query_send(c, query, &answer)) ||
	    (r = tst_reply_read(
		 answer.body, digest, nonce, anchor, c->arena, &facts)))
		return r == E_INPUT ? E_CRYPTO : r;
	*token = facts.token;
	return E_OK;
}
