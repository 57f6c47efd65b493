/*
 * POST /issue, and its steps for the tick. See ca_issue.h.
 *
 * Crash at any point: the rows say how far it came. signer answers a second
 * /key/new or /key/bind as the first; a second certificate for case and
 * level is refused by a unique key.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/ca/ca_issue.h"

#include <string.h>

#include "modules/ca/ca_person.h"
#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/base/fault.h"
#include "shared/base/log.h"
#include "shared/model/audit.h"
#include "shared/model/mail.h"
#include "shared/model/outbox.h"
#include "shared/model/signer_call.h"
#include "shared/web/json.h"
#include "shared/web/template.h"

/* Refuse with a word of why. */
static enum err
refuse(struct issue *t, const char *reason)
{
	t->reason = reason;
	return log_err(E_DENIED, "ca.issue", "reason=%s", reason);
}

/* Read case, identification and account. */
static enum err
load(struct issue *t, const struct id *case_)
{
	struct sql_id id = { .id = *case_ };
	struct db *db = t->ca->db;
	enum err r;

	if ((r = db_one(
		 db, &ca_stmts[SQL_IDENTIFICATION], &id, &t->ident, t->a)) ||
	    (r = db_one(db, &ca_stmts[SQL_CASE], &id, &t->c, t->a)))
		return r;
	id.id = t->ident.account;
	if ((r = db_one(db, &ca_stmts[SQL_ACCOUNT], &id, &t->account, t->a)))
		return r;
	return ca_person_open(secret_bytes(&t->ca->person_key),
	    &t->ident.account, &t->ident.ident_case, t->ident.person, t->a,
	    &t->person);
}

/* Check what issuing rests on; nothing of it is believed from before. */
static enum err
check(struct issue *t)
{
	struct sql_two who = { .account = t->c.account, .other = t->c.nonce };
	struct sql_count accepted = { 0 };
	enum err r;

	if (!id_eq(&t->c.account, &t->ident.account))
		return refuse(t, "account");
	if (strcmp(t->account.state, "active") != 0)
		return refuse(t, "account");
	if (!t->ident.name_matches ||
	    !person_names_match(
		&t->person, t->account.first_name, t->account.family_name))
		return refuse(t, "mismatch");
	if (strcmp(t->ident.state, "verified") != 0 &&
	    strcmp(t->ident.state, "active") != 0)
		return refuse(t, t->ident.state);
	if (t->ident.valid_until_at <= clock_now())
		return refuse(t, "expired");
	if ((r = db_one(
		 t->ca->db, &ca_stmts[SQL_ACCEPTED], &who, &accepted, t->a)))
		return r;
	return accepted.n > 0 ? E_OK : refuse(t, "not_accepted");
}

/* Record the certificate in the transaction that inserts it. */
static enum err
insert(struct db *db, void *ctx)
{
	struct issue *t = ctx;
	const struct cert_row *row = t->fresh;
	struct audit e = { .event = "certificate.issued",
		.outcome = "ok",
		.request_id = t->request_id };
	struct sql_id case_ = { .id = t->c.id };
	struct sql_state live;
	char id[33];
	enum err r;

	r = db_one(db, &ca_stmts[SQL_IDENTIFICATION_LIVE], &case_, &live, t->a);
	if (r == E_NOTFOUND)
		return refuse(t, "void");
	if (r || (r = db_run(db, &ca_stmts[SQL_CERT_INSERT], row, NULL)))
		return r;
	id_text(&row->id, id);
	e.subject = row->account;
	e.detail = row->level;
	e.object = arena_printf(t->a, "certificate:%s", id);
	return audit_add(db, &e);
}

/* Find the live certificate of case and level. */
static enum err
find(struct issue *t, enum ca_level level)
{
	struct sql_case_level key = { .ident_case = t->c.id,
		.level = ca_levels[level].name };

	return db_one(t->ca->db, &ca_stmts[SQL_CERT_OF_CASE], &key,
	    &t->cert[level], t->a);
}

/* Have signer make the key, and certify it. */
static enum err
certify(struct issue *t, enum ca_level level)
{
	struct call c = { .run_dir = t->ca->r.common.run_dir,
		.request_id = t->request_id,
		.arena = t->a };
	struct signer_key_new in = { .case_ = t->c.id,
		.account = t->c.account,
		.level = arena_str(t->a, ca_levels[level].name),
		.phone = t->c.phone,
		.phone_kind = t->c.phone_kind,
		.landline_pin = t->c.landline_pin,
		.lang = t->c.lang };
	struct signer_key key = { 0 };
	enum err r;

	if (!in.level)
		return E_NOMEM;
	if ((r = signer_key_new(&c, &in, &key)))
		return r;
	fault_point("ca.key_made");
	t->fresh = &t->cert[level];
	if ((r = ca_issue_build(
		 t, level, &key.key, key.public_key, &t->cert[level])) ||
	    ((r = db_tx(t->ca->db, insert, t)) && r != E_CONFLICT))
		return r;
	fault_point("ca.certified");
	/* As stored: ours, or that of a process that was faster. */
	return find(t, level);
}

