/*
 * fernsign-pdf itself: started, asked over its socket, and asked again after
 * each document, because every worker serves one and is gone.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/web/fcgi_client.h"
#include "tests/unit/pdf/samples.h"

static char dir[64];
static pid_t responder;
static struct arena *a;
static bool warn;      /* xmp_schema */
static bool validator; /* a script that does what dir/word says */

/* Write a file of the service's folder. */
static void
put(const char *name, const char *text, mode_t mode)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, mode), 0);
}

/* Write the configuration of a service that has this one process. */
static void
configure(const char *path)
{
	static const char *const keys[] = { "name = test",
		"portal_url = https://localhost",
		"public_url = http://localhost", "db_socket = /nowhere",
		"db_name = none", "mail_from = a@example.org",
		"support_email = a@example.org",
		"support_phone = +49 30 000000",
		"shop_url = https://localhost" };
	FILE *f = fopen(path, "w");
	size_t i;

	assert_non_null(f);
	fputs("[common]\n", f);
	for (i = 0; i < COUNT(keys); i++)
		fprintf(f, "%s\n", keys[i]);
	fprintf(f,
	    "run_dir = %s\nstate_dir = %s\nshare_dir = %s\n"
	    "legal_dir = %s\n[peers]\nportal = %u\n[pdf]\nworkers = 2\n",
	    dir, dir, dir, dir, (unsigned)getuid());
	if (warn)
		fputs("xmp_schema = warn\n", f);
	if (validator)
		fprintf(f, "validator = %s/validator\n", dir);
	assert_int_equal(fclose(f), 0);
}

/* The validator does what word says, once it has seen a PDF. */
static void
put_validator(void)
{
	char text[256];

	snprintf(text, sizeof(text),
	    "#!/bin/sh\nhead -c 5 \"$1\" | grep -q %%PDF- || exit 9\n"
	    "eval \"$(cat %s/word)\"\n",
	    dir);
	put("validator", text, 0700);
}

static void
start(const char *program, const char *config, const char *log)
{
	int fd;

	responder = fork();
	assert_true(responder >= 0);
	if (responder > 0)
		return;
	fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
	dup2(fd, STDERR_FILENO);
	fd = open("/dev/null", O_RDWR);
	dup2(fd, STDIN_FILENO);
	dup2(fd, STDOUT_FILENO);
	execl(program, program, "-c", config, (char *)NULL);
	_exit(127);
}

static int
setup(void **state)
{
	char config[128], log[128], program[4096], socket[128];
	const char *top = getenv("top_builddir");
	struct stat st;
	int i;

	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/pdf_test.XXXXXX");
	if (mkdtemp(dir) == NULL || arena_new(256 << 20, &a))
		return 1;
	snprintf(config, sizeof(config), "%s/fernsign.conf", dir);
	snprintf(log, sizeof(log), "%s/log", dir);
	snprintf(socket, sizeof(socket), "%s/pdf.sock", dir);
	snprintf(program, sizeof(program), "%s/modules/pdf/fernsign-pdf",
	    top ? top : ".");
	put_validator();
	configure(config);
	start(program, config, log);
	for (i = 0; i < 500 && stat(socket, &st) != 0; i++)
		usleep(10000);
	return i == 500;
}

static int
teardown(void **state)
{
	static const char *const files[] = { "fernsign.conf", "log", "pdf.sock",
		"validator", "word" };
	char path[128];
	size_t i;

	(void)state;
	kill(responder, SIGTERM);
	waitpid(responder, NULL, 0);
	for (i = 0; i < COUNT(files); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, files[i]);
		unlink(path);
	}
	rmdir(dir);
	arena_free(a);
	return 0;
}

