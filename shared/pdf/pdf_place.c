/*
 * One increment with everything a signature needs but its CMS: in a new field
 * or in one that was left empty.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_place.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "shared/base/text.h"
#include "shared/pdf/pdf_field.h"
#include "shared/pdf/pdf_limits.h"
#include "shared/pdf/pdf_place_box.h"
#include "shared/pdf/pdf_place_copy.h"
#include "shared/pdf/pdf_place_field.h"
#include "shared/pdf/pdf_signatures.h"
#include "shared/pdf/pdf_text.h"

#define RANGE_ROOM 42   /* octets of the array of /ByteRange, padded */
#define LOCKED     132  /* flags of the widget: Print, Locked */
#define BEHIND     8192 /* octets of what mostly stands behind /Contents */

/* What is being placed. */
struct place {
	struct pdf_file *f;
	const struct pdf_pages *pages;
	const struct pdf_page *page;
	const struct pdf_wish *wish;
	const struct pdf_empty_field
	    *field; /* that is filled; NULL: a new one */
	struct pdf_increment inc;
	const char *name; /* of the field */
	double rect[4];
	struct pdf_look look;  /* appearance of the widget */
	int signature, widget; /* object numbers */
	int annots;      /* number of the array that was rewritten; 0: none */
	size_t range_at; /* in inc.out: where the array of /ByteRange starts */
	size_t contents_at; /* in inc.out: where '<' stands */
};

static enum err
wrong(struct place *p, const char *why)
{
	return pdf_refuse(p->f->no, PDF_DAMAGED, "", "placement: %s", why);
}

/* Say whether other pages are to bear the box, too. */
static bool
everywhere(const struct place *p)
{
	return p->wish->page == PDF_PAGE_ALL && p->pages->n > 1 &&
	    !p->wish->stamp && p->wish->position != PDF_INVISIBLE &&
	    p->wish->position != PDF_IN_FIELD;
}

/* Stamps are a change that no earlier signature allows. */
static enum err
may_copy(struct place *p)
{
	struct pdf_signatures all;
	enum err r;

	if ((r = pdf_signatures(p->f, &all)))
		return r;
	if (all.n > 0)
		return wrong(p, "signed already");
	return p->pages->n > PDF_LIMIT_COPIES ? wrong(p, "too many pages")
					      : E_OK;
}

static enum err
choose_page(struct place *p)
{
	int64_t n = p->wish->page;
	enum err r;

	if (everywhere(p) && (r = may_copy(p)))
		return r;
	if (n == PDF_PAGE_LAST || n == PDF_PAGE_ALL)
		n = (int64_t)p->pages->n;
	if (n < 1 || (size_t)n > p->pages->n)
		return wrong(p, "no such page");
	p->page = &p->pages->page[n - 1];
	return E_OK;
}

/* Find the field that is to be filled, and with it the page. */
static enum err
choose_field(struct place *p)
{
	struct pdf_empty_fields all;
	enum err r;

	if (p->wish->stamp || p->wish->position != PDF_IN_FIELD)
		return choose_page(p);
	if ((r = pdf_empty_fields(p->f, p->pages, &all)))
		return r;
	p->field = pdf_empty_field(&all, p->wish->field);
	if (p->field == NULL)
		return wrong(p, "no such empty field");
	p->page = p->field->page;
	p->name = p->field->name;
	return E_OK;
}

/* How fields of this kind are named. */
static const char *
prefix(const struct place *p)
{
	return p->wish->stamp ? "Timestamp" : "Signature";
}

/* The number behind the prefix in a field's name; 0 for other names. */
static int64_t
name_number(const char *prefix, const char *name)
{
	size_t len = strlen(prefix);
	int64_t n = 0;

	if (strncmp(name, prefix, len) != 0 ||
	    text_number(bytes_of(name + len), 1000000, &n))
		return 0;
	return n;
}

