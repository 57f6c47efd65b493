/*
 * The SOAP side of the simulated eID server: useID, getResult and
 * getServerInfo, signed both ways, and the ways to do it wrong.
 *
 * TR-03130-1 3, WS-Security 1.0.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/base/secret.h"
#include "shared/base/text.h"
#include "tests/partners/eid_server.h"

#define DSS   "urn:oasis:names:tc:dss:1.0:core:schema"
#define MAJOR "http://www.bsi.bund.de/ecard/api/1.1/resultmajor#"
#define MINOR "http://www.bsi.bund.de/eid/server/2.0/resultminor/"

struct call {
	struct eid_server *server;
	const char *operation; /* "useID" */
	struct xml_node *request;
	struct arena *arena;
	const char *persona;
	char *session;
	char *counter;
	const char *result;
};

static enum err
write_result(struct buf *out, const char *minor)
{
	if (minor == NULL)
		return buf_adds(out,
		    "<dss:Result><dss:ResultMajor>" MAJOR
		    "ok</dss:ResultMajor></dss:Result>");
	return buf_addf(out,
	    "<dss:Result><dss:ResultMajor>" MAJOR
	    "error</dss:ResultMajor><dss:ResultMinor>" MINOR
	    "%s</dss:ResultMinor></dss:Result>",
	    minor);
}

static enum err
write_session(struct buf *out, struct eid_server *s, const struct session *v)
{
	enum err r;

	if ((r = buf_addf(out,
		 "<eid:Session><eid:ID>%s</eid:ID></eid:Session>"
		 "<eid:eCardServerAddress>%s</eid:eCardServerAddress>"
		 "<eid:PSK><eid:ID>%s</eid:ID><eid:Key>",
		 v->id, s->url, v->psk_id)) ||
	    (r = hex_add(out, bytes_at(v->psk, sizeof(v->psk)))))
		return r;
	return buf_adds(out, "</eid:Key></eid:PSK>");
}

static bool
wants(struct call *c, const char *operation)
{
	struct xml_node *ops = xml_child(c->request, EID_NS, "UseOperations");
	const char *v = xml_text(xml_child(ops, EID_NS, operation), c->arena);

	return v != NULL &&
	    (strcmp(v, "REQUIRED") == 0 || strcmp(v, "ALLOWED") == 0);
}

static const char *
refuse_use_id(struct call *c)
{
	if (xml_valid(c->server->schema, c->request) != E_OK)
		return "common#schemaViolation";
	if (wants(c, "AgeVerification") &&
	    xml_child(c->request, EID_NS, "AgeVerificationRequest") == NULL)
		return "useID#missingArgument";
	if (wants(c, "PlaceVerification") &&
	    xml_child(c->request, EID_NS, "PlaceVerificationRequest") == NULL)
		return "useID#missingArgument";
	if (strcmp(c->server->persona, "busy") == 0)
		return "useID#tooManyOpenSessions";
	if (strcmp(c->server->persona, "rights") == 0)
		return "useID#missingTerminalRights";
	return NULL;
}

static enum err
use_id(struct call *c, struct buf *out)
{
	struct session *s;
	enum err r;

	if ((c->result = refuse_use_id(c)) != NULL)
		return write_result(out, c->result);
	s = session_new();
	snprintf(s->persona, sizeof(s->persona), "%s", c->server->persona);
	c->session = arena_str(c->arena, s->id);
	if ((r = write_session(out, c->server, s)))
		return r;
	return write_result(out, NULL);
}

static const char *
result_of(struct call *c)
{
	struct session *s = session_by_id(c->session);
	int64_t counter;

	if (xml_valid(c->server->schema, c->request) != E_OK ||
	    c->counter == NULL ||
	    text_number(bytes_of(c->counter), INT32_MAX, &counter) != E_OK) {
		if (s != NULL)
			s->state = SESSION_DEAD;
		return "common#schemaViolation";
	}
	if (s == NULL)
		return "getResult#invalidSession";
	c->persona = arena_str(c->arena, s->persona);
	return session_poll(s, counter);
}

