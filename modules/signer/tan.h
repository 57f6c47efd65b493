/*
 * The TAN: made, bound to its release and its sending, written into a
 * message, compared. It exists in clear only in the message.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_SIGNER_TAN_H
#define FERNSIGN_SIGNER_TAN_H

#include "modules/signer/activation.h"

/* Draw a TAN: six digits and NUL. */
void tan_draw(char out[TAN_DIGITS + 1]);

/* MAC a TAN over release, number of the sending, end, and digits. */
enum err tan_mac(const struct signer *s, const struct id *id, int64_t sends,
    int64_t expires_at, const char *tan, unsigned char out[32]) MUST_USE;

/*
 * Compare what a person typed with the TAN on its way.
 *
 * row      as it stands after the try was counted
 *
 * E_AUTH    wrong; E_NOTFOUND none on its way, or too late
 */
enum err tan_check(const struct signer *s, const struct activation_row *row,
    const char *tan) MUST_USE;

/*
 * Write the message: TAN, count and names of documents, level, first eight
 * hex digits of each upload's SHA-256.
 *
 * operator_name  who sends
 * out            wiped by its owner
 */
enum err tan_message(const struct activation *v, const struct key_row *k,
    const char *operator_name, const char *tan, struct buf *out) MUST_USE;

#endif
