/*
 * What is in an embedded font program: the only place that names FreeType.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_GLYPHS_H
#define FERNSIGN_PDF_GLYPHS_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/base/arena.h"
#include "shared/base/buf.h"

struct pdf_glyphs;

/*
 * Open a font program: Type 1, CFF, TrueType, OpenType.
 *
 * file  taken over on E_OK and released by pdf_glyphs_close
 * out   owned by the caller
 *
 * E_INPUT  not a font that can be read
 * E_NOMEM  out of memory
 */
enum err pdf_glyphs_open(
    struct buf *file, struct arena *a, struct pdf_glyphs **out) MUST_USE;

/* Release a font program; NULL-safe. */
void pdf_glyphs_close(struct pdf_glyphs *g);

/* Number of glyphs. */
size_t pdf_glyphs_count(const struct pdf_glyphs *g);

/* Say whether glyphs are numbered by CID (a CFF font of that kind). */
bool pdf_glyphs_by_cid(const struct pdf_glyphs *g);

/* Say whether a glyph (or, by CID, a CID) is there. */
bool pdf_glyphs_has(struct pdf_glyphs *g, uint32_t glyph);

/* Say whether a glyph is there and leaves a mark. */
bool pdf_glyphs_drawn(struct pdf_glyphs *g, uint32_t glyph);

/* Width of a glyph in 1/1000 em; below 0 when it cannot be told. */
double pdf_glyphs_width(struct pdf_glyphs *g, uint32_t glyph);

/* Find a glyph by its name; 0 when there is none. */
uint32_t pdf_glyphs_named(struct pdf_glyphs *g, const char *name);

/* Find a code in the font's own encoding (Type 1, CFF); 0 for none. */
uint32_t pdf_glyphs_coded(struct pdf_glyphs *g, uint32_t code);

/* Find a character in a TrueType cmap of platform and encoding; 0: none. */
uint32_t pdf_glyphs_mapped(
    struct pdf_glyphs *g, int platform, int encoding, uint32_t character);

/* Name of a glyph; false when it has none. */
bool pdf_glyphs_name(struct pdf_glyphs *g, uint32_t glyph, char name[128]);

/* Number of cmaps of a TrueType font; whether one of them is (p, e). */
size_t pdf_glyphs_cmaps(
    const struct pdf_glyphs *g, int platform, int encoding, bool *there);

#endif
