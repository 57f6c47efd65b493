/*
 * Activate, send, release: the person says yes, signer signs. What portal
 * says about it counts nothing; signer asks its own rows.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "shared/base/encode.h"
#include "shared/base/fault.h"
#include "shared/model/coins.h"
#include "shared/model/signing_private.h"

/* Refuse before a TAN is sent what could not be paid (C4). */
static enum err
coins_check(struct model *m, const struct signing *s)
{
	struct coins have = { 0 };
	enum err r;

	if ((r = coins_balance(m, &s->account, &have)))
		return r;
	return have.balance - have.reserved >= s->coins ? E_OK : E_LIMIT;
}

/* Name what is to be signed. */
static enum err
docs_name(const struct signing *s, struct arena *a, struct list *out)
{
	const struct signing_doc *d = s->docs.rows;
	struct signer_doc *rows = arena_array(a, s->docs.n, sizeof(*rows));

	if (rows == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < s->docs.n; i++) {
		rows[i].n = d[i].n;
		rows[i].name = d[i].name;
		rows[i].sha256 = hex_text(a, d[i].sha256);
		rows[i].digest = hex_text(a, d[i].digest);
		if (rows[i].sha256 == NULL || rows[i].digest == NULL)
			return E_NOMEM;
	}
	out->rows = rows;
	out->n = s->docs.n;
	return E_OK;
}

/* Ask signer for the activation itself. */
static enum err
activation_ask(struct call *c, const struct signing *s, struct bytes login,
    struct signer_ticket *out)
{
	struct signer_activate in = { .id = s->id,
		.account = s->account,
		.key = s->sign_key,
		.login = hex_text(c->arena, login) };
	enum err r;

	if (in.login == NULL)
		return E_NOMEM;
	if ((r = docs_name(s, c->arena, &in.documents)))
		return r;
	return signer_activate(c, &in, out);
}

/* Give the ticket the shape that pages show. */
static void
ticket_take(const struct signer_ticket *in, struct signing_ticket *out)
{
	static char nowhere[] = "";

	out->factor = in->factor;
	out->to = in->to != NULL ? in->to : nowhere;
	out->expires_at = in->expires_at;
	out->coins = in->coins;
	out->sends = in->sends;
}

enum err
signing_activate(struct model *m, const struct id *id, const struct id *account,
    struct bytes login, struct signing_ticket *out, struct arena *a)
{
	struct call c = signing_call(m, a);
	struct signer_ticket ticket = { 0 };
	struct signing s;
	enum err r;

	signing_reason(&out->reason, "", a);
	if ((r = signing_load(m, id, account, &s, a)))
		return r;
	if (strcmp(s.state, "prepared") != 0)
		return E_CONFLICT;
	if ((r = coins_check(m, &s))) {
		signing_reason(&out->reason, r == E_LIMIT ? "coins" : "", a);
		return r;
	}
	r = activation_ask(&c, &s, login, &ticket);
	if (!r && strcmp(ticket.state, "open") != 0) {
		c.reason = ticket.state;
		r = E_CONFLICT;
	}
	fault_point("portal.activated");
	if (!r && ticket.sends == 0 && strcmp(ticket.factor, "none") != 0)
		r = signer_send(&c, id, &ticket);
	ticket_take(&ticket, out);
	signing_reason(&out->reason, r ? c.reason : "", a);
	return r;
}

enum err
signing_send(struct model *m, const struct id *id, const struct id *account,
    struct signing_ticket *out, struct arena *a)
{
	struct call c = signing_call(m, a);
	struct signer_ticket ticket = { 0 };
	struct signing s;
	enum err r;

	signing_reason(&out->reason, "", a);
	if ((r = signing_load(m, id, account, &s, a)))
		return r;
	if (strcmp(s.state, "prepared") != 0)
		return E_CONFLICT;
	r = signer_send(&c, id, &ticket);
	signing_reason(&out->reason, r ? c.reason : "", a);
	if (!r)
		ticket_take(&ticket, out);
	return r;
}

enum err
signing_release(struct model *m, const struct id *id, const struct id *account,
    struct signing_consent *consent, struct arena *a)
{
	struct call c = signing_call(m, a);
	struct signer_release in = { .id = *id };
	struct signer_values values = { 0 };
	struct signing s;
	enum err r;

	signing_reason(&consent->reason, "", a);
	if ((r = signing_load(m, id, account, &s, a)))
		return r;
	if (strcmp(s.state, "done") == 0)
		return E_OK;
	if (strcmp(s.state, "prepared") != 0)
		return E_CONFLICT;
	in.login = hex_text(a, consent->login);
	in.tan = arena_str(a, consent->tan);
	if (in.login == NULL)
		return E_NOMEM;
	r = signer_release(&c, &in, &values, &consent->tries_left);
	fault_point("portal.released");
	if (r) {
		signing_reason(&consent->reason, c.reason, a);
		return r;
	}
	return signing_finish_values(m, &s, &values, a);
}
