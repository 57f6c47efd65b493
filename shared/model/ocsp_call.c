/*
 * See ocsp_call.h. RFC 6960 A.1.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/model/ocsp_call.h"

#include "shared/base/clock.h"
#include "shared/base/log.h"
#include "shared/web/fcgi_client.h"

#define ANSWER_MAX 65536

enum err
ocsp_ask(struct call *c, struct bytes certificate, struct bytes issuer,
    struct bytes *der, struct ocsp_answer *answer)
{
	struct fcgi_answer got = { 0 };
	struct fcgi_call f = { .method = "POST",
		.path = "/ocsp",
		.media = "application/ocsp-request",
		.timeout_ms = 5000,
		.answer_max = ANSWER_MAX,
		.request_id = c->request_id };
	enum err r;

	f.socket = arena_printf(c->arena, "%s/ocsp.sock", c->run_dir);
	if (f.socket == NULL)
		return E_NOMEM;
	if ((r = call_time(c, &f.timeout_ms)) ||
	    (r = ocsp_request_make(certificate, issuer, OCSP_SHA256,
		 bytes_at(NULL, 0), c->arena, &f.body)) ||
	    (r = fcgi_call(&f, &got, c->arena)))
		return r;
	if (got.status != 200)
		return log_err(E_PEER, "ocsp.status", "status=%d", got.status);
	r = ocsp_response_read(
	    got.body, certificate, issuer, clock_now(), clock_now(), answer);
	*der = got.body;
	return r == E_INPUT ? E_PEER : r; /* tryLater and its kin */
}
