/*
 * A request without a web server. See fake.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/unit/web/fake.h"

#include <stdlib.h>
#include <string.h>

#include "shared/web/fcgi.h"

#define ARENA_BYTES (16 << 20)

static struct fake *fake;
static size_t at;

void
fake_use(struct fake *f)
{
	fake = f;
	at = 0;
}

void
fake_begin(struct fake *f, struct request *q)
{
	memset(q, 0, sizeof(*q));
	if (arena_new(ARENA_BYTES, &q->arena))
		abort();
	q->status = 200;
	q->request_id = "";
	q->length = q->left = (int64_t)f->body.n;
	buf_init(&q->head_out, ANSWER_HEAD_MAX);
	buf_init(&q->body_out, ANSWER_BODY_MAX);
	fake_use(f);
}

void
fake_line(struct fake *f, const char *method, const char *path,
    const char *media, const char *length)
{
	const char *line[] = { "REQUEST_METHOD", method, "DOCUMENT_URI", path,
		"CONTENT_TYPE", media, "CONTENT_LENGTH", length };

	memcpy(f->param, line, sizeof(line));
}

void
fake_end(struct request *q)
{
	buf_free(&q->head_out);
	buf_free(&q->body_out);
	arena_free(q->arena);
}

const char *
fcgi_param(const struct fcgi_stream *s, const char *name)
{
	const char *found = NULL;
	size_t i;

	(void)s;
	for (i = 0; i + 1 < FAKE_PARAMS && fake->param[i]; i += 2) {
		if (strcmp(fake->param[i], name))
			continue;
		if (found)
			return NULL;
		found = fake->param[i + 1];
	}
	return found;
}

enum err
fcgi_read(struct fcgi_stream *s, void *p, size_t n, size_t *got)
{
	(void)s;
	if (fake->cut && at >= fake->cut)
		return E_INPUT;
	if (n > fake->body.n - at)
		n = fake->body.n - at;
	if (fake->piece && n > fake->piece)
		n = fake->piece;
	if (n)
		memcpy(p, fake->body.p + at, n);
	at += n;
	*got = n;
	return E_OK;
}
