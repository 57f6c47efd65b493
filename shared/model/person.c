/*
 * A verified person: fields, comparison of names, life of an identification.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/model/person.h"

#include <locale.h>
#include <string.h>
#include <time.h>
#include <wctype.h>

#include "shared/base/text.h"
#include "shared/model/latin.h"

#define FOLD_MAX 256 /* letters of a name after taking it apart */
#define DAY_S    86400

/* clang-format off */
/* member, most octets, flags */
const struct field person_fields[PERSON_FIELDS] = {
	FIELD(person, given_names,     400, 0),
	FIELD(person, family_name,     400, 0),
	FIELD(person, birth_name,      400, 0),
	FIELD(person, academic_title,  400, 0),
	FIELD(person, artistic_name,   400, 0),
	FIELD(person, date_of_birth,    10, 0),
	FIELD(person, place_of_birth,  800, 0),
	FIELD(person, nationality,       3, 0),
	FIELD(person, street,          800, 0),
	FIELD(person, zip_code,        200, 0),
	FIELD(person, city,            800, 0),
	FIELD(person, country,           3, 0),
	FIELD(person, mobile_phone,     16, 0),
	FIELD(person, document_type,    20, 0),
	FIELD(person, document_number,  64, 0),
	FIELD(person, issuing_country,   3, 0),
	FIELD(person, issued_by,       800, 0),
	FIELD(person, issued_on,        10, 0),
	FIELD(person, valid_until,      10, 0),
	FIELD(person, valid_until_at, INT64_MAX, 0),
	FIELD(person, loa,              40, 0),
	FIELD(person, restricted_id,   128, 0),
};
/* clang-format on */

/* A name as its folded letters and marks; words are parted by ' '. */
struct folded {
	uint32_t c[FOLD_MAX];
	size_t n;
	bool full; /* something did not fit: equal to nothing */
};

/* Canonical combining class, as far as marks of Latin letters need it. */
static int
mark_class(uint32_t c)
{
	if (c == 0x0327 || c == 0x0328)
		return 202;
	if (c == 0x031B)
		return 216;
	if ((c >= 0x0323 && c <= 0x0326) || c == 0x032D || c == 0x032E ||
	    c == 0x0330 || c == 0x0331)
		return 220;
	return c >= 0x0300 && c <= 0x036F ? 230 : 0;
}

static void
put(struct folded *f, uint32_t c)
{
	size_t at = f->n;

	if (f->n == FOLD_MAX) {
		f->full = true;
		return;
	}
	/* Marks stand in the order of their class, whatever came first. */
	while (mark_class(c) != 0 && at > 0 &&
	    mark_class(f->c[at - 1]) > mark_class(c)) {
		f->c[at] = f->c[at - 1];
		at--;
	}
	f->c[at] = c;
	f->n++;
}

static void
fold_letter(struct folded *f, uint32_t c, locale_t utf8)
{
	uint32_t base, mark;

	if (latin_split(c, &base, &mark)) {
		fold_letter(f, base, utf8);
		put(f, mark);
		return;
	}
	if (c == 0x00DF || c == 0x1E9E) { /* sharp s */
		put(f, 's');
		put(f, 's');
		return;
	}
	put(f, (uint32_t)towlower_l((wint_t)c, utf8));
}

static bool
parts_words(uint32_t c)
{
	return c == ' ' || c == '\t' || c == '-' || c == 0x00A0 ||
	    (c >= 0x2010 && c <= 0x2015);
}

/* Read one letter of well-formed UTF-8; 0 at the end. */
static uint32_t
next_letter(const unsigned char **p)
{
	const unsigned char *s = *p;
	uint32_t c = s[0];
	int more = c < 0x80 ? 0 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;

	if (c == 0)
		return 0;
	if (more > 0)
		c &= 0x3FU >> more;
	for (s++; more > 0 && (*s & 0xC0) == 0x80; more--)
		c = c << 6 | (*s++ & 0x3F);
	*p = s;
	return c;
}

static void
fold(const char *name, locale_t utf8, struct folded *f)
{
	const unsigned char *p = (const unsigned char *)name;
	bool gap = false;
	uint32_t c;

	f->n = 0;
	f->full = name == NULL;
	while (name != NULL && (c = next_letter(&p)) != 0) {
		if (parts_words(c)) {
			gap = f->n > 0;
			continue;
		}
		if (gap)
			put(f, ' ');
		gap = false;
		fold_letter(f, c, utf8);
	}
}

static bool
same(const struct folded *a, const struct folded *b)
{
	return !a->full && !b->full && a->n > 0 && a->n == b->n &&
	    memcmp(a->c, b->c, a->n * sizeof(a->c[0])) == 0;
}

/* Length of the word that starts at `at`. */
static size_t
word_at(const struct folded *f, size_t at)
{
	size_t n = 0;

	while (at + n < f->n && f->c[at + n] != ' ')
		n++;
	return n;
}

/* Say whether the words of part occur in whole, in order. */
static bool
words_within(const struct folded *part, const struct folded *whole)
{
	size_t i = 0, k = 0, n, m;

	if (part->full || whole->full || part->n == 0)
		return false;
	while (i < part->n && k < whole->n) {
		n = word_at(part, i);
		m = word_at(whole, k);
		if (n == m &&
		    memcmp(part->c + i, whole->c + k, n * sizeof(part->c[0])) ==
			0)
			i += n + 1;
		k += m + 1;
	}
	return i >= part->n;
}

bool
person_names_match(
    const struct person *p, const char *first_name, const char *family_name)
{
	struct folded registered, verified;
	locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	bool match;

	if (utf8 == (locale_t)0)
		return false;
	fold(family_name, utf8, &registered);
	fold(p->family_name, utf8, &verified);
	match = same(&registered, &verified);
	fold(first_name, utf8, &registered);
	fold(p->given_names, utf8, &verified);
	match = match && words_within(&registered, &verified);
	freelocale(utf8);
	return match;
}

int64_t
person_valid_until(const struct person *p, int64_t verified_at)
{
	int64_t least = verified_at + 2 * 365 * (int64_t)DAY_S;

	return p->valid_until_at > least ? p->valid_until_at : least;
}

static enum err
digits(const char *text, size_t n, int64_t max, int *out)
{
	int64_t v;

	if (text_number(bytes_at(text, n), max, &v))
		return E_INPUT;
	*out = (int)v;
	return E_OK;
}

enum err
date_end(const char *text, int64_t *at)
{
	struct tm t = { 0 }, back;
	time_t s;

	if (text == NULL || strlen(text) != 10 || text[4] != '-' ||
	    text[7] != '-' || digits(text, 4, 2199, &t.tm_year) ||
	    digits(text + 5, 2, 12, &t.tm_mon) ||
	    digits(text + 8, 2, 31, &t.tm_mday) || t.tm_year < 1900)
		return E_INPUT;
	t.tm_year -= 1900;
	t.tm_mon -= 1;
	back = t;
	s = timegm(&t);
	if (t.tm_mday != back.tm_mday || t.tm_mon != back.tm_mon)
		return E_INPUT; /* 30 February */
	*at = (int64_t)s + DAY_S - 1;
	return E_OK;
}
