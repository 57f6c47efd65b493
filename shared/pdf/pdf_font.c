/*
 * Measuring and subsetting with HarfBuzz.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_font.h"

#include <hb-ot.h>
#include <hb-subset.h>

#define REPLACEMENT 0xFFFD

struct pdf_font {
	struct arena *arena;
	hb_blob_t *blob;
	hb_face_t *face;
	hb_font_t *font;
	hb_set_t *characters; /* in use, those that the font has */
	hb_map_t *text;       /* glyph → character */
	hb_map_t *renumbered; /* whole font → subset */
	unsigned em;
};

enum err
pdf_font_open(struct bytes file, struct arena *a, struct pdf_font **out)
{
	struct pdf_font *f = arena_alloc(a, sizeof(*f));

	*out = NULL;
	if (f == NULL)
		return E_NOMEM;
	f->arena = a;
	f->blob = hb_blob_create((const char *)file.p, (unsigned)file.n,
	    HB_MEMORY_MODE_READONLY, NULL, NULL);
	f->face = hb_face_create(f->blob, 0);
	f->font = hb_font_create(f->face);
	f->characters = hb_set_create();
	f->text = hb_map_create();
	f->renumbered = hb_map_create();
	f->em = hb_face_get_upem(f->face);
	if (hb_face_get_glyph_count(f->face) < 2 || f->em == 0) {
		pdf_font_close(f);
		return E_INPUT;
	}
	*out = f;
	return E_OK;
}

void
pdf_font_close(struct pdf_font *f)
{
	if (f == NULL)
		return;
	hb_map_destroy(f->renumbered);
	hb_map_destroy(f->text);
	hb_set_destroy(f->characters);
	hb_font_destroy(f->font);
	hb_face_destroy(f->face);
	hb_blob_destroy(f->blob);
}

/* Find the character that is shown for one: itself, or the replacement. */
static unsigned
shown_as(const struct pdf_font *f, unsigned character)
{
	hb_codepoint_t g;

	return hb_font_get_nominal_glyph(f->font, character, &g) ? character
								 : REPLACEMENT;
}

static unsigned
glyph_of(const struct pdf_font *f, unsigned character)
{
	hb_codepoint_t g = 0;

	(void)hb_font_get_nominal_glyph(f->font, shown_as(f, character), &g);
	return g;
}

bool
pdf_font_has(const struct pdf_font *f, unsigned character)
{
	static const hb_script_t simple[] = { HB_SCRIPT_COMMON,
		HB_SCRIPT_INHERITED, HB_SCRIPT_LATIN, HB_SCRIPT_GREEK,
		HB_SCRIPT_CYRILLIC, HB_SCRIPT_ARMENIAN, HB_SCRIPT_GEORGIAN };
	hb_script_t script =
	    hb_unicode_script(hb_unicode_funcs_get_default(), character);
	hb_codepoint_t g = 0;
	size_t i;

	for (i = 0; i < COUNT(simple); i++)
		if (script == simple[i])
			return hb_font_get_nominal_glyph(
				   f->font, character, &g) &&
			    g != 0;
	return false;
}

static unsigned
thousandths(const struct pdf_font *f, unsigned glyph)
{
	long w = hb_font_get_glyph_h_advance(f->font, glyph);

	return (unsigned)((w * 1000 + f->em / 2) / f->em);
}

unsigned
pdf_font_use(struct pdf_font *f, unsigned character)
{
	unsigned g = glyph_of(f, character);

	hb_set_add(f->characters, shown_as(f, character));
	if (g != 0 && !hb_map_has(f->text, g))
		hb_map_set(f->text, g, character);
	return thousandths(f, g);
}

unsigned
pdf_font_glyph(const struct pdf_font *f, unsigned character)
{
	hb_codepoint_t g = hb_map_get(f->renumbered, glyph_of(f, character));

	return g == HB_MAP_VALUE_INVALID ? 0 : g;
}

/*
 * Say what is kept: outlines and metrics, nothing a PDF does not use. By
 * characters, because for glyphs HarfBuzz reads the whole table of characters.
 */
