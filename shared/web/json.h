/*
 * JSON by field tables; jansson does the parsing and writing. RFC 8259.
 *
 * A list of objects is described by its rows' table. A list of plain values
 * ([1, 2] or ["a"]) is a table whose one field has the name ""; a list of
 * tuples ([[1, 2], …]) a table whose fields all have the name "". An object in
 * an object is read as a list of at most one row.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_WEB_JSON_H
#define FERNSIGN_WEB_JSON_H

#include "shared/base/arena.h"
#include "shared/base/field.h"

#define JSON_DEPTH 16

/*
 * Read an object into a struct. Unknown members are ignored; a member twice,
 * depth over JSON_DEPTH, not UTF-8 or trailing octets are refused. Text is
 * taken as it is, without control characters but tab and line ends; null is
 * as if absent. What is absent keeps the value that *object had.
 *
 * why      name of the member that was refused, in the arena; NULL allowed
 *
 * E_INPUT  not such an object, or a FLD_REQUIRED member absent or empty
 * E_NOMEM  arena exhausted
 */
enum err json_read(struct bytes text, const struct field *f, size_t n,
    void *object, const char **why, struct arena *a) MUST_USE;

/*
 * As json_read, but take what is there and good, and nothing else; for
 * answers that are refusals already.
 */
void json_read_some(struct bytes text, const struct field *f, size_t n,
    void *object, struct arena *a);

/*
 * Append a struct as an object, members in table order; absent text and
 * octets and ids are left out.
 *
 * E_INPUT  a text is not UTF-8
 * E_NOMEM  out is full
 */
enum err json_write(struct buf *out, const struct field *f, size_t n,
    const void *object) MUST_USE;

/*
 * Call each for every member of a flat object of texts, in no order.
 *
 * E_INPUT    not such an object
 * any other  what each returned
 */
enum err json_texts(struct bytes text,
    enum err (*each)(void *ctx, const char *name, const char *value),
    void *ctx) MUST_USE;

struct request;

/* Answer 200 with a struct as JSON (application/json, no-store). */
enum err answer_json(struct request *q, const struct field *f, size_t n,
    const void *object) MUST_USE;

#endif
