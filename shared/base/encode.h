/*
 * Base64, base64url and hex, strict in what they read. OpenSSL and libsodium
 * do the work; this file gives them the house's shapes. RFC 4648.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_BASE_ENCODE_H
#define FERNSIGN_BASE_ENCODE_H

#include "shared/base/arena.h"
#include "shared/base/buf.h"

enum base64_kind { BASE64, BASE64_URL }; /* with '='; without '=' */

/* Append v in base64 of the given kind. E_NOMEM as buf_add. */
enum err base64_add(
    struct buf *out, enum base64_kind k, struct bytes v) MUST_USE;

/* Write v in base64 into the arena, NUL-ended; NULL when exhausted. */
char *base64_text(struct arena *a, enum base64_kind k, struct bytes v);

/*
 * Append what base64 text v stands for; no blanks, no odd tail.
 *
 * E_INPUT  not base64 of that kind
 * E_NOMEM  as buf_add
 */
enum err base64_read(
    struct buf *out, enum base64_kind k, struct bytes v) MUST_USE;

/* Append v as lower-case hex. E_NOMEM as buf_add. */
enum err hex_add(struct buf *out, struct bytes v) MUST_USE;

/* Write v as lower-case hex into the arena, NUL-ended; NULL when exhausted. */
char *hex_text(struct arena *a, struct bytes v);

/*
 * Read exactly n octets from 2n hex digits of either case.
 *
 * E_INPUT  other length or other characters
 */
enum err hex_read(struct bytes v, unsigned char *out, size_t n) MUST_USE;

/*
 * Append what a part of a URI stands for: %XX is an octet (RFC 3986 2.1).
 *
 * E_INPUT  a % without two hex digits; E_NOMEM  out is full
 */
enum err percent_read(struct buf *out, struct bytes v) MUST_USE;

/* Write an id as 32 hex digits and NUL. */
void id_text(const struct id *id, char out[33]);

/* The same in the arena; NULL when exhausted. */
char *id_hex(struct arena *a, const struct id *id);

/* Read an id from 32 hex digits. E_INPUT otherwise. */
enum err id_read(struct bytes v, struct id *out) MUST_USE;

#endif
