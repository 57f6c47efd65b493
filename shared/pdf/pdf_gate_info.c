/*
 * Rule group "info": the information dictionary says what XMP says.
 * ISO 19005-1 6.7.3; nothing like it in parts 2 and 3.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>
#include <time.h>

#include "shared/pdf/pdf_gate_groups.h"
#include "shared/pdf/pdf_signatures.h"
#include "shared/pdf/pdf_text.h"

#define NS_DC  "http://purl.org/dc/elements/1.1/"
#define NS_XMP "http://ns.adobe.com/xap/1.0/"
#define NS_PDF "http://ns.adobe.com/pdf/1.3/"

/* clang-format off */
/* entry of the dictionary, namespace and name of the property, is a date */
static const struct {
	const char *key, *ns, *name;
	bool date;
} rows[] = {
	{ "Title",        NS_DC,  "title",       false },
	{ "Author",       NS_DC,  "creator",     false },
	{ "Subject",      NS_DC,  "description", false },
	{ "Keywords",     NS_PDF, "Keywords",    false },
	{ "Creator",      NS_XMP, "CreatorTool", false },
	{ "Producer",     NS_PDF, "Producer",    false },
	{ "CreationDate", NS_XMP, "CreateDate",  true },
	{ "ModDate",      NS_XMP, "ModifyDate",  true },
};
/* clang-format on */

/* The one text of a property: the default language, or the only item. */
static const char *
text_of(const struct pdf_xmp *p)
{
	const struct pdf_xmp *c;

	if (p == NULL)
		return NULL;
	if (p->form == PDF_XMP_ALT) {
		for (c = p->child; c != NULL; c = c->next)
			if (c->lang && strcmp(c->lang, "x-default") == 0)
				return c->text;
		return p->child ? p->child->text : NULL;
	}
	if (p->form == PDF_XMP_SEQ || p->form == PDF_XMP_BAG)
		return p->child && !p->child->next ? p->child->text : NULL;
	return p->form == PDF_XMP_SIMPLE ? p->text : NULL;
}

/* A number of n digits at s; 0 when it ends before. */
static int
number(const char *s, size_t n)
{
	int v = 0;

	for (; n > 0 && *s >= '0' && *s <= '9'; n--, s++)
		v = v * 10 + *s - '0';
	return v;
}

/* Read "YYYY-MM-DDThh:mm:ss" and a zone; shorter forms count from there. */
static int64_t
moment(const char *s)
{
	struct tm tm = { .tm_mday = 1 };
	size_t n = strlen(s);
	const char *zone;
	int64_t offset = 0;

	tm.tm_year = number(s, 4) - 1900;
	if (n >= 7)
		tm.tm_mon = number(s + 5, 2) - 1;
	if (n >= 10)
		tm.tm_mday = number(s + 8, 2);
	if (n >= 16) {
		tm.tm_hour = number(s + 11, 2);
		tm.tm_min = number(s + 14, 2);
		if (s[16] == ':')
			tm.tm_sec = number(s + 17, 2);
		zone = strpbrk(s + 16, "+-");
		if (zone != NULL && strlen(zone) >= 6)
			offset = (*zone == '+' ? 1 : -1) *
			    (number(zone + 1, 2) * 3600 +
				number(zone + 4, 2) * 60);
	}
	return timegm(&tm) - offset;
}

static bool
same(struct pdf_gate *g, size_t i, const struct pdf_obj *entry)
{
	const char *is =
	    text_of(pdf_xmp_find(g->xmp, rows[i].ns, rows[i].name));
	const char *says;

	if (is == NULL || entry->type != PDF_STRING)
		return false;
	if (rows[i].date)
		return pdf_date(entry) == moment(is);
	says = pdf_text(g->f->arena, entry);
	return says != NULL && strcmp(says, is) == 0;
}

void
pdf_gate_info(struct pdf_gate *g)
{
	const struct pdf_obj *info = pdf_get(g->f, pdf_trailer(g->f), "Info");
	const struct pdf_obj *entry;
	size_t i;

	for (i = 0; i < COUNT(rows); i++) {
		entry = pdf_get(g->f, info, rows[i].key);
		if (entry->type != PDF_NULL && !same(g, i, entry))
			pdf_gate_fail(g, "6.7.3", NULL, info, rows[i].key);
	}
}
