/*
 * JSON by field tables; jansson does the parsing and writing. RFC 8259.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_WEB_JSON_H
#define FERNSIGN_WEB_JSON_H

#include "shared/base/arena.h"
#include "shared/base/field.h"

/*
 * Read an object into a struct. Unknown members are ignored; a member twice,
 * depth over 16, not UTF-8 or trailing octets are refused.
 *
 * why      name of the member that was refused, in the arena; NULL allowed
 *
 * E_INPUT  not such an object
 * E_NOMEM  arena exhausted
 */
enum err json_read(struct bytes text, const struct field *f, size_t n,
    void *object, const char **why, struct arena *a) MUST_USE;

/*
 * Append a struct as an object, members in table order; absent text and
 * octets and ids are left out.
 */
enum err json_write(struct buf *out, const struct field *f, size_t n,
    const void *object) MUST_USE;

struct request;

/* Answer 200 with a struct as JSON (application/json, no-store). */
enum err answer_json(struct request *q, const struct field *f, size_t n,
    const void *object) MUST_USE;

#endif
