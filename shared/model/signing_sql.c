/*
 * See signing_sql.h. A batch's state goes only forward; coins move in the
 * routine coins_capture.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/model/signing_sql.h"

#include "shared/base/secret.h"

#define CHECK_MAX 4194304

/* clang-format off */
static const struct field batch_in[] = {
	FIELD(signing, id, 0, 0),
	FIELD(signing, account, 0, 0),
	FIELD(signing, day, INT64_MAX, 0),
	FIELD(signing, documents, INT64_MAX, 0),
	FIELD(signing, created_at, INT64_MAX, 0),
	FIELD(signing, deadline_at, INT64_MAX, 0),
};
static const struct field batch_out[] = {
	FIELD(signing, id, 0, 0),
	FIELD(signing, account, 0, 0),
	FIELD(signing, level, 10, 0),
	FIELD(signing, sign_key, 0, 0),
	FIELD(signing, day, INT64_MAX, 0),
	FIELD(signing, documents, INT64_MAX, 0),
	FIELD(signing, state, 10, 0),
	FIELD(signing, created_at, INT64_MAX, 0),
	FIELD(signing, done_at, INT64_MAX, 0),
	FIELD(signing, deadline_at, INT64_MAX, 0),
};
/* Members of struct signing_doc inside a row. */
#define DOC(m, most) { .name = #m, \
	.type = FIELD_TYPE(((struct signing_doc *)0)->m), \
	.off = offsetof(struct signing_doc_row, doc) + \
	    offsetof(struct signing_doc, m), .max = (most) }
static const struct field doc_in[] = {
	FIELD(signing_doc_row, batch, 0, 0),
	DOC(n, INT64_MAX),
	DOC(document, 0),
	DOC(day, INT64_MAX),
	DOC(name, 255),
	DOC(size_bytes, INT64_MAX),
	DOC(sha256, 32),
	DOC(pages, INT64_MAX),
	DOC(pdfa, 4),
	DOC(check, CHECK_MAX),
	DOC(signatures, INT64_MAX),
};
static const struct field placed_in[] = {
	DOC(placement, 200),
	DOC(contents_at, INT64_MAX),
	DOC(contents_size, INT64_MAX),
	DOC(digest, HASH_BYTES_MAX),
	DOC(signing_at, INT64_MAX),
	FIELD(signing_doc_row, batch, 0, 0),
	DOC(n, INT64_MAX),
};
static const struct field reached_in[] = {
	DOC(reached, 6),
	DOC(raise_at, INT64_MAX),
	FIELD(signing_doc_row, batch, 0, 0),
	DOC(n, INT64_MAX),
};
static const struct field doc_out[] = {
	FIELD(signing_doc, n, INT64_MAX, 0),
	FIELD(signing_doc, document, 0, 0),
	FIELD(signing_doc, day, INT64_MAX, 0),
	FIELD(signing_doc, name, 255, 0),
	FIELD(signing_doc, size_bytes, INT64_MAX, 0),
	FIELD(signing_doc, sha256, 32, 0),
	FIELD(signing_doc, pages, INT64_MAX, 0),
	FIELD(signing_doc, pdfa, 4, 0),
	FIELD(signing_doc, check, CHECK_MAX, 0),
	FIELD(signing_doc, signatures, INT64_MAX, 0),
	FIELD(signing_doc, placement, 200, 0),
	FIELD(signing_doc, contents_at, INT64_MAX, 0),
	FIELD(signing_doc, contents_size, INT64_MAX, 0),
	FIELD(signing_doc, digest, HASH_BYTES_MAX, 0),
	FIELD(signing_doc, signing_at, INT64_MAX, 0),
	FIELD(signing_doc, reached, 6, 0),
	FIELD(signing_doc, raise_at, INT64_MAX, 0),
};
static const struct field list_out[] = {
	FIELD(signing_row, id, 0, 0),
	FIELD(signing_row, level, 10, 0),
	FIELD(signing_row, state, 10, 0),
	FIELD(signing_row, documents, INT64_MAX, 0),
	FIELD(signing_row, name, 255, 0),
	FIELD(signing_row, created_at, INT64_MAX, 0),
	FIELD(signing_row, done_at, INT64_MAX, 0),
	FIELD(signing_row, deadline_at, INT64_MAX, 0),
	FIELD(signing_row, reached, INT64_MAX, 0),
	FIELD(signing_row, raising, INT64_MAX, 0),
};
static const struct field id_io[] = {
	FIELD(signing_id, id, 0, 0),
};
static const struct field held_in[] = {
	FIELD(signing, account, 0, 0),
	FIELD(signing, deadline_at, INT64_MAX, 0),
};
static const struct field as_seen_in[] = {
	FIELD(signing, id, 0, 0),
	FIELD(signing, state, 10, 0),
};
static const struct field level_in[] = {
	FIELD(signing_state, level, 10, 0),
	FIELD(signing_state, sign_key, 0, 0),
	FIELD(signing_state, id, 0, 0),
};
static const struct field done_in[] = {
	FIELD(signing_state, at, INT64_MAX, 0),
	FIELD(signing_state, deadline_at, INT64_MAX, 0),
	FIELD(signing_state, id, 0, 0),
};
static const struct field at_in[] = {
	FIELD(signing_state, at, INT64_MAX, 0),
};
static const struct field count_io[] = {
	FIELD(signing_count, n, INT64_MAX, 0),
};
static const struct field raise_due_in[] = {
	FIELD(signing_raise_row, at, INT64_MAX, 0),
	FIELD(signing_raise_row, n, INT64_MAX, 0),
};
static const struct field raise_due_out[] = {
	FIELD(signing_raise_row, batch, 0, 0),
	FIELD(signing_raise_row, n, INT64_MAX, 0),
};
static const struct field raise_claim_in[] = {
	FIELD(signing_raise_row, at, INT64_MAX, 0),
	FIELD(signing_raise_row, batch, 0, 0),
	FIELD(signing_raise_row, n, INT64_MAX, 0),
	FIELD(signing_raise_row, at, INT64_MAX, 0),
};
static const struct field raised_in[] = {
	FIELD(signing_raise_row, to, 6, 0),
	FIELD(signing_raise_row, next_at, INT64_MAX, 0),
	FIELD(signing_raise_row, batch, 0, 0),
	FIELD(signing_raise_row, n, INT64_MAX, 0),
	FIELD(signing_raise_row, from, 6, 0),
};
static const struct field raise_end_in[] = {
	FIELD(signing_raise_row, batch, 0, 0),
	FIELD(signing_raise_row, n, INT64_MAX, 0),
};
static const struct field holder_out[] = {
	FIELD(signing_holder, name, 254, 0),
	FIELD(signing_holder, email, 254, 0),
	FIELD(signing_holder, lang, 2, 0),
};
static const struct field copy_batch_in[] = {
	FIELD(signing_copy, new_id, 0, 0),
	FIELD(signing_copy, at, INT64_MAX, 0),
	FIELD(signing_copy, old_id, 0, 0),
};
static const struct field copy_docs_in[] = {
	FIELD(signing_copy, new_id, 0, 0),
	FIELD(signing_copy, old_id, 0, 0),
};

