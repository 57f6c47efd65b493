/*
 * A question to a private service: JSON both ways, outcomes by name. See
 * fcgi_client.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include "shared/base/log.h"
#include "shared/web/fcgi_client.h"
#include "shared/web/json.h"

#define TIMEOUT_MS  10000
#define ANSWER_MAX  1048576
#define REQUEST_MAX 33554432

struct refusal {
	char *error;
	char *reason;
};

static const struct field refusal_fields[] = {
	FIELD(refusal, error, 16, 0),
	FIELD(refusal, reason, 256, 0),
};

/* Understand a refusal; out is filled as far as it goes (tries_left). */
static enum err
read_refusal(const struct private_call *c, struct bytes body, char **reason,
    struct arena *a)
{
	struct refusal ref = { NULL, NULL };
	enum err r;

	if (json_read(
		body, refusal_fields, COUNT(refusal_fields), &ref, NULL, a) ||
	    !ref.error || !(r = err_from_name(ref.error)))
		return log_err(E_PEER, "call.refusal", "service=%s path=%s",
		    c->service, c->path);
	if (reason && ref.reason)
		*reason = ref.reason;
	if (c->nout)
		json_read_some(body, c->out, c->nout, c->out_object, a);
	return r;
}

/* Understand the answer. */
static enum err
read_answer(const struct private_call *c, const struct fcgi_answer *answer,
    char **reason, struct arena *a)
{
	const char *why = "";

	if (answer->status != 200)
		return read_refusal(c, answer->body, reason, a);
	if (!c->nout)
		return E_OK;
	if (json_read(answer->body, c->out, c->nout, c->out_object, &why, a))
		return log_err(E_PEER, "call.answer",
		    "service=%s path=%s member=%s", c->service, c->path, why);
	return E_OK;
}

enum err
private_call(const struct private_call *c, char **reason, struct arena *a)
{
	struct buf body = BUF(REQUEST_MAX);
	struct fcgi_answer answer;
	struct fcgi_call call = {
		.socket = arena_printf(a, "%s/%s.sock", c->run_dir, c->service),
		.method = "POST",
		.path = c->path,
		.media = "application/json",
		.timeout_ms = c->timeout_ms ? c->timeout_ms : TIMEOUT_MS,
		.answer_max = c->answer_max ? c->answer_max : ANSWER_MAX,
		.request_id = c->request_id,
	};
	enum err r;

	if (!call.socket || (reason && !(*reason = arena_str(a, ""))))
		return E_NOMEM;
	if ((r = json_write(&body, c->in, c->nin, c->in_object)))
		goto out;
	call.body = buf_bytes(&body);
	if (!(r = fcgi_call(&call, &answer, a)))
		r = read_answer(c, &answer, reason, a);
out:
	buf_free(&body);
	return r;
}
