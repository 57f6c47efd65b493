/*
 * Applying a partner's event to its case; used for what comes in and for
 * what a crash left behind.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_IDENT_EVENT_APPLY_H
#define FERNSIGN_IDENT_EVENT_APPLY_H

#include "modules/ident/ident_flow.h"

#define IDENT_PARTNER "identity-tm"

struct ident_message {
	struct ident *s;
	struct bytes raw;
	struct ca_header *headers;
	size_t nheaders;
	const char *event; /* webhook-id */
	struct ident_row row;
	bool known; /* row is set */
	const char *request_id;
	struct arena *a;
};

/*
 * Have ca say whether the partner sent it, just now.
 *
 * E_AUTH  it did not
 */
enum err ident_message_check(struct ident_message *m) MUST_USE;

/*
 * Apply a message that is authentic and noted, and note what came of it.
 *
 * outcome  malformed, rule, method, time, unknown: nothing happened; stale,
 *          late, conflict: in order, and nothing happened; else the state
 *
 * E_CONFLICT    the case moved meanwhile: nothing is noted
 * E_PEER, E_DB  try again: nothing is noted
 */
enum err ident_message_apply(
    struct ident_message *m, const char **outcome) MUST_USE;

/* Write the headers as JSON; at most 1024 octets. */
enum err ident_message_headers(
    const struct ident_message *m, char **out, struct arena *a) MUST_USE;

/* Read them back. */
enum err ident_message_headers_read(
    struct ident_message *m, const char *json) MUST_USE;

/* Seal the octets as the inbox keeps them. */
enum err ident_seal_message(struct ident *s, const struct ident_message *m,
    struct bytes *out, struct arena *a) MUST_USE;

/* As ident_seal_message, the other way; m->event is set. */
enum err ident_unseal_message(
    struct ident *s, struct ident_message *m, struct bytes sealed) MUST_USE;

#endif
