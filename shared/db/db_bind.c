/*
 * Structs in and out of prepared statements, by their field tables.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "shared/base/log.h"
#include "shared/db/db_private.h"

#define COLUMNS_MAX 64 /* parameters or columns of one statement */

/* One column of a row on its way out. */
struct column {
	union {
		long long number;
		signed char yes;
		unsigned char id[16];
	} at;
	unsigned long n;
	my_bool null;
};

struct row {
	MYSQL_BIND bind[COLUMNS_MAX];
	struct column column[COLUMNS_MAX];
};

static void
bind_octets(MYSQL_BIND *b, enum enum_field_types type, const void *p, size_t n)
{
	b->buffer_type = type;
	b->buffer = (void *)(uintptr_t)p;
	b->buffer_length = (unsigned long)n;
	if (p == NULL)
		b->buffer_type = MYSQL_TYPE_NULL;
}

/* Bind one member; false for what SQL has no type for. */
static bool
bind_in(MYSQL_BIND *b, const struct field *f, const void *in)
{
	const void *m = (const char *)in + f->off;
	const struct bytes *octets;
	const char *text;

	switch (f->type) {
	case F_TEXT:
		text = *(char *const *)m;
		bind_octets(b, MYSQL_TYPE_STRING, text,
		    text == NULL ? 0 : strlen(text));
		return true;
	case F_BYTES:
		octets = m;
		bind_octets(b, MYSQL_TYPE_BLOB, octets->p, octets->n);
		return true;
	case F_ID:
		bind_octets(b, MYSQL_TYPE_BLOB, id_none(m) ? NULL : m, 16);
		return true;
	case F_INT:
		bind_octets(b, MYSQL_TYPE_LONGLONG, m, sizeof(int64_t));
		return true;
	case F_BOOL:
		bind_octets(b, MYSQL_TYPE_TINY, m, sizeof(bool));
		return true;
	case F_LIST:
		break;
	}
	return false;
}

enum err
db_execute(struct db *db, MYSQL_STMT *st, const struct stmt *s, const void *in)
{
	MYSQL_BIND bind[COLUMNS_MAX];
	size_t i;

	if (s->nin > COLUMNS_MAX || s->nout > COLUMNS_MAX)
		return log_err(E_BUG, "db.columns", "sql=%s", s->sql);
	memset(bind, 0, sizeof(bind));
	for (i = 0; i < s->nin; i++)
		if (!bind_in(&bind[i], &s->in[i], in))
			return log_err(E_BUG, "db.type", "in=%s sql=%s",
			    s->in[i].name, s->sql);
	if (s->nin > 0 && mysql_stmt_bind_param(st, bind) != 0)
		return db_stmt_fault(db, st, s->sql);
	if (mysql_stmt_execute(st) != 0)
		return db_stmt_fault(db, st, s->sql);
	return E_OK;
}

/*
 * Say where a column goes. Text and octets get no room yet: their length is
 * known only when the row is there.
 */
static void
bind_out(struct row *row, size_t i, const struct field *f)
{
	MYSQL_BIND *b = &row->bind[i];
	struct column *c = &row->column[i];

	b->length = &c->n;
	b->is_null = &c->null;
	b->buffer = &c->at;
	switch (f->type) {
	case F_INT:
		b->buffer_type = MYSQL_TYPE_LONGLONG;
		b->buffer_length = sizeof(c->at.number);
		return;
	case F_BOOL:
		b->buffer_type = MYSQL_TYPE_TINY;
		b->buffer_length = sizeof(c->at.yes);
		return;
	case F_ID:
		b->buffer_type = MYSQL_TYPE_BLOB;
		b->buffer_length = sizeof(c->at.id);
		return;
	case F_TEXT:
	case F_BYTES:
	case F_LIST:
		b->buffer_type = MYSQL_TYPE_BLOB;
		b->buffer_length = 0;
		return;
	}
}

/* Rows on their way out. */
struct fetch {
	struct db *db;
	MYSQL_STMT *st;
	const struct db_call *call;
	struct row row;
	size_t cap; /* of the list's array, in rows */
};

/* Fetch one column of unknown length into the arena; NULL stays empty. */
static enum err
take_octets(struct fetch *t, size_t i, struct bytes *out)
{
	struct column *c = &t->row.column[i];
	MYSQL_BIND b;
	char *p;

	*out = bytes_at(NULL, 0);
	if (c->null)
		return E_OK;
	p = t->call->a == NULL ? NULL : arena_alloc(t->call->a, c->n + 1);
	if (p == NULL)
		return log_err(E_NOMEM, "db.row", "bytes=%lu sql=%s", c->n,
		    t->call->s->sql);
	memset(&b, 0, sizeof(b));
	b.buffer_type = MYSQL_TYPE_BLOB;
	b.buffer = p;
	b.buffer_length = c->n;
	b.length = &c->n;
	b.is_null = &c->null;
	if (c->n > 0 && mysql_stmt_fetch_column(t->st, &b, (unsigned)i, 0) != 0)
		return db_stmt_fault(t->db, t->st, t->call->s->sql);
	*out = bytes_at(p, c->n);
	return E_OK;
}

