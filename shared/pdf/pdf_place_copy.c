/*
 * Stamps on the other pages, with as few appearances as the pages allow.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_place_copy.h"

#include <math.h>

#include "shared/pdf/pdf_place_box.h"
#include "shared/pdf/pdf_text.h"

#define FIXED 196  /* flags of a stamp: Print, ReadOnly, Locked */
#define HAIR  0.01 /* points that make no difference to a size */

/* What is being copied. */
struct copies {
	struct pdf_increment *inc;
	const struct pdf_wish *wish;
	struct pdf_look *look; /* those written so far */
	size_t n;
	const char **why;
};

static bool
fits(const struct pdf_look *l, const double size[2], int rotate)
{
	return l->rotate == rotate && fabs(l->size[0] - size[0]) < HAIR &&
	    fabs(l->size[1] - size[1]) < HAIR;
}

/* The appearance for a size on a page: one that is there, or a new one. */
static enum err
look(struct copies *c, const double size[2], int rotate, int *id)
{
	struct pdf_look *l = &c->look[c->n];
	enum err r;
	size_t i;

	for (i = 0; i < c->n; i++) {
		if (fits(&c->look[i], size, rotate)) {
			*id = c->look[i].id;
			return E_OK;
		}
	}
	if ((r = pdf_appearance(
		 c->inc, c->wish->font, &c->wish->words, size, rotate, id)))
		return r;
	*l = (struct pdf_look){ { size[0], size[1] }, rotate, *id };
	c->n++;
	return E_OK;
}

static enum err
stamp(struct copies *c, const struct pdf_page *page, const double rect[4],
    int appearance, int *id)
{
	struct buf *out = c->inc->out;
	enum err r;

	*id = pdf_increment_number(c->inc);
	if ((r = pdf_increment_open(c->inc, *id, 0)) ||
	    (r = buf_adds(out, "<< /Type /Annot /Subtype /Stamp /Contents ")) ||
	    (r = pdf_text_write(out, bytes_of(c->wish->words.name))) ||
	    (r = buf_addf(out,
		 " /F %d /Rect [%.2f %.2f %.2f %.2f] /P %d %d R "
		 "/AP << /N %d 0 R >> >>",
		 FIXED, rect[0], rect[1], rect[2], rect[3], page->o->id,
		 page->o->gen, appearance)))
		return r;
	return pdf_increment_close(c->inc);
}

/* Give the page an array of its own: another may be a form's as well. */
static enum err
annotate(struct copies *c, const struct pdf_page *p, int id)
{
	struct pdf_file *f = c->inc->f;
	const struct pdf_obj *old = pdf_get(f, p->o, "Annots");
	struct pdf_obj ref = pdf_new_ref(id, 0);
	struct pdf_obj *annots = pdf_array_grown(old, &ref, f->arena);
	struct pdf_obj *page = pdf_dict_copy(p->o, 1, f->arena);

	if (annots == NULL || page == NULL)
		return E_NOMEM;
	pdf_dict_set(page, "Annots", annots);
	return pdf_increment_object(c->inc, p->o->id, p->o->gen, page);
}

static enum err
copy(struct copies *c, const struct pdf_page *p)
{
	const struct pdf_obj *annots = pdf_get(c->inc->f, p->o, "Annots");
	double shown[4], rect[4];
	int form, id;
	enum err r;

	*c->why = "/Annots malformed";
	if (annots->type != PDF_NULL && annots->type != PDF_ARRAY)
		return E_INPUT;
	if ((*c->why = pdf_place_box(p, c->wish, shown)) != NULL)
		return E_INPUT;
	pdf_place_rect(p, shown, rect);
	if ((r = look(c, shown + 2, p->rotate, &form)) ||
	    (r = stamp(c, p, rect, form, &id)))
		return r;
	return annotate(c, p, id);
}

enum err
pdf_place_copies(struct pdf_increment *inc, const struct pdf_pages *pages,
    const struct pdf_page *but, const struct pdf_wish *wish,
    const struct pdf_look *first, const char **why)
{
	struct copies c = { .inc = inc, .wish = wish, .n = 1, .why = why };
	enum err r = E_OK;
	size_t i;

	c.look = arena_array(inc->f->arena, pages->n + 1, sizeof(*c.look));
	if (c.look == NULL)
		return E_NOMEM;
	c.look[0] = *first;
	for (i = 0; i < pages->n && r == E_OK; i++)
		if (&pages->page[i] != but)
			r = copy(&c, &pages->page[i]);
	return r;
}
