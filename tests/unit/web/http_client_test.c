/*
 * Calls to the outside against servers that children of the test play: what
 * is sent, what is understood, and every way not to get an answer.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/web/http_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "shared/base/clock.h"

static struct arena *arena;
static char seen[] = "/tmp/http_test.XXXXXX"; /* what a server was sent */
static unsigned port;

/* Listen on a free port of loopback. */
static int
listen_on(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t n = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, n), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &n), 0);
	assert_int_equal(listen(fd, 1), 0);
	port = ntohs(a.sin_port);
	return fd;
}

/* Keep what arrived for the test to look at. */
static void
keep(const char *p, size_t n)
{
	FILE *f = fopen(seen, "a");

	if (f) {
		fwrite(p, 1, n, f);
		fclose(f);
	}
}

/* Read a request up to end, answer, close. */
static pid_t
http_server(const char *end, const char *answer, unsigned wait_s)
{
	int fd = listen_on();
	char in[65536];
	size_t n = 0;
	ssize_t k = 1;
	pid_t pid = fork();

	if (!pid) {
		fd = accept(fd, NULL, NULL);
		while (k > 0 && !memmem(in, n, end, strlen(end)) &&
		    n < sizeof(in)) {
			k = recv(fd, in + n, sizeof(in) - n, 0);
			n += k > 0 ? (size_t)k : 0;
		}
		keep(in, n);
		sleep(wait_s);
		(void)!write(fd, answer, strlen(answer));
		_exit(0);
	}
	close(fd);
	return pid;
}

/* Speak SMTP: one reply per line received, from a list. */
static pid_t
smtp_server(const char *const *replies)
{
	int fd = listen_on();
	char line[4096];
	FILE *f;
	pid_t pid = fork();

	if (pid) {
		close(fd);
		return pid;
	}
	f = fdopen(accept(fd, NULL, NULL), "r+");
	for (; *replies; replies++) {
		fputs(*replies, f);
		fflush(f);
		do {
			if (!fgets(line, sizeof(line), f))
				_exit(0);
			keep(line, strlen(line));
			/* After 354 the message goes on up to its dot. */
		} while (!strncmp(*replies, "354", 3) && strcmp(line, ".\r\n"));
	}
	_exit(0);
}

static void
end_server(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static bool
was_sent(const char *what)
{
	char all[65536] = "";
	FILE *f = fopen(seen, "r");
	size_t n = fread(all, 1, sizeof(all) - 1, f);

	fclose(f);
	return memmem(all, n, what, strlen(what)) != NULL;
}

static void
forget(void)
{
	FILE *f = fopen(seen, "w");

	fclose(f);
}

static char *
url(const char *scheme, const char *path)
{
	return arena_printf(arena, "%s://127.0.0.1:%u%s", scheme, port, path);
}

static enum err
get(const char *path, struct http_answer *out)
{
	const struct http_call c = { .method = "GET",
		.url = url("http", path),
		.connect_ms = 500,
		.timeout_ms = 700,
		.answer_max = 20 };

	return http_call(&c, out, arena);
}

/* clang-format off */
static const struct {
	const char *answer;
	enum err want;
	int status;
	const char *media, *body;
} rows[] = {
	{ "HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nContent-Length: 2\r\n\r\nok", E_OK, 200, "a/b", "ok" },
	{ "HTTP/1.1 204 No Content\r\n\r\n",                         E_OK,   204, "", "" },
	{ "HTTP/1.1 500 X\r\nContent-Length: 1\r\n\r\nx",            E_OK,   500, "", "x" },
	{ "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n01234567890123456789", E_OK, 200, "", "01234567890123456789" },
	/* a redirect is an answer, not something to follow */
	{ "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", E_OK, 302, "", "" },
	{ "HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\n012345678901234567890", E_PEER, 0, NULL, NULL },
	{ "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nok",          E_PEER, 0, NULL, NULL },
	{ "nonsense",                                                E_PEER, 0, NULL, NULL },
	{ "",                                                        E_PEER, 0, NULL, NULL },
};
/* clang-format on */

static void
answers(void **state)
{
	struct http_answer a;
	enum err r;
	pid_t pid;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		pid = http_server("\r\n\r\n", rows[i].answer, 0);
		r = get("/x?y=1", &a);
		end_server(pid);
		if (r != rows[i].want)
			fail_msg("row %zu: %s", i, err_name(r));
		if (r)
			continue;
		assert_int_equal(a.status, rows[i].status);
		assert_string_equal(a.media, rows[i].media);
		assert_true(bytes_eqs(a.body, rows[i].body));
	}
}

static void
no_answer(void **state)
{
	struct http_answer a;
	int64_t began = clock_ms();
	pid_t pid = http_server("\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n", 3);

	(void)state;
	assert_int_equal(get("/", &a), E_PEER);
	assert_in_range(clock_ms() - began, 600, 2000);
	end_server(pid);
	assert_int_equal(get("/", &a), E_PEER);
}