/* Put an id; SQL NULL becomes no id. */
static enum err
take_id(const struct column *c, struct id *out)
{
	memset(out, 0, sizeof(*out));
	if (c->null)
		return E_OK;
	if (c->n != sizeof(out->b))
		return E_BUG;
	memcpy(out->b, c->at.id, sizeof(out->b));
	return E_OK;
}

/* Put one column into its member; SQL NULL becomes the empty value. */
static enum err
take_column(struct fetch *t, size_t i, void *object)
{
	const struct field *f = &t->call->s->out[i];
	const struct column *c = &t->row.column[i];
	void *m = (char *)object + f->off;
	struct bytes v;
	enum err r = E_OK;

	switch (f->type) {
	case F_INT:
		*(int64_t *)m = c->null ? 0 : c->at.number;
		return E_OK;
	case F_BOOL:
		*(bool *)m = !c->null && c->at.yes != 0;
		return E_OK;
	case F_BYTES:
		return take_octets(t, i, m);
	case F_TEXT:
		if (!(r = take_octets(t, i, &v)))
			*(char **)m = (char *)(uintptr_t)v.p;
		return r;
	case F_ID:
		r = take_id(c, m);
		break;
	case F_LIST:
		r = E_BUG;
		break;
	}
	if (r != E_OK)
		(void)log_err(
		    r, "db.type", "out=%s sql=%s", f->name, t->call->s->sql);
	return r;
}

/* Make a row at the end of the list; its array grows by doubling. */
static void *
list_next(struct fetch *t, struct list *l)
{
	size_t more = t->cap == 0 ? 8 : t->cap * 2, size = t->call->size;
	void *rows;

	if (l->n == t->cap) {
		if ((rows = arena_array(t->call->a, more, size)) == NULL)
			return NULL;
		if (l->n > 0)
			memcpy(rows, l->rows, l->n * size);
		l->rows = rows;
		t->cap = more;
	}
	return (char *)l->rows + l->n * size;
}

static enum err
bind_row(struct fetch *t)
{
	const struct stmt *s = t->call->s;
	size_t i;

	if (mysql_stmt_field_count(t->st) != s->nout)
		return log_err(E_BUG, "db.shape", "out=%u sql=%s",
		    mysql_stmt_field_count(t->st), s->sql);
	for (i = 0; i < s->nout; i++)
		bind_out(&t->row, i, &s->out[i]);
	if (mysql_stmt_bind_result(t->st, t->row.bind) != 0)
		return db_stmt_fault(t->db, t->st, s->sql);
	return E_OK;
}

/* Take the row that was fetched just now. */
static enum err
take_row(struct fetch *t, struct list *l)
{
	void *object = t->call->first;
	size_t i;
	enum err r;

	if (l->n == t->call->most)
		return object == NULL
		    ? E_LIMIT
		    : log_err(E_BUG, "db.rows", "sql=%s", t->call->s->sql);
	if (object == NULL && (object = list_next(t, l)) == NULL)
		return E_NOMEM;
	for (i = 0; i < t->call->s->nout; i++)
		if ((r = take_column(t, i, object)))
			return r;
	l->n++;
	return E_OK;
}

enum err
db_fetch(struct db *db, MYSQL_STMT *st, const struct db_call *call)
{
	struct fetch t = { .db = db, .st = st, .call = call };
	struct list l = { NULL, 0 };
	int got;
	enum err r;

	if ((r = bind_row(&t)))
		return r;
	while ((got = mysql_stmt_fetch(st)) == 0 || got == MYSQL_DATA_TRUNCATED)
		if ((r = take_row(&t, &l)))
			return r;
	if (got != MYSQL_NO_DATA)
		return db_stmt_fault(db, st, call->s->sql);
	if (call->first != NULL)
		return l.n == 0 ? E_NOTFOUND : E_OK;
	*call->out = l;
	return E_OK;
}

void
db_drain(MYSQL_STMT *st)
{
	do
		(void)mysql_stmt_free_result(st);
	while (mysql_stmt_next_result(st) == 0);
}

enum err
db_plain(struct db *db, const char *sql)
{
	if (mysql_real_query(db->my, sql, strlen(sql)) != 0)
		return db_fault(
		    db, mysql_errno(db->my), mysql_error(db->my), sql);
	return E_OK;
}
