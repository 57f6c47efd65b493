/*
 * Documents at rest: every upload is encrypted under a key of its own, which
 * is wrapped by the document KEK with the document's identity as AAD. Who
 * deletes the key deletes the document.
 *
 * A signed document is the upload followed by its increments 1, 2, …; what
 * was delivered once never changes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODEL_DOCUMENT_H
#define FERNSIGN_MODEL_DOCUMENT_H

#include "shared/model/model.h"

#define DOCUMENT_MAX    10485760 /* an upload */
#define INCREMENT_MAX   2097152
#define DOCUMENT_LIFE_S (5 * 86400)

/* Increments of a batch by seq. */
enum { INCREMENT_PREPARED = 0, INCREMENT_SIGNED = 1 };

/* What finds a document: its id and its day, from which its slot follows. */
struct document_ref {
	struct id document;
	int64_t day;
};

/* For db_open: portal and api. */
extern const struct stmt_table document_sql;

/*
 * Store an upload under a new key, key and content in one transaction.
 *
 * ref          day set by the caller, document made here
 * deadline_at  when the key goes
 *
 * E_DB  nothing stored
 */
enum err document_store(struct model *m, struct bytes content,
    int64_t deadline_at, struct document_ref *ref) MUST_USE;

/*
 * Append the upload's octets to out.
 *
 * E_NOTFOUND  its key is gone: deleted
 * E_CRYPTO    ciphertext or key do not hold
 */
enum err document_read(
    struct model *m, const struct document_ref *ref, struct buf *out) MUST_USE;

/*
 * Store one increment of a batch.
 *
 * E_CONFLICT  there already: nothing changed
 * E_NOTFOUND  the document is deleted
 */
enum err document_increment_add(struct model *m, const struct document_ref *ref,
    const struct id *batch, int64_t seq, struct bytes increment) MUST_USE;

/* Append one increment to out. E_NOTFOUND  none, or deleted. */
enum err document_increment_read(struct model *m,
    const struct document_ref *ref, const struct id *batch, int64_t seq,
    struct buf *out) MUST_USE;

/*
 * Append the signed document: upload, increment 1, 2, …
 *
 * next     number of the increment that would follow; NULL allowed
 *
 * E_NOTFOUND  not signed by this batch, or deleted
 */
enum err document_signed(struct model *m, const struct document_ref *ref,
    const struct id *batch, struct buf *out, int64_t *next) MUST_USE;

/* Move the deadline of a document's key. */
enum err document_deadline(struct model *m, const struct document_ref *ref,
    int64_t deadline_at) MUST_USE;

/* Delete a document for good: its key goes. E_OK when gone already. */
enum err document_delete(
    struct model *m, const struct document_ref *ref) MUST_USE;

#endif
