/*
 * Multipart forms part by part, in constant memory (RFC 7578, RFC 2046
 * 5.1.1). See multipart_read in form.h.
 *
 * A window slides over the body. Data goes to the sink as soon as it cannot
 * be the beginning of a delimiter any more.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>
#include <strings.h>

#include "shared/base/text.h"
#include "shared/web/form.h"

#define WINDOW       65536
#define BOUNDARY_MAX 70 /* RFC 2046 5.1.1 */

struct reader {
	struct request *q;
	const struct multipart_sink *sink;
	char delimiter[4 + BOUNDARY_MAX + 1]; /* CR LF -- boundary */
	size_t ndelimiter;
	unsigned char *window; /* WINDOW octets in the arena */
	size_t n;              /* octets in it */
	bool ended;            /* of the body */
};

/* Find a parameter of a header value: ;name=token or ;name="text". */
static struct bytes
parameter(struct bytes v, const char *name)
{
	struct bytes part;
	struct bytes key;
	bool quoted;
	size_t i;

	while (bytes_cut(v, ';', &part, &v)) {
		if (!bytes_cut(v, '=', &key, &part))
			break;
		key = text_trim(key);
		quoted = part.n && part.p[0] == '"';
		part = bytes_at(part.p + quoted, part.n - quoted);
		for (i = 0; i < part.n && part.p[i] != (quoted ? '"' : ';');
		     i++)
			;
		if (quoted && i == part.n)
			break;
		if (key.n == strlen(name) &&
		    !strncasecmp((const char *)key.p, name, key.n))
			return quoted ? bytes_at(part.p, i)
				      : text_trim(bytes_at(part.p, i));
		v = bytes_at(part.p + i, part.n - i);
	}
	return bytes_at(NULL, 0);
}

/* RFC 2046 5.1.1: 1 to 70 characters of a set, the last no blank. */
static enum err
read_boundary(struct reader *m)
{
	static const char others[] = "'()+_,-./:=? ";
	struct bytes b = parameter(m->q->media, "boundary");
	size_t i;

	if (!b.n || b.n > BOUNDARY_MAX || b.p[b.n - 1] == ' ')
		return E_INPUT;
	for (i = 0; i < b.n; i++)
		if (!b.p[i] ||
		    (!strchr(others, b.p[i]) &&
			!(b.p[i] >= '0' && b.p[i] <= '9') &&
			!((b.p[i] | 32) >= 'a' && (b.p[i] | 32) <= 'z')))
			return E_INPUT;
	memcpy(m->delimiter, "\r\n--", 4);
	memcpy(m->delimiter + 4, b.p, b.n);
	m->ndelimiter = 4 + b.n;
	return E_OK;
}

/* Read until the window is full or the body has ended. */
static enum err
fill(struct reader *m)
{
	size_t got;
	enum err r;

	while (!m->ended && m->n < WINDOW) {
		if ((r = request_read(
			 m->q, m->window + m->n, WINDOW - m->n, &got)))
			return r;
		m->n += got;
		m->ended = !got;
	}
	return E_OK;
}

/* Forget n octets at the front of the window. */
static void
drop(struct reader *m, size_t n)
{
	m->n -= n;
	memmove(m->window, m->window + n, m->n);
}

/* Take one line ended by CR LF, at most MULTIPART_HEAD octets. */
static enum err
take_line(struct reader *m, size_t from, struct bytes *line)
{
	size_t most = m->n < MULTIPART_HEAD ? m->n : MULTIPART_HEAD;
	const unsigned char *end;

	if (from >= most ||
	    !(end = memmem(m->window + from, most - from, "\r\n", 2)))
		return E_INPUT;
	*line = bytes_at(m->window + from, (size_t)(end - m->window) - from);
	return E_OK;
}

