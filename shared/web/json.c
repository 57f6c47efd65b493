/*
 * JSON by field tables. See json.h; the only file that knows jansson.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/web/json.h"

#include <jansson.h>
#include <string.h>

#include "shared/base/encode.h"
#include "shared/base/log.h"
#include "shared/base/text.h"
#include "shared/web/route.h"

#define MEMBER(object, f)  ((void *)((char *)(object) + (f)->off))
#define CMEMBER(object, f) ((const void *)((const char *)(object) + (f)->off))

/* Say whether a table describes values without names. */
static bool
nameless(const struct field *f, size_t n)
{
	return n && !f[0].name[0];
}

/* jansson recurses up to 2048 deep; hold it against our own depth first. */
static bool
too_deep(struct bytes text)
{
	bool inside = false; /* a string */
	size_t depth = 0;
	size_t i;

	for (i = 0; i < text.n; i++) {
		if (inside && text.p[i] == '\\')
			i++;
		else if (text.p[i] == '"')
			inside = !inside;
		else if (inside)
			continue;
		else if (text.p[i] == '{' || text.p[i] == '[')
			depth++;
		else if ((text.p[i] == '}' || text.p[i] == ']') && depth)
			depth--;
		if (depth > JSON_DEPTH)
			return true;
	}
	return false;
}

/* Parse an object; NULL when it is none. */
static json_t *
parse(struct bytes text)
{
	json_t *root;

	if (!text.n || too_deep(text))
		return NULL;
	root = json_loadb(
	    (const char *)text.p, text.n, JSON_REJECT_DUPLICATES, NULL);
	if (json_is_object(root))
		return root;
	json_decref(root);
	return NULL;
}

static enum err
read_text(const json_t *v, const struct field *f, void *object, struct arena *a)
{
	struct bytes text =
	    bytes_at(json_string_value(v), json_string_length(v));
	char *copy;

	if (!json_is_string(v) || text.n > (uint64_t)f->max ||
	    !text_clean(text))
		return E_INPUT;
	if (!(copy = arena_text(a, text)))
		return E_NOMEM;
	memcpy(MEMBER(object, f), &copy, sizeof(copy));
	return E_OK;
}

static enum err
read_int(const json_t *v, const struct field *f, void *object)
{
	int64_t n = json_integer_value(v);

	if (!json_is_integer(v) || n < 0 || n > f->max)
		return E_INPUT;
	memcpy(MEMBER(object, f), &n, sizeof(n));
	return E_OK;
}

static enum err
read_octets(
    const json_t *v, const struct field *f, void *object, struct arena *a)
{
	struct buf octets = BUF((size_t)f->max);
	struct bytes copy;
	enum err r;

	if (!json_is_string(v))
		return E_INPUT;
	if (base64_read(&octets, BASE64,
		bytes_at(json_string_value(v), json_string_length(v))))
		r = E_INPUT;
	else if (!(r = arena_bytes(a, buf_bytes(&octets), &copy)))
		memcpy(MEMBER(object, f), &copy, sizeof(copy));
	buf_free(&octets);
	return r;
}

static enum err
read_id(const json_t *v, const struct field *f, void *object)
{
	if (!json_is_string(v))
		return E_INPUT;
	return id_read(bytes_at(json_string_value(v), json_string_length(v)),
	    MEMBER(object, f));
}

static enum err read_row(const json_t *v, const struct field *f, size_t n,
    void *object, struct arena *a, const char **why);

static enum err
read_list(const json_t *v, const struct field *f, void *object, struct arena *a,
    const char **why)
{
	struct list list = { NULL, json_array_size(v) };
	enum err r;
	size_t i;
	bool one = f->max == 1 && json_is_object(v);

	if (one)
		list.n = 1;
	else if (!json_is_array(v) || list.n > (uint64_t)f->max)
		return E_INPUT;
	if (list.n && !(list.rows = arena_array(a, list.n, f->size)))
		return E_NOMEM;
	for (i = 0; i < list.n; i++)
		if ((r = read_row(one ? v : json_array_get(v, i), f->sub,
			 f->nsub, (char *)list.rows + i * f->size, a, why)))
			return r;
	memcpy(MEMBER(object, f), &list, sizeof(list));
	return E_OK;
}

/* Read one value into the member that a field describes. */
static enum err
read_value(const json_t *v, const struct field *f, void *object,
    struct arena *a, const char **why)
{
	bool yes;

	switch (f->type) {
	case F_TEXT:
		return read_text(v, f, object, a);
	case F_INT:
		return read_int(v, f, object);
	case F_BOOL:
		if (!json_is_boolean(v))
			return E_INPUT;
		yes = json_is_true(v);
		memcpy(MEMBER(object, f), &yes, sizeof(yes));
		return E_OK;
	case F_BYTES:
		return read_octets(v, f, object, a);
	case F_ID:
		return read_id(v, f, object);
	case F_LIST:
		return read_list(v, f, object, a, why);
	}
	return E_BUG;
}

/* Read a member if it is there; hold it against FLD_REQUIRED. */
static enum err
read_member(const json_t *v, const struct field *f, void *object,
    struct arena *a, const char **why)
{
	enum err r;

	*why = f->name;
	if (v && !json_is_null(v)) {
		if ((r = read_value(v, f, object, a, why)))
			return r;
		if (f->type == F_INT || f->type == F_BOOL)
			return E_OK;
	} else if (!(f->flags & FLD_REQUIRED)) {
		return E_OK;
	} else if (f->type == F_INT || f->type == F_BOOL) {
		return E_INPUT;
	}
	return (f->flags & FLD_REQUIRED) && field_empty(f, object) ? E_INPUT
								   : E_OK;
}

