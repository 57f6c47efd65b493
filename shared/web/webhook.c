/*
 * Signed callbacks. See webhook.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/web/webhook.h"

#include <string.h>

#include "shared/base/encode.h"
#include "shared/base/log.h"
#include "shared/base/text.h"

#define PREFIX    "whsec_"
#define KEY_LEAST 24
#define KEY_MOST  64
#define ID_MOST   255
#define BODY_MOST (16 * 1024 * 1024)

static enum err
decode_key(struct bytes text, struct secret *out)
{
	struct buf key = BUF(KEY_MOST);
	enum err r = E_INPUT;

	if (text.n <= strlen(PREFIX) ||
	    memcmp(text.p, PREFIX, strlen(PREFIX)) != 0)
		return E_INPUT;
	text = bytes_at(text.p + strlen(PREFIX), text.n - strlen(PREFIX));
	if (base64_read(&key, BASE64, text) == E_OK && key.n >= KEY_LEAST &&
	    (r = secret_new(key.n, out)) == E_OK)
		memcpy(out->p, key.p, key.n);
	buf_free(&key);
	return r;
}

/* Take each line of a file of keys. */
static enum err
decode_keys(struct bytes text, struct secret *out, size_t most)
{
	struct bytes line;
	enum err r = E_INPUT;
	size_t n;

	for (n = 0; text.n > 0; n++) {
		(void)bytes_cut(text, '\n', &line, &text);
		if (n == most || (r = decode_key(text_trim(line), &out[n])))
			return r == E_OK ? E_INPUT : r;
	}
	return r;
}

enum err
webhook_keys(const char *path, struct secret *out, size_t most)
{
	struct secret text = { NULL, 0 };
	enum err r;
	size_t i;

	for (i = 0; i < most; i++)
		out[i] = (struct secret){ NULL, 0 };
	if ((r = secret_file(path, 1024, &text)))
		return r;
	if ((r = decode_keys(secret_bytes(&text), out, most)))
		log_line(LOG_FAULT, "webhook.keys", "file=%s", path);
	for (i = 0; i < most && r != E_OK; i++)
		secret_free(&out[i]);
	secret_free(&text);
	return r;
}

/* An id with a dot could move octets between id, time and body. */
static const char *
check_headers(const struct webhook *w, int64_t now)
{
	int64_t at;

	if (w->id == NULL || w->timestamp == NULL || w->signature == NULL)
		return "header missing";
	if (*w->id == '\0' || strlen(w->id) > ID_MOST ||
	    strpbrk(w->id, ".,") != NULL)
		return "id";
	if (text_number(bytes_of(w->timestamp), INT64_MAX / 2, &at) != E_OK)
		return "timestamp";
	if (at > now + WEBHOOK_TOLERANCE_S || at < now - WEBHOOK_TOLERANCE_S)
		return "time";
	return NULL;
}

/* Compare every signature of version 1 with one MAC, in constant time. */
static bool
is_among(const char *signatures, const unsigned char mac[32])
{
	struct bytes rest = bytes_of(signatures), one, version, value;
	struct buf got = BUF(64);
	bool found = false;

	while (rest.n > 0) {
		bytes_cut(rest, ' ', &one, &rest);
		if (!bytes_cut(one, ',', &version, &value) ||
		    !bytes_eqs(version, "v1"))
			continue;
		buf_clear(&got);
		if (base64_read(&got, BASE64, value) == E_OK &&
		    secret_eq(buf_bytes(&got), bytes_at(mac, 32)))
			found = true;
	}
	buf_free(&got);
	return found;
}

enum err
webhook_verify(const struct secret *keys, size_t n, const struct webhook *w,
    struct bytes body, int64_t now, const char **why)
{
	struct buf text = BUF(BODY_MOST);
	unsigned char mac[32];
	const char *ignored;
	enum err r;
	size_t i;

	why = why ? why : &ignored;
	if ((*why = check_headers(w, now)) != NULL)
		return E_AUTH;
	*why = "signature";
	if ((r = buf_addf(&text, "%s.%s.", w->id, w->timestamp)) ||
	    (r = buf_addb(&text, body)))
		goto out;
	r = E_AUTH;
	for (i = 0; i < n && r == E_AUTH; i++) {
		if (keys[i].p == NULL)
			continue;
		if (hmac_sha256(secret_bytes(&keys[i]), buf_bytes(&text), mac))
			break;
		if (is_among(w->signature, mac))
			r = E_OK;
	}
out:
	buf_free(&text);
	if (r == E_OK)
		*why = NULL;
	return r;
}