/* Understand one header line of a part; unknown ones are passed over. */
static enum err
read_header(struct bytes line, struct bytes *name, struct bytes *file)
{
	static const char disposition[] = "content-disposition";
	struct bytes field;
	struct bytes value;
	struct bytes kind;
	struct bytes rest;

	if (!bytes_cut(line, ':', &field, &value) || !field.n)
		return E_INPUT;
	if (field.n != strlen(disposition) ||
	    strncasecmp((const char *)field.p, disposition, field.n))
		return E_OK;
	value = text_trim(value);
	bytes_cut(value, ';', &kind, &rest);
	if (name->n || !bytes_eqs(text_trim(kind), "form-data"))
		return E_INPUT;
	*name = parameter(value, "name");
	*file = parameter(value, "filename");
	return E_OK;
}

/* Read a part's header lines up to the empty one, and tell the sink. */
static enum err
begin_part(struct reader *m)
{
	struct bytes name = { NULL, 0 };
	struct bytes file = { NULL, 0 };
	struct bytes line;
	size_t at = 0;
	enum err r;

	if ((r = fill(m)))
		return r;
	for (;;) {
		if ((r = take_line(m, at, &line)))
			return r;
		at += line.n + 2;
		if (!line.n)
			break;
		if ((r = read_header(line, &name, &file)))
			return r;
	}
	if (!name.n || !text_line(name) || !text_line(file))
		return E_INPUT;
	if ((r = m->sink->begin(
		 m->sink->ctx, name, file, m->n - at + (size_t)m->q->left)))
		return r;
	/* The empty line's CR LF stays: it may begin the delimiter. */
	drop(m, at - 2);
	return E_OK;
}

/*
 * Hand a part's octets to the sink up to the delimiter, and drop that too.
 * The window begins with the CR LF of the header's empty line.
 */
static enum err
read_part(struct reader *m)
{
	size_t skip = 2; /* that CR LF */
	const unsigned char *d;
	size_t n;
	enum err r;

	for (;;) {
		if ((r = fill(m)))
			return r;
		d = memmem(m->window, m->n, m->delimiter, m->ndelimiter);
		if (!d && m->ended)
			return E_INPUT;
		n = d ? (size_t)(d - m->window) : m->n - m->ndelimiter + 1;
		if (n > skip &&
		    (r = m->sink->data(
			 m->sink->ctx, bytes_at(m->window + skip, n - skip))))
			return r;
		drop(m, d ? n + m->ndelimiter : n);
		if (d)
			return m->sink->end(m->sink->ctx);
		skip = 0;
	}
}

/* What follows a delimiter: CR LF and another part, or -- and the end. */
static enum err
after_delimiter(struct reader *m, bool *more)
{
	enum err r;

	if ((r = fill(m)))
		return r;
	if (m->n < 2)
		return E_INPUT;
	*more = !memcmp(m->window, "\r\n", 2);
	if (!*more && memcmp(m->window, "--", 2))
		return E_INPUT;
	drop(m, 2);
	return E_OK;
}

/* Read what follows the last delimiter: nothing, or one line end. */
static enum err
read_end(struct reader *m)
{
	enum err r;

	if ((r = fill(m)))
		return r;
	return !m->n || (m->n == 2 && !memcmp(m->window, "\r\n", 2)) ? E_OK
								     : E_INPUT;
}

enum err
multipart_read(struct request *q, const struct multipart_sink *sink)
{
	struct reader m = { .q = q, .sink = sink };
	size_t parts;
	bool more;
	enum err r;

	if (!(m.window = arena_alloc(q->arena, WINDOW)))
		return E_NOMEM;
	if ((r = read_boundary(&m)) || (r = fill(&m)))
		return r;
	/* The first delimiter stands without its CR LF, and nothing before. */
	if (m.n < m.ndelimiter - 2 ||
	    memcmp(m.window, m.delimiter + 2, m.ndelimiter - 2))
		return E_INPUT;
	drop(&m, m.ndelimiter - 2);
	for (parts = 0;; parts++) {
		if ((r = after_delimiter(&m, &more)))
			return r;
		if (!more)
			return read_end(&m);
		if (parts == MULTIPART_PARTS)
			return E_INPUT;
		if ((r = begin_part(&m)) || (r = read_part(&m)))
			return r;
	}
}
