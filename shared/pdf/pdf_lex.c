/*
 * Tokens of PDF syntax. ISO 32000-1 7.2, 7.3.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_lex.h"

#include <string.h>

bool
pdf_is_space(int c)
{
	return c == 0 || c == '\t' || c == '\n' || c == '\f' || c == '\r' ||
	    c == ' ';
}

bool
pdf_is_delimiter(int c)
{
	return c != 0 && strchr("()<>[]{}/%", c) != NULL;
}

static bool
is_regular(int c)
{
	return !pdf_is_space(c) && !pdf_is_delimiter(c);
}

int
pdf_hex_digit(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

void
pdf_lex_skip(struct pdf_lex *l)
{
	const unsigned char *p = l->in.p;

	while (l->at < l->in.n) {
		if (p[l->at] == '%') {
			while (l->at < l->in.n && p[l->at] != '\n' &&
			    p[l->at] != '\r')
				l->at++;
		} else if (pdf_is_space(p[l->at])) {
			l->at++;
		} else {
			return;
		}
	}
}

/* Find the end of a literal string that starts at i; 0 when there is none. */
static size_t
string_end(struct bytes in, size_t i)
{
	size_t depth = 0;

	for (; i < in.n; i++) {
		if (in.p[i] == '\\')
			i++;
		else if (in.p[i] == '(')
			depth++;
		else if (in.p[i] == ')' && --depth == 0)
			return i + 1;
	}
	return 0;
}

static size_t
hex_end(struct bytes in, size_t i)
{
	for (i++; i < in.n; i++) {
		if (in.p[i] == '>')
			return i + 1;
		if (pdf_hex_digit(in.p[i]) < 0 && !pdf_is_space(in.p[i]))
			return 0;
	}
	return 0;
}

static size_t
regular_end(struct bytes in, size_t i)
{
	while (i < in.n && is_regular(in.p[i]))
		i++;
	return i;
}

/*
 * Read raw as a number: sign, digits, at most one point, at least one digit.
 * Other things that readers sometimes take for numbers ("--1", "1e3") stay
 * words, so that nobody here guesses.
 */
static bool
number(struct pdf_token *t)
{
	size_t i = 0;
	size_t digits = 0;
	double scale = 0;
	bool minus = false;

	t->i = 0;
	t->d = 0;
	if (t->raw.p[0] == '+' || t->raw.p[0] == '-')
		minus = t->raw.p[i++] == '-';
	for (; i < t->raw.n; i++) {
		int c = t->raw.p[i];

		if (c == '.' && scale == 0) {
			scale = 1;
			continue;
		}
		if (c < '0' || c > '9')
			return false;
		digits++;
		t->d = t->d * 10 + (c - '0');
		scale *= 10;
		if (__builtin_mul_overflow(t->i, 10, &t->i) ||
		    __builtin_add_overflow(t->i, c - '0', &t->i))
			t->i = INT64_MAX;
	}
	if (digits == 0)
		return false;
	t->type = scale > 0 ? PDF_T_REAL : PDF_T_INT;
	t->d = (minus ? -t->d : t->d) / (scale > 0 ? scale : 1);
	t->i = minus ? -t->i : t->i;
	return true;
}

/* Decide type and end of the token that starts with c at l->at. */
static size_t
delimited(struct pdf_lex *l, int c, struct pdf_token *t)
{
	bool twice = l->at + 1 < l->in.n && l->in.p[l->at + 1] == c;

	switch (c) {
	case '(':
		t->type = PDF_T_STRING;
		return string_end(l->in, l->at);
	case '<':
		t->type = twice ? PDF_T_DICT : PDF_T_HEX;
		return twice ? l->at + 2 : hex_end(l->in, l->at);
	case '>':
		t->type = PDF_T_DICT_END;
		return twice ? l->at + 2 : 0;
	case '[':
		t->type = PDF_T_ARRAY;
		return l->at + 1;
	case ']':
		t->type = PDF_T_ARRAY_END;
		return l->at + 1;
	case '/':
		t->type = PDF_T_NAME;
		return regular_end(l->in, l->at + 1);
	case '{':
	case '}': /* PostScript functions and character maps */
		t->type = PDF_T_WORD;
		return l->at + 1;
	default:
		return 0;
	}
}

