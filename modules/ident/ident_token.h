/*
 * The secrets of a case: derived from one key, never stored.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_IDENT_TOKEN_H
#define FERNSIGN_IDENT_TOKEN_H

#include "modules/ident/ident.h"

/*
 * What a token is for: T stands in tcTokenURL, R in RefreshAddress and
 * CommunicationErrorAddress, S in the link back from the partner. Each is
 * HMAC-SHA-256 of purpose and case under ident's key: 256 bits that nobody
 * else can compute, and the same again when a page is asked for twice.
 */
enum ident_token {
	TOKEN_T = 'T',
	TOKEN_R = 'R',
	TOKEN_S = 'S',
	TOKEN_SEAL = 'K' /* never in a link: seals what the database keeps */
};

/* Write a case's token in base64url; NULL when it cannot be had. */
char *ident_token_text(const struct ident *s, enum ident_token purpose,
    const struct id *case_, struct arena *a);

/* The SHA-256 of a case's token, in the arena; as stored. */
enum err ident_token_hash(const struct ident *s, enum ident_token purpose,
    const struct id *case_, struct bytes *out, struct arena *a) MUST_USE;

/*
 * The SHA-256 of a token or session cookie as it came, in the arena.
 *
 * E_NOTFOUND  not 32 octets in base64url
 */
enum err ident_token_read(
    struct bytes text, struct bytes *out, struct arena *a) MUST_USE;

/* Seal octets for ident alone, bound to a case; in the arena. */
enum err ident_seal(const struct ident *s, const struct id *case_,
    struct bytes plain, struct bytes *out, struct arena *a) MUST_USE;
/* As ident_seal, the other way. E_CRYPTO. */
enum err ident_unseal(const struct ident *s, const struct id *case_,
    struct bytes sealed, struct bytes *out, struct arena *a) MUST_USE;

#endif
