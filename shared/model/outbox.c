/*
 * See outbox.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/model/outbox.h"

#include <sodium.h>
#include <string.h>

#include "shared/base/clock.h"
#include "shared/base/log.h"
#include "shared/base/random.h"
#include "shared/web/json.h"

#define PARAMETERS_MAX 16384
#define LINK_MAX       400

/* A row as it is inserted. */
struct outbox_row {
	struct id id;
	const char *once;
	struct id account;
	const char *recipient;
	const char *template;
	const char *lang;
	const char *parameters;
	struct bytes link;
	int64_t at;
};

/* clang-format off */
static const struct field row_in[] = {
	FIELD(outbox_row, id, 0, 0),
	FIELD(outbox_row, once, 80, 0),
	FIELD(outbox_row, account, 0, 0),
	FIELD(outbox_row, recipient, 254, FLD_REQUIRED),
	FIELD(outbox_row, template, 40, FLD_REQUIRED),
	FIELD(outbox_row, lang, 2, FLD_REQUIRED),
	FIELD(outbox_row, parameters, PARAMETERS_MAX, FLD_REQUIRED),
	FIELD(outbox_row, link, 512, 0),
	FIELD(outbox_row, at, INT64_MAX, 0),
	FIELD(outbox_row, at, INT64_MAX, 0),
};

static const struct stmt stmts[] = {
	{ "INSERT INTO outbox (id, once, account, recipient, template, lang,"
	  " parameters, link, created_at, next_at) VALUES (?, ?,"
	  " NULLIF(?, X'00000000000000000000000000000000'),"
	  " ?, ?, ?, ?, ?, ?, ?)",
	  IN(row_in) },
};
/* clang-format on */

const struct stmt_table outbox_sql = STMTS(stmts);

enum err
outbox_seal(struct bytes notify_key, struct bytes plain, struct arena *a,
    struct bytes *out)
{
	unsigned char *p;

	if (notify_key.n != crypto_box_PUBLICKEYBYTES || sodium_init() < 0)
		return log_err(
		    E_CRYPTO, "outbox.key", "octets=%zu", notify_key.n);
	p = arena_alloc(a, plain.n + crypto_box_SEALBYTES);
	if (p == NULL)
		return E_NOMEM;
	if (crypto_box_seal(p, plain.p, plain.n, notify_key.p) != 0)
		return log_err(E_CRYPTO, "outbox.seal", "refused");
	*out = bytes_at(p, plain.n + crypto_box_SEALBYTES);
	return E_OK;
}

/* Write the template's parameters as JSON. */
static enum err
parameters_write(const struct outbox_mail *m, struct buf *out)
{
	if (m->nfields == 0)
		return buf_adds(out, "{}");
	return json_write(out, m->fields, m->nfields, m->object);
}

enum err
outbox_add(struct db *db, struct bytes notify_key, const struct outbox_mail *m,
    struct arena *a)
{
	struct buf json = BUF(PARAMETERS_MAX);
	struct outbox_row row = { .once = m->once,
		.account = m->account,
		.recipient = m->recipient,
		.template = m->template,
		.lang = m->lang,
		.at = clock_now() };
	enum err r;

	random_id(&row.id);
	if ((r = parameters_write(m, &json)))
		goto out;
	row.parameters = (const char *)json.p;
	if (m->link != NULL) {
		if (strlen(m->link) > LINK_MAX) {
			r = log_err(E_BUG, "outbox.link", "too long");
			goto out;
		}
		if ((r = outbox_seal(
			 notify_key, bytes_of(m->link), a, &row.link)))
			goto out;
	}
	r = db_run(db, &stmts[0], &row, NULL);
out:
	buf_free(&json);
	return r;
}