static hb_subset_input_t *
wishes(const struct pdf_font *f)
{
	static const char drop[][5] = { "GSUB", "GPOS", "GDEF", "kern", "name",
		"post", "OS/2", "cmap", "gasp", "DSIG", "FFTM", "morx", "mort",
		"JSTF", "MATH" };
	hb_subset_input_t *in = hb_subset_input_create_or_fail();
	hb_set_t *tags;
	size_t i;

	if (in == NULL)
		return NULL;
	hb_set_union(hb_subset_input_unicode_set(in), f->characters);
	tags = hb_subset_input_set(in, HB_SUBSET_SETS_DROP_TABLE_TAG);
	for (i = 0; i < COUNT(drop); i++)
		hb_set_add(tags, hb_tag_from_string(drop[i], 4));
	hb_subset_input_set_flags(
	    in, HB_SUBSET_FLAGS_NO_HINTING | HB_SUBSET_FLAGS_NOTDEF_OUTLINE);
	return in;
}

/* Read a big-endian 16-bit number with sign, scaled to 1/1000 em. */
static int
metric(const struct pdf_font *f, const char *p)
{
	int v = (int16_t)((unsigned char)p[0] << 8 | (unsigned char)p[1]);

	return v * 1000 / (int)f->em;
}

/* Read ascent, descent and bounding box from hhea and head. */
static void
metrics(const struct pdf_font *f, struct pdf_subset *out)
{
	hb_blob_t *b =
	    hb_face_reference_table(f->face, HB_TAG('h', 'h', 'e', 'a'));
	unsigned n;
	const char *p = hb_blob_get_data(b, &n);
	int i;

	if (n >= 8) {
		out->ascent = metric(f, p + 4);
		out->descent = metric(f, p + 6);
	}
	hb_blob_destroy(b);
	b = hb_face_reference_table(f->face, HB_TAG('h', 'e', 'a', 'd'));
	p = hb_blob_get_data(b, &n);
	for (i = 0; i < 4 && n >= 44; i++)
		out->box[i] = metric(f, p + 36 + 2 * i);
	hb_blob_destroy(b);
}

static enum err
tables(struct pdf_font *f, hb_subset_plan_t *plan, struct pdf_subset *out)
{
	const hb_map_t *to_old = hb_subset_plan_new_to_old_glyph_mapping(plan);
	const hb_map_t *to_new = hb_subset_plan_old_to_new_glyph_mapping(plan);
	size_t i;

	out->n = hb_map_get_population(to_old);
	out->width = arena_array(f->arena, out->n + 1, sizeof(unsigned));
	out->text = arena_array(f->arena, out->n + 1, sizeof(unsigned));
	if (out->width == NULL || out->text == NULL)
		return E_NOMEM;
	for (i = 0; i < out->n; i++) {
		hb_codepoint_t old = hb_map_get(to_old, (unsigned)i);
		hb_codepoint_t c = hb_map_get(f->text, old);

		if (hb_map_get(to_new, old) != i)
			return E_INPUT;
		hb_map_set(f->renumbered, old, (unsigned)i);
		out->width[i] = thousandths(f, old);
		out->text[i] = c == HB_MAP_VALUE_INVALID ? 0 : c;
	}
	return E_OK;
}

enum err
pdf_font_subset(struct pdf_font *f, struct pdf_subset *out)
{
	hb_subset_input_t *in = wishes(f);
	hb_subset_plan_t *plan = NULL;
	hb_face_t *face = NULL;
	hb_blob_t *blob = NULL;
	enum err r = E_NOMEM;
	const char *p;
	unsigned n;

	if (in == NULL)
		return E_NOMEM;
	if ((plan = hb_subset_plan_create_or_fail(f->face, in)) == NULL ||
	    (face = hb_subset_plan_execute_or_fail(plan)) == NULL)
		goto out;
	metrics(f, out);
	if ((r = tables(f, plan, out)))
		goto out;
	blob = hb_face_reference_blob(face);
	p = hb_blob_get_data(blob, &n);
	r = n > 0 ? arena_bytes(f->arena, bytes_at(p, n), &out->file) : E_INPUT;
out:
	hb_blob_destroy(blob);
	hb_face_destroy(face);
	hb_subset_plan_destroy(plan);
	hb_subset_input_destroy(in);
	return r;
}
