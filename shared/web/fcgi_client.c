/*
 * One call to a responder of our own: connect, write and read at the same
 * time, understand. See fcgi_client.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/web/fcgi_client.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "shared/base/clock.h"
#include "shared/base/log.h"
#include "shared/base/text.h"
#include "shared/web/fcgi_record.h"

#define HEAD_MAX   16384
#define READ_SIZE  65536
#define RECORD_MAX (8 + 65535 + 255)
#define RETRY_MS   10 /* between connects while the backlog is full */

/* One call under way. */
struct talk {
	const struct fcgi_call *c;
	int fd;
	int64_t until_ms;
	struct buf request;   /* records on their way */
	struct bytes unsent;  /* of them */
	struct bytes left[2]; /* of the body, not in records yet */
	bool open;            /* the end of the body is not in a record yet */
	struct buf raw;       /* octets of records not complete yet */
	struct buf out;       /* STDOUT so far */
	bool ended;           /* END_REQUEST was read */
};

/* Say once what went wrong with whom. */
static enum err
fail(const struct talk *t, const char *what)
{
	return log_err(E_PEER, "call.failed",
	    "socket=%s path=%s at=%s errno=%d", t->c->socket, t->c->path, what,
	    errno);
}

static enum err
add_params(struct buf *out, const struct fcgi_call *c)
{
	char length[24];
	enum err r;

	(void)snprintf(length, sizeof(length), "%zu", c->body.n + c->more.n);
	if ((r = fcgi_add_pair(out, "REQUEST_METHOD", bytes_of(c->method))) ||
	    (r = fcgi_add_pair(out, "DOCUMENT_URI", bytes_of(c->path))) ||
	    (r = fcgi_add_pair(out, "QUERY_STRING", bytes_of(c->query))) ||
	    (r = fcgi_add_pair(out, "CONTENT_TYPE", bytes_of(c->media))) ||
	    (r = fcgi_add_pair(out, "CONTENT_LENGTH", bytes_of(length))))
		return r;
	if (!c->request_id)
		return E_OK;
	return fcgi_add_pair(out, "REQUEST_ID", bytes_of(c->request_id));
}

/* Write as records what stands in front of the body. */
static enum err
compose(struct talk *t)
{
	struct buf params = BUF(65535);
	enum err r;

	buf_init(&t->request, 2 * RECORD_MAX);
	if (!(r = add_params(&params, t->c)) &&
	    !(r = fcgi_add_begin(&t->request)))
		r = fcgi_add_stream(
		    &t->request, FCGI_PARAMS, buf_bytes(&params));
	buf_free(&params);
	t->unsent = buf_bytes(&t->request);
	t->left[0] = t->c->body;
	t->left[1] = t->c->more;
	t->open = true;
	return r;
}

/* Write the next piece of the body as a record; a document is not copied. */
static enum err
refill(struct talk *t)
{
	struct bytes *from = &t->left[t->left[0].n ? 0 : 1];
	enum err r;

	t->open = from->n > 0;
	buf_clear(&t->request);
	if ((r = fcgi_add_piece(&t->request, FCGI_STDIN, from)))
		return r;
	t->unsent = buf_bytes(&t->request);
	return E_OK;
}

/* Wait for the descriptor, or for the deadline. */
static enum err
wait_for(const struct talk *t, short events, short *got)
{
	struct pollfd p = { .fd = t->fd, .events = events };
	int64_t left = t->until_ms - clock_ms();
	int rc;

	errno = ETIMEDOUT;
	if (left <= 0)
		return fail(t, "deadline");
	rc = poll(&p, 1, left > 600000 ? 600000 : (int)left);
	if (rc < 0 && errno != EINTR)
		return fail(t, "poll");
	*got = 0;
	if (rc > 0)
		*got = p.revents;
	return E_OK;
}

/* A UNIX socket with a full backlog says EAGAIN at once: try again. */
static enum err
connect_to(struct talk *t)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };

	if (strlen(t->c->socket) >= sizeof(a.sun_path))
		return fail(t, "path");
	memcpy(a.sun_path, t->c->socket, strlen(t->c->socket) + 1);
	t->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (t->fd < 0)
		return fail(t, "socket");
	while (connect(t->fd, (const struct sockaddr *)&a, sizeof(a))) {
		if (errno != EAGAIN && errno != EINTR)
			return fail(t, "connect");
		if (clock_ms() + RETRY_MS > t->until_ms)
			return fail(t, "connect");
		poll(NULL, 0, RETRY_MS);
	}
	return E_OK;
}

