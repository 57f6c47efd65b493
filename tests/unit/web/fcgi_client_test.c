/*
 * The FastCGI client against a peer that says anything it likes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/web/fcgi_client.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "shared/base/clock.h"
#include "shared/web/fcgi_record.h"

static struct arena *arena;
static char dir[] = "/tmp/fcgi_test.XXXXXX";
static char path[64];

/* clang-format off */
static const struct {
	const char *text;
	enum err want;
	int status;
	const char *media, *body;
} heads[] = {
	{ "\r\nbody",                                 E_OK,   200, "",     "body" },
	{ "\nbody",                                   E_OK,   200, "",     "body" },
	{ "Status: 404 Not Found\r\n\r\n",            E_OK,   404, "",     "" },
	{ "status: 404\r\n\r\n",                      E_OK,   404, "",     "" },
	{ "Content-Type: a/b\r\nX: y\r\n\r\n\r\n",    E_OK,   200, "a/b",  "\r\n" },
	{ "CONTENT-TYPE:a/b; c=d\nStatus:503\n\nx",   E_OK,   503, "a/b; c=d", "x" },
	{ "",                                         E_PEER, 0,   NULL,   NULL },
	{ "Status: 200",                              E_PEER, 0,   NULL,   NULL },
	{ "Status: 200\r\n",                          E_PEER, 0,   NULL,   NULL },
	{ "Status: 20\r\n\r\n",                       E_PEER, 0,   NULL,   NULL },
	{ "Status: 2000\r\n\r\n",                     E_PEER, 0,   NULL,   NULL },
	{ "Status: 099\r\n\r\n",                      E_PEER, 0,   NULL,   NULL },
	{ "Status: 600\r\n\r\n",                      E_PEER, 0,   NULL,   NULL },
	{ "Status: abc\r\n\r\n",                      E_PEER, 0,   NULL,   NULL },
	{ "no header\r\n\r\n",                        E_PEER, 0,   NULL,   NULL },
	{ ": x\r\n\r\n",                              E_PEER, 0,   NULL,   NULL },
};

#define H(type, n) "\1" type "\0\1\0" n "\0\0"
#define END H("\3", "\10") "\0\0\0\0\0\0\0\0"
/* what the peer sends, octets, outcome, status */
static const struct {
	const char *octets;
	size_t n;
	enum err want;
	int status;
} talks[] = {
#define T(s) (s), sizeof(s) - 1
	{ T(H("\6", "\2") "\r\n" END),                        E_OK,   200 },
	{ T(H("\6", "\1") "\n" H("\6", "\0") END),            E_OK,   200 },
	{ T(H("\6", "\1") "S" H("\6", "\15") "tatus: 404\n\n\n" END), E_OK, 404 },
	{ T(H("\7", "\3") "log" H("\6", "\1") "\n" END),      E_OK,   200 },
	{ T("\1\6\0\1\0\1\3\0" "\n123" END),                  E_OK,   200 },
	{ T(END),                                             E_PEER, 0 },
	{ T(""),                                              E_PEER, 0 },
	{ T("HTTP/1.1 200 OK\r\n\r\n"),                       E_PEER, 0 },
	{ T(H("\6", "\1") "\n"),                              E_PEER, 0 },
	{ T(H("\6", "\1")),                                   E_PEER, 0 },
	{ T("\2\6\0\1\0\0\0\0" END),                          E_PEER, 0 },
	{ T("\1\6\0\2\0\0\0\0" END),                          E_PEER, 0 },
	{ T(H("\6", "\1") "\n" H("\3", "\4") "\0\0\0\0"),     E_PEER, 0 },
	{ T(H("\6", "\1") "\n" H("\3", "\10") "\0\0\0\0\2\0\0\0"), E_PEER, 0 },
};
/* clang-format on */

static void
answers(void **state)
{
	struct fcgi_answer a;
	enum err r;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(heads); i++) {
		r = fcgi_answer_read(bytes_of(heads[i].text), &a);
		if (r != heads[i].want)
			fail_msg("row %zu: %s", i, err_name(r));
		if (r)
			continue;
		assert_int_equal(a.status, heads[i].status);
		assert_true(bytes_eqs(a.media, heads[i].media));
		assert_true(bytes_eqs(a.body, heads[i].body));
	}
}

/* Listen where the client calls. */
static int
listening(void)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	memcpy(a.sun_path, path, sizeof(path));
	unlink(path);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(listen(fd, 1), 0);
	return fd;
}

/* Start a peer that reads at most most octets, sends and waits or closes. */
static pid_t
peer(const void *octets, size_t n, size_t most, unsigned wait_s)
{
	char waste[65536];
	pid_t pid;
	ssize_t k = 1;
	int fd = listening();

	if (!(pid = fork())) {
		fd = accept(fd, NULL, NULL);
		while (k > 0 && most) {
			k = recv(fd, waste,
			    most < sizeof(waste) ? most : sizeof(waste), 0);
			most -= k > 0 ? (size_t)k : 0;
		}
		if (n && write(fd, octets, n) < 0)
			_exit(1);
		sleep(wait_s);
		_exit(0);
	}
	close(fd);
	return pid;
}

