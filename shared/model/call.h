/*
 * What every call of a private service carries.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODEL_CALL_H
#define FERNSIGN_MODEL_CALL_H

#include "shared/base/arena.h"
#include "shared/base/field.h"

struct call {
	const char *run_dir;    /* sockets: RUN/NAME.sock */
	const char *request_id; /* passed on; NULL when none */
	struct arena *arena;    /* answers go here */
	int64_t until_ms; /* of clock_ms, when nobody waits longer; 0: never */
	const char *reason; /* out: the service's word of a refusal, or "" */
};

/*
 * Cut a timeout to what is left of the call's time.
 *
 * E_PEER  nothing is left (logged): ask nobody any more
 */
enum err call_time(const struct call *c, int64_t *timeout_ms) MUST_USE;

/* A call's path and its two tables; a file of calls has one row each. */
struct call_row {
	const char *service;
	const char *path;
	const struct field *in;
	size_t nin;
	const struct field *out;
	size_t nout;
	int64_t timeout_ms; /* 0: 10 000; until_ms does not count here */
};

/* Carry out a row; outcomes as private_call. */
enum err call_run(struct call *c, const struct call_row *row, const void *in,
    void *out) MUST_USE;

#endif
