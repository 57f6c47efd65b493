/*
 * A responder that the tests of the loop ask: it counts, waits, echoes and
 * answers once. Nothing of it is installed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <fcntl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "shared/base/encode.h"
#include "shared/base/log.h"
#include "shared/base/secret.h"
#include "shared/base/text.h"
#include "shared/web/form.h"
#include "shared/web/json.h"
#include "shared/web/responder.h"
#include "shared/web/sandbox.h"

#define UPLOAD_MAX 10485760

struct small {
	bool one_request;   /* section key */
	bool fail_to_start; /* section key: the worker ends before it serves */
};

static const struct field keys[] = {
	FIELD(small, one_request, 0, 0),
	FIELD(small, fail_to_start, 0, 0),
};

static int listen_fd;

struct facts {
	int64_t pid;
	int64_t octets;
	char *sha256;
};

static const struct field facts_fields[] = {
	FIELD(facts, pid, INT32_MAX, 0),
	FIELD(facts, octets, INT64_MAX, 0),
	FIELD(facts, sha256, 64, 0),
};

static enum err
run_hello(struct request *q)
{
	struct facts f = { .pid = getpid() };

	return answer_json(q, facts_fields, COUNT(facts_fields), &f);
}

/* Take ?ms= milliseconds, so that something can happen meanwhile. */
static enum err
run_slow(struct request *q)
{
	struct timespec t = { 0, 20000000 };
	struct form form;
	int64_t ms;

	if (form_decode(q->query, &form, q->arena))
		return E_INPUT;
	if (!text_number(form_value(&form, "ms"), 20000, &ms)) {
		t.tv_sec = ms / 1000;
		t.tv_nsec = ms % 1000 * 1000000;
	}
	nanosleep(&t, NULL);
	return run_hello(q);
}

static enum err
run_echo(struct request *q)
{
	struct facts f = { .pid = getpid(), .octets = (int64_t)q->body.n };
	unsigned char hash[32];
	enum err r;

	if ((r = sha256(q->body, hash)))
		return r;
	f.sha256 = hex_text(q->arena, bytes_at(hash, sizeof(hash)));
	return answer_json(q, facts_fields, COUNT(facts_fields), &f);
}

/* Count a multipart body's octets, slowly enough for a signal to arrive. */
static enum err
count_begin(void *ctx, struct bytes name, struct bytes file, size_t most)
{
	(void)ctx;
	(void)name;
	(void)file;
	(void)most;
	return E_OK;
}

static enum err
count_data(void *ctx, struct bytes v)
{
	struct facts *f = ctx;

	f->octets += (int64_t)v.n;
	return E_OK;
}

static enum err
count_end(void *ctx)
{
	(void)ctx;
	return E_OK;
}

static enum err
run_upload(struct request *q)
{
	struct facts f = { .pid = getpid() };
	const struct multipart_sink sink = { count_begin, count_data, count_end,
		&f };
	enum err r;

	if ((r = multipart_read(q, &sink)))
		return r;
	return answer_json(q, facts_fields, COUNT(facts_fields), &f);
}

/* Try what a worker behind closed doors must not be able to do. */
static enum err
run_escape(struct request *q)
{
	struct facts f = { .pid = getpid() };

	f.octets += open("/etc/passwd", O_RDONLY) >= 0;
	f.octets += socket(AF_UNIX, SOCK_STREAM, 0) >= 0;
	f.octets += fcntl(listen_fd, F_GETFD) >= 0;
	return answer_json(q, facts_fields, COUNT(facts_fields), &f);
}

static enum err
run_fail(struct request *q)
{
	q->reason = "asked_for";
	return E_CONFLICT;
}

/* clang-format off */
static const struct route routes[] = {
	/* method path     peers         body           most        media need run */
	{ GET,  "/hello",  PEER_NGINX,   BODY_NONE,      0,          NULL, 0, run_hello },
	{ GET,  "/slow",   PEER_NGINX,   BODY_NONE,      0,          NULL, 0, run_slow },
	{ POST, "/slow",   PEER_NGINX,   BODY_FORM,      1024,       NULL, 0, run_slow },
	{ POST, "/echo",   PEER_NGINX | PEER_CTL, BODY_MEDIA, UPLOAD_MAX, NULL, 0, run_echo },
	{ POST, "/json",   PEER_NGINX | PEER_CTL, BODY_JSON, 16384,  NULL, 0, run_echo },
	{ POST, "/upload", PEER_NGINX,   BODY_MULTIPART, UPLOAD_MAX, NULL, 0, run_upload },
	{ GET,  "/escape", PEER_NGINX,   BODY_NONE,      0,          NULL, 0, run_escape },
	{ POST, "/fail",   PEER_NGINX | PEER_CTL, BODY_JSON, 16384,  NULL, 0, run_fail },
	{ POST, "/ctl",    PEER_CTL,     BODY_JSON,      16384,      NULL, 0, run_echo },
};
/* clang-format on */

static enum err
close_limits(struct request *q)
{
	(void)q;
	return sandbox_limit(3, 1LL << 30);
}

int
main(int argc, char *argv[])
{
	struct responder r = { .name = "portal" };
	struct small own = { 0 };
	enum err e;

	if ((e = responder_load(&r, argc, argv, keys, COUNT(keys), &own)) ||
	    (e = responder_fork(&r, NULL, NULL)))
		goto out;
	if (own.fail_to_start) {
		e = log_err(E_DB, "small.start", "told to fail");
		goto out;
	}
	listen_fd = r.listen_fd;
	r.one_request = own.one_request;
	r.closing = close_limits;
	if (!own.one_request && (e = sandbox_enter(SANDBOX_LOCAL, NULL)))
		goto out;
	e = responder_serve(
	    &r, routes, COUNT(routes), private_fault, NULL, &own);
out:
	responder_clear(&r);
	return e != E_OK;
}
