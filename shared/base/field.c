/*
 * Members of structs, set from text and written as text by their table.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/base/field.h"

#include <inttypes.h>
#include <string.h>

#include "shared/base/arena.h"
#include "shared/base/encode.h"
#include "shared/base/text.h"

static void *
member(const struct field *f, void *object)
{
	return (char *)object + f->off;
}

static const void *
member_of(const struct field *f, const void *object)
{
	return (const char *)object + f->off;
}

/* Say whether a text is SCHEME://… of one of the schemes (RFC 3986 3). */
static bool
url_of(struct bytes v, const char *schemes)
{
	struct bytes rest = bytes_of(schemes), one;
	bool more = true;

	while (more) {
		more = bytes_cut(rest, ' ', &one, &rest);
		if (v.n > one.n + 3 && memcmp(v.p, one.p, one.n) == 0 &&
		    memcmp(v.p + one.n, "://", 3) == 0 && v.p[one.n + 3] != '/')
			return true;
	}
	return false;
}

static enum err
set_text(const struct field *f, struct bytes v, char **out, struct arena *a)
{
	bool fine =
	    f->flags & (FLD_LINES | FLD_RAW) ? text_clean(v) : text_line(v);
	char *s;

	if (!fine || v.n > (size_t)f->max ||
	    (f->schemes && !url_of(v, f->schemes)))
		return E_INPUT;
	if ((s = arena_text(a, v)) == NULL)
		return E_NOMEM;
	*out = s;
	return E_OK;
}

static enum err
set_int(const struct field *f, struct bytes v, int64_t *out)
{
	int64_t n;
	enum err r = text_number(v, f->max, &n);

	if (r == E_OK && n == 0 && f->flags & FLD_POSITIVE)
		r = E_INPUT;
	if (r == E_OK)
		*out = n;
	return r;
}

static enum err
set_bool(struct bytes v, bool *out)
{
	static const char *const yes[] = { "on", "yes", "true", "1" };
	static const char *const no[] = { "off", "no", "false", "0", "" };
	size_t i;

	for (i = 0; i < COUNT(yes); i++)
		if (bytes_eqs(v, yes[i])) {
			*out = true;
			return E_OK;
		}
	for (i = 0; i < COUNT(no); i++)
		if (bytes_eqs(v, no[i])) {
			*out = false;
			return E_OK;
		}
	return E_INPUT;
}

static enum err
set_bytes(
    const struct field *f, struct bytes v, struct bytes *out, struct arena *a)
{
	struct buf b = BUF((size_t)f->max);
	enum err r;

	/* Three octets more than the maximum cannot become one that fits. */
	if (v.n / 4 > (size_t)f->max / 3 + 1)
		return E_INPUT;
	if ((r = base64_read(&b, BASE64, v)))
		r = E_INPUT;
	else
		r = arena_bytes(a, buf_bytes(&b), out);
	buf_free(&b);
	return r;
}

enum err
field_set(
    const struct field *f, struct bytes text, void *object, struct arena *a)
{
	void *m = member(f, object);

	if (!(f->flags & FLD_RAW))
		text = text_trim(text);
	switch (f->type) {
	case F_TEXT:
		return set_text(f, text, m, a);
	case F_INT:
		return set_int(f, text, m);
	case F_BOOL:
		return set_bool(text, m);
	case F_BYTES:
		return set_bytes(f, text, m, a);
	case F_ID:
		return id_read(text, m);
	case F_LIST:
		break;
	}
	return E_INPUT;
}

bool
field_empty(const struct field *f, const void *object)
{
	const void *m = member_of(f, object);
	char *const *text;

	switch (f->type) {
	case F_TEXT:
		text = m;
		return *text == NULL || **text == '\0';
	case F_BYTES:
		return ((const struct bytes *)m)->n == 0;
	case F_BOOL:
		return !*(const bool *)m;
	case F_ID:
		return id_none(m);
	case F_LIST:
		return ((const struct list *)m)->n == 0;
	case F_INT:
		break;
	}
	return false;
}

const struct field *
field_find(const struct field *f, size_t n, struct bytes name)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (bytes_eqs(name, f[i].name))
			return &f[i];
	return NULL;
}

enum err
field_text(const struct field *f, const void *object, struct buf *out)
{
	const void *m = member_of(f, object);
	char id[33];

	switch (f->type) {
	case F_TEXT:
		return buf_adds(out, *(char *const *)m);
	case F_INT:
		return buf_addf(out, "%" PRId64, *(const int64_t *)m);
	case F_BOOL:
		return buf_adds(out, *(const bool *)m ? "1" : "0");
	case F_BYTES:
		return base64_add(out, BASE64, *(const struct bytes *)m);
	case F_ID:
		if (id_none(m))
			return E_OK;
		id_text(m, id);
		return buf_adds(out, id);
	case F_LIST:
		break;
	}
	return E_BUG;
}
