/*
 * See tan.h. ASVS 5.0 6.5, 6.6.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/signer/tan.h"

#include <stdio.h>
#include <string.h>

#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/base/random.h"

#define NAMES_SHOWN 3
#define NAME_OCTETS 28

/* Words of a message; {one, several} documents at a level. */
struct words {
	const char *lang;
	const char *valid;
	const char *for_;
	const char *advanced[2];
	const char *qualified[2];
	const char *and_;
	const char *more;
	const char *hello; /* voice: before "für 2 …" */
	const char *is;    /* voice: before the digits */
};

/* clang-format off */
static const struct words words[] = {
	{ "de", "5 Minuten gültig", "für",
	  { "fortgeschrittene Signatur", "fortgeschrittene Signaturen" },
	  { "qualifizierte Signatur", "qualifizierte Signaturen" },
	  "und", "weitere", "Guten Tag. Ihre TAN", "lautet" },
	{ "en", "valid for 5 minutes", "for",
	  { "advanced signature", "advanced signatures" },
	  { "qualified signature", "qualified signatures" },
	  "and", "more", "Hello. Your TAN", "is" },
};
/* clang-format on */

void
tan_draw(char out[TAN_DIGITS + 1])
{
	(void)snprintf(out, TAN_DIGITS + 1, "%06u", random_below(1000000));
}

enum err
tan_mac(const struct signer *s, const struct id *id, int64_t sends,
    int64_t expires_at, const char *tan, unsigned char out[32])
{
	struct buf text = BUF(256);
	char hex[33];
	enum err r;

	id_text(id, hex);
	if (!(r = buf_addf(&text, "tan:%s:%lld:%lld:%s", hex, (long long)sends,
		  (long long)expires_at, tan)))
		r = hmac_sha256(
		    secret_bytes(&s->mac_key), buf_bytes(&text), out);
	buf_free(&text);
	return r;
}

enum err
tan_check(
    const struct signer *s, const struct activation_row *row, const char *tan)
{
	unsigned char mac[32];
	enum err r;

	if (row->tan_mac.n != sizeof(mac) || row->expires_at < clock_now())
		return E_NOTFOUND;
	if (tan == NULL || strlen(tan) != TAN_DIGITS)
		return E_AUTH;
	if ((r = tan_mac(s, &row->id, row->sends, row->expires_at, tan, mac)))
		return r;
	return secret_eq(bytes_at(mac, sizeof(mac)), row->tan_mac) ? E_OK
								   : E_AUTH;
}

/* Cut a name at a character's border. */
static size_t
name_cut(const char *name)
{
	size_t n = strlen(name);

	if (n <= NAME_OCTETS)
		return n;
	n = NAME_OCTETS;
	while (n > 0 && ((unsigned char)name[n] & 0xc0) == 0x80)
		n--;
	return n;
}

/* Append "a.pdf [1a2b3c4d], b.pdf [5e6f7a8b] and 2 more". */
static enum err
names_add(const struct activation *v, const struct words *w, struct buf *out)
{
	const struct activation_doc_row *d = v->docs.rows;
	size_t shown = v->docs.n > NAMES_SHOWN ? NAMES_SHOWN : v->docs.n;
	enum err r;

	for (size_t i = 0; i < shown; i++) {
		size_t cut = name_cut(d[i].name);

		if ((r = buf_adds(out, i > 0 ? ", " : "")) ||
		    (r = buf_add(out, d[i].name, cut)) ||
		    (r = buf_adds(
			 out, d[i].name[cut] == '\0' ? " [" : "… [")) ||
		    (r = hex_add(out, bytes_at(d[i].sha256.p, 4))) ||
		    (r = buf_addc(out, ']')))
			return r;
	}
	if (v->docs.n == shown)
		return E_OK;
	return buf_addf(out, " %s %zu %s", w->and_, v->docs.n - shown, w->more);
}

/* Append the digits with pauses, twice: for the ear. */
static enum err
digits_add(const char *tan, struct buf *out)
{
	enum err r = E_OK;

	for (int twice = 0; twice < 2 && !r; twice++)
		for (const char *p = tan; *p != '\0' && !r; p++)
			r = buf_addf(
			    out, "%c%s", *p, p[1] != '\0' ? ", " : ". ");
	return r;
}

enum err
tan_message(const struct activation *v, const struct key_row *k,
    const char *operator_name, const char *tan, struct buf *out)
{
	const struct words *w = &words[strcmp(k->lang, "de") == 0 ? 0 : 1];
	long long n = (long long)v->docs.n;
	const char *kind = strcmp(v->row.level, "qualified") == 0
	    ? w->qualified[n > 1]
	    : w->advanced[n > 1];
	enum err r;

	if (strcmp(v->row.factor, "voice") == 0) {
		if ((r = buf_addf(out, "%s %s %lld %s %s: ", w->hello, w->for_,
			 n, kind, w->is)))
			return r;
		return digits_add(tan, out);
	}
	if ((r = buf_addf(out, "TAN %s (%s) %s %lld %s: ", tan, w->valid,
		 w->for_, n, kind)) ||
	    (r = names_add(v, w, out)))
		return r;
	return buf_addf(out, ". %s", operator_name);
}
