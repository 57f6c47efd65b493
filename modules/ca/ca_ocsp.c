/*
 * POST /ocsp/certify: a certificate of a few days for a key that the OCSP
 * responder made itself. RFC 6960 4.2.2.2.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/ca/ca_issue.h"
#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/base/log.h"
#include "shared/model/audit.h"
#include "shared/web/json.h"

#define DAY_S      86400
#define BACKDATE_S 60

/* One certificate on its way. */
struct certify {
	struct ca *ca;
	struct request *q;
	struct cert_row row;
};

/* Issue for a public key whose owner proved to hold the private one. */
static enum err
issue(struct certify *t, enum ca_level level, struct bytes spki,
    struct cert_facts *out)
{
	const struct ca_issuer *issuer = &t->ca->issuer[level];
	unsigned char serial[CERT_SERIAL_BYTES];
	int64_t now = clock_now();
	struct cert_order o = { .kind = CERT_OCSP,
		.subject = { .country = t->ca->pki.country,
		    .organization = t->ca->pki.organization,
		    .organization_id = t->ca->pki.organization_id },
		.spki = spki,
		.issuer = issuer->cert.der,
		.issuer_key = issuer->key,
		.serial = bytes_at(serial, sizeof(serial)),
		.not_before_at = now - BACKDATE_S,
		.not_after_at = now + t->ca->cfg.ocsp_days * DAY_S,
		.issuer_name = ca_levels[level].name,
		.public_url = t->ca->r.common.public_url };
	struct bytes der;
	enum err r;

	cert_serial(serial);
	o.subject.common_name = arena_printf(t->q->arena, "%s OCSP Signer %s",
	    t->ca->pki.organization, ca_levels[level].name);
	if ((r = cert_issue(&o, t->q->arena, &der)))
		return r;
	return cert_read(der, t->q->arena, out);
}

/* Every certificate ever issued is recorded, our own too. */
static enum err
record(struct db *db, void *ctx)
{
	struct certify *t = ctx;
	struct audit e = { .event = "certificate.issued",
		.outcome = "ok",
		.detail = "service",
		.request_id = t->q->request_id };
	char id[33];
	enum err r;

	if ((r = db_run(db, &ca_stmts[SQL_CERT_INSERT], &t->row, NULL)))
		return r;
	id_text(&t->row.id, id);
	e.object = arena_printf(t->q->arena, "certificate:%s", id);
	return audit_add(db, &e);
}

enum err
ca_route_ocsp_certify(struct request *q)
{
	const struct call_row *call = &ca_calls[CA_OCSP_CERTIFY];
	struct certify t = { .ca = q->app, .q = q };
	struct ca_ocsp_request in = { 0 };
	struct ca_certificate out = { 0 };
	struct cert_facts f;
	struct bytes spki;
	enum ca_level level;
	enum err r;

	if ((r = json_read(
		 q->body, call->in, call->nin, &in, &q->reason, q->arena)) ||
	    (r = ca_level_find(in.issuer, &level)) ||
	    (r = key_request_read(in.csr, q->arena, &spki)) ||
	    (r = issue(&t, level, spki, &f)) ||
	    (r = ca_issue_row(&f, q->arena, &t.row)))
		return r;
	t.row.level = arena_str(q->arena, "service");
	t.row.issuer = in.issuer;
	t.row.state = arena_str(q->arena, "bound");
	if ((r = db_tx(t.ca->db, record, &t)))
		return r;
	out.certificate = f.der;
	return answer_json(q, call->out, call->nout, &out);
}
