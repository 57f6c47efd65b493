/*
 * The font of the appearance: measured and cut down to the glyphs in use.
 * The only place that names HarfBuzz.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_FONT_H
#define FERNSIGN_PDF_FONT_H

#include "shared/base/arena.h"
#include "shared/base/buf.h"

struct pdf_font;

/* A subset: glyphs are numbered from 0 without gaps. */
struct pdf_subset {
	struct bytes file; /* TrueType, in the arena */
	unsigned *width;   /* of each glyph, in 1/1000 em */
	unsigned *text;    /* of each glyph: its character, 0 for none */
	size_t n;
	int ascent;  /* in 1/1000 em */
	int descent; /* below 0 */
	int box[4];  /* font bounding box, 1/1000 em */
};

/*
 * Open a TrueType font.
 *
 * file  borrowed, must outlive the font
 * out   owned by the caller, release with pdf_font_close
 *
 * E_INPUT  not a font that can be used
 * E_NOMEM  out of memory
 */
enum err pdf_font_open(
    struct bytes file, struct arena *a, struct pdf_font **out) MUST_USE;

/* Release a font; NULL-safe. */
void pdf_font_close(struct pdf_font *f);

/*
 * Say whether a character can be shown: the font has it, and it stands for
 * itself, one after the other from left to right (Latin, Greek, Cyrillic,
 * Armenian, Georgian and what all scripts share).
 */
bool pdf_font_has(const struct pdf_font *f, unsigned character);

/*
 * Take a character into the subset.
 *
 * Returns its width in 1/1000 em; a character that the font lacks counts and
 * shows as U+FFFD.
 */
unsigned pdf_font_use(struct pdf_font *f, unsigned character);

/*
 * Cut the font to what was used.
 *
 * E_INPUT  the font cannot be cut
 * E_NOMEM  out of memory
 */
enum err pdf_font_subset(struct pdf_font *f, struct pdf_subset *out) MUST_USE;

/* Number of a character's glyph in the subset made last. */
unsigned pdf_font_glyph(const struct pdf_font *f, unsigned character);

#endif