/* Read a request to the end of its body, which is appended to body. */
static void
read_request(int fd, struct buf *body)
{
	struct buf raw = BUF(1 << 20);
	struct fcgi_record rec = { .content = { NULL, 1 } };
	struct bytes rest = { NULL, 0 };
	unsigned char *at;
	ssize_t k = 1;

	while (k > 0 && (rec.type != FCGI_STDIN || rec.content.n)) {
		if (fcgi_next(&rest, &rec) == E_OK) {
			if (rec.type == FCGI_STDIN)
				assert_int_equal(
				    buf_addb(body, rec.content), E_OK);
			continue;
		}
		assert_int_equal(buf_room(&raw, 65536, &at), E_OK);
		k = recv(fd, at, 65536, 0);
		rest = bytes_at(at - rest.n, rest.n + (size_t)k);
		buf_wrote(&raw, (size_t)k);
	}
	buf_free(&raw);
}

/* Start a peer that answers with the body that it got. */
static pid_t
echo(void)
{
	struct buf text = BUF(1 << 20), out = BUF(1 << 20);
	int fd = listening();
	pid_t pid;

	if (!(pid = fork())) {
		fd = accept(fd, NULL, NULL);
		assert_int_equal(buf_adds(&text, "\n"), E_OK);
		read_request(fd, &text);
		assert_int_equal(
		    fcgi_add_stream(&out, FCGI_STDOUT, buf_bytes(&text)), E_OK);
		assert_int_equal(buf_add(&out, END, sizeof(END) - 1), E_OK);
		for (size_t n = 0; n < out.n;) {
			ssize_t k = write(fd, out.p + n, out.n - n);

			if (k < 0)
				_exit(1);
			n += (size_t)k;
		}
		_exit(0);
	}
	close(fd);
	return pid;
}

static enum err
ask_with(struct bytes body, struct bytes more, size_t answer_max,
    struct fcgi_answer *out)
{
	const struct fcgi_call c = { .socket = path,
		.method = "POST",
		.path = "/x",
		.body = body,
		.more = more,
		.timeout_ms = 500,
		.answer_max = answer_max,
		.request_id = "r1" };

	return fcgi_call(&c, out, arena);
}

static enum err
ask(struct bytes body, size_t answer_max, struct fcgi_answer *out)
{
	return ask_with(body, bytes_at(NULL, 0), answer_max, out);
}

static void
end_peer(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static void
conversations(void **state)
{
	struct fcgi_answer a;
	enum err r;
	pid_t pid;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(talks); i++) {
		pid = peer(talks[i].octets, talks[i].n, 8, 0);
		r = ask(bytes_of("{}"), 100, &a);
		end_peer(pid);
		if (r != talks[i].want || (!r && a.status != talks[i].status))
			fail_msg("row %zu: %s", i, err_name(r));
	}
}

static void
limits(void **state)
{
	static const char ten[] = H("\6", "\14") "\r\n0123456789" END;
	struct fcgi_answer a;
	int64_t began;
	pid_t pid;

	(void)state;
	pid = peer(ten, sizeof(ten) - 1, 8, 0);
	assert_int_equal(ask(bytes_of(""), 10, &a), E_OK);
	assert_true(bytes_eqs(a.body, "0123456789"));
	end_peer(pid);
	pid = peer(ten, sizeof(ten) - 1, 8, 0);
	assert_int_equal(ask(bytes_of(""), 9, &a), E_PEER);
	end_peer(pid);
	pid = peer(NULL, 0, 8, 5);
	began = clock_ms();
	assert_int_equal(ask(bytes_of(""), 9, &a), E_PEER);
	assert_in_range(clock_ms() - began, 450, 1500);
	end_peer(pid);
	unlink(path);
	assert_int_equal(ask(bytes_of(""), 9, &a), E_PEER);
}

/* A large body and a peer that answers before it has read it. */
static void
early_answer(void **state)
{
	static const char early[] = H("\6", "\17") "Status: 413\r\n\r\n" END;
	struct fcgi_answer a;
	char *body = calloc(1, 4 << 20);
	pid_t pid = peer(early, sizeof(early) - 1, 100, 0);

	(void)state;
	assert_int_equal(ask(bytes_at(body, 4 << 20), 100, &a), E_OK);
	assert_int_equal(a.status, 413);
	end_peer(pid);
	free(body);
}

/* What is sent arrives: nothing, one record, many, and what stands behind. */
static void
bodies(void **state)
{
	static const size_t rows[][2] = { { 0, 0 }, { 1, 0 }, { 65535, 0 },
		{ 65536, 0 }, { 0, 5 }, { 300000, 70000 } };
	unsigned char *sent = malloc(370000);
	struct fcgi_answer a;
	pid_t pid;
	size_t i, all;

	(void)state;
	for (i = 0; i < 370000; i++)
		sent[i] = (unsigned char)(i % 251);
	for (i = 0; i < COUNT(rows); i++) {
		all = rows[i][0] + rows[i][1];
		pid = echo();
		if (ask_with(bytes_at(sent, rows[i][0]),
			bytes_at(sent + rows[i][0], rows[i][1]), all, &a) ||
		    !bytes_eq(a.body, bytes_at(sent, all)))
			fail_msg("row %zu", i);
		end_peer(pid);
	}
	free(sent);
}

