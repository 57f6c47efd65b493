/*
 * Tokens of PDF syntax: objects, cross-reference sections, page contents,
 * character maps. ISO 32000-1 7.2, 7.3.
 *
 * Never allocates; a token points into the input.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_LEX_H
#define FERNSIGN_PDF_LEX_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/base/buf.h"

enum pdf_token_type {
	PDF_T_END, /* end of input */
	PDF_T_BAD, /* no token can start or end here */
	PDF_T_INT,
	PDF_T_REAL,
	PDF_T_STRING, /* (…) */
	PDF_T_HEX,    /* <…> */
	PDF_T_NAME,
	PDF_T_WORD, /* keyword or operator */
	PDF_T_ARRAY,
	PDF_T_ARRAY_END,
	PDF_T_DICT,
	PDF_T_DICT_END
};

struct pdf_token {
	enum pdf_token_type type;
	struct bytes raw; /* as written, delimiters included */
	int64_t i;        /* INT: saturated at the ends of int64_t */
	double d;         /* INT and REAL */
};

struct pdf_lex {
	struct bytes in;
	size_t at; /* next octet to look at */
};

/* Say whether c separates tokens (ISO 32000-1 table 1). */
bool pdf_is_space(int c);

/* Say whether c ends a token by itself (ISO 32000-1 table 2). */
bool pdf_is_delimiter(int c);

/* Skip white space and comments. */
void pdf_lex_skip(struct pdf_lex *l);

/* Read the next token. */
void pdf_lex_next(struct pdf_lex *l, struct pdf_token *t);

/*
 * Decode what a STRING, HEX or NAME token stands for into out, which has
 * room for raw.n octets.
 *
 * Returns the number of octets written.
 */
size_t pdf_lex_text(const struct pdf_token *t, unsigned char *out);

/* Say whether a token is a HEX with an odd number of digits. */
bool pdf_lex_odd(const struct pdf_token *t);

/* Value of a hexadecimal digit; -1 when c is none. */
int pdf_hex_digit(int c);

#endif
