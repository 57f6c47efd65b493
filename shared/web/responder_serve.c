/*
 * The loop of a worker: wait, who is it, read, match, run, answer. The only
 * loop there is. See responder.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shared/base/clock.h"
#include "shared/base/log.h"
#include "shared/web/fcgi.h"
#include "shared/web/responder.h"
#include "shared/web/sandbox.h"

/* What the loop carries from request to request. */
struct loop {
	struct responder *r;
	const struct route *routes;
	size_t n;
	void (*fault)(struct request *q, enum err r);
	enum err (*alive)(void *app);
	void *app;
	struct fcgi_stream *in;
	struct arena *arena;
	sigset_t waiting;
};

/* Tell the parent that this worker works. */
static void
say_ready(struct responder *r)
{
	pid_t pid = getpid();

	if (r->ready_fd < 0)
		return;
	if (write(r->ready_fd, &pid, sizeof(pid)) != sizeof(pid))
		log_line(LOG_WARN, "worker.ready", "errno=%d", errno);
	close(r->ready_fd);
	r->ready_fd = -1;
}

/* Close every descriptor but standard error and one more. */
static enum err
close_others(int keep)
{
	unsigned k = (unsigned)keep;

	if (k <= STDERR_FILENO || close_range(0, STDERR_FILENO - 1, 0) ||
	    (k > STDERR_FILENO + 1 &&
		close_range(STDERR_FILENO + 1, k - 1, 0)) ||
	    close_range(k + 1, UINT_MAX, 0))
		return log_err(E_BUG, "worker.close", "errno=%d", errno);
	return E_OK;
}

/* From here on this worker has its input, its answer, and nothing else. */
static enum err
close_doors(struct loop *l, struct request *q)
{
	enum err r;

	if (l->r->closing && (r = l->r->closing(q)))
		return r;
	if ((r = close_others(fcgi_fd(l->in))))
		return r;
	return sandbox_enter(SANDBOX_PARSER, NULL);
}

/* Run the row's function, or say why not. */
static void
run(struct loop *l, struct request *q, enum err r)
{
	if (!r && l->r->one_request)
		r = close_doors(l, q);
	if (!r && l->alive)
		r = l->alive(l->app);
	if (!r)
		r = q->route->run(q);
	if (!r)
		return;
	answer_clear(q);
	q->status = 0;
	l->fault(q, r);
	if (!q->status)
		q->status = 500;
}

/* clang-format off */
static const struct {
	int status;
	const char *phrase;
} phrases[] = { /* RFC 9110 15, RFC 6585 4 */
	{ 200, "OK" },                   { 201, "Created" },
	{ 202, "Accepted" },             { 204, "No Content" },
	{ 302, "Found" },                { 303, "See Other" },
	{ 304, "Not Modified" },         { 400, "Bad Request" },
	{ 401, "Unauthorized" },         { 403, "Forbidden" },
	{ 404, "Not Found" },            { 405, "Method Not Allowed" },
	{ 409, "Conflict" },             { 410, "Gone" },
	{ 413, "Content Too Large" },    { 415, "Unsupported Media Type" },
	{ 422, "Unprocessable Content" },{ 429, "Too Many Requests" },
	{ 500, "Internal Server Error" },{ 502, "Bad Gateway" },
	{ 503, "Service Unavailable" },
};
/* clang-format on */

static const char *
phrase_of(int status)
{
	size_t i;

	for (i = 0; i < COUNT(phrases); i++)
		if (phrases[i].status == status)
			return phrases[i].phrase;
	return "Other";
}

/* Write the answer; RFC 3875 6.3. */
static enum err
write_answer(struct request *q)
{
	bool bodiless = q->status == 204 || q->status == 304;
	enum err r;

	if ((r = buf_addf(&q->head_out, "Status: %d %s\r\n", q->status,
		 phrase_of(q->status))))
		return r;
	if (!bodiless &&
	    (r = buf_addf(
		 &q->head_out, "Content-Length: %zu\r\n", q->body_out.n)))
		return r;
	if ((r = buf_adds(&q->head_out, "\r\n")) ||
	    (r = fcgi_write(q->in, buf_bytes(&q->head_out))))
		return r;
	return q->head || bodiless ? E_OK
				   : fcgi_write(q->in, buf_bytes(&q->body_out));
}