/* Ask; returns the status and the body as text. */
static int
ask(const char *path, const char *query, const char *media, struct bytes body,
    const char **text)
{
	char socket[128];
	struct fcgi_answer answer = { .status = 0 };
	struct fcgi_call c = { .socket = socket,
		.method = "POST",
		.path = path,
		.query = query,
		.media = media,
		.body = body,
		.timeout_ms = 30000,
		.answer_max = 4 << 20 };

	snprintf(socket, sizeof(socket), "%s/pdf.sock", dir);
	assert_int_equal(fcgi_call(&c, &answer, a), E_OK);
	*text = arena_text(a, answer.body);
	assert_non_null(*text);
	return answer.status;
}

static void
expect(const char *text, const char *part)
{
	if (strstr(text, part) == NULL)
		fail_msg("no %s in %.300s", part, text);
}

/* clang-format off */
static const struct {
	const char *file;
	const char *part[3];
} checks[] = {
	{ "a1b.pdf", { "\"verdict\":\"ok\"", "\"pdfa\":\"1b\"",
	    "\"pages\":3" } },
	{ "rotated-90.pdf", { "\"pages\":1", "\"signatures\":[]",
	    "\"fields\":[]" } },
	{ "field-turned.pdf", { "\"fields\":[{\"name\":\"Unterschrift\","
	    "\"page\":1,\"x\":72,\"y\":363,\"width\":60,\"height\":160}]",
	    "", "" } },
	{ "image.pdf", { "\"verdict\":\"not_pdf\"",
	    "\"message_key\":\"pdf.not_pdf\"", "\"pages\":0" } },
	{ "javascript.pdf", { "\"active_content\"", "\"rule\":\"6.5.1\"",
	    "\"pages\":1" } },
	{ "bomb.pdf", { "\"too_complex\"", "", "" } },
	{ "over-limit.pdf", { "\"too_complex\"", "", "" } },
	{ "limit.pdf", { "\"ok\"", "", "" } },
	{ "encrypted.pdf", { "\"encrypted\"", "", "" } },
	{ "truncated.pdf", { "\"damaged\"", "", "" } },
};
#define WHO "&name=Erika+Mustermann&level=qualified&at=1800000000"
static const struct {
	const char *file, *query;
	int status;
	const char *part;
} places[] = {
	{ "a1b.pdf", "page=last&position=top-right&lang=en&serial=0A" WHO, 200,
	    "\"field\":\"Signature1\"" },
	{ "a1b.pdf", "page=1&position=invisible" WHO, 200,
	    "\"contents_size\":32768" },
	{ "a1b.pdf", "page=2&position=manual&x=1.5&y=2&width=99&height=40" WHO,
	    200, "\"increment\":\"" },
	{ "a1b.pdf", "page=4&position=top-left" WHO, 400, "no such page" },
	{ "a1b.pdf", "page=0&position=top-left" WHO, 400, "\"placement\"" },
	{ "a1b.pdf", "page=x&position=top-left" WHO, 400, "\"placement\"" },
	{ "a1b.pdf", "page=1&position=middle" WHO, 400, "\"placement\"" },
	{ "a1b.pdf", "page=1&position=manual&x=590" WHO, 400,
	    "box outside the page" },
	{ "a1b.pdf", "page=1&position=manual&x=1e9" WHO, 400,
	    "\"placement\"" },
	{ "a1b.pdf", "page=1&position=top-left&name=E&level=royal&at=1", 400,
	    "\"placement\"" },
	{ "a1b.pdf", "page=1&position=top-left&level=simple&at=1", 400,
	    "\"name\"" },
	{ "a1b.pdf", "page=1&page=2&position=top-left" WHO, 400,
	    "\"query\"" },
	{ "field.pdf", "page=1&position=field" WHO, 200, "Unterschrift" },
	{ "field.pdf", "page=1&position=field&field=Unterschrift" WHO, 200,
	    "Unterschrift" },
	{ "field.pdf", "page=1&position=field&field=Datum" WHO, 400,
	    "no such empty field" },
	{ "a1b.pdf", "page=1&position=field" WHO, 400, "no such empty field" },
	{ "a1b.pdf", "page=1&position=top-left&reason=%E6%89%BF" WHO, 400,
	    "characters of the reason" },
	{ "a1b.pdf", "page=1&position=%00" WHO, 400, "\"query\"" },
	{ "not-pdfa.pdf", "page=1&position=top-left" WHO, 400,
	    "\"not_pdfa\"" },
	{ "encrypted.pdf", "page=1&position=top-left" WHO, 400,
	    "\"encrypted\"" },
};
/* clang-format on */

