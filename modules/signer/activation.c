/*
 * See activation.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/signer/activation.h"

#include <string.h>

#include "modules/signer/keys.h"
#include "modules/signer/row_mac.h"
#include "shared/base/encode.h"
#include "shared/base/text.h"
#include "shared/model/audit.h"

enum err
activation_load(struct signer *s, const struct id *id, bool lock,
    struct activation *out, struct arena *a)
{
	const struct stmt *row =
	    &signer_stmts[lock ? SQL_ACTIVATION_LOCK : SQL_ACTIVATION];
	struct sql_id in = { .id = *id };
	enum err r;

	if ((r = db_one(s->db, row, &in, &out->row, a)) ||
	    (r = db_all(s->db, &signer_stmts[SQL_DOCS], &in,
		 sizeof(struct activation_doc_row), SIGNER_DOCUMENTS,
		 &out->docs, a)))
		return r;
	return activation_check(s, &out->row, &out->docs);
}

enum err
activation_for(struct request *q, const struct id *id, struct activation *out)
{
	enum err r;

	if ((r = activation_load(q->app, id, false, out, q->arena)))
		return r;
	return strcmp(out->row.peer, peer_name(q)) == 0 ? E_OK : E_NOTFOUND;
}

enum err
activation_ticket(const struct activation *v, const struct key_row *k,
    struct arena *a, struct signer_ticket *out)
{
	*out = (struct signer_ticket){ .factor = v->row.factor,
		.expires_at = v->row.expires_at,
		.coins = v->row.coins,
		.sends = v->row.sends,
		.state = v->row.state };
	if (strcmp(v->row.factor, "none") == 0)
		return E_OK;
	out->to = text_phone_masked(a, k->phone);
	return out->to == NULL ? E_NOMEM : E_OK;
}

enum err
activation_audit(struct request *q, const struct activation_row *row,
    const char *event, const char *outcome)
{
	struct signer *s = q->app;
	struct audit e = { .event = event,
		.subject = row->account,
		.outcome = outcome,
		.request_id = q->request_id };
	char id[33];

	id_text(&row->id, id);
	e.object = arena_printf(q->arena, "batch:%s", id);
	e.detail = arena_printf(q->arena, "level=%s documents=%lld factor=%s",
	    row->level, (long long)row->documents, row->factor);
	return audit_add(s->db, &e);
}

/* Give the stored rows the shape of the answer. */
static enum err
values_copy(const struct list *rows, struct arena *a, struct list *out)
{
	const struct value_row *v = rows->rows;
	struct signer_value *to =
	    arena_array(a, rows->n, sizeof(struct signer_value));

	if (to == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < rows->n; i++) {
		to[i].n = v[i].n;
		to[i].signed_attrs = v[i].signed_attrs;
		to[i].signature = v[i].value;
	}
	out->rows = to;
	out->n = rows->n;
	return E_OK;
}

enum err
activation_values(
    struct request *q, const struct activation *v, struct signer_values *out)
{
	struct signer *s = q->app;
	struct sql_id in = { .id = v->row.id };
	struct list rows = { 0 };
	struct key_row k = { 0 };
	enum err r;

	if (strcmp(v->row.state, "signed") != 0)
		return E_NOTFOUND;
	if ((r = db_all(s->db, &signer_stmts[SQL_VALUES], &in,
		 sizeof(struct value_row), SIGNER_DOCUMENTS, &rows, q->arena)))
		return r;
	if (rows.n != v->docs.n)
		return E_NOTFOUND;
	in.id = v->row.sign_key;
	if ((r = db_one(
		 s->db, &signer_stmts[SQL_KEY_BY_ID], &in, &k, q->arena)) ||
	    (r = key_row_check(s, &k)) ||
	    (r = values_copy(&rows, q->arena, &out->values)))
		return r;
	out->certificate = k.certificate;
	out->chain = k.chain;
	out->algorithm = k.algorithm;
	return E_OK;
}