/* The path is not logged: it may hold a token; its row says enough. */
static void
log_request_line(const struct request *q, int64_t began_ms)
{
	log_line(LOG_EVENT, "request",
	    "method=%s path=%s status=%d ms=%" PRId64 "%s%s",
	    q->head                 ? "HEAD"
		: q->method == GET  ? "GET"
		: q->method == POST ? "POST"
				    : "other",
	    q->route ? q->route->path : "none", q->status,
	    clock_ms() - began_ms, q->reason ? " reason=" : "",
	    q->reason ? q->reason : "");
}

/* Serve one request whose parameters are read (r: how that went). */
static void
serve_one(struct loop *l, unsigned peer, enum err r)
{
	struct request q = {
		.arena = l->arena,
		.app = l->app,
		.peer = peer,
		.in = l->in,
		.request_id = "",
		.status = 200,
		.head_out = BUF(ANSWER_HEAD_MAX),
		.body_out = BUF(ANSWER_BODY_MAX),
	};
	int64_t began = clock_ms();

	arena_reset(l->arena);
	if (r)
		q.status = 400;
	else
		r = request_match(&q, l->routes, l->n);
	log_request(q.request_id);
	if (r && q.status != 200)
		l->fault(&q, r);
	else
		run(l, &q, r);
	/* What nobody read would be a broken pipe on the other side. */
	fcgi_drain(l->in);
	if (write_answer(&q))
		log_line(LOG_WARN, "answer.lost", "status=%d", q.status);
	fcgi_finish(l->in);
	log_request_line(&q, began);
	log_request(NULL);
	buf_free(&q.head_out);
	buf_free(&q.body_out);
}

/* Take one connection; whoever is no peer is not listened to. */
static enum err
next(struct loop *l, bool *served)
{
	unsigned peer;
	uid_t uid;
	enum err r;

	*served = false;
	if ((r = fcgi_accept(l->in, &l->waiting, &uid)))
		return r == E_NOTFOUND ? E_OK : r;
	if (!(peer = peers_of(&l->r->peers, uid))) {
		log_line(LOG_WARN, "peer.refused", "uid=%u", (unsigned)uid);
		fcgi_drop(l->in);
		return E_OK;
	}
	if ((r = fcgi_begin(l->in)) == E_INPUT) {
		log_line(
		    LOG_WARN, "request.malformed", "uid=%u", (unsigned)uid);
		return E_OK;
	}
	serve_one(l, peer, r);
	*served = true;
	return E_OK;
}

/* Serve until told to stop, retired, or broken. */
static enum err
serve_all(struct loop *l)
{
	int64_t most = l->r->one_request ? 1 : l->r->requests_max;
	int64_t served = 0;
	bool one;
	enum err r;

	while (!fcgi_stopping() && (!most || served < most)) {
		if ((r = next(l, &one)))
			return r;
		served += one;
	}
	return E_OK;
}

enum err
responder_serve(struct responder *r, const struct route *routes, size_t n,
    void (*fault)(struct request *q, enum err r), enum err (*alive)(void *app),
    void *app)
{
	struct loop l = { r, routes, n, fault, alive, app, NULL, NULL,
		{ { 0 } } };
	enum err e;

	if (r->test)
		return E_OK;
	sigprocmask(SIG_SETMASK, NULL, &l.waiting);
	sigdelset(&l.waiting, SIGTERM);
	if ((e = arena_new((size_t)r->request_bytes, &l.arena)) ||
	    (e = fcgi_new(r->listen_fd, &l.in)))
		goto out;
	say_ready(r);
	e = serve_all(&l);
out:
	fcgi_free(l.in);
	arena_free(l.arena);
	return e;
}
