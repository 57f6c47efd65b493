/*
 * MACs over rows: what the database holds is believed only under signer's
 * own key. The same field table that reads a row says what is covered.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_SIGNER_ROW_MAC_H
#define FERNSIGN_SIGNER_ROW_MAC_H

#include "modules/signer/signer.h"
#include "modules/signer/signer_sql.h"

/*
 * Append a row in a form that no other row has: label, then each member as
 * name, length and text.
 *
 * E_NOMEM  out is full
 */
enum err row_add(struct buf *out, const char *label, const struct field *f,
    size_t n, const void *row) MUST_USE;

/* MAC a key's row: everything but mac itself. */
enum err key_row_mac(const struct signer *s, const struct key_row *k,
    unsigned char out[32]) MUST_USE;

/*
 * Hold a key's row against its MAC.
 *
 * E_CRYPTO  changed behind our back (logged)
 */
enum err key_row_check(
    const struct signer *s, const struct key_row *k) MUST_USE;

/* MAC an activation: its fixed part and all its documents. */
enum err activation_mac(const struct signer *s, const struct activation_row *v,
    const struct list *docs, unsigned char out[32]) MUST_USE;

/* Hold an activation and its documents against its MAC. E_CRYPTO as above. */
enum err activation_check(const struct signer *s,
    const struct activation_row *v, const struct list *docs) MUST_USE;

#endif