static void
test_check(void **state)
{
	const char *text;
	size_t i, k;

	(void)state;
	for (i = 0; i < COUNT(checks); i++) {
		struct buf file = sample_read(checks[i].file);

		assert_int_equal(ask("/check", NULL, "application/pdf",
				     buf_bytes(&file), &text),
		    200);
		for (k = 0; k < COUNT(checks[i].part); k++)
			expect(text, checks[i].part[k]);
		buf_free(&file);
		arena_reset(a);
	}
}

static void
test_place(void **state)
{
	const char *text;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(places); i++) {
		struct buf file = sample_read(places[i].file);

		assert_int_equal(
		    ask("/place", places[i].query, "application/pdf",
			buf_bytes(&file), &text),
		    places[i].status);
		expect(text, places[i].part);
		buf_free(&file);
		arena_reset(a);
	}
}

static void
test_verify(void **state)
{
	struct buf file = sample_read("a1b.pdf");
	const char *text;

	(void)state;
	assert_int_equal(
	    ask("/verify", NULL, "application/pdf", buf_bytes(&file), &text),
	    200);
	expect(text, "\"ok\":false");
	expect(text, "\"reason\":\"no signature\"");
	assert_int_equal(
	    ask("/verify", NULL, "application/pdf", bytes_of("hello"), &text),
	    200);
	expect(text, "\"ok\":false");
	buf_free(&file);
}

/* Nothing signed, nothing readable: both are answers. */
static void
test_report(void **state)
{
	struct buf file = sample_read("a1b.pdf");
	const char *text;

	(void)state;
	assert_int_equal(
	    ask("/report", NULL, "application/pdf", buf_bytes(&file), &text),
	    200);
	assert_null(strstr(text, "\"why\"")); /* nothing is wrong */
	expect(text, "\"signatures\":[]");
	assert_int_equal(
	    ask("/report", NULL, "application/pdf", bytes_of("hello"), &text),
	    200);
	expect(text, "\"signatures\":[]");
	expect(text, "\"why\":\"");
	buf_free(&file);
}

/* What the row refuses, its function never sees. */
static void
test_rows(void **state)
{
	struct buf large = BUF(32 << 20);
	unsigned char *at;
	const char *text;

	(void)state;
	assert_int_equal(
	    ask("/check", NULL, "text/plain", bytes_of("x"), &text), 415);
	assert_int_equal(
	    ask("/extract", NULL, "application/pdf", bytes_of("x"), &text),
	    404);
	assert_int_equal(buf_room(&large, (16 << 20) + 1, &at), E_OK);
	memset(at, ' ', (16 << 20) + 1);
	buf_wrote(&large, (16 << 20) + 1);
	assert_int_equal(
	    ask("/check", NULL, "application/pdf", buf_bytes(&large), &text),
	    413);
	buf_free(&large);
}

