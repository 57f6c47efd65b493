/*
 * Notices that a certificate is about to expire: one mail per certificate,
 * thirty days before, written to the outbox like any other. The cause is a
 * unique key, so it does not matter who looks how often.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/notify/notify.h"

#include <string.h>

#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/base/log.h"
#include "shared/model/outbox.h"

#define AHEAD_S ((int64_t)30 * 86400)
#define AT_ONCE 100
#define PAUSE_S 60 /* between two looks of one worker */

struct span {
	int64_t from_at;
	int64_t until_at;
};

struct ending {
	struct id id;
	struct id account;
	char *level;
	struct bytes serial;
	int64_t not_after_at;
	char *email;
	char *lang;
};

#define E(m) FIELD(ending, m, 0, 0)

/* clang-format off */
static const struct field span_in[] = {
	FIELD(span, from_at,  0, 0),
	FIELD(span, until_at, 0, 0),
};
static const struct field ending_out[] = {
	E(id), E(account), E(level), E(serial), E(not_after_at), E(email),
	E(lang),
};

static const struct stmt stmts[] = {
	{ "SELECT c.id, c.account, c.level, c.serial, c.not_after_at, a.email,"
	  " a.lang FROM certificate c JOIN account a ON a.id = c.account"
	  " WHERE c.not_after_at BETWEEN ? AND ? AND c.state = 'bound'"
	  " AND a.state = 'active' AND NOT EXISTS (SELECT 1 FROM outbox o"
	  " WHERE o.once = CONCAT('expiry:', LOWER(HEX(c.id))))"
	  " ORDER BY c.not_after_at LIMIT 100", IN(span_in), OUT(ending_out) },
};
/* clang-format on */

const struct stmt_table notify_expiry_sql = STMTS(stmts);

static enum err
write_notice(struct notify *n, const struct ending *e, struct arena *a)
{
	enum lang l = strcmp(e->lang, "de") == 0 ? LANG_DE : LANG_EN;
	struct mail words = { .level = e->level,
		.serial = hex_text(a, e->serial),
		.until = lang_date(a, l, e->not_after_at) };
	struct outbox_mail mail = { .account = e->account,
		.recipient = e->email,
		.template = "expiry",
		.lang = e->lang,
		.fields = mail_fields,
		.nfields = mail_nfields,
		.object = &words };
	char id[33];
	enum err r;

	id_text(&e->id, id);
	mail.once = arena_printf(a, "expiry:%s", id);
	if (words.serial == NULL || words.until == NULL || mail.once == NULL)
		return E_NOMEM;
	r = outbox_add(n->db, bytes_at(NULL, 0), &mail, a);
	return r == E_CONFLICT ? E_OK : r;
}

enum err
notify_expiry(struct notify *n, struct arena *a)
{
	struct span span = { .from_at = clock_now() };
	struct list list;
	struct ending *e;
	size_t i;
	enum err r;

	if (span.from_at - n->looked_at < PAUSE_S)
		return E_OK;
	span.until_at = span.from_at + AHEAD_S;
	if ((r = db_all(
		 n->db, &stmts[0], &span, sizeof(*e), AT_ONCE, &list, a)))
		return r;
	e = list.rows;
	for (i = 0; i < list.n; i++)
		if ((r = write_notice(n, &e[i], a)))
			return r;
	if (list.n > 0)
		log_line(LOG_EVENT, "mail.expiry", "n=%zu", list.n);
	n->looked_at = span.from_at;
	return E_OK;
}
