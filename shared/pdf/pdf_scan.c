/*
 * Header, end and chain of cross-reference sections. ISO 32000-1 7.5.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_scan.h"

#include <string.h>

#include "shared/pdf/pdf_limits.h"
#include "shared/pdf/pdf_xref.h"

/* Header: "%PDF-d.d" at the first octet, or nobody agrees on offsets. */
static enum err
header(struct pdf_scan *s, struct pdf_refusal *no)
{
	const unsigned char *p = s->file.p;
	size_t look = s->file.n < 1024 ? s->file.n : 1024;

	if (s->file.n < 8 || memcmp(p, "%PDF-", 5) != 0) {
		if (look >= 5 && memmem(p, look, "%PDF-", 5) != NULL)
			return pdf_refuse(no, PDF_DAMAGED, "6.1.2",
			    "header is not at the first octet");
		return pdf_refuse(no, PDF_NOT_PDF, "", "no PDF header");
	}
	if (p[5] < '0' || p[5] > '9' || p[6] != '.' || p[7] < '0' || p[7] > '9')
		return pdf_refuse(no, PDF_DAMAGED, "6.1.2", "header malformed");
	s->version = (p[5] - '0') * 10 + p[7] - '0';
	return E_OK;
}

/* End: "%%EOF" and at most one line end behind it. */
static enum err
footer(struct pdf_scan *s, struct pdf_refusal *no)
{
	size_t n = s->file.n;

	if (n > 0 && s->file.p[n - 1] == '\n')
		n--;
	if (n > 0 && s->file.p[n - 1] == '\r')
		n--;
	if (n < 14 || memcmp(s->file.p + n - 5, "%%EOF", 5) != 0)
		return pdf_refuse(no, PDF_DAMAGED, "6.1.3",
		    "the file does not end with %%%%EOF");
	s->eof = n - 5;
	return E_OK;
}

/* Read "startxref N" right before the last %%EOF. */
static enum err
start(const struct pdf_scan *s, size_t *at, struct pdf_refusal *no)
{
	size_t from = s->eof > 48 ? s->eof - 48 : 0;
	const unsigned char *p = s->file.p;
	struct pdf_lex l = { bytes_at(p, s->eof), 0 };
	struct pdf_token t;
	size_t i;

	for (i = s->eof - 9; i > from; i--)
		if (memcmp(p + i, "startxref", 9) == 0)
			break;
	l.at = i + 9;
	pdf_lex_next(&l, &t);
	if (i == from || t.type != PDF_T_INT || t.i <= 0 ||
	    (size_t)t.i >= s->eof)
		return pdf_refuse(
		    no, PDF_DAMAGED, "6.1.3", "no usable startxref");
	*at = (size_t)t.i;
	/* not a token more, and no comment either: "%%EOF" twice is two ends */
	for (i = l.at; i < s->eof; i++)
		if (!pdf_is_space(p[i]))
			return pdf_refuse(no, PDF_DAMAGED, "6.1.3",
			    "something between startxref and %%%%EOF");
	return E_OK;
}

static bool
visited(const struct pdf_scan *s, size_t at)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->section[i].at == at)
			return true;
	return false;
}

/* Check what one section promises before it is believed. */
static enum err
judge(struct pdf_scan *s, const struct pdf_section *x, struct pdf_refusal *no)
{
	if (pdf_has(&x->trailer, "Encrypt"))
		return pdf_refuse(no, PDF_ENCRYPTED, "6.1.3", "/Encrypt");
	if (x->size <= 0)
		return pdf_refuse(no, PDF_DAMAGED, "6.1.3", "no /Size");
	if (x->size > PDF_LIMIT_OBJECTS)
		return pdf_refuse(
		    no, PDF_TOO_COMPLEX, "", "%d objects", x->size);
	if (x->size > s->size)
		s->size = x->size;
	return E_OK;
}

/* Say whether two entries lead to the same place. */
static bool
same_place(const struct pdf_entry *a, const struct pdf_entry *b)
{
	return a->kind == b->kind && a->at == b->at && a->gen == b->gen &&
	    a->index == b->index;
}

/*
 * Note what an entry says unless a newer section has spoken already. Within
 * a section a free entry gives way: a hybrid's table hides by it what its
 * stream shows (ISO 32000-1 7.5.8.4). Two places are one too many: readers
 * differ about which of them counts.
 */
static enum err
entry(struct pdf_scan *s, const struct pdf_entry *e, struct pdf_refusal *no)
{
	struct pdf_entry *n;
	bool again;

	if (e->id >= s->section[0].size) {
		if (e->kind == PDF_E_FREE)
			return E_OK;
		return pdf_refuse(no, PDF_DAMAGED, "6.1.3",
		    "object %d is beyond /Size", e->id);
	}
	n = &s->newest[e->id];
	again = n->section == e->section && n->kind == PDF_E_FREE;
	if (n->kind == PDF_E_NONE || again) {
		*n = *e;
		return E_OK;
	}
	if (n->kind == PDF_E_FREE || e->kind == PDF_E_FREE)
		return E_OK;
	if (n->gen != e->gen)
		return pdf_refuse(no, PDF_DAMAGED, "6.1.3",
		    "two generations of object %d", e->id);
	if (n->section == e->section && !same_place(n, e))
		return pdf_refuse(
		    no, PDF_DAMAGED, "6.1.3", "two places of object %d", e->id);
	return E_OK;
}

static enum err
merge(struct pdf_scan *s, struct arena *a, struct pdf_refusal *no)
{
	enum err r = E_OK;
	size_t i, k;

	s->newest = arena_array(a, (size_t)s->size, sizeof(*s->newest));
	if (s->newest == NULL)
		return E_NOMEM;
	for (i = 0; i < s->n && r == E_OK; i++)
		for (k = 0; k < s->section[i].n && r == E_OK; k++) {
			s->section[i].entry[k].section = (int)i;
			r = entry(s, &s->section[i].entry[k], no);
		}
	return r;
}

/* Follow the chain of /Prev from the newest section to the first. */
static enum err
chain(struct pdf_scan *s, size_t at, struct arena *a, struct pdf_refusal *no)
{
	struct pdf_section *x;
	enum err r;

	for (;;) {
		if (s->n == PDF_LIMIT_SECTIONS)
			return pdf_refuse(no, PDF_TOO_COMPLEX, "",
			    "more than %d revisions", PDF_LIMIT_SECTIONS);
		if (visited(s, at))
			return pdf_refuse(
			    no, PDF_DAMAGED, "6.1.3", "/Prev goes in a circle");
		x = &s->section[s->n++];
		if ((r = pdf_xref_read(s, at, a, no, x)) ||
		    (r = judge(s, x, no)))
			return r;
		if (x->prev < 0)
			return E_OK;
		if ((size_t)x->prev >= s->file.n)
			return pdf_refuse(no, PDF_DAMAGED, "6.1.3",
			    "/Prev points outside the file");
		at = (size_t)x->prev;
	}
}

enum err
pdf_scan(struct bytes file, struct arena *a, struct pdf_refusal *no,
    struct pdf_scan *out)
{
	struct pdf_scan s = { .file = file };
	size_t at = 0;
	enum err r;

	s.section = arena_array(a, PDF_LIMIT_SECTIONS, sizeof(*s.section));
	if (s.section == NULL)
		return E_NOMEM;
	if ((r = header(&s, no)) || (r = footer(&s, no)) ||
	    (r = start(&s, &at, no)) || (r = chain(&s, at, a, no)) ||
	    (r = merge(&s, a, no)))
		return r;
	*out = s;
	return E_OK;
}