/* clang-format off */
/* Taken with a warning, or refused all the same. */
static const struct {
	const char *file;
	const char *part[2];
} warned[] = {
	{ "a1b.pdf", { "\"verdict\":\"ok\"", "\"warnings\":[]" } },
	{ "rule-xmp-unknown-property.pdf", { "\"verdict\":\"ok\"", "\"warnings\":[{\"rule\":"
	    "\"6.6.2.3.1\",\"message_key\":\"pdf.metadata\"}]" } },
	{ "rule-info-differs-in-part-1.pdf", { "\"verdict\":\"ok\"",
	    "\"warnings\":[{\"rule\":\"6.7.3\"," } },
	{ "not-pdfa.pdf", { "\"not_pdfa\"", "" } },
	{ "javascript.pdf", { "\"active_content\"", "" } },
};
/* What the validator does, and what comes of it. */
static const struct {
	const char *word, *file;
	int status;
	const char *part;
} judged[] = {
	{ "exit 0", "a1b.pdf",        200, "\"verdict\":\"ok\"" },
	{ "exit 1", "a1b.pdf",        200, "\"verdict\":\"not_pdfa\"" },
	{ "exit 1", "a1b.pdf",        200, "\"pdf.structure\"" },
	{ "exit 0", "not-pdfa.pdf",   200, "\"verdict\":\"ok\"" },
	{ "exit 1", "not-pdfa.pdf",   200, "\"verdict\":\"not_pdfa\"" },
	{ "exit 1", "rule-xmp-wrong-type.pdf", 200,
	    "\"rule\":\"6.6.2.3.1\",\"message_key\":\"pdf.metadata\"" },
	{ "exit 0", "javascript.pdf", 200, "\"active_content\"" },
	{ "exit 1", "javascript.pdf", 200, "\"active_content\"" },
	{ "exit 0", "encrypted.pdf",  200, "\"encrypted\"" },
	{ "exit 0", "truncated.pdf",  200, "\"damaged\"" },
	{ "exit 0", "rule-annotation-movie.pdf", 200, "\"6.3.1\"" },
	{ "exit 0", "rule-attachment-no-relation.pdf", 200, "\"6.8\"" },
	{ "exit 0", "rule-xmp-wrong-type.pdf", 200, "\"warnings\":[]" },
	{ "exit 7", "a1b.pdf",        502, "E_PEER" },
	{ "kill -SEGV $$", "a1b.pdf", 502, "E_PEER" },
	{ "echo PASS; echo %PDF; exit 255", "a1b.pdf", 502, "E_PEER" },
};
/* clang-format on */

static void
test_warn(void **state)
{
	const char *text;
	size_t i, k;

	(void)state;
	for (i = 0; i < COUNT(warned); i++) {
		struct buf file = sample_read(warned[i].file);

		assert_int_equal(ask("/check", NULL, "application/pdf",
				     buf_bytes(&file), &text),
		    200);
		for (k = 0; k < COUNT(warned[i].part); k++)
			expect(text, warned[i].part[k]);
		buf_free(&file);
		arena_reset(a);
	}
}

static int
setup_warn(void **state)
{
	warn = true;
	return setup(state);
}

static int
setup_validator(void **state)
{
	warn = false;
	validator = true;
	return setup(state);
}

static void
test_validator(void **state)
{
	const char *text;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(judged); i++) {
		struct buf file = sample_read(judged[i].file);

		put("word", judged[i].word, 0600);
		assert_int_equal(ask("/check", NULL, "application/pdf",
				     buf_bytes(&file), &text),
		    judged[i].status);
		expect(text, judged[i].part);
		buf_free(&file);
		arena_reset(a);
	}
}

/* Placing comes after judging, and does not ask again. */
static void
test_validator_place(void **state)
{
	struct buf file = sample_read("not-pdfa.pdf");
	const char *text;

	(void)state;
	put("word", "exit 7", 0600);
	assert_int_equal(ask("/place", "page=1&position=top-left" WHO,
			     "application/pdf", buf_bytes(&file), &text),
	    200);
	buf_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check),
		cmocka_unit_test(test_place),
		cmocka_unit_test(test_verify),
		cmocka_unit_test(test_report),
		cmocka_unit_test(test_rows),
	};
	const struct CMUnitTest warns[] = {
		cmocka_unit_test(test_warn),
	};
	const struct CMUnitTest validators[] = {
		cmocka_unit_test(test_validator),
		cmocka_unit_test(test_validator_place),
	};

	return cmocka_run_group_tests(tests, setup, teardown) +
	    cmocka_run_group_tests(warns, setup_warn, teardown) +
	    cmocka_run_group_tests(validators, setup_validator, teardown);
}
