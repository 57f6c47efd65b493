/*
 * A request without a web server: parameters and a body from memory take the
 * place of shared/web/fcgi.c at link time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_TESTS_UNIT_WEB_FAKE_H
#define FERNSIGN_TESTS_UNIT_WEB_FAKE_H

#include "shared/web/route.h"

#define FAKE_PARAMS 16

/* What came in; strings are borrowed. */
struct fake {
	const char *param[FAKE_PARAMS]; /* name, value, name, value, NULL */
	struct bytes body;
	size_t piece; /* octets per read at most; 0: all */
	size_t cut;   /* the body breaks off here; 0: not */
};

/* Make f what requests read from now on. */
void fake_use(struct fake *f);

/* Start a request over f with an arena of its own; end it with fake_end. */
void fake_begin(struct fake *f, struct request *q);

/* Set the parameters of a usual request. */
void fake_line(struct fake *f, const char *method, const char *path,
    const char *media, const char *length);

/* Release what a request took. */
void fake_end(struct request *q);

#endif