static enum err
choose_name(struct place *p)
{
	struct pdf_fields fields;
	int64_t most = 0;
	enum err r;
	size_t i;

	if (p->field != NULL)
		return E_OK;
	if ((r = pdf_fields(p->f, &fields)))
		return r;
	/* A lock of all fields but some concerns those to come, time stamps of
	 * the document excepted (ISO 32000-1 12.8.2.4, EN 319 142-1 5.4.3). */
	if (!p->wish->stamp && pdf_field_locked(p->f, &fields, ""))
		return wrong(p, "fields locked");
	for (i = 0; i < fields.n; i++) {
		int64_t n = name_number(prefix(p), fields.field[i].name);

		most = n > most ? n : most;
	}
	p->name =
	    arena_printf(p->f->arena, "%s%lld", prefix(p), (long long)most + 1);
	return p->name ? E_OK : E_NOMEM;
}

/* Write the appearance and work out /Rect. */
static enum err
appear(struct place *p)
{
	double shown[4] = { 0 };
	const char *why;

	if (p->field != NULL)
		memcpy(shown, p->field->shown, sizeof(shown));
	if (p->wish->stamp || p->wish->position == PDF_INVISIBLE ||
	    (p->field != NULL && shown[2] <= 0 && shown[3] <= 0))
		return pdf_appearance_empty(&p->inc, &p->look.id);
	if (p->field != NULL && !pdf_place_readable(shown[2], shown[3]))
		return wrong(p, "field too small");
	if (p->field == NULL) {
		if ((why = pdf_place_box(p->page, p->wish, shown)) != NULL)
			return wrong(p, why);
		pdf_place_rect(p->page, shown, p->rect);
	}
	p->look =
	    (struct pdf_look){ { shown[2], shown[3] }, p->page->rotate, 0 };
	return pdf_appearance(&p->inc, p->wish->font, &p->wish->words,
	    p->look.size, p->look.rotate, &p->look.id);
}

static enum err
text_key(struct buf *out, const char *key, const char *text)
{
	enum err r;

	if (text == NULL || *text == '\0')
		return E_OK;
	if ((r = buf_addf(out, " /%s ", key)))
		return r;
	return pdf_text_write(out, bytes_of(text));
}

/* Write room for the digits of the CMS, all zero; grow once, not again. */
static enum err
contents(struct place *p)
{
	struct buf *out = p->inc.out;
	unsigned char *at;
	enum err r;

	if ((r = buf_adds(out, " /Contents ")))
		return r;
	p->contents_at = out->n;
	if ((r = buf_addc(out, '<')) ||
	    (r = buf_room(out, 2 * PDF_LIMIT_CONTENTS + BEHIND, &at)))
		return r;
	memset(at, '0', 2 * PDF_LIMIT_CONTENTS);
	buf_wrote(out, 2 * PDF_LIMIT_CONTENTS);
	p->inc.blank_at = p->contents_at + 1;
	p->inc.blank_n = 2 * PDF_LIMIT_CONTENTS;
	return buf_addc(out, '>');
}

/* What a signature says of itself (EN 319 142-1 6.3). */
static enum err
signature_keys(struct place *p)
{
	const struct pdf_words *w = &p->wish->words;
	struct buf *out = p->inc.out;
	time_t at = (time_t)w->at;
	struct tm tm;
	char when[40];
	enum err r;

	if (gmtime_r(&at, &tm) == NULL ||
	    strftime(when, sizeof(when), "D:%Y%m%d%H%M%SZ", &tm) == 0)
		return wrong(p, "time out of range");
	if ((r = buf_adds(out, "/Type /Sig /SubFilter /ETSI.CAdES.detached")) ||
	    (r = text_key(out, "Name", w->name)) ||
	    (r = text_key(out, "Reason", w->reason)) ||
	    (r = text_key(out, "Location", w->place)))
		return r;
	return buf_addf(out, " /M (%s)", when);
}

/* The signature dictionary, by hand, so that places are known. */
static enum err
signature(struct place *p)
{
	struct buf *out = p->inc.out;
	enum err r;

	p->signature = pdf_increment_number(&p->inc);
	if ((r = pdf_increment_open(&p->inc, p->signature, 0)) ||
	    (r = buf_adds(out, "<< /Filter /Adobe.PPKLite ")) ||
	    (r = p->wish->stamp ? buf_adds(out,
				      "/Type /DocTimeStamp "
				      "/SubFilter /ETSI.RFC3161")
				: signature_keys(p)) ||
	    (r = buf_adds(out, " /ByteRange ")))
		return r;
	p->range_at = out->n;
	if ((r = buf_addf(out, "%*s", RANGE_ROOM, "")) || (r = contents(p)) ||
	    (r = buf_adds(out, " >>")))
		return r;
	return pdf_increment_close(&p->inc);
}

