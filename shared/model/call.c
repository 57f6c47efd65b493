/*
 * See call.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/model/call.h"

#include "shared/base/clock.h"
#include "shared/base/log.h"
#include "shared/web/fcgi_client.h"

enum err
call_time(const struct call *c, int64_t *timeout_ms)
{
	int64_t left = c->until_ms - clock_ms();

	if (c->until_ms == 0)
		return E_OK;
	if (left <= 0)
		return log_err(E_PEER, "call.time", "over");
	if (left < *timeout_ms)
		*timeout_ms = left;
	return E_OK;
}

enum err
call_run(struct call *c, const struct call_row *row, const void *in, void *out)
{
	struct private_call p = { .run_dir = c->run_dir,
		.service = row->service,
		.path = row->path,
		.in = row->in,
		.nin = row->nin,
		.in_object = in,
		.out = row->out,
		.nout = row->nout,
		.out_object = out,
		.timeout_ms = row->timeout_ms,
		.request_id = c->request_id };
	char *reason = NULL;
	enum err r = private_call(&p, &reason, c->arena);

	c->reason = reason ? reason : "";
	return r;
}
