/*
 * SOAP calls to the eID server. See ident_soap.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/ident/ident_soap.h"

#include "shared/base/clock.h"
#include "shared/base/log.h"
#include "shared/web/http_client.h"

#define CONNECT_MS    3000
#define USE_ID_MS     10000
#define GET_RESULT_MS 5000

struct exchange {
	const char *operation;
	int64_t timeout_ms;
	struct buf body;  /* the request element */
	struct bytes raw; /* answer as received */
	struct xml_doc *doc;
	struct xml_node *payload;
};

static enum err
send_signed(struct ident *s, struct exchange *x, struct arena *a)
{
	struct buf envelope = BUF(XML_MAX_BYTES);
	struct http_answer answer;
	const char *headers[] = { arena_printf(a,
				      "SOAPAction: "
				      "\"http://bsi.bund.de/eID/%s\"",
				      x->operation),
		NULL };
	struct http_call call = { .method = "POST",
		.url = s->cfg.eid_server_url,
		.media = "text/xml;charset=UTF-8",
		.headers = headers,
		.ca_file = s->cfg.eid_server_ca,
		.cert_file = s->cfg.eid_tls_cert,
		.key_file = s->cfg.eid_tls_key_file,
		.connect_ms = CONNECT_MS,
		.timeout_ms = x->timeout_ms,
		.answer_max = XML_MAX_BYTES };
	enum err r;

	if ((r = wss_sign(
		 s->signer, buf_bytes(&x->body), clock_now(), &envelope)))
		goto out;
	call.body = buf_bytes(&envelope);
	if ((r = http_call(&call, &answer, a)))
		goto out;
	if (answer.status != 200)
		r = log_err(E_PEER, "ident.soap", "operation=%s status=%d",
		    x->operation, answer.status);
	x->raw = answer.body;
out:
	buf_free(&envelope);
	return r;
}

/* Send, and believe the answer only when the server signed it. */
static enum err
exchange(struct ident *s, struct exchange *x, struct arena *a)
{
	const char *why = "parser";
	enum err r;

	if ((r = send_signed(s, x, a)))
		return E_PEER;
	if ((r = xml_parse(x->raw, &x->doc)) ||
	    (r = wss_verify(
		 s->server, x->doc, clock_now(), 0, &x->payload, &why)))
		return log_err(E_PEER, "ident.soap", "operation=%s why=%s",
		    x->operation, why);
	return E_OK;
}

static void
clear(struct exchange *x)
{
	xml_free(x->doc);
	buf_free(&x->body);
}

static enum err
report(const char *operation, enum err r, enum eid_code code)
{
	if (r != E_OK)
		return log_err(
		    E_PEER, "ident.soap", "operation=%s why=form", operation);
	if (code == EID_SETUP)
		log_line(LOG_FAULT, "ident.soap",
		    "operation=%s why=our request or our rights", operation);
	return E_OK;
}

enum err
ident_use_id(struct ident *s, const char *info, enum eid_code *code,
    struct eid_start *start, struct arena *a)
{
	struct exchange x = { .operation = "useID",
		.timeout_ms = USE_ID_MS,
		.body = BUF(XML_MAX_BYTES) };
	enum err r;

	*code = EID_SERVER;
	if ((r = eid_use_id_write(&x.body, info)) || (r = exchange(s, &x, a)))
		goto out;
	r = report(x.operation,
	    eid_use_id_read(x.payload, s->eid, code, start, a), *code);
out:
	clear(&x);
	return r;
}

enum err
ident_get_result(struct ident *s, const char *session, int64_t counter,
    enum eid_code *code, struct bytes *raw, struct arena *a)
{
	struct exchange x = { .operation = "getResult",
		.timeout_ms = GET_RESULT_MS,
		.body = BUF(XML_MAX_BYTES) };
	struct person person;
	enum err r;

	*code = EID_SERVER;
	if ((r = eid_get_result_write(&x.body, session, counter)) ||
	    (r = exchange(s, &x, a)))
		goto out;
	/* The person is ca's to read; here only the code counts. */
	r = eid_result_read(x.payload, s->eid, code, &person, a);
	r = report(x.operation, r, *code);
	*raw = x.raw;
out:
	clear(&x);
	return r;
}