/* What the world's environment says about proxies is not heard. */
static void
no_proxy(void **state)
{
	struct http_answer a;
	pid_t pid;

	(void)state;
	setenv("http_proxy", "http://127.0.0.1:1/", 1);
	setenv("ALL_PROXY", "http://127.0.0.1:1/", 1);
	pid = http_server(
	    "\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 0);
	assert_int_equal(get("/", &a), E_OK);
	end_server(pid);
	unsetenv("http_proxy");
	unsetenv("ALL_PROXY");
}

static void
posted(void **state)
{
	static const char *const headers[] = { "X-One: 1", "X-Two: 2", NULL };
	static const char *const split[] = { "X-One: 1\r\nX-Evil: 1", NULL };
	struct http_call c = { .method = "POST",
		.media = "application/json",
		.body = bytes_of("{\"a\":1}"),
		.headers = headers,
		.bearer = bytes_of("s3cret"),
		.connect_ms = 500,
		.timeout_ms = 700,
		.answer_max = 20 };
	struct http_answer a;
	pid_t pid;

	(void)state;
	forget();
	pid = http_server(
	    "{\"a\":1}", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 0);
	c.url = url("http", "/send");
	assert_int_equal(http_call(&c, &a, arena), E_OK);
	end_server(pid);
	assert_true(was_sent("POST /send HTTP/1.1\r\n"));
	assert_true(was_sent("Authorization: Bearer s3cret\r\n"));
	assert_true(was_sent("Content-Type: application/json\r\n"));
	assert_true(was_sent("Content-Length: 7\r\n"));
	assert_true(was_sent("X-One: 1\r\n"));
	assert_true(was_sent("X-Two: 2\r\n"));
	assert_false(was_sent("Expect:"));
	c.headers = split;
	assert_true(http_call(&c, &a, arena) != E_OK);
}

/* Only the schemes that are meant. */
static void
other_schemes(void **state)
{
	static const char *const urls[] = { "file:///etc/passwd",
		"ftp://127.0.0.1/", "smtp://127.0.0.1/", "gopher://127.0.0.1/",
		"127.0.0.1", "" };
	struct http_call c = { .method = "GET",
		.connect_ms = 300,
		.timeout_ms = 300,
		.answer_max = 4096 };
	struct http_answer a;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(urls); i++) {
		c.url = urls[i];
		assert_int_equal(http_call(&c, &a, arena), E_PEER);
	}
}

#define HELLO "220 x\r\n", "250 x\r\n"
#define GOOD  HELLO, "250 ok\r\n", "250 ok\r\n", "354 go\r\n"

/* clang-format off */
static const struct {
	const char *replies[10];
	enum err want;
} mails[] = {
	{ { GOOD, "250 taken\r\n", "221 bye\r\n", NULL },             E_OK },
	{ { HELLO, "250 ok\r\n", "550 no such user\r\n", "221 x\r\n", NULL }, E_INPUT },
	{ { HELLO, "250 ok\r\n", "450 busy\r\n", "221 x\r\n", NULL }, E_PEER },
	{ { HELLO, "553 sender\r\n", "221 x\r\n", NULL },             E_INPUT },
	{ { GOOD, "554 refused\r\n", "221 x\r\n", NULL },             E_INPUT },
	{ { GOOD, "451 later\r\n", "221 x\r\n", NULL },               E_PEER },
	{ { GOOD, NULL },                                             E_PEER },
	{ { "421 not now\r\n", NULL },                                E_PEER },
	{ { NULL },                                                   E_PEER },
};
/* clang-format on */

static enum err
send_mail(const struct smtp_server *s, const char *to)
{
	return smtp_send(s, "a@example.org", to,
	    bytes_of("Subject: x\r\n\r\n.dot\r\nend\r\n"));
}

static void
mails_sent(void **state)
{
	struct smtp_server s = { .timeout_ms = 700 };
	enum err r;
	pid_t pid;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(mails); i++) {
		forget();
		pid = smtp_server(mails[i].replies);
		s.url = url("smtp", "");
		r = send_mail(&s, "erika@example.org");
		end_server(pid);
		if (r != mails[i].want)
			fail_msg("row %zu: %s", i, err_name(r));
		if (i)
			continue;
		assert_true(was_sent("MAIL FROM:<a@example.org>"));
		assert_true(was_sent("RCPT TO:<erika@example.org>"));
		assert_true(was_sent("\r\n..dot\r\n"));
	}
}

static void
mails_refused(void **state)
{
	static const char *const bad[] = { "", "a@b.org>\r\nRCPT TO:<c@d.org",
		"<a@b.org>", "a @b.org" };
	static const char *const plain[] = { HELLO, "221 x\r\n", NULL };
	struct smtp_server s = { .timeout_ms = 700 };
	pid_t pid;
	size_t i;

	(void)state;
	s.url = "smtp://127.0.0.1:1";
	for (i = 0; i < COUNT(bad); i++)
		assert_int_equal(send_mail(&s, bad[i]), E_INPUT);
	/* TLS that is required and not offered: nothing is sent. */
	forget();
	pid = smtp_server(plain);
	s.url = url("smtp", "");
	s.starttls = true;
	assert_int_equal(send_mail(&s, "erika@example.org"), E_PEER);
	end_server(pid);
	assert_false(was_sent("MAIL FROM"));
}

static int
setup(void **state)
{
	int fd = mkstemp(seen);

	(void)state;
	signal(SIGPIPE, SIG_IGN);
	return fd < 0 || close(fd) || arena_new(1 << 20, &arena) != E_OK;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return unlink(seen);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers),
		cmocka_unit_test(no_answer),
		cmocka_unit_test(no_proxy),
		cmocka_unit_test(posted),
		cmocka_unit_test(other_schemes),
		cmocka_unit_test(mails_sent),
		cmocka_unit_test(mails_refused),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