/* Have signer bind the certificate to its key. */
static enum err
bind_key(struct issue *t, enum ca_level level)
{
	struct call c = { .run_dir = t->ca->r.common.run_dir,
		.request_id = t->request_id,
		.arena = t->a };
	struct signer_key_bind in = { .key = t->cert[level].sign_key,
		.certificate = t->cert[level].der,
		.chain = t->ca->issuer[level].cert.der };
	enum err r;

	if ((r = signer_key_bind(&c, &in)))
		return r;
	fault_point("ca.bound");
	return E_OK;
}

/* Write the mail that tells of new certificates, once for each set. */
static enum err
tell(struct db *db, struct issue *t, size_t first)
{
	struct mail_certificate rows[CA__LEVELS] = { 0 };
	struct mail mail = { .certificates = { rows, 0 } };
	enum lang lang = strcmp(t->account.lang, "de") == 0 ? LANG_DE : LANG_EN;
	struct outbox_mail m = { .account = t->account.id,
		.recipient = t->account.email,
		.template = "certificates-issued",
		.lang = t->account.lang,
		.fields = mail_fields,
		.nfields = mail_nfields,
		.object = &mail };
	char id[33];
	enum err r;

	for (size_t i = 0; i < CA__LEVELS; i++)
		rows[mail.certificates.n++] = (struct mail_certificate){
			.level = t->cert[i].level,
			.serial = hex_text(t->a, t->cert[i].serial),
			.until = lang_date(t->a, lang, t->cert[i].not_after_at)
		};
	mail.name = arena_printf(
	    t->a, "%s %s", t->account.first_name, t->account.family_name);
	id_text(&t->cert[first].id, id);
	m.once = arena_printf(t->a, "certificates-issued:%s", id);
	r = outbox_add(db, bytes_at(NULL, 0), &m, t->a);
	return r == E_CONFLICT ? E_OK : r;
}

/* Everything is bound: say so everywhere at once. */
static enum err
finish(struct db *db, void *ctx)
{
	struct issue *t = ctx;
	struct audit e = { .event = "identification.active",
		.subject = t->account.id,
		.outcome = "ok",
		.request_id = t->request_id };
	struct sql_id id = { .id = t->c.id };
	size_t first = CA__LEVELS;
	int64_t changed;
	char text[33];
	enum err r;

	for (size_t i = CA__LEVELS; i-- > 0;) {
		struct sql_id cert = { .id = t->cert[i].id };

		if ((r = db_run(
			 db, &ca_stmts[SQL_CERT_BOUND], &cert, &changed)))
			return r;
		first = changed ? i : first;
	}
	if ((r = db_run(db, &ca_stmts[SQL_IDENTIFICATION_ACTIVE], &id, NULL)))
		return r;
	if (first == CA__LEVELS)
		return E_OK; /* nothing new */
	id_text(&t->c.id, text);
	e.object = arena_printf(t->a, "case:%s", text);
	if ((r = tell(db, t, first)))
		return r;
	return audit_add(db, &e);
}

enum err
ca_issue_case(struct issue *t, const struct id *case_)
{
	enum err r;

	if ((r = load(t, case_)) || (r = check(t)))
		return r;
	for (int i = 0; i < CA__LEVELS; i++) {
		enum ca_level level = (enum ca_level)i;

		if ((r = find(t, level)) == E_NOTFOUND)
			r = certify(t, level);
		if (r)
			return r;
		if (strcmp(t->cert[i].state, "issued") == 0 &&
		    (r = bind_key(t, level)))
			return r;
	}
	r = db_tx(t->ca->db, finish, t);
	fault_point("ca.active");
	return r;
}

enum err
ca_route_issue(struct request *q)
{
	const struct call_row *call = &ca_calls[CA_ISSUE];
	struct issue t = {
		.ca = q->app, .a = q->arena, .request_id = q->request_id
	};
	struct ca_case in = { 0 };
	struct ca_issued out = { 0 };
	enum err r;

	if ((r = json_read(
		 q->body, call->in, call->nin, &in, &q->reason, q->arena)))
		return r;
	r = ca_issue_case(&t, &in.case_);
	if (r && r != E_PEER) {
		q->reason = t.reason;
		return r;
	}
	out.state = arena_str(q->arena, r == E_OK ? "active" : "waiting");
	return answer_json(q, call->out, call->nout, &out);
}
