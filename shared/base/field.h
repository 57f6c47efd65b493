/*
 * One table describes a struct's members for every door it passes through.
 *
 * The same table reads a configuration section, a form, a JSON body and an
 * SQL row, and fills a template. The type is derived from the member itself,
 * so a table cannot disagree with its struct.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_BASE_FIELD_H
#define FERNSIGN_BASE_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/base/buf.h"

enum field_type {
	F_TEXT,  /* char *: UTF-8, NUL-ended, in the arena; NULL = absent */
	F_INT,   /* int64_t */
	F_BOOL,  /* bool: form "on"/"1"/"yes", JSON true, SQL 0/1 */
	F_BYTES, /* struct bytes: JSON base64, SQL BLOB/BINARY; p NULL = NULL */
	F_ID,    /* struct id: 32 hex digits outside, BINARY(16) in SQL */
	F_LIST   /* struct list: rows of a table of their own */
};

/* Rows in the arena; described by the field's sub table. */
struct list {
	void *rows;
	size_t n;
};

enum field_flags {
	FLD_REQUIRED = 1, /* absent or empty is E_INPUT */
	FLD_SECRET = 2,   /* never logged, never shown again in a form */
	FLD_RAW = 4,      /* text: do not trim blanks (passwords) */
	FLD_LINES = 8,    /* text: line ends are allowed (a text area) */
	FLD_FILE = 16,    /* a key of the configuration that names a file */
	FLD_FOLDER = 32,  /* … that names a folder; see config_named */
	FLD_POSITIVE = 64 /* number: not 0 */
};

struct field {
	const char *name;
	enum field_type type;
	size_t off;
	/* Most octets, largest value, most rows; SQL does not look at it. */
	int64_t max;
	unsigned flags;
	const char *schemes;     /* text: a URL, "http https"; NULL: not one */
	const struct field *sub; /* F_LIST only: the row's table */
	size_t nsub;
	size_t size; /* F_LIST only: sizeof one row */
};

/* clang-format off */
#define FIELD_TYPE(m) _Generic((m), char *: F_TEXT, const char *: F_TEXT, \
	int64_t: F_INT, bool: F_BOOL, struct bytes: F_BYTES, \
	struct id: F_ID, struct list: F_LIST)
/* Describe member m of struct s under its own name. */
#define FIELD(s, m, most, fl) { .name = #m, \
	.type = FIELD_TYPE(((struct s *)0)->m), \
	.off = offsetof(struct s, m), .max = (most), .flags = (fl) }
/* Describe member m of struct s under another name. */
#define FIELD_AS(label, s, m, most, fl) { .name = label, \
	.type = FIELD_TYPE(((struct s *)0)->m), \
	.off = offsetof(struct s, m), .max = (most), .flags = (fl) }
/* Describe a text that is a URL of one of some schemes. */
#define FIELD_URL(s, m, most, fl, sch) { .name = #m, \
	.type = FIELD_TYPE(((struct s *)0)->m), .off = offsetof(struct s, m), \
	.max = (most), .flags = (fl), .schemes = (sch) }
/* Describe a list whose rows are struct row, described by table t. */
#define FIELD_LIST(s, m, row, t, most) { .name = #m, .type = F_LIST, \
	.off = offsetof(struct s, m), .max = (most), .sub = (t), \
	.nsub = sizeof(t) / sizeof((t)[0]), .size = sizeof(struct row) }
/* clang-format on */

struct arena;

/*
 * Set one member from text as it came from a form or a configuration file.
 *
 * f       the member
 * text    UTF-8, length given; trimmed unless FLD_RAW. Text is one line
 *         (text_line) unless FLD_LINES or FLD_RAW (text_clean); a number has
 *         no sign; octets are base64
 * object  the struct
 *
 * E_INPUT  not UTF-8, holds a control character, too long, not a URL of the
 *          schemes, not a number, out of range, a list (member unchanged)
 * E_NOMEM  arena exhausted
 */
enum err field_set(const struct field *f, struct bytes text, void *object,
    struct arena *a) MUST_USE;

/* Say whether a member has no value (NULL, empty, zero id; never for int). */
bool field_empty(const struct field *f, const void *object);

/* Find a member by name among n; NULL when there is none. */
const struct field *field_find(
    const struct field *f, size_t n, struct bytes name);

/*
 * Write a member as text: what a template or a log shows, not escaped.
 *
 * E_BUG  called for a list
 */
enum err field_text(
    const struct field *f, const void *object, struct buf *out) MUST_USE;

#endif
