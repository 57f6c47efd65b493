/*
 * The life of a responder: load, fork, open, close the doors, serve, close.
 *
 * The parent holds the listening socket (LISTEN_FDS, else descriptor 0 when
 * it is a socket, else it binds RUN/NAME.sock), forks workers, forks anew
 * whatever dies, gives up when workers fail before they are ready, and
 * re-executes itself on SIGHUP with the socket open. A worker serves one
 * request at a time in the loop that loses no byte (SIGTERM is taken only
 * between requests).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_WEB_RESPONDER_H
#define FERNSIGN_WEB_RESPONDER_H

#include <sys/types.h>

#include "shared/base/config.h"
#include "shared/web/route.h"

#define PEERS_MAX 16

/* Which uid each peer has. */
struct peers {
	struct {
		enum peer peer;
		uid_t uid;
	} row[PEERS_MAX];
	size_t n;
	bool shared; /* two names have one uid: said loudly at start */
};

/* What every responder has after loading. */
struct responder {
	const char *name;            /* "portal" */
	const char *config_path;
	struct config_common common;
	struct peers peers;
	struct arena *arena;         /* lives as long as the process */
	int64_t workers;             /* from the section's key workers */
	int64_t requests_max;        /* a worker retires after so many; 0 never */
	char *db_password_file;      /* section key; empty: unix_socket */
	int listen_fd;
	char **argv;
};

/*
 * Load the configuration of a responder: -c FILE (default
 * SYSCONFDIR/fernsign.conf), [common], [peers] and the section NAME, whose
 * keys are workers, requests_max, db_password_file and the module's own.
 *
 * own, nown, object  the module's own keys and their struct with defaults
 *
 * E_INPUT  refused, logged; main answers with exit status 1
 */
enum err responder_load(int argc, char **argv, const char *name,
    const struct field *own, size_t nown, void *object,
    struct responder *r) MUST_USE;

/*
 * Become the parent: take or bind the socket, fork, keep the workers alive.
 *
 * Returns E_OK in each worker; the parent never returns (it exits when told
 * to stop). before, unless NULL, runs in the parent once before the first
 * fork and again before each re-execution (make keys, check files).
 *
 * E_BUG  the socket cannot be had
 */
enum err responder_fork(struct responder *r,
    enum err (*before)(struct responder *r, void *ctx), void *ctx) MUST_USE;

/* One row of a module's answers to failures. */
struct fault {
	enum err err;
	int status;
	const char *word; /* the protocol's or the page's own name of it */
};

/*
 * Serve until SIGTERM or until the worker retires.
 *
 * routes     the table; a route that no row matches is answered by fault
 *            with E_NOTFOUND and q->status preset (404, 405, 413, 415, 403,
 *            400), so is a function's failure (q->status 0 then)
 * fault      writes the answer for an outcome; must not fail
 * alive      called before each request; NULL allowed (db_alive, mostly):
 *            its failure goes to fault
 * app        becomes q->app
 */
enum err responder_serve(struct responder *r, const struct route *routes,
    size_t n, void (*fault)(struct request *q, enum err r),
    enum err (*alive)(void *app), void *app) MUST_USE;

/*
 * The fault function of private services: status by outcome (E_INPUT 400,
 * E_AUTH 401, E_DENIED 403, E_NOTFOUND 404, E_CONFLICT 409, E_LIMIT 429,
 * E_PEER 502, E_DB 503, else 500), body {"error":"E_…","reason":q->reason}.
 */
void private_fault(struct request *q, enum err r);

/* Release what responder_load took. */
void responder_clear(struct responder *r);

#endif
