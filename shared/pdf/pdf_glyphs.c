/*
 * Font programs with FreeType.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_glyphs.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_TRUETYPE_TABLES_H
#include FT_CID_H

struct pdf_glyphs {
	FT_Library library;
	FT_Face face;
	struct buf file;
	bool by_cid;
};

enum err
pdf_glyphs_open(struct buf *file, struct arena *a, struct pdf_glyphs **out)
{
	struct pdf_glyphs *g = arena_alloc(a, sizeof(*g));
	FT_Bool cid = 0;

	*out = NULL;
	if (g == NULL || FT_Init_FreeType(&g->library))
		return E_NOMEM;
	if (FT_New_Memory_Face(
		g->library, file->p, (FT_Long)file->n, 0, &g->face)) {
		FT_Done_FreeType(g->library);
		return E_INPUT;
	}
	if (FT_Get_CID_Is_Internally_CID_Keyed(g->face, &cid) == 0 && cid &&
	    !FT_IS_SFNT(g->face))
		g->by_cid = true;
	g->file = *file;
	buf_init(file, file->max);
	*out = g;
	return E_OK;
}

void
pdf_glyphs_close(struct pdf_glyphs *g)
{
	if (g == NULL)
		return;
	FT_Done_Face(g->face);
	FT_Done_FreeType(g->library);
	buf_free(&g->file);
}

size_t
pdf_glyphs_count(const struct pdf_glyphs *g)
{
	return (size_t)g->face->num_glyphs;
}

bool
pdf_glyphs_by_cid(const struct pdf_glyphs *g)
{
	return g->by_cid;
}

bool
pdf_glyphs_has(struct pdf_glyphs *g, uint32_t glyph)
{
	if (!g->by_cid)
		return glyph < (uint32_t)g->face->num_glyphs;
	return FT_Load_Glyph(g->face, glyph, FT_LOAD_NO_SCALE) == 0;
}

bool
pdf_glyphs_drawn(struct pdf_glyphs *g, uint32_t glyph)
{
	return FT_Load_Glyph(g->face, glyph, FT_LOAD_NO_SCALE) == 0 &&
	    g->face->glyph->outline.n_points > 0;
}

double
pdf_glyphs_width(struct pdf_glyphs *g, uint32_t glyph)
{
	if (g->face->units_per_EM == 0 ||
	    FT_Load_Glyph(g->face, glyph, FT_LOAD_NO_SCALE))
		return -1;
	return (double)g->face->glyph->metrics.horiAdvance * 1000 /
	    g->face->units_per_EM;
}

uint32_t
pdf_glyphs_named(struct pdf_glyphs *g, const char *name)
{
	return FT_HAS_GLYPH_NAMES(g->face) ? FT_Get_Name_Index(g->face, name)
					   : 0;
}

/* Choose a cmap; false when there is none like it. */
static bool
choose(struct pdf_glyphs *g, int platform, int encoding)
{
	int i;

	for (i = 0; i < g->face->num_charmaps; i++)
		if (g->face->charmaps[i]->platform_id == platform &&
		    g->face->charmaps[i]->encoding_id == encoding)
			return FT_Set_Charmap(g->face, g->face->charmaps[i]) ==
			    0;
	return false;
}

uint32_t
pdf_glyphs_coded(struct pdf_glyphs *g, uint32_t code)
{
	if (FT_Select_Charmap(g->face, FT_ENCODING_ADOBE_CUSTOM) &&
	    FT_Select_Charmap(g->face, FT_ENCODING_ADOBE_STANDARD))
		return 0;
	return FT_Get_Char_Index(g->face, code);
}

uint32_t
pdf_glyphs_mapped(
    struct pdf_glyphs *g, int platform, int encoding, uint32_t character)
{
	return choose(g, platform, encoding)
	    ? FT_Get_Char_Index(g->face, character)
	    : 0;
}

bool
pdf_glyphs_name(struct pdf_glyphs *g, uint32_t glyph, char name[128])
{
	return FT_HAS_GLYPH_NAMES(g->face) &&
	    FT_Get_Glyph_Name(g->face, glyph, name, 128) == 0;
}

size_t
pdf_glyphs_cmaps(
    const struct pdf_glyphs *g, int platform, int encoding, bool *there)
{
	size_t n = 0;
	int i;

	*there = false;
	for (i = 0; i < g->face->num_charmaps; i++) {
		FT_CharMap m = g->face->charmaps[i];

		n++;
		if (m->platform_id == platform && m->encoding_id == encoding)
			*there = true;
	}
	return n;
}