/* Field and widget in one dictionary; printed and locked (F 132). */
static enum err
widget(struct place *p)
{
	struct buf *out = p->inc.out;
	enum err r;

	p->widget = pdf_increment_number(&p->inc);
	if ((r = pdf_increment_open(&p->inc, p->widget, 0)) ||
	    (r = buf_adds(out,
		 "<< /Type /Annot /Subtype /Widget /FT /Sig "
		 "/T ")) ||
	    (r = pdf_text_write(out, bytes_of(p->name))) ||
	    (r = buf_addf(out,
		 " /F %d /Rect [%.2f %.2f %.2f %.2f] "
		 "/P %d %d R /V %d 0 R /AP << /N %d 0 R >> >>",
		 LOCKED, p->rect[0], p->rect[1], p->rect[2], p->rect[3],
		 p->page->o->id, p->page->o->gen, p->signature, p->look.id)))
		return r;
	return pdf_increment_close(&p->inc);
}

/* Give the widget of a field that is there its appearance; keep its place. */
static enum err
dress(struct place *p, const struct pdf_obj *old, struct pdf_obj *o)
{
	static const struct pdf_obj none = { .type = PDF_DICT };
	struct pdf_obj *ap = pdf_dict_copy(&none, 1, p->f->arena);
	struct pdf_obj n = pdf_new_ref(p->look.id, 0);
	struct pdf_obj flags =
	    pdf_new_int(pdf_int(pdf_get(p->f, old, "F"), 0) | LOCKED);

	if (ap == NULL)
		return E_NOMEM;
	pdf_dict_set(ap, "N", &n);
	pdf_dict_set(o, "AP", ap);
	pdf_dict_set(o, "F", &flags);
	return E_OK;
}

/* Fill the field that is there; its widget may be an object of its own. */
static enum err
fill_field(struct place *p)
{
	const struct pdf_obj *field = p->field->o, *widget = p->field->widget;
	struct pdf_obj *o = pdf_dict_copy(field, 3, p->f->arena);
	struct pdf_obj *w = o;
	struct pdf_obj v = pdf_new_ref(p->signature, 0);
	enum err r;

	if (widget != field)
		w = pdf_dict_copy(widget, 2, p->f->arena);
	if (o == NULL || w == NULL)
		return E_NOMEM;
	pdf_dict_set(o, "V", &v);
	if ((r = dress(p, widget, w)) ||
	    (r = pdf_increment_object(&p->inc, field->id, field->gen, o)) ||
	    widget == field)
		return r;
	return pdf_increment_object(&p->inc, widget->id, widget->gen, w);
}

/* Say whether another page uses the same array of annotations. */
static bool
shared(const struct place *p, const struct pdf_obj *ref)
{
	size_t i;

	for (i = 0; i < p->pages->n; i++)
		if (&p->pages->page[i] != p->page &&
		    pdf_equal(pdf_key(p->pages->page[i].o, "Annots"), ref))
			return true;
	return false;
}

/* Add the widget to the page: its own array, or an indirect one. */
static enum err
annotate(struct place *p)
{
	const struct pdf_obj *ref = pdf_key(p->page->o, "Annots");
	const struct pdf_obj *old = pdf_follow(p->f, ref);
	struct pdf_obj w = pdf_new_ref(p->widget, 0);
	struct pdf_obj *annots, *page;

	if (old->type != PDF_NULL && old->type != PDF_ARRAY)
		return wrong(p, "/Annots malformed");
	if ((annots = pdf_array_grown(old, &w, p->f->arena)) == NULL)
		return E_NOMEM;
	if (ref->type == PDF_REF && old->type == PDF_ARRAY && !shared(p, ref)) {
		p->annots = old->id;
		return pdf_increment_object(&p->inc, old->id, old->gen, annots);
	}
	if ((page = pdf_dict_copy(p->page->o, 1, p->f->arena)) == NULL)
		return E_NOMEM;
	pdf_dict_set(page, "Annots", annots);
	return pdf_increment_object(
	    &p->inc, p->page->o->id, p->page->o->gen, page);
}