static enum err
get_result(struct call *c, struct buf *out)
{
	struct xml_node *n = xml_child(c->request, EID_NS, "Session");
	enum err r;

	c->session = xml_text(xml_child(n, EID_NS, "ID"), c->arena);
	c->counter =
	    xml_text(xml_child(c->request, EID_NS, "RequestCounter"), c->arena);
	if ((c->result = result_of(c)) != NULL)
		return write_result(out, c->result);
	if ((r = specimen_write(out, c->persona)))
		return r;
	return write_result(out, NULL);
}

static enum err
get_server_info(struct call *c, struct buf *out)
{
	static const char *const rights[] = { "DocumentType", "IssuingState",
		"DateOfExpiry", "GivenNames", "FamilyNames", "ArtisticName",
		"AcademicTitle", "DateOfBirth", "PlaceOfBirth", "Nationality",
		"BirthName", "PlaceOfResidence", "CommunityID",
		"ResidencePermitI", "RestrictedID", "AgeVerification",
		"PlaceVerification" };
	enum err r;
	size_t i;

	(void)c;
	if ((r = buf_adds(out,
		 "<eid:ServerVersion><eid:VersionString>specimen"
		 "</eid:VersionString><eid:Major>2</eid:Major><eid:Minor>4"
		 "</eid:Minor></eid:ServerVersion>"
		 "<eid:DocumentVerificationRights>")))
		return r;
	for (i = 0; i < COUNT(rights); i++)
		if ((r = buf_addf(out, "<eid:%s>ALLOWED</eid:%s>", rights[i],
			 rights[i])))
			return r;
	return buf_adds(out, "</eid:DocumentVerificationRights>");
}

/* clang-format off */
/* operation, function */
static const struct {
	const char *name;
	enum err (*run)(struct call *c, struct buf *out);
} operations[] = {
	{ "useID",         use_id },
	{ "getResult",     get_result },
	{ "getServerInfo", get_server_info },
};
/* clang-format on */

static enum err
run_operation(struct call *c, struct buf *out)
{
	char name[32];
	size_t i;

	for (i = 0; i < COUNT(operations); i++) {
		snprintf(name, sizeof(name), "%sRequest", operations[i].name);
		if (!xml_is(c->request, EID_NS, name))
			continue;
		c->operation = operations[i].name;
		return operations[i].run(c, out);
	}
	c->result = "common#schemaViolation";
	return write_result(out, c->result);
}

/* Replace the first needle in b by text; nothing when it is not there. */
static void
replace(struct buf *b, const char *needle, const char *text)
{
	struct buf n = BUF(b->max);
	unsigned char *at = memmem(b->p, b->n, needle, strlen(needle));
	size_t head, tail;

	if (at == NULL)
		return;
	head = (size_t)(at - b->p);
	tail = b->n - head - strlen(needle);
	if (buf_add(&n, b->p, head) || buf_adds(&n, text) ||
	    buf_add(&n, at + strlen(needle), tail))
		abort();
	buf_free(b);
	*b = n;
}

/* Move the signed body into the signature and put another in its place. */
static void
wrap_signature(struct buf *b)
{
	unsigned char *at = memmem(b->p, b->n, "<soapenv:Body", 13);
	unsigned char *end = memmem(b->p, b->n, "</soapenv:Body>", 15);
	struct buf body = BUF(b->max), object = BUF(b->max);

	if (at == NULL || end == NULL ||
	    buf_add(&body, at, (size_t)(end + 15 - at)) ||
	    buf_addf(&object, "<ds:Object>%s</ds:Object></ds:Signature>",
		(char *)body.p))
		abort();
	replace(b, "Id=\"Body-1\"", "Id=\"Body-2\"");
	replace(b, ">ERIKA<", ">OTHER<");
	replace(b, "</ds:Signature>", (char *)object.p);
	buf_free(&body);
	buf_free(&object);
}

static void
make_big(struct buf *b)
{
	struct buf pad = BUF(ANSWER_MAX);
	int i;

	for (i = 0; i < 300 * 1024; i++)
		if (buf_addc(&pad, ' '))
			abort();
	if (buf_adds(&pad, "</soapenv:Envelope>"))
		abort();
	replace(b, "</soapenv:Envelope>", (char *)pad.p);
	buf_free(&pad);
}

