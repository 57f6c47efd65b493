/*
 * What the files of the signing protocol share, and nobody else.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODEL_SIGNING_PRIVATE_H
#define FERNSIGN_MODEL_SIGNING_PRIVATE_H

#include "shared/model/call.h"
#include "shared/model/signer_call.h"
#include "shared/model/signing.h"
#include "shared/model/signing_policy.h"

#define SIGNING_PDF_MAX (DOCUMENT_MAX + 8 * INCREMENT_MAX)
#define SIGNING_MORE    (128 << 10) /* octets that increments mostly need */

/* Begin a call of a private service for this request. */
struct call signing_call(const struct model *m, struct arena *a);

/* Hand a service's word on; NULL when the arena is exhausted. */
void signing_reason(char **reason, const char *word, struct arena *a);

/* Read a batch whoever owns it. E_NOTFOUND  none. */
enum err signing_find(struct model *m, const struct id *id, struct signing *out,
    struct arena *a) MUST_USE;

/* Read and lock a batch until the transaction ends, without documents. */
enum err signing_lock(struct model *m, const struct id *id, struct signing *out,
    struct arena *a) MUST_USE;

/* Find document n of a batch; NULL when there is none. */
struct signing_doc *signing_doc_find(const struct signing *s, int64_t n);

/* Name where a document is stored. */
struct document_ref signing_ref(const struct signing_doc *d);

/* Record what happened to a batch. */
enum err signing_audit(struct model *m, const struct signing *s,
    const char *event, struct arena *a) MUST_USE;

/*
 * Hash what a signature covers: everything but the hole of /Contents.
 *
 * before     what the increment stands behind
 * increment  the last one, as pdf made it: it has the hole
 * hole_at    offset of "<" in both together
 * hole       octets between "<" and ">"
 * out        hash_bytes(h) octets
 *
 * E_PEER  there is no hole
 */
enum err signing_digest(struct bytes before, struct bytes increment,
    int64_t hole_at, int64_t hole, enum hash h,
    unsigned char out[HASH_BYTES_MAX]) MUST_USE;

/*
 * Write octets as hex into the hole; what is left of it stays as it is.
 *
 * E_BUG  they do not fit
 */
enum err signing_fill(struct buf *pdf, int64_t hole_at, int64_t hole,
    struct bytes octets) MUST_USE;

/* Finish a batch with values that signer answered. */
enum err signing_finish_values(struct model *m, struct signing *s,
    const struct signer_values *values, struct arena *a) MUST_USE;

#endif
