/*
 * The rules in one table: what goes, when, and why. The ages themselves
 * stand in the routines, where no caller can change them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/purge/purge.h"

#include <inttypes.h>
#include <string.h>

#include "shared/base/clock.h"
#include "shared/base/fault.h"
#include "shared/base/log.h"

#define AT_ONCE INT64_C(500)  /* rows of one statement */
#define RUN_MS  INT64_C(8000) /* of one run, all rules together */
#define SLOTS   16

struct most {
	int64_t most;
};
struct slot {
	int64_t slot;
	int64_t cleared;
};

/* clang-format off */
static const struct field most_in[] = { FIELD(most, most, 0, 0) };
static const struct field slot_in[] = { FIELD(slot, slot, 0, 0) };
static const struct field slot_out[] = { FIELD(slot, cleared, 0, 0) };

enum { SQL_DOCUMENTS, SQL_SLOT, SQL_ACCOUNTS, SQL_IDENTS, SQL_PAYLOADS,
	SQL_MESSAGES, SQL_DELIVERIES, SQL_OUTBOX, SQL_LINKS, SQL_SESSIONS,
	SQL_DELAYS, SQL_CRLS, SQL__MAX };

static const struct stmt stmts[SQL__MAX] = {
	[SQL_DOCUMENTS]  = { "CALL purge_documents(?)",  IN(most_in) },
	[SQL_SLOT]       = { "CALL slot_truncate(?)",    IN(slot_in), OUT(slot_out) },
	[SQL_ACCOUNTS]   = { "CALL purge_accounts(?)",   IN(most_in) },
	[SQL_IDENTS]     = { "CALL purge_idents(?)",     IN(most_in) },
	[SQL_PAYLOADS]   = { "CALL purge_payloads(?)",   IN(most_in) },
	[SQL_MESSAGES]   = { "CALL purge_messages(?)",   IN(most_in) },
	[SQL_DELIVERIES] = { "CALL purge_deliveries(?)", IN(most_in) },
	[SQL_OUTBOX]     = { "CALL purge_outbox(?)",     IN(most_in) },
	[SQL_LINKS]      = { "CALL purge_links(?)",      IN(most_in) },
	[SQL_SESSIONS]   = { "CALL purge_sessions(?)",   IN(most_in) },
	[SQL_DELAYS]     = { "CALL purge_delays(?)",     IN(most_in) },
	[SQL_CRLS]       = { .sql = "CALL purge_crls()" },
};

static const char *const routines[] = {
	"purge_documents", "slot_truncate", "purge_accounts", "purge_idents",
	"purge_payloads", "purge_messages", "purge_deliveries",
	"purge_outbox", "purge_links", "purge_sessions", "purge_delays",
	"purge_crls", NULL,
};
/* clang-format on */

const struct stmt_table purge_sql = STMTS_CALLING(stmts, routines);

/* Take rows away until there are no more that are old enough, or no time. */
static enum err
apply_rows(struct db *db, const struct purge_rule *rule, struct purge_tally *t)
{
	const struct most in = { AT_ONCE };
	int64_t end_ms = clock_ms() + RUN_MS / 4, changed;
	enum err r;

	do {
		changed = 0;
		if ((r = db_run(db, &stmts[rule->stmt], &in, &changed)))
			return r;
		t->n += changed;
		if (clock_ms() > end_ms) {
			t->more = changed == AT_ONCE;
			return E_OK;
		}
	} while (changed == AT_ONCE);
	return E_OK;
}

/* Empty each slot without keys; one in use says E_CONFLICT and waits. */
static enum err
apply_slots(struct db *db, const struct purge_rule *rule, struct purge_tally *t)
{
	struct slot s;
	enum err r;

	for (s.slot = 0; s.slot < SLOTS; s.slot++) {
		r = db_one(db, &stmts[rule->stmt], &s, &s, NULL);
		if (r == E_CONFLICT)
			continue;
		if (r != E_OK)
			return r;
		t->n += s.cleared;
		fault_point("purge.after_slot");
	}
	return E_OK;
}

#define AT(m) offsetof(struct purge_report, m)

/* clang-format off */
/* what, kept for, why, count, how, statement */
const struct purge_rule purge_rules[] = {
	{ "documents: their keys", "5 days after signing or upload",
	  "what has no key cannot be read, not even in a backup (Art. 17 GDPR)",
	  AT(documents), apply_rows, SQL_DOCUMENTS },
	{ "slots of documents without keys", "until the last key is gone",
	  "the ciphertexts' room is given back at once",
	  AT(slots), apply_slots, SQL_SLOT },
	{ "registrations not confirmed", "7 days",
	  "nobody agreed to anything (Art. 5(1)(e) GDPR)",
	  AT(accounts), apply_rows, SQL_ACCOUNTS },
	{ "identifications that failed", "7 days after their end",
	  "time for questions; no certificate rests on them",
	  AT(identifications), apply_rows, SQL_IDENTS },
	{ "raw messages of identity partners", "7 days",
	  "ca keeps what it verified; the message repeats person data",
	  AT(payloads), apply_rows, SQL_PAYLOADS },
	{ "ids of partners' messages", "400 days",
	  "a repeated message is recognised for longer than partners repeat",
	  AT(messages), apply_rows, SQL_MESSAGES },
	{ "ids of shops' messages", "400 days",
	  "the same",
	  AT(deliveries), apply_rows, SQL_DELIVERIES },
	{ "mails delivered or refused", "30 days",
	  "proof for complaints; links are blanked on delivery",
	  AT(mails), apply_rows, SQL_OUTBOX },
	{ "links in mails", "a day after they expire",
	  "they are good for nothing; the day lets a page say why",
	  AT(links), apply_rows, SQL_LINKS },
	{ "sessions", "30 minutes idle, 12 hours at most",
	  "they have ended",
	  AT(sessions), apply_rows, SQL_SESSIONS },
	{ "delays after wrong passwords", "a day after they ended",
	  "they have ended",
	  AT(delays), apply_rows, SQL_DELAYS },
	{ "revocation lists", "the newest ten of each issuer",
	  "each list holds all of its predecessor",
	  AT(crls), apply_rows, SQL_CRLS },
};
/* clang-format on */

const size_t purge_nrules = COUNT(purge_rules);

enum err
purge_run(struct db *db, struct purge_report *out)
{
	int64_t end_ms = clock_ms() + RUN_MS;
	struct purge_tally t;
	size_t i;
	enum err r;

	*out = (struct purge_report){ .more = false };
	for (i = 0; i < purge_nrules; i++) {
		/* A rule with much to do must not keep the others from it. */
		if (clock_ms() > end_ms) {
			out->more = true;
			break;
		}
		t = (struct purge_tally){ .n = 0 };
		if ((r = purge_rules[i].apply(db, &purge_rules[i], &t)))
			return r;
		memcpy((char *)out + purge_rules[i].count, &t.n, sizeof(t.n));
		out->more = out->more || t.more;
		if (t.n > 0)
			log_line(LOG_EVENT, "purge.rule", "n=%" PRId64 " %s",
			    t.n, purge_rules[i].what);
	}
	return E_OK;
}
