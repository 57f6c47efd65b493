/*
 * Statements and rows of the signing protocol: portal and api.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODEL_SIGNING_SQL_H
#define FERNSIGN_MODEL_SIGNING_SQL_H

#include "shared/db/db.h"
#include "shared/model/signing.h"

/* One document to be inserted, or changed. */
struct signing_doc_row {
	struct id batch;
	struct signing_doc doc;
};

/* A state change of a batch. */
struct signing_state {
	struct id id;
	int64_t at;
	int64_t deadline_at;
	char *level;
	struct id sign_key;
};

struct signing_count {
	int64_t n;
};

struct signing_id {
	struct id id;
};

struct signing_holder {
	char *name;
	char *email;
	char *lang;
};

struct signing_copy {
	struct id new_id;
	struct id old_id;
	int64_t at;
};

/* A document that is to be raised: who, and when again if this fails. */
struct signing_raise_row {
	struct id batch;
	int64_t n;
	int64_t at;
	int64_t next_at; /* 0: never */
	const char *from;
	const char *to;
};

enum signing_sql {
	SIGNING_BATCH_INSERT,
	SIGNING_DOC_INSERT,
	SIGNING_BATCH,
	SIGNING_BATCH_LOCK,
	SIGNING_DOCS,
	SIGNING_LIST,
	SIGNING_HELD,
	SIGNING_LEVEL,
	SIGNING_PLACED,
	SIGNING_UNPLACED,
	SIGNING_PREPARED,
	SIGNING_DONE,
	SIGNING_ABANDONED,
	SIGNING_REACHED,
	SIGNING_RAISE_DUE,
	SIGNING_RAISE_CLAIM,
	SIGNING_RAISED,
	SIGNING_RAISE_END,
	SIGNING_UNFINISHED,
	SIGNING_OVER,
	SIGNING_COPY_BATCH,
	SIGNING_COPY_DOCS,
	SIGNING_HOLDER,
	SIGNING_CAPTURE,
	SIGNING_SQL__MAX
};

extern const struct stmt signing_stmts[SIGNING_SQL__MAX];

#endif