/* Let the other pages show it too. */
static enum err
copies(struct place *p)
{
	const char *why = NULL;
	enum err r;

	if (!everywhere(p))
		return E_OK;
	r = pdf_place_copies(
	    &p->inc, p->pages, p->page, p->wish, &p->look, &why);
	return r == E_INPUT && why != NULL ? wrong(p, why) : r;
}

/* Say in the form that there are signatures; a filled field stands there. */
static enum err
flag(struct place *p, const struct pdf_obj *old, const struct pdf_obj *flags)
{
	struct pdf_obj *form;

	if (pdf_int(pdf_get(p->f, old, "SigFlags"), 0) == flags->u.i)
		return E_OK;
	if ((form = pdf_dict_copy(old, 1, p->f->arena)) == NULL)
		return E_NOMEM;
	pdf_dict_set(form, "SigFlags", flags);
	return pdf_increment_entry(&p->inc, "AcroForm", old, form);
}

/* Add the field to the form, which is made if there is none. */
static enum err
enlist(struct place *p)
{
	const struct pdf_obj *old =
	    pdf_get(p->f, pdf_catalog(p->f), "AcroForm");
	const struct pdf_obj *fields = pdf_get(p->f, old, "Fields");
	struct pdf_obj w = pdf_new_ref(p->widget, 0);
	struct pdf_obj flags =
	    pdf_new_int(pdf_int(pdf_get(p->f, old, "SigFlags"), 0) | 3);
	struct pdf_obj *grown, *form;
	enum err r;

	if (old->type != PDF_NULL && old->type != PDF_DICT)
		return wrong(p, "/AcroForm malformed");
	if (p->field != NULL)
		return flag(p, old, &flags);
	if ((form = pdf_dict_copy(old, 2, p->f->arena)) == NULL ||
	    (grown = pdf_array_grown(fields, &w, p->f->arena)) == NULL)
		return E_NOMEM;
	pdf_dict_set(form, "SigFlags", &flags);
	if (fields->id == 0) {
		pdf_dict_set(form, "Fields", grown);
		return pdf_increment_entry(&p->inc, "AcroForm", old, form);
	}
	/* one array may serve as /Fields and as /Annots: it has grown then */
	if (fields->id != p->annots &&
	    (r = pdf_increment_object(&p->inc, fields->id, fields->gen, grown)))
		return r;
	return flag(p, old, &flags);
}

/* Fill in /ByteRange now that the file's length is known. */
static enum err
range(struct place *p, struct pdf_placed *out)
{
	char text[RANGE_ROOM + 1];
	size_t base = p->f->scan.file.n;
	int n;

	out->contents_at = base + p->contents_at;
	out->contents_size = 2 * PDF_LIMIT_CONTENTS;
	out->total = base + p->inc.out->n;
	out->field = p->name;
	n = snprintf(text, sizeof(text), "[0 %zu %zu %zu]", out->contents_at,
	    out->contents_at + out->contents_size + 2,
	    out->total - out->contents_at - out->contents_size - 2);
	if (n < 0 || n > RANGE_ROOM)
		return E_BUG;
	memcpy(p->inc.out->p + p->range_at, text, (size_t)n);
	return E_OK;
}

enum err
pdf_place(struct pdf_file *f, const struct pdf_pages *pages,
    const struct pdf_wish *wish, struct buf *out, struct pdf_placed *placed)
{
	struct place p = { .f = f, .pages = pages, .wish = wish };
	enum err r;

	if ((r = pdf_increment_begin(f, out, &p.inc)) ||
	    (r = choose_field(&p)) || (r = choose_name(&p)) ||
	    (r = appear(&p)) || (r = signature(&p)) ||
	    (r = p.field ? fill_field(&p) : widget(&p)) ||
	    (p.field == NULL && (r = annotate(&p))) || (r = copies(&p)) ||
	    (r = enlist(&p)) || (r = pdf_increment_end(&p.inc)))
		goto out;
	r = f->fault ? f->fault : range(&p, placed);
out:
	pdf_increment_clear(&p.inc);
	return r;
}
