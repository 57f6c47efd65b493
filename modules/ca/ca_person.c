/*
 * See ca_person.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/ca/ca_person.h"

#include <string.h>

#include "shared/base/log.h"
#include "shared/web/json.h"

#define PERSON_MAX 8100 /* what VARBINARY(8192) holds, sealed */
#define AAD        "identification.person"

/* Write what the ciphertext is bound to: column, account, case. */
static struct bytes
aad_of(const struct id *account, const struct id *case_,
    unsigned char out[sizeof(AAD) + 32])
{
	memcpy(out, AAD, sizeof(AAD));
	memcpy(out + sizeof(AAD), account->b, 16);
	memcpy(out + sizeof(AAD) + 16, case_->b, 16);
	return bytes_at(out, sizeof(AAD) + 32);
}

enum err
ca_person_seal(struct bytes key, const struct id *account,
    const struct id *case_, const struct person *p, struct arena *a,
    struct bytes *out)
{
	unsigned char aad[sizeof(AAD) + 32];
	struct buf json = BUF(PERSON_MAX), sealed = BUF(PERSON_MAX + 64);
	enum err r;

	if ((r = json_write(&json, person_fields, PERSON_FIELDS, p)))
		r = log_err(E_INPUT, "ca.person", "too long");
	else if ((r = seal(key, aad_of(account, case_, aad), buf_bytes(&json),
		      &sealed)) == E_OK)
		r = arena_bytes(a, buf_bytes(&sealed), out);
	buf_free(&json);
	buf_free(&sealed);
	return r;
}

enum err
ca_person_open(struct bytes key, const struct id *account,
    const struct id *case_, struct bytes sealed, struct arena *a,
    struct person *out)
{
	unsigned char aad[sizeof(AAD) + 32];
	struct buf json = BUF(PERSON_MAX);
	enum err r;

	memset(out, 0, sizeof(*out));
	if ((r = seal_open(key, aad_of(account, case_, aad), sealed, &json)) ==
	    E_OK)
		r = json_read(buf_bytes(&json), person_fields, PERSON_FIELDS,
		    out, NULL, a);
	buf_free(&json);
	return r;
}

enum err
ca_person_pseudonym(struct bytes key, const struct person *p, struct arena *a,
    struct bytes *out)
{
	unsigned char mac[32];
	enum err r;

	*out = bytes_at(NULL, 0);
	if (p->restricted_id.n == 0)
		return E_OK;
	if ((r = hmac_sha256(key, p->restricted_id, mac)))
		return r;
	return arena_bytes(a, bytes_at(mac, sizeof(mac)), out);
}
