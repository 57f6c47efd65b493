/*
 * The life of a responder: load, fork, open, close the doors, serve, close.
 *
 * The parent holds the listening socket (LISTEN_FDS, else descriptor 0 when
 * it is a socket, else it binds RUN/NAME.sock), forks workers, forks anew
 * whatever dies, gives up when workers fail before the first one is ready,
 * and re-executes itself on SIGHUP with the socket open, once the program
 * called with -t has accepted the configuration. A worker serves one request
 * at a time in the loop that loses no byte (SIGTERM is taken only between
 * requests).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_WEB_RESPONDER_H
#define FERNSIGN_WEB_RESPONDER_H

#include <sys/types.h>

#include "shared/base/config.h"
#include "shared/base/secret.h"
#include "shared/web/route.h"

#define PEERS_MAX   16
#define WORKERS_MAX 64

/* Which uid each peer has. */
struct peers {
	struct {
		unsigned peer; /* enum peer, one bit */
		uid_t uid;
	} row[PEERS_MAX];
	size_t n;
	bool shared; /* two names have one uid: said loudly at start */
};

/* What every responder has after loading. */
struct responder {
	const char *name; /* "portal" */
	const char *config_path;
	struct config_common common;
	struct peers peers;
	struct arena *arena;       /* lives as long as the process */
	int64_t workers;           /* section key; 2 unless set */
	int64_t requests_max;      /* a worker retires after so many; 0 never */
	int64_t request_bytes;     /* most memory of one request; 64 MiB */
	char *db_password_file;    /* section key; NULL: unix_socket */
	struct secret db_password; /* see responder_db.h */
	char *socket_group;        /* section key: RUN/NAME.sock is 0660 and
	                              * of this group; NULL: 0666, since callers
	                              * are known by their uid anyway */
	gid_t socket_gid;          /* of socket_group */
	int listen_fd;
	int ready_fd; /* the worker tells the parent */
	bool test;    /* -t: only see if it would start */
	char **argv;

	/*
	 * Set by main before responder_serve for a worker that trusts its
	 * input least: it reads one whole request, calls closing with it, keeps only
	 * the reply's descriptor and standard error, enters SANDBOX_PARSER,
	 * answers, and exits with 0; the parent forks the next at once.
	 */
	bool one_request;
	enum err (*closing)(struct request *q); /* NULL allowed: set limits */
};

/*
 * Load the configuration of a responder: -c FILE (default
 * SYSCONFDIR/fernsign.conf), [common], [peers] and the section NAME, whose
 * keys are workers, requests_max, request_bytes, db_password_file,
 * socket_group and the module's own.
 *
 * With -t (r->test) main goes the same way to see if it would start, so that
 * no value can be good here and bad there: responder_fork forks nobody,
 * responder_db opens no database, responder_serve ends at once. The exit
 * status is the answer.
 *
 * r                  name is set; everything else is set here
 * own, nown, object  the module's own keys and their struct with defaults
 *
 * Sets the name of the log, the fault points, and SIGPIPE to be ignored.
 *
 * E_INPUT  refused, logged; main answers with exit status 1
 */
enum err responder_load(struct responder *r, int argc, char **argv,
    const struct field *own, size_t nown, void *object) MUST_USE;

/*
 * Become the parent: take or bind the socket, fork, keep the workers alive.
 *
 * Returns E_OK in each worker; the parent never returns (it exits when told
 * to stop). before, unless NULL, runs in the parent once before the first
 * fork, and so again after each re-execution (make folders). With -t nothing
 * is made, not even that.
 *
 * E_BUG       the socket cannot be had
 * any other   what before returned
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
 * routes     the table; what no row matches is answered by fault with
 *            q->status preset (404, 405 and its Allow header, 413, 415, 403,
 *            400); a function's failure with q->status 0 and what it had
 *            answered so far gone
 * fault      writes the answer for an outcome; must not fail
 * alive      called before each function; NULL allowed (db_alive, mostly):
 *            its failure goes to fault
 * app        becomes q->app
 */
enum err responder_serve(struct responder *r, const struct route *routes,
    size_t n, void (*fault)(struct request *q, enum err r),
    enum err (*alive)(void *app), void *app) MUST_USE;

/*
 * The fault function of private services: status by outcome (E_INPUT 400,
 * E_AUTH 401, E_DENIED 403, E_NOTFOUND 404, E_CONFLICT 409, E_LIMIT 429,
 * E_PEER 502, E_DB 503, else 500) unless preset, body
 * {"error":"E_…","reason":q->reason}.
 */
void private_fault(struct request *q, enum err r);

/*
 * Find the peers that have a uid: their bits, 0 when none.
 */
unsigned peers_of(const struct peers *p, uid_t uid);

/* Release what responder_load took. */
void responder_clear(struct responder *r);

#endif
