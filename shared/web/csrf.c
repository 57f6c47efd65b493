/*
 * Tokens of forms. See csrf.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/web/csrf.h"

#include "shared/base/encode.h"
#include "shared/base/random.h"
#include "shared/base/secret.h"
#include "shared/web/form.h"

#define SECRET_MIN    16
#define VISITOR_BYTES 32
#define VISITOR_TEXT  43 /* of these in base64url */

char *
csrf_token(struct arena *a, struct bytes secret, const char *form)
{
	unsigned char mac[32];

	if (secret.n < SECRET_MIN || hmac_sha256(secret, bytes_of(form), mac))
		return NULL;
	return base64_text(a, BASE64_URL, bytes_at(mac, sizeof(mac)));
}

enum err
csrf_check(struct bytes secret, const char *form, struct bytes token)
{
	unsigned char want[32];
	struct buf have = BUF(sizeof(want));
	enum err r = E_DENIED;

	if (secret.n >= SECRET_MIN && token.n &&
	    !hmac_sha256(secret, bytes_of(form), want) &&
	    !base64_read(&have, BASE64_URL, token) &&
	    secret_eq(buf_bytes(&have), bytes_at(want, sizeof(want))))
		r = E_OK;
	buf_free(&have);
	return r;
}

enum err
csrf_visitor(struct request *q, struct bytes *out)
{
	unsigned char fresh[VISITOR_BYTES];
	char *text;

	*out = cookie_value(q, CSRF_COOKIE);
	if (out->n == VISITOR_TEXT)
		return E_OK;
	random_fill(fresh, sizeof(fresh));
	if (!(text = base64_text(
		  q->arena, BASE64_URL, bytes_at(fresh, sizeof(fresh)))))
		return E_NOMEM;
	*out = bytes_of(text);
	return cookie_set(q, CSRF_COOKIE, text, -1);
}
