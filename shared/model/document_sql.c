/*
 * See document_sql.h. A slot names a partition: every statement carries it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/model/document_sql.h"

#include "shared/model/document.h"

#define CIPHERTEXT_MAX (16 * 1024 * 1024)

/* clang-format off */
static const struct field key_in[] = {
	FIELD(document_key_row, slot, 15, 0),
	FIELD(document_key_row, document, 0, 0),
	FIELD(document_key_row, wrapped, 128, 0),
	FIELD(document_key_row, deadline_at, INT64_MAX, 0),
};
static const struct field key_where[] = {
	FIELD(document_key_row, slot, 15, 0),
	FIELD(document_key_row, document, 0, 0),
};
static const struct field key_deadline_in[] = {
	FIELD(document_key_row, deadline_at, INT64_MAX, 0),
	FIELD(document_key_row, slot, 15, 0),
	FIELD(document_key_row, document, 0, 0),
};
static const struct field key_out[] = {
	FIELD(document_key_row, wrapped, 128, 0),
};
static const struct field content_in[] = {
	FIELD(document_content_row, slot, 15, 0),
	FIELD(document_content_row, document, 0, 0),
	FIELD(document_content_row, ciphertext, CIPHERTEXT_MAX, 0),
};
static const struct field content_where[] = {
	FIELD(document_content_row, slot, 15, 0),
	FIELD(document_content_row, document, 0, 0),
};
static const struct field content_out[] = {
	FIELD(document_content_row, ciphertext, CIPHERTEXT_MAX, 0),
};
static const struct field increment_in[] = {
	FIELD(document_increment_row, slot, 15, 0),
	FIELD(document_increment_row, document, 0, 0),
	FIELD(document_increment_row, batch, 0, 0),
	FIELD(document_increment_row, seq, INT64_MAX, 0),
	FIELD(document_increment_row, ciphertext, CIPHERTEXT_MAX, 0),
	FIELD(document_increment_row, size_bytes, INT64_MAX, 0),
};
static const struct field increment_where[] = {
	FIELD(document_increment_row, slot, 15, 0),
	FIELD(document_increment_row, document, 0, 0),
	FIELD(document_increment_row, batch, 0, 0),
	FIELD(document_increment_row, seq, INT64_MAX, 0),
};
static const struct field increment_out[] = {
	FIELD(document_increment_row, ciphertext, CIPHERTEXT_MAX, 0),
	FIELD(document_increment_row, size_bytes, INT64_MAX, 0),
};

const struct stmt document_stmts[DOCUMENT_SQL__MAX] = {
	[DOCUMENT_KEY_INSERT] = {
		"INSERT INTO document_key (slot, document, wrapped,"
		" deadline_at) VALUES (?, ?, ?, ?)",
		IN(key_in) },
	[DOCUMENT_KEY] = {
		"SELECT wrapped FROM document_key"
		" WHERE slot = ? AND document = ?",
		IN(key_where), OUT(key_out) },
	[DOCUMENT_KEY_DEADLINE] = {
		"UPDATE document_key SET deadline_at = ?"
		" WHERE slot = ? AND document = ?",
		IN(key_deadline_in) },
	[DOCUMENT_KEY_DELETE] = {
		"DELETE FROM document_key WHERE slot = ? AND document = ?",
		IN(key_where) },
	[DOCUMENT_CONTENT_INSERT] = {
		"INSERT INTO document_content (slot, document, ciphertext)"
		" VALUES (?, ?, ?)",
		IN(content_in) },
	[DOCUMENT_CONTENT] = {
		"SELECT ciphertext FROM document_content"
		" WHERE slot = ? AND document = ?",
		IN(content_where), OUT(content_out) },
	[DOCUMENT_INCREMENT_INSERT] = {
		"INSERT INTO document_increment (slot, document, batch, seq,"
		" ciphertext, size_bytes) VALUES (?, ?, ?, ?, ?, ?)",
		IN(increment_in) },
	[DOCUMENT_INCREMENT] = {
		"SELECT ciphertext, size_bytes FROM document_increment"
		" WHERE slot = ? AND document = ? AND batch = ? AND seq = ?",
		IN(increment_where), OUT(increment_out) },
};
/* clang-format on */

const struct stmt_table document_sql = STMTS(document_stmts);
