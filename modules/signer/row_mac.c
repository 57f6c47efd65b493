/*
 * See row_mac.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/signer/row_mac.h"

#include "shared/base/encode.h"
#include "shared/base/log.h"

#define ROW_MAX 65536

enum err
row_add(struct buf *out, const char *label, const struct field *f, size_t n,
    const void *row)
{
	struct buf text = BUF(ROW_MAX);
	enum err r;

	if ((r = buf_addf(out, "%s\n", label)))
		goto out;
	for (size_t i = 0; i < n; i++) {
		buf_clear(&text);
		if ((!field_empty(&f[i], row) &&
			(r = field_text(&f[i], row, &text))) ||
		    (r = buf_addf(out, "%s=%zu:", f[i].name, text.n)) ||
		    (r = buf_addb(out, buf_bytes(&text))) ||
		    (r = buf_addc(out, '\n')))
			goto out;
	}
out:
	buf_free(&text);
	return r;
}

enum err
key_row_mac(
    const struct signer *s, const struct key_row *k, unsigned char out[32])
{
	struct buf text = BUF(ROW_MAX);
	enum err r;

	if (!(r = row_add(
		  &text, "sign_key", key_row_fields, KEY_ROW_FIELDS - 1, k)))
		r = hmac_sha256(
		    secret_bytes(&s->mac_key), buf_bytes(&text), out);
	buf_free(&text);
	return r;
}

enum err
key_row_check(const struct signer *s, const struct key_row *k)
{
	unsigned char mac[32];
	char id[33];
	enum err r;

	if ((r = key_row_mac(s, k, mac)))
		return r;
	if (secret_eq(bytes_at(mac, sizeof(mac)), k->mac))
		return E_OK;
	id_text(&k->id, id);
	return log_err(E_CRYPTO, "key.mac", "key=%s", id);
}

enum err
activation_mac(const struct signer *s, const struct activation_row *v,
    const struct list *docs, unsigned char out[32])
{
	const struct activation_doc_row *d = docs->rows;
	struct buf text = BUF(ROW_MAX);
	enum err r;

	if ((r = row_add(
		 &text, "activation", activation_fields, ACTIVATION_FIXED, v)))
		goto out;
	for (size_t i = 0; i < docs->n; i++)
		if ((r = row_add(&text, "activation_doc", activation_doc_fields,
			 ACTIVATION_DOC_FIELDS, &d[i])))
			goto out;
	r = hmac_sha256(secret_bytes(&s->mac_key), buf_bytes(&text), out);
out:
	buf_free(&text);
	return r;
}

enum err
activation_check(const struct signer *s, const struct activation_row *v,
    const struct list *docs)
{
	unsigned char mac[32];
	char id[33];
	enum err r;

	if ((r = activation_mac(s, v, docs, mac)))
		return r;
	if (docs->n == (size_t)v->documents &&
	    secret_eq(bytes_at(mac, sizeof(mac)), v->mac))
		return E_OK;
	id_text(&v->id, id);
	return log_err(E_CRYPTO, "activation.mac", "id=%s", id);
}