/* Send until the peer takes no more for now. */
static enum err
send_some(struct talk *t)
{
	ssize_t n = 0;
	enum err r;

	while (t->unsent.n || t->open) {
		if (!t->unsent.n && (r = refill(t)))
			return r;
		n = send(t->fd, t->unsent.p, t->unsent.n, MSG_NOSIGNAL);
		if (n < 0)
			break;
		t->unsent = bytes_at(t->unsent.p + n, t->unsent.n - (size_t)n);
	}
	if (n < 0 && errno != EAGAIN && errno != EINTR) {
		/* Refused early: what it says may still be read. */
		t->unsent.n = 0;
		t->open = false;
	}
	return E_OK;
}

/* Take the complete records off the octets that have come so far. */
static enum err
take_records(struct talk *t)
{
	struct bytes left = buf_bytes(&t->raw);
	struct fcgi_record rec;
	enum err r;

	while (!t->ended && !(r = fcgi_next(&left, &rec))) {
		if (rec.type == FCGI_STDOUT && buf_addb(&t->out, rec.content))
			return fail(t, "answer_max");
		/* 5.5: four octets application status, then FCGI_REQUEST_… */
		if (rec.type == FCGI_END_REQUEST &&
		    (rec.content.n < 5 || rec.content.p[4]))
			return fail(t, "end");
		t->ended = rec.type == FCGI_END_REQUEST;
	}
	if (!t->ended && r != E_NOTFOUND)
		return fail(t, "record");
	memmove(t->raw.p, left.p, left.n);
	t->raw.n = left.n;
	return E_OK;
}

static enum err
receive_some(struct talk *t)
{
	unsigned char *at;
	ssize_t n;
	enum err r;

	if ((r = buf_room(&t->raw, READ_SIZE, &at)))
		return r;
	n = recv(t->fd, at, READ_SIZE, 0);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return E_OK;
	if (n <= 0)
		return fail(t, "receive");
	buf_wrote(&t->raw, (size_t)n);
	return take_records(t);
}

/* Write and read until the answer has ended. */
static enum err
converse(struct talk *t)
{
	short events = 0;
	enum err r;

	while (!t->ended) {
		bool more = t->unsent.n || t->open;

		if ((r = wait_for(t, POLLIN | (more ? POLLOUT : 0), &events)))
			return r;
		if ((events & POLLOUT) && (r = send_some(t)))
			return r;
		if ((events & (POLLIN | POLLHUP | POLLERR)) &&
		    (r = receive_some(t)))
			return r;
	}
	return E_OK;
}

/* Take one line, ended by LF or CR LF, off the front. */
static bool
take_line(struct bytes *text, struct bytes *line)
{
	if (!bytes_cut(*text, '\n', line, text))
		return false;
	if (line->n && line->p[line->n - 1] == '\r')
		line->n--;
	return true;
}

static bool
name_is(struct bytes name, const char *want)
{
	return name.n == strlen(want) &&
	    !strncasecmp((const char *)name.p, want, name.n);
}

/* Read a status: three digits, then the end or a blank. */
static enum err
read_status(struct bytes value, int *status)
{
	struct bytes digits;
	struct bytes phrase;
	int64_t n;

	bytes_cut(value, ' ', &digits, &phrase);
	if (digits.n != 3 || text_number(digits, 599, &n) || n < 100)
		return E_PEER;
	*status = (int)n;
	return E_OK;
}

enum err
fcgi_answer_read(struct bytes text, struct fcgi_answer *out)
{
	struct bytes line;
	struct bytes name;
	struct bytes value;

	out->status = 200;
	out->media = bytes_at(NULL, 0);
	for (;;) {
		if (!take_line(&text, &line))
			return E_PEER;
		if (!line.n)
			break;
		if (!bytes_cut(line, ':', &name, &value) || !name.n)
			return E_PEER;
		value = text_trim(value);
		if (name_is(name, "status") && read_status(value, &out->status))
			return E_PEER;
		if (name_is(name, "content-type"))
			out->media = value;
	}
	out->body = text;
	return E_OK;
}

/* Hand the answer over to the arena. */
static enum err
hand_over(const struct talk *t, struct fcgi_answer *out, struct arena *a)
{
	struct bytes text;
	enum err r;

	if ((r = arena_bytes(a, buf_bytes(&t->out), &text)))
		return r;
	if (fcgi_answer_read(text, out) || out->body.n > t->c->answer_max) {
		errno = 0;
		return fail(t, "answer");
	}
	return E_OK;
}

enum err
fcgi_call(const struct fcgi_call *c, struct fcgi_answer *out, struct arena *a)
{
	struct talk t = { .c = c, .fd = -1 };
	enum err r;

	t.until_ms = clock_ms() + c->timeout_ms;
	buf_init(&t.raw, RECORD_MAX + READ_SIZE);
	buf_init(&t.out, c->answer_max + HEAD_MAX);
	if (!(r = compose(&t)) && !(r = connect_to(&t)) && !(r = converse(&t)))
		r = hand_over(&t, out, a);
	if (t.fd >= 0)
		close(t.fd);
	buf_free(&t.request);
	buf_free(&t.raw);
	buf_free(&t.out);
	return r;
}
