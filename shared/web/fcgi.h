/*
 * The one place that knows libfcgi: requests come in, answers go out.
 *
 * Connections are accepted here, not by the library, so that the caller's
 * uid is known (SO_PEERCRED) and a deadline is set before the first octet is
 * read. One request per connection: a caller's wish to keep it is not heard,
 * because a kept connection would own a worker. FastCGI 1.0 specification.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_WEB_FCGI_H
#define FERNSIGN_WEB_FCGI_H

#include <signal.h>
#include <sys/types.h>

#include "shared/base/buf.h"

#define FCGI_PARAMS_MAX  200      /* parameters of one request */
#define FCGI_PARAMS_SIZE 65536    /* octets of all of them */
#define FCGI_NAME_MAX    256      /* octets of one name */
#define FCGI_VALUE_MAX   16384    /* octets of one value */
#define FCGI_DEADLINE_S  30       /* for each read and each write */
#define FCGI_DRAIN_MAX   67108864 /* octets of a body nobody wanted */

struct fcgi_stream;

/*
 * Make the worker's stream over a listening socket, which becomes
 * non-blocking. SIGTERM must be blocked already and have its handler
 * (fcgi_stop), or the library would install its own, which truncates bodies.
 *
 * *out is owned by the caller: fcgi_free.
 */
enum err fcgi_new(int listen_fd, struct fcgi_stream **out) MUST_USE;

/* Release a stream; NULL-safe. */
void fcgi_free(struct fcgi_stream *s);

/* The handler of SIGTERM: the worker ends before the next request. */
void fcgi_stop(int signal_number);

/* Say whether fcgi_stop was called. */
bool fcgi_stopping(void);

/*
 * Wait for a connection.
 *
 * waiting  signal mask while waiting, and only then (SIGTERM open)
 * uid      of the process at the other end
 *
 * E_NOTFOUND  a signal came, or another worker was faster: look and wait
 *             again
 * E_BUG       the listening socket is broken
 */
enum err fcgi_accept(
    struct fcgi_stream *s, const sigset_t *waiting, uid_t *uid) MUST_USE;

/*
 * Read the request's beginning and parameters.
 *
 * E_INPUT  no such records; the connection is closed
 * E_LIMIT  too many or too long parameters: answer 400
 */
enum err fcgi_begin(struct fcgi_stream *s) MUST_USE;

/* Close a connection without a word. */
void fcgi_drop(struct fcgi_stream *s);

/* Find a parameter; NULL when absent or sent twice. Borrowed. */
const char *fcgi_param(const struct fcgi_stream *s, const char *name);

/*
 * Read up to n octets of the body; *got = 0 at its end.
 *
 * E_INPUT  broken off
 */
enum err fcgi_read(
    struct fcgi_stream *s, void *p, size_t n, size_t *got) MUST_USE;

/* Read and forget what is left of the body, FCGI_DRAIN_MAX at most. */
void fcgi_drain(struct fcgi_stream *s);

/* Write a part of the answer. E_PEER when the caller is gone. */
enum err fcgi_write(struct fcgi_stream *s, struct bytes v) MUST_USE;

/* Complete the answer and close the connection. */
void fcgi_finish(struct fcgi_stream *s);

/* The connection's descriptor, for a worker that closes all others. */
int fcgi_fd(const struct fcgi_stream *s);

#endif
