/*
 * Small questions about text: UTF-8, numbers, addresses, telephone numbers.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/base/text.h"

#include <string.h>

#define EMAIL_MAX  254 /* octets, RFC 5321 4.5.3.1.3 without the brackets */
#define LOCAL_MAX  64  /* octets, RFC 5321 4.5.3.1.1 */
#define LABEL_MAX  63  /* octets, RFC 1035 2.3.4 */
#define DIGITS_MIN 7   /* of a telephone number with country code */
#define DIGITS_MAX 15  /* ITU-T E.164 6.1 */

static bool
is_blank(unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool
is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_alnum(unsigned char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

struct bytes
text_trim(struct bytes v)
{
	while (v.n > 0 && is_blank(v.p[0])) {
		v.p++;
		v.n--;
	}
	while (v.n > 0 && is_blank(v.p[v.n - 1]))
		v.n--;
	return v;
}

/* Say how many octets follow a leading octet; -1 when it cannot lead. */
static int
utf8_follow(unsigned char c)
{
	if (c < 0x80)
		return 0;
	if (c >= 0xc2 && c <= 0xdf)
		return 1;
	if (c >= 0xe0 && c <= 0xef)
		return 2;
	if (c >= 0xf0 && c <= 0xf4)
		return 3;
	return -1;
}

/*
 * Take one code point from the front of v; false when it is not well formed
 * (RFC 3629 4: no overlong form, no surrogate, nothing above U+10FFFF).
 */
static bool
utf8_take(struct bytes *v, uint32_t *cp)
{
	static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
	int i, more = utf8_follow(v->p[0]);

	if (more < 0 || v->n <= (size_t)more)
		return false;
	*cp = more == 0 ? v->p[0] : v->p[0] & (0x3fu >> more);
	for (i = 1; i <= more; i++) {
		if ((v->p[i] & 0xc0) != 0x80)
			return false;
		*cp = *cp << 6 | (v->p[i] & 0x3fu);
	}
	v->p += more + 1;
	v->n -= (size_t)more + 1;
	return *cp >= least[more] && *cp <= 0x10ffff &&
	    (*cp < 0xd800 || *cp > 0xdfff);
}

static bool
is_control(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp <= 0x9f);
}

/* Lines can also end with U+2028 and U+2029. */
static bool
breaks_line(uint32_t cp)
{
	return cp == '\n' || cp == '\r' || cp == 0x2028 || cp == 0x2029;
}

static bool
overrides_direction(uint32_t cp)
{
	return (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069);
}

bool
text_clean(struct bytes v)
{
	uint32_t cp;

	while (v.n > 0) {
		if (!utf8_take(&v, &cp))
			return false;
		if (is_control(cp) && cp != '\t' && cp != '\n' && cp != '\r')
			return false;
	}
	return true;
}

bool
text_line(struct bytes v)
{
	uint32_t cp;

	if (!text_clean(v))
		return false;
	while (v.n > 0)
		if (!utf8_take(&v, &cp) || breaks_line(cp) ||
		    overrides_direction(cp))
			return false;
	return true;
}

enum err
text_number(struct bytes v, int64_t max, int64_t *out)
{
	int64_t n = 0;
	size_t i;

	if (v.n == 0)
		return E_INPUT;
	for (i = 0; i < v.n; i++) {
		if (!is_digit(v.p[i]))
			return E_INPUT;
		if (n > (INT64_MAX - (v.p[i] - '0')) / 10)
			return E_INPUT;
		n = n * 10 + (v.p[i] - '0');
	}
	if (n > max)
		return E_INPUT;
	*out = n;
	return E_OK;
}

/* Dot-atom of RFC 5322 3.2.3: no quotes, no comments, no dot at an end. */
static bool
email_local(struct bytes v)
{
	unsigned char before = '.';
	size_t i;

	if (v.n == 0 || v.n > LOCAL_MAX)
		return false;
	for (i = 0; i < v.n; i++) {
		if (v.p[i] == '.' ? before == '.'
				  : !is_alnum(v.p[i]) &&
			    (v.p[i] == '\0' ||
				strchr("!#$%&'*+-/=?^_`{|}~", v.p[i]) == NULL))
			return false;
		before = v.p[i];
	}
	return before != '.';
}

/* One label of a host name: RFC 1123 2.1. */
static bool
email_label(struct bytes v)
{
	size_t i;

	if (v.n == 0 || v.n > LABEL_MAX || v.p[0] == '-' || v.p[v.n - 1] == '-')
		return false;
	for (i = 0; i < v.n; i++)
		if (!is_alnum(v.p[i]) && v.p[i] != '-')
			return false;
	return true;
}

static bool
email_domain(struct bytes v)
{
	struct bytes label;
	size_t labels = 0;
	bool more;

	do {
		more = bytes_cut(v, '.', &label, &v);
		if (!email_label(label))
			return false;
		labels++;
	} while (more);
	return labels >= 2;
}

enum err
text_email(struct bytes v, struct arena *a, char **out)
{
	struct bytes local, domain;
	char *p, *s;

	v = text_trim(v);
	if (v.n > EMAIL_MAX || !bytes_cut(v, '@', &local, &domain) ||
	    !email_local(local) || !email_domain(domain))
		return E_INPUT;
	if ((s = arena_text(a, v)) == NULL)
		return E_NOMEM;
	for (p = s; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	*out = s;
	return E_OK;
}

/*
 * Keep the digits of a number in out (DIGITS_MAX + 3 octets); false for any
 * other character, for a plus sign inside, or for too many digits.
 */
static bool
phone_digits(struct bytes v, char *out)
{
	size_t i, n = 0;

	for (i = 0; i < v.n; i++) {
		if (v.p[i] != '\0' && strchr(" -/()", v.p[i]) != NULL)
			continue;
		if (!is_digit(v.p[i]) || n == DIGITS_MAX + 2)
			return false;
		out[n++] = (char)v.p[i];
	}
	out[n] = '\0';
	return true;
}

enum err
text_phone(struct bytes v, struct arena *a, char **out)
{
	char digits[DIGITS_MAX + 3] = "";
	const char *d = digits;
	bool plus;

	v = text_trim(v);
	plus = v.n > 0 && v.p[0] == '+';
	if (plus) {
		v.p++;
		v.n--;
	}
	if (!phone_digits(v, digits))
		return E_INPUT;
	if (!plus) {
		if (strncmp(d, "00", 2) != 0)
			return E_INPUT;
		d += 2;
	}
	/* No country code begins with 0 (E.164 7.1). */
	if (strlen(d) < DIGITS_MIN || strlen(d) > DIGITS_MAX || d[0] == '0')
		return E_INPUT;
	*out = arena_printf(a, "+%s", d);
	return *out == NULL ? E_NOMEM : E_OK;
}

char *
text_phone_masked(struct arena *a, const char *phone)
{
	size_t n = phone == NULL ? 0 : strlen(phone);

	if (n <= DIGITS_MIN)
		return arena_str(a, "***");
	return arena_printf(a, "%.3s *** %s", phone, phone + n - 3);
}
