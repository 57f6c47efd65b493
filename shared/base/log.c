/*
 * One line per event on standard error, written by one write(2), so lines of
 * several processes do not mix.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "shared/base/clock.h"

#define LINE_MAX_BYTES 2048

struct line {
	char text[LINE_MAX_BYTES];
	size_t n;
};

static const char *process_name = "fernsign";
static enum log_level most_level = LOG_EVENT;
static char request[64];

void
log_open(const char *name, enum log_level most)
{
	process_name = name;
	most_level = most;
}

void
log_request(const char *request_id)
{
	(void)snprintf(request, sizeof(request), "%s",
	    request_id == NULL ? "" : request_id);
}

/* What is too long for the line is cut; the line end always has its place. */
static void
line_add(struct line *l, const char *s, size_t n)
{
	if (n > sizeof(l->text) - 1 - l->n)
		n = sizeof(l->text) - 1 - l->n;
	memcpy(l->text + l->n, s, n);
	l->n += n;
}

/* Anything but printing ASCII is escaped: terminals and readers stay safe. */
static void
line_escape(struct line *l, const char *s)
{
	char hex[5];

	for (; *s != '\0'; s++) {
		if (*s >= 0x20 && *s < 0x7f && *s != '"' && *s != '\\') {
			line_add(l, s, 1);
			continue;
		}
		(void)snprintf(hex, sizeof(hex), "\\x%02x", (unsigned char)*s);
		line_add(l, hex, 4);
	}
}

static void
line_head(struct line *l, enum log_level level)
{
	static const char *const names[] = { "", "fault", "warn", "event",
		"trace" };
	char head[128], at[21];

	clock_rfc3339(clock_now(), at);
	(void)snprintf(head, sizeof(head), "%s %s[%d] %s ", at, process_name,
	    (int)getpid(), names[level]);
	line_add(l, head, strlen(head));
	if (request[0] == '\0')
		return;
	line_add(l, "req=", 4);
	line_escape(l, request);
	line_add(l, " ", 1);
}

static void
line_write(struct line *l)
{
	size_t at = 0;
	ssize_t n;

	l->text[l->n++] = '\n';
	while (at < l->n) {
		if ((n = write(STDERR_FILENO, l->text + at, l->n - at)) <= 0)
			return;
		at += (size_t)n;
	}
}

static void __attribute__((format(printf, 3, 0)))
log_facts(enum log_level level, const char *event, const char *fmt, va_list ap)
{
	char facts[LINE_MAX_BYTES];
	struct line l = { .n = 0 };

	if (level > most_level)
		return;
	if (vsnprintf(facts, sizeof(facts), fmt, ap) < 0)
		facts[0] = '\0';
	line_head(&l, level);
	line_escape(&l, event);
	line_add(&l, " ", facts[0] == '\0' ? 0 : 1);
	line_escape(&l, facts);
	line_write(&l);
}

void
log_line(enum log_level level, const char *event, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	log_facts(level, event, fmt, ap);
	va_end(ap);
}

enum err
log_err(enum err r, const char *event, const char *fmt, ...)
{
	va_list ap;
	char line[LINE_MAX_BYTES];

	va_start(ap, fmt);
	if (vsnprintf(line, sizeof(line), fmt, ap) < 0)
		line[0] = '\0';
	va_end(ap);
	log_line(LOG_FAULT, event, "%s%s%s", err_name(r),
	    line[0] == '\0' ? "" : " ", line);
	return r;
}