static void
unsign(struct buf *b)
{
	unsigned char *at = memmem(b->p, b->n, "<soapenv:Header", 15);
	unsigned char *end = memmem(b->p, b->n, "</soapenv:Header>", 17);

	if (at == NULL || end == NULL)
		abort();
	memmove(at, end + 17, b->n - (size_t)(end + 17 - b->p));
	b->n -= (size_t)(end + 17 - at);
}

/* Spoil a signed answer as the persona asks. */
static void
spoil(const char *persona, struct answer *out)
{
	if (strcmp(persona, "badsig") == 0)
		replace(&out->body, ">ERIKA<", ">ERIKE<");
	else if (strcmp(persona, "unsigned") == 0)
		unsign(&out->body);
	else if (strcmp(persona, "xsw") == 0)
		wrap_signature(&out->body);
	else if (strcmp(persona, "bigbody") == 0)
		make_big(&out->body);
	else if (strcmp(persona, "doctype") == 0)
		replace(&out->body, "<soapenv:Envelope",
		    "<!DOCTYPE a [<!ENTITY"
		    " b \"c\">]><soapenv:Envelope");
	else if (strcmp(persona, "lost") == 0)
		out->half = true;
}

/* Answers that are no eID message at all; false when the persona is none. */
static bool
answer_otherwise(const char *persona, struct answer *out)
{
	const char *text = NULL;

	if (strcmp(persona, "fault") == 0)
		text =
		    "<soapenv:Envelope xmlns:soapenv=\"" WSS_SOAP
		    "\"><soapenv:Body><soapenv:Fault><faultcode>soapenv:Server"
		    "</faultcode><faultstring>no</faultstring></soapenv:Fault>"
		    "</soapenv:Body></soapenv:Envelope>";
	if (strcmp(persona, "html500") == 0) {
		out->status = 500;
		out->media = "text/html";
		text = "<html><body>Internal error</body></html>";
	}
	if (text == NULL)
		return false;
	if (buf_adds(&out->body, text))
		abort();
	return true;
}

static void
note(struct call *c, const struct http *q)
{
	unsigned char sha[32];
	json_t *row;

	if (sha256(q->body, sha))
		return;
	row = json_pack("{s:I, s:s, s:s*, s:s*, s:s, s:s}", "at",
	    (json_int_t)clock_now(), "operation",
	    c->operation ? c->operation : "", "session", c->session, "counter",
	    c->counter, "sha256", hex_text(c->arena, bytes_at(sha, 32)),
	    "result", c->result ? c->result : "ok");
	json_array_append_new(c->server->log, row);
}

/* Wrap the response element, sign it, spoil it. */
static void
finish(struct call *c, struct bytes inner, struct answer *out)
{
	const char *persona = c->persona ? c->persona : "";
	const char *op = c->operation ? c->operation : "useID";
	int64_t at = clock_now() - (strcmp(persona, "oldts") ? 0 : 3600);
	struct buf body = BUF(ANSWER_MAX);

	if (answer_otherwise(persona, out))
		return;
	if (buf_addf(&body,
		"<eid:%sResponse xmlns:eid=\"" EID_NS "\" xmlns:dss=\"" DSS
		"\">",
		op) ||
	    buf_addb(&body, inner) ||
	    buf_addf(&body, "</eid:%sResponse>", op) ||
	    wss_sign(c->server->signer, buf_bytes(&body), at, &out->body))
		abort();
	buf_free(&body);
	spoil(persona, out);
}

void
eid_soap(struct eid_server *s, const struct http *q, struct answer *out)
{
	struct call c = { .server = s };
	struct buf inner = BUF(ANSWER_MAX);
	struct xml_doc *doc = NULL;
	enum err r;

	if (arena_new(ANSWER_MAX, &c.arena))
		abort();
	if (xml_parse(q->body, &doc) ||
	    wss_verify(s->client, doc, clock_now(), 0, &c.request, NULL)) {
		c.result = "common#internalError";
		r = write_result(&inner, c.result);
	} else {
		r = run_operation(&c, &inner);
	}
	if (r != E_OK)
		abort();
	out->media = "text/xml;charset=utf-8";
	finish(&c, buf_bytes(&inner), out);
	note(&c, q);
	xml_free(doc);
	buf_free(&inner);
	arena_free(c.arena);
}
