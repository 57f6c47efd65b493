/*
 * What the font group remembers of a font, and its parts.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_GATE_FONT_H
#define FERNSIGN_PDF_GATE_FONT_H

#include "shared/pdf/pdf_cmap.h"
#include "shared/pdf/pdf_gate_report.h"
#include "shared/pdf/pdf_glyphs.h"

#define PDF_GATE_CODES 65536 /* that a font may show, as far as judged */

/* How a font program is packed: Type 1, TrueType, OpenType with CFF, CFF. */
enum pdf_packed {
	PDF_PACKED_PLAIN,
	PDF_PACKED_SFNT,
	PDF_PACKED_OTTO,
	PDF_PACKED_CFF
};

struct pdf_gate_font {
	const struct pdf_obj *o;          /* as named by contents */
	const struct pdf_obj *cid;        /* Type0: its descendant; else o */
	const struct pdf_obj *descriptor; /* of cid; null when none */
	const struct pdf_obj *program;    /* embedded file; null when none */
	struct pdf_glyphs *glyphs;        /* NULL: none, or unreadable */
	const char *key;                  /* under which the program stands */
	enum pdf_packed packed;           /* how it begins */
	bool composite;                   /* Type0 */
	bool truetype;                    /* TrueType or CIDFontType2 */
	bool symbolic;
	bool identity;     /* Type0 with Identity-H or -V */
	bool has_encoding; /* Type0: encoding below was read */
	struct pdf_cmap encoding;
	bool has_unicode;
	struct pdf_cmap unicode;
	bool has_cid_set;   /* it was read */
	struct buf cid_set; /* its bits */
	bool has_char_set;  /* of a subset of a Type 1 font */
	struct bytes char_set;
	struct buf to_glyph; /* CIDToGIDMap, when it is a stream */
	bool visible;        /* judged for visible text already */
	unsigned char *seen; /* codes judged, a bit each: shown, invisible */
	struct pdf_gate_font *next;
};

/* Judge what a composite font is made of: character maps, collections. */
void pdf_gate_composite(struct pdf_gate *g, struct pdf_gate_font *x);

/* Judge encoding and cmaps of a TrueType font, once. */
void pdf_gate_truetype(struct pdf_gate *g, struct pdf_gate_font *x);

/* Judge CIDSet and CharSet against the font program, once. */
void pdf_gate_subset(struct pdf_gate *g, struct pdf_gate_font *x);

/* Find a CID's glyph, by its CIDToGIDMap where that is a stream; 0: none. */
uint32_t pdf_cid_glyph(const struct pdf_gate_font *x, uint32_t cid);

/* Say whether a CIDSet lists a CID. */
bool pdf_cid_listed(const struct buf *set, size_t cid);

/* Say whether a CharSet ("/a/b/c") lists a glyph's name. */
bool pdf_name_listed(struct bytes set, const char *name);

#define PDF_GLYPH_UNSURE UINT32_MAX /* no glyph that we could name */

/* Find the name that Differences give a code; null when none. */
const struct pdf_obj *pdf_code_name(
    struct pdf_gate *g, const struct pdf_gate_font *x, unsigned code);

/* Find the character that a code of a simple font stands for; 0 unknown. */
uint32_t pdf_code_character(
    struct pdf_gate *g, const struct pdf_gate_font *x, unsigned code);

/*
 * Find the glyph that a code of a simple font, or a CID, leads to; x->glyphs
 * is not NULL.
 *
 * Returns 0 for .notdef, PDF_GLYPH_UNSURE when it cannot be told: then
 * nothing is judged.
 */
uint32_t pdf_code_glyph(
    struct pdf_gate *g, struct pdf_gate_font *x, unsigned code);
uint32_t pdf_cid_shows(
    struct pdf_gate *g, struct pdf_gate_font *x, uint32_t cid);

/* Find the width that a simple font's dictionary says: /MissingWidth, which
 * is 0 when absent, for codes that /Widths leaves out; below 0: none. */
double pdf_code_width(
    struct pdf_gate *g, const struct pdf_gate_font *x, unsigned code);

/* Find the width that /W says for a CID, else /DW (ISO 32000-1 9.7.4.3). */
double pdf_cid_width(
    struct pdf_gate *g, const struct pdf_gate_font *x, uint32_t cid);

/* Judge each code of a text that is shown, once per code. */
void pdf_gate_text(
    struct pdf_gate *g, struct pdf_gate_font *x, const struct pdf_gate_use *u);

/*
 * Find the character of a code in an encoding that PDF defines ("WinAnsi…",
 * "MacRoman…", "Standard…"); 0 when it has none.
 */
uint32_t pdf_encoding_character(const char *encoding, unsigned code);

/* Find the character of a glyph name that is listed; 0 when it is not. */
uint32_t pdf_glyph_listed(struct bytes name);

/* As pdf_glyph_listed; "uni20AC" and "u20AC" stand for characters, too. */
uint32_t pdf_glyph_character(struct bytes name);

#endif
