/*
 * Delivering the outbox. A mail is claimed by a conditional update before it
 * leaves, and marked as sent after the server took it, so no two workers
 * send the same. Between the server's yes and our commit lies the one gap
 * that SMTP leaves: a crash there sends the mail again, with the same
 * Message-ID, when the claim has run out (RFC 5321 6.1).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/notify/notify.h"

#include <inttypes.h>

#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/base/fault.h"
#include "shared/base/log.h"
#include "shared/web/http_client.h"
#include "shared/web/json.h"

#define AT_ONCE     50     /* mails of one tick */
#define TICK_MS     20000  /* no new mail after this */
#define SMTP_MS     20000  /* for one mail */
#define CLAIM_S     60     /* longer than one mail can take */
#define GIVE_UP_S   259200 /* three days after it was written */
#define IN_A_ROW    3      /* failures, then the server is left alone */
#define MESSAGE_MAX 262144 /* octets of a message */

/* An outbox row that is due, and what becomes of it. */
struct row {
	struct id id;
	char *recipient;
	char *template;
	char *lang;
	char *parameters;
	struct bytes link;
	int64_t created_at;
	int64_t tries;
	int64_t at; /* for updates: next_at or sent_at */
};

struct report {
	int64_t sent;
	int64_t later;
	int64_t failed;
};

/* clang-format off */
static const struct field now_in[] = { FIELD(row, at, 0, 0) };
static const struct field due_out[] = {
	FIELD(row, id,         0, 0),
	FIELD(row, recipient,  0, 0),
	FIELD(row, template,   0, 0),
	FIELD(row, lang,       0, 0),
	FIELD(row, parameters, 0, 0),
	FIELD(row, link,       0, 0),
	FIELD(row, created_at, 0, 0),
	FIELD(row, tries,      0, 0),
};
static const struct field change_in[] = {
	FIELD(row, at,    0, 0),
	FIELD(row, id,    0, 0),
	FIELD(row, tries, 0, 0),
};
static const struct field report_fields[] = {
	FIELD(report, sent,   0, 0),
	FIELD(report, later,  0, 0),
	FIELD(report, failed, 0, 0),
};

enum { SQL_DUE, SQL_CLAIM, SQL_LATER, SQL_SENT, SQL_FAILED, SQL__MAX };

static const struct stmt stmts[SQL__MAX] = {
	[SQL_DUE] = { "SELECT id, recipient, template, lang, parameters, link,"
	    " created_at, tries FROM outbox"
	    " WHERE state = 'waiting' AND next_at <= ?"
	    " ORDER BY next_at, created_at LIMIT 50", IN(now_in), OUT(due_out) },
	[SQL_CLAIM] = { "UPDATE outbox SET tries = tries + 1, next_at = ?"
	    " WHERE id = ? AND tries = ? AND state = 'waiting'", IN(change_in) },
	[SQL_LATER] = { "UPDATE outbox SET next_at = ?"
	    " WHERE id = ? AND tries = ? AND state = 'waiting'", IN(change_in) },
	[SQL_SENT] = { "UPDATE outbox SET state = 'sent', sent_at = ?,"
	    " link = NULL WHERE id = ? AND tries = ? AND state = 'waiting'",
	    IN(change_in) },
	[SQL_FAILED] = { "UPDATE outbox SET state = 'failed', sent_at = ?,"
	    " link = NULL WHERE id = ? AND tries = ? AND state = 'waiting'",
	    IN(change_in) },
};

/* Seconds until the next try, by tries made; the last one repeats. */
static const int64_t pauses_s[] = { 0, 2, 10, 60, 300, 900, 3600, 14400 };
/* clang-format on */

const struct stmt_table notify_outbox_sql = STMTS(stmts);

/* Levels are shown in the words of the catalogue: "level.qualified". */
static enum err
level_key(const char **level, struct arena *a)
{
	if (*level == NULL)
		return E_OK;
	*level = arena_printf(a, "level.%s", *level);
	return *level == NULL ? E_NOMEM : E_OK;
}

static enum err
read_words(const struct notify *n, const struct row *row, struct mail *w,
    struct arena *a)
{
	struct mail_certificate *c;
	const char *why = NULL;
	char *link = NULL;
	enum err r;
	size_t i;

	*w = (struct mail){ .name = NULL };
	if ((r = json_read(bytes_of(row->parameters), mail_fields, mail_nfields,
		 w, &why, a)))
		return log_err(r, "mail.parameters", "template=%s member=%s",
		    row->template, why == NULL ? "-" : why);
	if ((r = level_key(&w->level, a)))
		return r;
	c = w->certificates.rows;
	for (i = 0; i < w->certificates.n; i++)
		if ((r = level_key(&c[i].level, a)))
			return r;
	w->house = n->r.common.name;
	w->portal_url = n->r.common.portal_url;
	w->support_email = n->r.common.support_email;
	w->support_phone = n->r.common.support_phone;
	w->link = NULL;
	if (row->link.n == 0)
		return E_OK;
	r = notify_open(n, row->link, a, &link);
	w->link = link;
	return r;
}

