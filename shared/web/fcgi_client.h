/*
 * The small FastCGI client: how one process asks another.
 *
 * One connection per call, UNIX sockets only, one deadline for the whole
 * call. The peer's uid is not checked by the client: the socket's folder
 * belongs to the operator. FastCGI 1.0 specification.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_WEB_FCGI_CLIENT_H
#define FERNSIGN_WEB_FCGI_CLIENT_H

#include "shared/base/arena.h"
#include "shared/base/buf.h"
#include "shared/base/field.h"

struct fcgi_call {
	const char *socket; /* path: RUN/signer.sock */
	const char *method; /* "POST" */
	const char *path;   /* "/activate" */
	const char *query;  /* NULL when none */
	const char *media;  /* of the body; NULL when none */
	struct bytes body;
	struct bytes more;      /* stands behind body; n 0 when nothing does */
	int64_t timeout_ms;     /* for everything together */
	size_t answer_max;      /* octets of the answer's body at most */
	const char *request_id; /* passed on; NULL when none */
};

struct fcgi_answer {
	int status;
	struct bytes media;
	struct bytes body; /* in the arena */
};

/*
 * Call and read the whole answer.
 *
 * E_PEER  not reachable, deadline, answer malformed or too long
 */
enum err fcgi_call(const struct fcgi_call *c, struct fcgi_answer *out,
    struct arena *a) MUST_USE;

/*
 * Take a responder's answer apart: header lines, empty line, body (RFC 3875
 * 6). A field that is malformed refuses the whole; status is 200 unless
 * given.
 *
 * text  all of STDOUT; media and body of out are views into it
 *
 * E_PEER  not such an answer
 */
enum err fcgi_answer_read(struct bytes text, struct fcgi_answer *out) MUST_USE;

/* A private call: JSON in, JSON out, outcomes by name. */
struct private_call {
	const char *run_dir;
	const char *service; /* "signer" */
	const char *path;
	const struct field *in;
	size_t nin;
	const void *in_object;
	const struct field *out;
	size_t nout;
	void *out_object;   /* set too as far as a refusal has members */
	int64_t timeout_ms; /* 0: 10 000 */
	size_t answer_max;  /* 0: 1 MiB */
	const char *request_id;
};

/*
 * Ask a private service.
 *
 * c->in     NULL with nin 0: {} is sent
 * c->out    NULL with nout 0: the answer's members are not looked at
 * reason    what the service named in its refusal, in the arena; "" when
 *           none; NULL when not wanted
 *
 * E_PEER     not reachable or not understood
 * any other  what the service answered (its "error" member)
 */
enum err private_call(
    const struct private_call *c, char **reason, struct arena *a) MUST_USE;

#endif