static void
records(void **state)
{
	struct buf out = BUF(400000);
	struct fcgi_record rec;
	char *big = calloc(1, 140000);
	struct bytes left;
	size_t total = 0;
	size_t n = 0;

	(void)state;
	assert_int_equal(fcgi_add_begin(&out), E_OK);
	assert_memory_equal(out.p, "\1\1\0\1\0\10\0\0\0\1\0\0\0\0\0\0", 16);
	buf_clear(&out);
	assert_int_equal(fcgi_add_pair(&out, "A", bytes_of("bc")), E_OK);
	assert_memory_equal(out.p, "\1\2Abc", 5);
	buf_clear(&out);
	assert_int_equal(fcgi_add_pair(&out, "A", bytes_at(big, 300)), E_OK);
	assert_memory_equal(out.p, "\1\x80\0\1\54A", 6);
	buf_clear(&out);
	assert_int_equal(
	    fcgi_add_stream(&out, FCGI_STDIN, bytes_at(big, 140000)), E_OK);
	for (left = buf_bytes(&out); left.n; n++) {
		assert_int_equal(fcgi_next(&left, &rec), E_OK);
		assert_int_equal(rec.type, FCGI_STDIN);
		total += rec.content.n;
	}
	assert_int_equal(n, 4);
	assert_int_equal(total, 140000);
	assert_int_equal(rec.content.n, 0);
	buf_free(&out);
	free(big);
}

struct answer {
	int64_t n;
	int64_t tries_left;
};

static const struct field answer_fields[] = {
	FIELD(answer, n, 100, FLD_REQUIRED),
	FIELD(answer, tries_left, 3, 0),
};

/* clang-format off */
static const struct {
	const char *status, *body;
	enum err want;
	const char *reason;
	int64_t n, tries_left;
} calls[] = {
	{ "200", "{\"n\":7}",                                    E_OK,   "", 7, -1 },
	{ "200", "{\"n\":101}",                                  E_PEER, "", -1, -1 },
	{ "200", "{}",                                           E_PEER, "", -1, -1 },
	{ "200", "",                                             E_PEER, "", -1, -1 },
	{ "401", "{\"error\":\"E_AUTH\",\"reason\":\"tan_wrong\",\"tries_left\":2}", E_AUTH, "tan_wrong", -1, 2 },
	{ "404", "{\"error\":\"E_NOTFOUND\"}",                   E_NOTFOUND, "", -1, -1 },
	{ "500", "{\"error\":\"E_OK\"}",                         E_PEER, "", -1, -1 },
	{ "500", "{\"error\":\"E_NONSENSE\",\"reason\":\"x\"}",  E_BUG,  "x", -1, -1 },
	{ "502", "<html>",                                       E_PEER, "", -1, -1 },
	{ "500", "{}",                                           E_PEER, "", -1, -1 },
};
/* clang-format on */

static void
private_calls(void **state)
{
	struct private_call c = { .run_dir = dir,
		.service = "s",
		.path = "/x",
		.out = answer_fields,
		.nout = COUNT(answer_fields),
		.timeout_ms = 500 };
	struct buf out = BUF(1000);
	struct buf text = BUF(500);
	struct answer a;
	char *reason;
	enum err r;
	pid_t pid;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(calls); i++) {
		a.n = a.tries_left = -1;
		c.out_object = &a;
		buf_clear(&out);
		buf_clear(&text);
		assert_int_equal(buf_addf(&text, "Status: %s\r\n\r\n%s",
				     calls[i].status, calls[i].body),
		    E_OK);
		assert_int_equal(
		    fcgi_add_stream(&out, FCGI_STDOUT, buf_bytes(&text)), E_OK);
		assert_int_equal(buf_add(&out, END, sizeof(END) - 1), E_OK);
		pid = peer(out.p, out.n, 8, 0);
		r = private_call(&c, &reason, arena);
		end_peer(pid);
		if (r != calls[i].want || strcmp(reason, calls[i].reason) ||
		    a.tries_left != calls[i].tries_left ||
		    (!r && a.n != calls[i].n))
			fail_msg("row %zu: %s %s", i, err_name(r), reason);
	}
	buf_free(&out);
	buf_free(&text);
}

static int
setup(void **state)
{
	(void)state;
	signal(SIGPIPE, SIG_IGN);
	if (!mkdtemp(dir))
		return -1;
	snprintf(path, sizeof(path), "%s/s.sock", dir);
	return arena_new(1 << 20, &arena) != E_OK;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(arena);
	unlink(path);
	return rmdir(dir);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers),
		cmocka_unit_test(conversations),
		cmocka_unit_test(limits),
		cmocka_unit_test(early_answer),
		cmocka_unit_test(bodies),
		cmocka_unit_test(records),
		cmocka_unit_test(private_calls),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