/* Read an object, a tuple or a plain value into a struct. */
static enum err
read_row(const json_t *v, const struct field *f, size_t n, void *object,
    struct arena *a, const char **why)
{
	const bool tuple = nameless(f, n) && n > 1;
	const json_t *member;
	enum err r;
	size_t i;

	if (tuple ? json_array_size(v) != n
		  : !nameless(f, n) && !json_is_object(v))
		return E_INPUT;
	for (i = 0; i < n; i++) {
		member = tuple       ? json_array_get(v, i)
		    : nameless(f, n) ? v
				     : json_object_get(v, f[i].name);
		if ((r = read_member(member, &f[i], object, a, why)))
			return r;
	}
	return E_OK;
}

enum err
json_read(struct bytes text, const struct field *f, size_t n, void *object,
    const char **why, struct arena *a)
{
	const char *at = "";
	json_t *root = parse(text);
	enum err r = E_INPUT;

	if (root)
		r = read_row(root, f, n, object, a, &at);
	json_decref(root);
	if (why)
		*why = r ? at : "";
	return r;
}

void
json_read_some(struct bytes text, const struct field *f, size_t n, void *object,
    struct arena *a)
{
	json_t *root = parse(text);
	const char *why;
	const json_t *v;
	size_t i;

	for (i = 0; root && i < n; i++) {
		v = json_object_get(root, f[i].name);
		if (v && read_value(v, &f[i], object, a, &why))
			log_line(LOG_WARN, "json.member", "name=%s", f[i].name);
	}
	json_decref(root);
}

static json_t *value_of(const struct field *f, const void *object);

/* Make an object, a tuple or a plain value of a struct; NULL on failure. */
static json_t *
row_of(const struct field *f, size_t n, const void *object)
{
	json_t *row;
	size_t i;
	int rc = 0;

	if (nameless(f, n) && n == 1)
		return value_of(f, object);
	row = nameless(f, n) ? json_array() : json_object();
	for (i = 0; row && !rc && i < n; i++) {
		if (nameless(f, n))
			rc =
			    json_array_append_new(row, value_of(&f[i], object));
		else if (f[i].type == F_INT || f[i].type == F_BOOL ||
		    f[i].type == F_LIST || !field_empty(&f[i], object))
			rc = json_object_set_new(
			    row, f[i].name, value_of(&f[i], object));
	}
	if (!rc)
		return row;
	json_decref(row);
	return NULL;
}

static json_t *
list_of(const struct field *f, const struct list *list)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; array && i < list->n; i++) {
		if (!json_array_append_new(array,
			row_of(f->sub, f->nsub,
			    (const char *)list->rows + i * f->size)))
			continue;
		json_decref(array);
		return NULL;
	}
	return array;
}

static json_t *
octets_of(const struct bytes *v)
{
	struct buf text = BUF(v->n / 3 * 4 + 4);
	json_t *string = NULL;

	if (!base64_add(&text, BASE64, *v))
		string =
		    json_stringn_nocheck(text.p ? (char *)text.p : "", text.n);
	buf_free(&text);
	return string;
}

/* Make a value of one member; NULL on failure. */
static json_t *
value_of(const struct field *f, const void *object)
{
	const void *m = CMEMBER(object, f);
	const char *text;
	char hex[33];
	int64_t n;
	bool yes;

	switch (f->type) {
	case F_TEXT:
		memcpy(&text, m, sizeof(text));
		return json_string(text ? text : "");
	case F_INT:
		memcpy(&n, m, sizeof(n));
		return json_integer(n);
	case F_BOOL:
		memcpy(&yes, m, sizeof(yes));
		return json_boolean(yes);
	case F_BYTES:
		return octets_of(m);
	case F_ID:
		id_text(m, hex);
		return json_string_nocheck(hex);
	case F_LIST:
		return list_of(f, m);
	}
	return NULL;
}

static int
dump(const char *p, size_t n, void *out)
{
	return buf_add(out, p, n) ? -1 : 0;
}

enum err
json_write(struct buf *out, const struct field *f, size_t n, const void *object)
{
	size_t before = out->n;
	json_t *root = row_of(f, n, object);
	int rc;

	if (!root)
		return log_err(E_INPUT, "json.write", "not UTF-8");
	rc = json_dump_callback(root, dump, out, JSON_COMPACT);
	json_decref(root);
	if (!rc)
		return E_OK;
	out->n = before;
	return E_NOMEM;
}

enum err
json_texts(struct bytes text,
    enum err (*each)(void *ctx, const char *name, const char *value), void *ctx)
{
	json_t *root = parse(text);
	enum err r = root ? E_OK : E_INPUT;
	const char *name;
	json_t *v;
	void *it;

	for (it = json_object_iter(root); it && !r;
	     it = json_object_iter_next(root, it)) {
		name = json_object_iter_key(it);
		v = json_object_iter_value(it);
		r = json_is_string(v) ? each(ctx, name, json_string_value(v))
				      : E_INPUT;
	}
	json_decref(root);
	return r;
}

enum err
answer_json(
    struct request *q, const struct field *f, size_t n, const void *object)
{
	struct buf body = BUF(ANSWER_BODY_MAX);
	enum err r;

	if (!(r = json_write(&body, f, n, object)) &&
	    !(r = answer_header(q, "Cache-Control", "no-store")))
		r = answer_body(q, "application/json", buf_bytes(&body));
	buf_free(&body);
	return r;
}