#define BATCH_COLUMNS "id, account, level, sign_key, day, documents, state," \
	" created_at, done_at, deadline_at"

const struct stmt signing_stmts[SIGNING_SQL__MAX] = {
	[SIGNING_BATCH_INSERT] = {
		"INSERT INTO sign_batch (id, account, day, documents,"
		" created_at, deadline_at, state)"
		" VALUES (?, ?, ?, ?, ?, ?, 'uploaded')",
		IN(batch_in) },
	[SIGNING_DOC_INSERT] = {
		"INSERT INTO sign_doc (batch, n, document, day, name,"
		" size_bytes, sha256, pages, pdfa, check_json, signatures)"
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		IN(doc_in) },
	[SIGNING_BATCH] = {
		"SELECT " BATCH_COLUMNS " FROM sign_batch WHERE id = ?",
		IN(id_io), OUT(batch_out) },
	[SIGNING_BATCH_LOCK] = {
		"SELECT " BATCH_COLUMNS " FROM sign_batch WHERE id = ?"
		" FOR UPDATE",
		IN(id_io), OUT(batch_out) },
	[SIGNING_DOCS] = {
		"SELECT n, document, day, name, size_bytes, sha256, pages,"
		" pdfa, check_json, signatures, placement, contents_at,"
		" contents_size, digest, signing_at, reached, raise_at"
		" FROM sign_doc WHERE batch = ? ORDER BY n",
		IN(id_io), OUT(doc_out) },
	[SIGNING_LIST] = {
		"SELECT b.id, b.level, b.state, b.documents, d.name,"
		" b.created_at, b.done_at, b.deadline_at,"
		" (SELECT MIN(FIELD(x.reached, 'B-B', 'B-T', 'B-LT', 'B-LTA'))"
		" FROM sign_doc x WHERE x.batch = b.id),"
		" (SELECT COUNT(x.raise_at) FROM sign_doc x"
		" WHERE x.batch = b.id)"
		" FROM sign_batch b JOIN sign_doc d ON d.batch = b.id"
		" AND d.n = 1 WHERE b.account = ? AND b.state <> 'abandoned'"
		" AND EXISTS (SELECT 1 FROM document_key k"
		" WHERE k.document = d.document AND k.slot = d.day MOD 16)"
		" ORDER BY b.created_at DESC LIMIT 200",
		IN(id_io), OUT(list_out) },
	/* A new placement names the same document once more. */
	[SIGNING_HELD] = {
		"SELECT COALESCE(SUM(size_bytes), 0) FROM"
		" (SELECT DISTINCT d.document, d.size_bytes"
		" FROM sign_batch b JOIN sign_doc d ON d.batch = b.id"
		" JOIN document_key k ON k.document = d.document"
		" AND k.slot = d.day MOD 16"
		" WHERE b.account = ? AND b.deadline_at > ?) AS held",
		IN(held_in), OUT(count_io) },
	[SIGNING_LEVEL] = {
		"UPDATE sign_batch SET level = ?, sign_key = ?"
		" WHERE id = ? AND state = 'uploaded' AND level IS NULL",
		IN(level_in) },
	[SIGNING_PLACED] = {
		"UPDATE sign_doc SET placement = ?, contents_at = ?,"
		" contents_size = ?, digest = ?, signing_at = ?"
		" WHERE batch = ? AND n = ? AND placement IS NULL",
		IN(placed_in) },
	[SIGNING_UNPLACED] = {
		"SELECT COUNT(*) FROM sign_doc"
		" WHERE batch = ? AND placement IS NULL",
		IN(id_io), OUT(count_io) },
	[SIGNING_PREPARED] = {
		"UPDATE sign_batch SET state = 'prepared'"
		" WHERE id = ? AND state = 'uploaded'",
		IN(id_io) },
	[SIGNING_DONE] = {
		"UPDATE sign_batch SET state = 'done', done_at = ?,"
		" deadline_at = ? WHERE id = ? AND state = 'prepared'",
		IN(done_in) },
	[SIGNING_ABANDONED] = {
		"UPDATE sign_batch SET state = 'abandoned'"
		" WHERE id = ? AND state = ?",
		IN(as_seen_in) },
	[SIGNING_REACHED] = {
		"UPDATE sign_doc SET reached = ?, raise_at = NULLIF(?, 0)"
		" WHERE batch = ? AND n = ?",
		IN(reached_in) },
	[SIGNING_RAISE_DUE] = {
		"SELECT batch, n FROM sign_doc WHERE raise_at <= ?"
		" ORDER BY raise_at LIMIT ?",
		IN(raise_due_in), OUT(raise_due_out) },
	/* Who claims it works on it; the next try is put off meanwhile: half a
	 * minute, a minute, two, … an hour. */
	[SIGNING_RAISE_CLAIM] = {
		"UPDATE sign_doc SET"
		" raise_at = ? + LEAST(3600, 30 << LEAST(raise_tries, 7)),"
		" raise_tries = raise_tries + 1"
		" WHERE batch = ? AND n = ? AND raise_at <= ?",
		IN(raise_claim_in) },
	[SIGNING_RAISED] = {
		"UPDATE sign_doc SET reached = ?, raise_at = NULLIF(?, 0),"
		" raise_tries = 0 WHERE batch = ? AND n = ? AND reached = ?",
		IN(raised_in) },
	[SIGNING_RAISE_END] = {
		"UPDATE sign_doc SET raise_at = NULL"
		" WHERE batch = ? AND n = ?",
		IN(raise_end_in) },
	/* A transfer says that signer has signed: it reserves only then. In
	 * any order: what fails for good does not keep the others waiting. */
	[SIGNING_UNFINISHED] = {
		"SELECT b.id FROM sign_batch b JOIN coin_transfer t"
		" ON t.reference = CONCAT('sign:', LOWER(HEX(b.id)))"
		" WHERE b.state = 'prepared' AND t.state IN"
		" ('pending', 'posted') ORDER BY RAND() LIMIT ?",
		IN(count_io), OUT(id_io) },
	[SIGNING_OVER] = {
		"UPDATE sign_batch b LEFT JOIN coin_transfer t"
		" ON t.reference = CONCAT('sign:', LOWER(HEX(b.id)))"
		" SET b.state = 'abandoned'"
		" WHERE b.state IN ('uploaded', 'prepared')"
		" AND b.deadline_at <= ?"
		" AND (t.state IS NULL OR t.state IN ('new', 'voided'))",
		IN(at_in) },
	[SIGNING_COPY_BATCH] = {
		"INSERT INTO sign_batch (id, account, day, documents,"
		" created_at, deadline_at, state)"
		" SELECT ?, account, day, documents, ?, deadline_at,"
		" 'uploaded' FROM sign_batch WHERE id = ?",
		IN(copy_batch_in) },
	[SIGNING_COPY_DOCS] = {
		"INSERT INTO sign_doc (batch, n, document, day, name,"
		" size_bytes, sha256, pages, pdfa, check_json, signatures)"
		" SELECT ?, n, document, day, name, size_bytes, sha256,"
		" pages, pdfa, check_json, signatures"
		" FROM sign_doc WHERE batch = ?",
		IN(copy_docs_in) },
	[SIGNING_HOLDER] = {
		"SELECT CONCAT(first_name, ' ', family_name), email, lang"
		" FROM account WHERE id = ?",
		IN(id_io), OUT(holder_out) },
	[SIGNING_CAPTURE] = { "CALL coins_capture(?)", IN(id_io) },
};
/* clang-format on */

static const char *const routines[] = { "coins_capture", NULL };

const struct stmt_table signing_sql = STMTS_CALLING(signing_stmts, routines);
