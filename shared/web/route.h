/*
 * What a responder answers: one row per thing, and the request that its
 * function gets.
 *
 * The dispatcher derives 404, 405, 413, 415, 403 and 400 from the table
 * before the function runs. A route names its peers; the loop checks them
 * against the socket's peer credentials, so a header can never grant
 * anything.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_WEB_ROUTE_H
#define FERNSIGN_WEB_ROUTE_H

#include <stdint.h>

#include "shared/base/arena.h"
#include "shared/base/buf.h"

/* Who may call a route: bits. The map from names to uids is [peers]. */
enum peer {
	PEER_NGINX = 1 << 0,
	PEER_PORTAL = 1 << 1,
	PEER_API = 1 << 2,
	PEER_APP = 1 << 3,
	PEER_SHOP = 1 << 4,
	PEER_IDENT = 1 << 5,
	PEER_REPOSITORY = 1 << 6,
	PEER_OCSP = 1 << 7,
	PEER_TSA = 1 << 8,
	PEER_PDF = 1 << 9,
	PEER_SIGNER = 1 << 10,
	PEER_CA = 1 << 11,
	PEER_NOTIFY = 1 << 12,
	PEER_PURGE = 1 << 13,
	PEER_CTL = 1 << 14
};

/* Find a peer by its name in [peers] ("nginx"); 0 when there is none. */
unsigned peer_find(const char *name);

enum method { GET = 1, POST = 2 }; /* HEAD is answered as GET without body */

enum body_kind {
	BODY_NONE,      /* a body is 413 */
	BODY_FORM,      /* application/x-www-form-urlencoded */
	BODY_JSON,      /* application/json */
	BODY_RAW,       /* the media type of the row */
	BODY_MULTIPART, /* multipart/form-data: the function reads it */
	BODY_MEDIA      /* any media type; read whole */
};

struct request;

/* One row of a responder's table. */
struct route {
	enum method method;
	const char *path; /* "/sign/:/place": ":" matches one segment, "*" at
			   * the end whatever follows */
	unsigned peers;   /* enum peer bits */
	enum body_kind body;
	int64_t body_max;  /* octets; 0 with BODY_NONE */
	const char *media; /* BODY_RAW: the one media type accepted */
	unsigned need;     /* the module's own bits (log-in, CSRF, …) */
	enum err (*run)(struct request *q);
};

/* A name and a value, borrowed from the request. */
struct pair {
	struct bytes name;
	struct bytes value;
};

#define REQUEST_SEGMENTS 4

struct fcgi_stream; /* the loop's own */

struct request {
	struct arena *arena;       /* dies with the request */
	const struct route *route; /* NULL when none matched */
	void *app;                 /* the module's own, from fcgi_serve */
	enum method method;
	bool head;          /* HEAD: the loop drops the body */
	struct bytes path;  /* decoded once, starts with '/' */
	struct bytes query; /* as received */
	struct bytes segment[REQUEST_SEGMENTS]; /* what each ":" matched */
	struct bytes body;      /* read whole unless BODY_MULTIPART; a NUL
	                            * that is not counted follows */
	struct bytes media;     /* Content-Type as received */
	int64_t length;         /* CONTENT_LENGTH */
	unsigned peer;          /* who called: one bit, or all those that
	                            * share the uid (demo without root) */
	const char *request_id; /* nginx's $request_id; made up if absent */
	struct fcgi_stream *in; /* see request_param, request_read */
	int64_t left;           /* octets of the body not read yet */

	/* The answer. */
	int status;          /* 200 unless set */
	const char *reason;  /* word for logs and private errors */
	struct buf head_out; /* header lines, see answer_header */
	struct buf body_out;
};

#define ANSWER_HEAD_MAX 16384    /* octets of header lines */
#define ANSWER_BODY_MAX 33554432 /* octets of a body */

/*
 * Find the row for what the request asks and read the body that the row
 * wants: method, path, segments, media type, length, peer.
 *
 * q  has in, arena and peer; everything else of the request is set here
 *
 * E_NOTFOUND  status 404
 * E_DENIED    status 403: the peer may not
 * E_INPUT     status 400, 405 (with an Allow header) or 415
 * E_LIMIT     status 413
 * E_NOMEM     the body does not fit the arena
 */
enum err request_match(
    struct request *q, const struct route *routes, size_t n) MUST_USE;

/*
 * Find a FastCGI parameter ("REMOTE_ADDR"); NULL when absent or sent twice.
 * Borrowed.
 */
const char *request_param(const struct request *q, const char *name);

/*
 * Find a header ("webhook-id") in any case; NULL when absent or sent twice.
 * Borrowed.
 */
const char *request_header(const struct request *q, const char *name);

/*
 * Read up to n octets of the body (BODY_MULTIPART routes).
 *
 * got     0 at the end of the body
 *
 * E_INPUT  the body is shorter than CONTENT_LENGTH or was cut off
 */
enum err request_read(
    struct request *q, void *p, size_t n, size_t *got) MUST_USE;

/*
 * Add a header line to the answer.
 *
 * E_BUG  name or value holds CR, LF or NUL
 */
enum err answer_header(
    struct request *q, const char *name, const char *value) MUST_USE;

/*
 * Answer with a body of a media type; status stays as set.
 *
 * body is copied. E_NOMEM over the answer's maximum (32 MiB).
 */
enum err answer_body(
    struct request *q, const char *media, struct bytes body) MUST_USE;

/*
 * Answer 303 See Other.
 *
 * location  path of our own ("/login") or an absolute URL from configuration
 *           or a private service; never from the client
 */
enum err answer_redirect(struct request *q, const char *location) MUST_USE;

/* Start the answer anew: status, headers and body (used by fault pages). */
void answer_clear(struct request *q);

#endif
