/*
 * Asking ident to start an identification.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODEL_IDENT_CALL_H
#define FERNSIGN_MODEL_IDENT_CALL_H

#include "shared/model/call.h"

struct ident_start {
	struct id account;
	char *method; /* eid, video, eid-partner */
	char *lang;
	char *session;   /* hex, session.token */
	struct id nonce; /* of the form: once per form */
};

struct ident_started {
	struct id case_; /* "case" */
	char *link;      /* where the person goes on */
};

/* Row of the call, used by ident itself as well. */
extern const struct call_row ident_start_call;

/*
 * E_LIMIT  too few coins (reason coins); E_CONFLICT  another one is going on
 */
enum err ident_start(struct call *c, const struct ident_start *in,
    struct ident_started *out) MUST_USE;

#endif
