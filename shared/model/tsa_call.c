/*
 * See tsa_call.h. RFC 3161 2.4, 3.4.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/model/tsa_call.h"

#include <string.h>

#include "shared/base/clock.h"
#include "shared/base/log.h"
#include "shared/pki/tst.h"
#include "shared/web/fcgi_client.h"
#include "shared/web/http_client.h"

#define MEDIA_QUERY "application/timestamp-query"
#define CONNECT_MS  3000
#define TIMEOUT_MS  5000
#define REST_MS     60000

/* Send a query to RUN/tsa.sock. */
static enum err
own_send(
    struct call *c, int64_t timeout_ms, struct bytes query, struct bytes *reply)
{
	struct fcgi_answer answer = { 0 };
	struct fcgi_call f = { .method = "POST",
		.path = "/tsa",
		.media = MEDIA_QUERY,
		.body = query,
		.timeout_ms = timeout_ms,
		.answer_max = TST_REPLY_MAX,
		.request_id = c->request_id };
	enum err r;

	f.socket = arena_printf(c->arena, "%s/tsa.sock", c->run_dir);
	if (f.socket == NULL)
		return E_NOMEM;
	if ((r = fcgi_call(&f, &answer, c->arena)))
		return r;
	if (answer.status != 200)
		return log_err(
		    E_PEER, "tsa.status", "status=%d", answer.status);
	*reply = answer.body;
	return E_OK;
}

/* Send a query to an authority elsewhere. */
static enum err
http_send(struct call *c, const struct tsa *t, int64_t timeout_ms,
    struct bytes query, struct bytes *reply)
{
	struct http_answer answer = { 0 };
	struct http_call h = { .method = "POST",
		.url = t->url,
		.media = MEDIA_QUERY,
		.body = query,
		.user = t->user,
		.password = secret_bytes(&t->password),
		.ca_file = t->ca_file,
		.cert_file = t->cert_file,
		.key_file = t->key_file,
		.connect_ms = CONNECT_MS,
		.timeout_ms = timeout_ms,
		.answer_max = TST_REPLY_MAX };
	enum err r = http_call(&h, &answer, c->arena);

	if (r)
		return r;
	if (answer.status != 200)
		return log_err(E_PEER, "tsa.status", "url=%.*s status=%d",
		    (int)strcspn(t->url, "?"), t->url, answer.status);
	*reply = answer.body;
	return E_OK;
}

/* Ask one authority; whatever it does wrong, there is no time stamp of it. */
static enum err
stamp(struct call *c, const struct tsa *t, int64_t timeout_ms,
    struct bytes digest, struct bytes *token)
{
	unsigned char nonce[TST_NONCE_BYTES];
	struct tst_facts facts = { 0 };
	struct bytes query = { 0 }, reply = { 0 };
	enum err r;

	if ((r = tst_query_make(digest, nonce, c->arena, &query)) ||
	    (r = t->url == NULL ? own_send(c, timeout_ms, query, &reply)
				: http_send(c, t, timeout_ms, query, &reply)) ||
	    (r = tst_reply_read(
		 reply, digest, nonce, t->anchor, c->arena, &facts)))
		return r == E_INPUT || r == E_CRYPTO ? E_PEER : r;
	*token = facts.token;
	return E_OK;
}

/* Put the authorities in order: who failed a moment ago comes last. */
static void
order(struct tsa *tsas, size_t n, struct tsa *out[TSA_MAX])
{
	int64_t now = clock_ms();
	size_t k = 0;

	for (int rests = 0; rests < 2; rests++)
		for (size_t i = 0; i < n; i++)
			if ((tsas[i].rests_until_ms > now) == rests)
				out[k++] = &tsas[i];
}

enum err
tsa_stamp(struct call *c, struct tsa *tsas, size_t n, struct bytes digest,
    struct bytes *token)
{
	struct tsa *asked[TSA_MAX];
	enum err r;

	order(tsas, n, asked);
	for (size_t i = 0; i < n; i++) {
		int64_t timeout_ms = TIMEOUT_MS;

		if ((r = call_time(c, &timeout_ms)))
			return r;
		r = stamp(c, asked[i], timeout_ms, digest, token);
		if (r != E_PEER)
			return r;
		asked[i]->rests_until_ms = clock_ms() + REST_MS;
	}
	return E_PEER;
}