void
pdf_lex_next(struct pdf_lex *l, struct pdf_token *t)
{
	size_t end;
	int c;

	memset(t, 0, sizeof(*t));
	pdf_lex_skip(l);
	if (l->at >= l->in.n) {
		t->type = PDF_T_END;
		return;
	}
	c = l->in.p[l->at];
	if (is_regular(c)) {
		t->type = PDF_T_WORD;
		end = regular_end(l->in, l->at);
	} else {
		end = delimited(l, c, t);
	}
	if (end == 0) {
		t->type = PDF_T_BAD;
		end = l->at + 1;
	}
	t->raw = bytes_at(l->in.p + l->at, end - l->at);
	l->at = end;
	if (t->type == PDF_T_WORD && strchr("+-.0123456789", c) && c)
		(void)number(t);
}

/* Decode the escape after the backslash at *i; -1 when it stands for none. */
static int
escape(struct bytes in, size_t *i)
{
	static const char from[] = "nrtbf", to[] = "\n\r\t\b\f";
	int c = in.p[++*i];
	const char *at = c ? strchr(from, c) : NULL;
	int v = 0;
	int k;

	if (at != NULL)
		return to[at - from];
	if (c == '\r') {
		if (*i + 1 < in.n && in.p[*i + 1] == '\n')
			++*i;
		return -1;
	}
	if (c == '\n')
		return -1;
	if (c < '0' || c > '7')
		return c;
	for (k = 0; k < 3 && *i < in.n && in.p[*i] >= '0' && in.p[*i] <= '7';
	     k++)
		v = v * 8 + in.p[(*i)++] - '0';
	--*i;
	return v & 255;
}

static size_t
literal(struct bytes in, unsigned char *out)
{
	size_t n = 0;
	size_t i;

	for (i = 1; i + 1 < in.n; i++) {
		int c = in.p[i];

		if (c == '\\' && i + 2 < in.n) {
			c = escape(in, &i);
		} else if (c == '\r') { /* any line end reads as LF */
			c = '\n';
			if (i + 1 < in.n && in.p[i + 1] == '\n')
				i++;
		}
		if (c >= 0)
			out[n++] = (unsigned char)c;
	}
	return n;
}

static size_t
hex(struct bytes in, unsigned char *out)
{
	size_t digits = 0;
	size_t i;

	for (i = 1; i + 1 < in.n; i++) {
		int v = pdf_hex_digit(in.p[i]);

		if (v < 0)
			continue;
		if (digits % 2 == 0)
			out[digits / 2] = (unsigned char)(v << 4);
		else
			out[digits / 2] |= (unsigned char)v;
		digits++;
	}
	return (digits + 1) / 2;
}

static size_t
name(struct bytes in, unsigned char *out)
{
	size_t n = 0;
	size_t i;

	for (i = 1; i < in.n; i++) {
		if (in.p[i] == '#' && i + 2 < in.n &&
		    pdf_hex_digit(in.p[i + 1]) >= 0 &&
		    pdf_hex_digit(in.p[i + 2]) >= 0) {
			out[n++] =
			    (unsigned char)(pdf_hex_digit(in.p[i + 1]) << 4 |
				pdf_hex_digit(in.p[i + 2]));
			i += 2;
		} else {
			out[n++] = in.p[i];
		}
	}
	return n;
}

size_t
pdf_lex_text(const struct pdf_token *t, unsigned char *out)
{
	switch (t->type) {
	case PDF_T_STRING:
		return literal(t->raw, out);
	case PDF_T_HEX:
		return hex(t->raw, out);
	case PDF_T_NAME:
		return name(t->raw, out);
	default:
		return 0;
	}
}

bool
pdf_lex_odd(const struct pdf_token *t)
{
	bool odd = false;
	size_t i;

	for (i = 0; t->type == PDF_T_HEX && i < t->raw.n; i++)
		odd ^= pdf_hex_digit(t->raw.p[i]) >= 0;
	return odd;
}
