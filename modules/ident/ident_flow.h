/*
 * States of a case, and what a change of state brings with it: coins,
 * audit, the attempt, the message that caused it; all in one transaction.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_IDENT_FLOW_H
#define FERNSIGN_IDENT_FLOW_H

#include "modules/ident/ident.h"
#include "modules/ident/ident_case.h"
#include "shared/model/ca_call.h"
#include "shared/model/ident_event.h"

/* A step of a case; row->state is where it is taken to be now. */
struct ident_step {
	struct ident *s;
	struct ident_row *row;
	const char *to;      /* new state; NULL: as it is */
	const char *reason;  /* NULL: none */
	int64_t sequence;    /* of the event applied; 0: none */
	const char *attempt; /* end the attempt so; NULL: leave it */
	const struct ident_inbox *store; /* keep this message; NULL: none */
	const char *provider, *event;    /* message that is done; NULL: none */
	const char *outcome;             /* of that message */
	const char *request_id;
	struct arena *a;
};

/* How far a state is; an event never leads back. */
int ident_rank(const char *state);

/* Say whether a state is final. */
bool ident_is_final(const char *state);

/*
 * Take a step.
 *
 * Verified and mismatch charge the coins, other final states give them back.
 * row->state is the new state on E_OK.
 *
 * E_CONFLICT  the case is elsewhere by now: nothing happened
 */
enum err ident_flow_step(struct ident_step *step) MUST_USE;

/*
 * Give evidence to ca and take the step that its verdict asks for; then have
 * certificates issued.
 *
 * step  row, message and sequence are set by the caller; the rest is chosen
 *       here
 * ev    as ca wants it
 *
 * E_AUTH, E_INPUT  ca does not believe it: the case is as it was
 * E_PEER, E_DB     try again later: the case is as it was
 * E_OK             the verdict was applied, whatever it was
 */
enum err ident_flow_evidence(
    struct ident_step *step, const struct ca_evidence *ev) MUST_USE;

/*
 * Have certificates issued for a verified case. What fails is done again by
 * the next tick, so nothing is returned.
 */
void ident_flow_issue(struct ident_step *step);

#endif
