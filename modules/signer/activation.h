/*
 * Releases: what exactly a person allowed to be signed, with which key, and
 * how far it got. A row and its documents are believed only under signer's
 * MAC.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_SIGNER_ACTIVATION_H
#define FERNSIGN_SIGNER_ACTIVATION_H

#include "modules/signer/signer.h"
#include "modules/signer/signer_sql.h"
#include "shared/model/signer_call.h"

struct activation {
	struct activation_row row;
	struct list docs; /* struct activation_doc_row by n */
};

/* POST /activate: begin a release for exactly these digests. */
enum err route_activate(struct request *q) MUST_USE;
/* POST /send: make a new TAN and send it; E_LIMIT after five. */
enum err route_send(struct request *q) MUST_USE;
/* POST /release: count, compare, sign; E_AUTH wrong, E_LIMIT coins. */
enum err route_release(struct request *q) MUST_USE;
/* POST /result: the stored values, without a key; E_NOTFOUND unsigned. */
enum err route_result(struct request *q) MUST_USE;
/* POST /abandon: give an open release up. */
enum err route_abandon(struct request *q) MUST_USE;
/* POST /tick: drop values in time, void what nobody finished. */
enum err route_tick(struct request *q) MUST_USE;

/*
 * Read an activation with its documents and hold it against its MAC.
 *
 * lock     lock its row until the transaction ends
 *
 * E_NOTFOUND  none
 * E_CRYPTO    changed behind our back
 */
enum err activation_load(struct signer *s, const struct id *id, bool lock,
    struct activation *out, struct arena *a) MUST_USE;

/* As activation_load, for the peer that activated it; others: E_NOTFOUND. */
enum err activation_for(
    struct request *q, const struct id *id, struct activation *out) MUST_USE;

/* Say what a caller is told about an activation and its key. */
enum err activation_ticket(const struct activation *v, const struct key_row *k,
    struct arena *a, struct signer_ticket *out) MUST_USE;

/* Record what happened to an activation. */
enum err activation_audit(struct request *q, const struct activation_row *row,
    const char *event, const char *outcome) MUST_USE;

/*
 * Read the stored values of a signed activation and the chain of its key.
 *
 * E_NOTFOUND  not signed, or dropped
 */
enum err activation_values(struct request *q, const struct activation *v,
    struct signer_values *out) MUST_USE;

#endif
