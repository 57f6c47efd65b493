/*
 * The secrets of a case. See ident_token.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/ident/ident_token.h"

#include <string.h>

#include "shared/base/encode.h"

#define TOKEN_BYTES 32
#define SEALED_MAX  (1 << 20)

static enum err
derive(const struct ident *s, enum ident_token purpose, const struct id *case_,
    unsigned char out[TOKEN_BYTES])
{
	unsigned char text[1 + sizeof(case_->b)] = { (unsigned char)purpose };

	memcpy(text + 1, case_->b, sizeof(case_->b));
	return hmac_sha256(
	    secret_bytes(&s->token_key), bytes_at(text, sizeof(text)), out);
}

char *
ident_token_text(const struct ident *s, enum ident_token purpose,
    const struct id *case_, struct arena *a)
{
	unsigned char token[TOKEN_BYTES];

	if (derive(s, purpose, case_, token))
		return NULL;
	return base64_text(a, BASE64_URL, bytes_at(token, sizeof(token)));
}

static enum err
hash(struct bytes v, struct bytes *out, struct arena *a)
{
	unsigned char *at = arena_alloc(a, 32);

	if (at == NULL)
		return E_NOMEM;
	*out = bytes_at(at, 32);
	return sha256(v, at);
}

enum err
ident_token_hash(const struct ident *s, enum ident_token purpose,
    const struct id *case_, struct bytes *out, struct arena *a)
{
	unsigned char token[TOKEN_BYTES];
	enum err r;

	if ((r = derive(s, purpose, case_, token)))
		return r;
	return hash(bytes_at(token, sizeof(token)), out, a);
}

enum err
ident_token_read(struct bytes text, struct bytes *out, struct arena *a)
{
	struct buf token = BUF(TOKEN_BYTES);
	enum err r = E_NOTFOUND;

	if (base64_read(&token, BASE64_URL, text) == E_OK &&
	    token.n == TOKEN_BYTES)
		r = hash(buf_bytes(&token), out, a);
	buf_free(&token);
	return r;
}

static enum err
take(struct buf *b, enum err r, struct bytes *out, struct arena *a)
{
	if (r == E_OK)
		r = arena_bytes(a, buf_bytes(b), out);
	buf_free(b);
	return r;
}

/* Tokens and ciphertexts are made with keys of their own. */
static enum err
seal_key(const struct ident *s, unsigned char key[TOKEN_BYTES])
{
	static const struct id none;

	return derive(s, TOKEN_SEAL, &none, key);
}

enum err
ident_seal(const struct ident *s, const struct id *case_, struct bytes plain,
    struct bytes *out, struct arena *a)
{
	unsigned char key[TOKEN_BYTES];
	struct buf b = BUF(SEALED_MAX);
	enum err r;

	if ((r = seal_key(s, key)) == E_OK)
		r = seal(bytes_at(key, sizeof(key)),
		    bytes_at(case_->b, sizeof(case_->b)), plain, &b);
	secret_wipe(key, sizeof(key));
	return take(&b, r, out, a);
}

enum err
ident_unseal(const struct ident *s, const struct id *case_, struct bytes sealed,
    struct bytes *out, struct arena *a)
{
	unsigned char key[TOKEN_BYTES];
	struct buf b = BUF(SEALED_MAX);
	enum err r;

	if ((r = seal_key(s, key)) == E_OK)
		r = seal_open(bytes_at(key, sizeof(key)),
		    bytes_at(case_->b, sizeof(case_->b)), sealed, &b);
	secret_wipe(key, sizeof(key));
	return take(&b, r, out, a);
}
