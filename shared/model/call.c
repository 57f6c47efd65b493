/*
 * See call.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/model/call.h"

#include "shared/web/fcgi_client.h"

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
