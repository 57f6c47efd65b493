/*
 * PDF objects as plain trees in an arena, read from text and written back.
 *
 * Both readers (libqpdf in pdf_qpdf.c, our own in pdf_raw.c) give the same
 * trees, so everything above is the same code whoever read. Reading uses an
 * explicit stack; nesting deeper than PDF_LIMIT_DEPTH is refused.
 * ISO 32000-1 7.3.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_OBJECT_H
#define FERNSIGN_PDF_OBJECT_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/base/arena.h"
#include "shared/pdf/pdf_lex.h"

enum pdf_type {
	PDF_NULL,
	PDF_BOOL,
	PDF_INT,
	PDF_REAL,
	PDF_STRING,
	PDF_NAME,
	PDF_ARRAY,
	PDF_DICT,
	PDF_REF,
	PDF_STREAM /* its dictionary; data by number, see pdf_stream.h */
};

struct pdf_pair;

struct pdf_obj {
	enum pdf_type type;
	int id; /* number of an indirect object, or what a REF points to */
	int gen;
	bool odd; /* STRING: written with an odd number of hexadecimal digits */
	union {
		bool b;
		int64_t i;
		struct bytes s; /* STRING, NAME: decoded */
		struct {
			struct bytes text; /* as written */
			double d;
		} real;
		struct {
			struct pdf_obj *at;
			size_t n;
		} array;
		struct {
			struct pdf_pair *at;
			size_t n;
		} dict; /* DICT and STREAM */
	} u;
};

struct pdf_pair {
	struct bytes key; /* decoded, without the slash */
	struct pdf_obj value;
};

/* What a missing value reads as. */
extern const struct pdf_obj pdf_null;

/*
 * Read one object. A reference becomes PDF_REF; "stream" is not read.
 *
 * l        where to read; afterwards behind the object
 * out      in the arena; valid on E_OK
 *
 * E_INPUT  not an object, a key twice in one dictionary
 * E_LIMIT  nested too deeply
 * E_NOMEM  arena exhausted
 */
enum err pdf_object_read(
    struct pdf_lex *l, struct arena *a, struct pdf_obj *out) MUST_USE;

/* Find a key without following references; &pdf_null when absent. */
const struct pdf_obj *pdf_key(const struct pdf_obj *dict, const char *key);

/* Say whether a dictionary or stream has a key whose value is not null. */
bool pdf_has(const struct pdf_obj *dict, const char *key);

/* Say whether o is a dictionary or a stream. */
bool pdf_is_dict(const struct pdf_obj *o);

/* Say whether o is this name. */
bool pdf_is_name(const struct pdf_obj *o, const char *name);

/* Value of an integer (or of a real without fraction); other otherwise. */
int64_t pdf_int(const struct pdf_obj *o, int64_t other);

/* Read a number. Returns false when o is none. */
bool pdf_number(const struct pdf_obj *o, double *out);

/* Say whether two trees are equal; references by number and generation. */
bool pdf_equal(const struct pdf_obj *a, const struct pdf_obj *b);

/*
 * Append an object as PDF text. STREAM writes its dictionary alone.
 *
 * E_NOMEM  as buf_add
 */
enum err pdf_object_write(struct buf *out, const struct pdf_obj *o) MUST_USE;

/* Append a name with its slash, escaped as needed. */
enum err pdf_name_write(struct buf *out, struct bytes name) MUST_USE;

/* Append a string: printable ASCII as (…), other as <…>. */
enum err pdf_string_write(struct buf *out, struct bytes s) MUST_USE;

/* Make a copy of a dictionary with room for n more pairs. NULL: no memory. */
struct pdf_obj *pdf_dict_copy(
    const struct pdf_obj *dict, size_t n, struct arena *a);

/*
 * Set a key of a dictionary made by pdf_dict_copy, replacing or appending.
 * Appending uses the room that was asked for.
 */
void pdf_dict_set(
    struct pdf_obj *dict, const char *key, const struct pdf_obj *value);

/* Make an integer, a reference. */
struct pdf_obj pdf_new_int(int64_t i);
/* As pdf_new_int. */
struct pdf_obj pdf_new_ref(int id, int gen);

/* Copy an array with one more element at its end. NULL: no memory. */
struct pdf_obj *pdf_array_grown(const struct pdf_obj *array,
    const struct pdf_obj *element, struct arena *a);

#endif
