/*
 * Statements and rows of document.c: portal and api.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODEL_DOCUMENT_SQL_H
#define FERNSIGN_MODEL_DOCUMENT_SQL_H

#include "shared/db/db.h"

struct document_key_row {
	int64_t slot;
	struct id document;
	struct bytes wrapped;
	int64_t deadline_at;
};

struct document_content_row {
	int64_t slot;
	struct id document;
	struct bytes ciphertext;
};

struct document_increment_row {
	int64_t slot;
	struct id document;
	struct id batch;
	int64_t seq;
	struct bytes ciphertext;
	int64_t size_bytes;
};

enum document_sql {
	DOCUMENT_KEY_INSERT,
	DOCUMENT_KEY,
	DOCUMENT_KEY_DEADLINE,
	DOCUMENT_KEY_DELETE,
	DOCUMENT_CONTENT_INSERT,
	DOCUMENT_CONTENT,
	DOCUMENT_INCREMENT_INSERT,
	DOCUMENT_INCREMENT,
	DOCUMENT_SQL__MAX
};

extern const struct stmt document_stmts[DOCUMENT_SQL__MAX];

#endif
