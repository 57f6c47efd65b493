/*
 * Secrets: locked, wiped, compared in constant time, never in the arena or
 * the log. libsodium holds the memory.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_BASE_SECRET_H
#define FERNSIGN_BASE_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/base/buf.h"

struct secret {
	unsigned char *p; /* sodium_malloc'ed; NULL while empty */
	size_t n;
};

/*
 * Make a secret of n zero octets. E_NOMEM when memory cannot be had.
 */
enum err secret_new(size_t n, struct secret *out) MUST_USE;

/*
 * Read a secret from a file that only its owner may read.
 *
 * path    NUL-ended
 * max     most octets; a trailing line end is dropped
 *
 * E_DENIED    mode allows group or others
 * E_NOTFOUND  no such file or not readable
 * E_INPUT     empty or longer than max
 */
enum err secret_file(const char *path, size_t max, struct secret *out) MUST_USE;

/* As secret_file for exactly n raw octets (a key): no line end is dropped. */
enum err secret_key_file(
    const char *path, size_t n, struct secret *out) MUST_USE;

/* View a secret; borrowed. */
struct bytes secret_bytes(const struct secret *s);

/* Wipe and release; NULL-safe. */
void secret_free(struct secret *s);

/* Compare two runs of octets in constant time; lengths are not secret. */
bool secret_eq(struct bytes a, struct bytes b);

/* Wipe n octets for good. */
void secret_wipe(void *p, size_t n);

/*
 * SHA-256 and HMAC-SHA-256 of one or two runs; out is 32 octets.
 *
 * E_CRYPTO  the library failed
 */
enum err sha256(struct bytes v, unsigned char out[32]) MUST_USE;
/* As sha256, keyed (RFC 2104). */
enum err hmac_sha256(
    struct bytes key, struct bytes v, unsigned char out[32]) MUST_USE;

/* Hashes of what others stamp; SHA-256 unless the operator wants more. */
enum hash { HASH_SHA256, HASH_SHA384, HASH_SHA512, HASH__MAX };

#define HASH_BYTES_MAX 64

/* Find a hash by its name ("SHA-256", …). E_INPUT  no such. */
enum err hash_read(const char *name, enum hash *out) MUST_USE;

/*
 * Hash runs of octets as if they were one.
 *
 * out      hash_bytes(h) octets
 *
 * E_CRYPTO  the library failed
 */
enum err hash_runs(enum hash h, const struct bytes *runs, size_t n,
    unsigned char out[HASH_BYTES_MAX]) MUST_USE;

/* Say how long a hash is. */
size_t hash_bytes(enum hash h);

/*
 * Seal and open with AES-256-GCM: nonce (12) | ciphertext | tag (16).
 *
 * key     32 octets
 * aad     what the ciphertext is bound to (table, row, column); borrowed
 *
 * E_CRYPTO  opening: changed, other key or other aad
 * E_NOMEM   out exceeds its maximum
 */
enum err seal(struct bytes key, struct bytes aad, struct bytes plain,
    struct buf *out) MUST_USE;
/* As seal, the other way. */
enum err seal_open(struct bytes key, struct bytes aad, struct bytes sealed,
    struct buf *out) MUST_USE;

#endif