/* Fill the template and put a head on it. */
static enum err
write_message(const struct notify *n, const struct row *row, struct arena *a,
    struct buf *out)
{
	struct buf subject = BUF(1024), text = BUF(MESSAGE_MAX);
	struct notify_head head = { .name = n->r.common.name,
		.from = n->r.common.mail_from,
		.to = row->recipient,
		.id = row->id,
		.at = clock_now() };
	struct mail words;
	enum err r;

	if ((r = read_words(n, row, &words, a)) ||
	    (r = notify_words_fill(
		 n, row->template, row->lang, &words, &subject, &text)))
		goto out;
	head.subject = (const char *)subject.p;
	r = notify_compose(&head, buf_bytes(&text), out);
out:
	buf_free(&subject);
	buf_free(&text);
	return r;
}

static enum err
hand_over(const struct notify *n, const struct row *row, struct bytes message)
{
	const struct smtp_server server = { .url = n->cfg.smtp_url,
		.user = n->cfg.smtp_user,
		.password = secret_bytes(&n->smtp_password),
		.ca_file = n->cfg.smtp_ca_file,
		.starttls = n->cfg.smtp_starttls,
		.timeout_ms = SMTP_MS };

	return smtp_send(
	    &server, n->r.common.mail_from, row->recipient, message);
}

/* Change a row in one of the ways above; *done says whether it was ours. */
static enum err
change(struct notify *n, size_t how, struct row *row, int64_t at, bool *done)
{
	int64_t changed = 0;
	enum err r;

	row->at = at;
	r = db_run(n->db, &stmts[how], row, &changed);
	*done = r == E_OK && changed == 1;
	return r;
}

static int64_t
pause_s(int64_t tries)
{
	int64_t last = (int64_t)COUNT(pauses_s) - 1;

	return pauses_s[tries < 0 || tries > last ? last : tries];
}

/*
 * Write what became of a mail. A mail that can never leave (no such text,
 * refused for good, too old) is failed; the operator sees it in the log.
 */
static enum err
settle(struct notify *n, struct row *row, enum err sent, struct report *out)
{
	int64_t now = clock_now();
	bool old = now - row->created_at > GIVE_UP_S;
	size_t how = SQL_FAILED;
	char id[33];
	bool done;
	enum err r;

	id_text(&row->id, id);
	if (sent == E_OK)
		how = SQL_SENT;
	else if ((sent == E_PEER || sent == E_NOMEM) && !old)
		how = SQL_LATER;
	r = change(n, how, row,
	    now + (how == SQL_LATER ? pause_s(row->tries) : 0), &done);
	if (r != E_OK)
		return r;
	out->sent += how == SQL_SENT;
	out->later += how == SQL_LATER;
	out->failed += how == SQL_FAILED;
	log_line(how == SQL_FAILED ? LOG_FAULT : LOG_EVENT, "mail.delivery",
	    "id=%s template=%s tries=%" PRId64 " outcome=%s", id, row->template,
	    row->tries, err_name(sent));
	return E_OK;
}

/* Deliver one mail; *sent says how the server took it. */
static enum err
deliver(struct notify *n, struct row *row, struct report *out, enum err *sent,
    struct arena *a)
{
	struct buf message = BUF(MESSAGE_MAX);
	bool mine;
	enum err r;

	*sent = E_OK;
	if ((r = change(n, SQL_CLAIM, row, clock_now() + CLAIM_S, &mine)) ||
	    !mine)
		return r;
	row->tries++;
	fault_point("notify.after_claim");
	if (!(*sent = write_message(n, row, a, &message)))
		*sent = hand_over(n, row, buf_bytes(&message));
	buf_free(&message);
	fault_point("notify.after_smtp");
	return settle(n, row, *sent, out);
}

enum err
notify_tick(struct request *q)
{
	struct notify *n = q->app;
	struct report report = { 0, 0, 0 };
	struct row now = { .at = clock_now() };
	int64_t start_ms = clock_ms();
	struct list due;
	struct row *rows;
	size_t i, refused = 0;
	enum err r, sent;

	if ((r = db_alive(n->db)) || (r = notify_expiry(n, q->arena)) ||
	    (r = db_all(n->db, &stmts[SQL_DUE], &now, sizeof(struct row),
		 AT_ONCE, &due, q->arena)))
		return r;
	rows = due.rows;
	for (i = 0; i < due.n && refused < IN_A_ROW; i++) {
		if (clock_ms() - start_ms > TICK_MS)
			break;
		if ((r = deliver(n, &rows[i], &report, &sent, q->arena)))
			return r;
		refused = sent == E_PEER ? refused + 1 : 0;
	}
	return answer_json(q, report_fields, COUNT(report_fields), &report);
}
