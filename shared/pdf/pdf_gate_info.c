/*
 * Rule group "info": the information dictionary says what XMP says.
 * ISO 19005-1 6.7.3; nothing like it in parts 2 and 3.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>
#include <time.h>

#include "shared/pdf/pdf_gate_groups.h"
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

/* Read n digits, if they all stand there. */
static bool
number(const char **s, size_t n, int *out)
{
	int v = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		if ((*s)[i] < '0' || (*s)[i] > '9')
			return false;
		v = v * 10 + (*s)[i] - '0';
	}
	*s += n;
	*out = v;
	return true;
}

/* Read a zone: nothing, "Z", or hours and perhaps minutes behind a mark. */
static bool
zone(const char *s, char mark, int64_t *offset)
{
	int sign = *s == '-' ? -1 : 1;
	int hours = 0;
	int minutes = 0;

	*offset = 0;
	if (*s == '\0' || strcmp(s, "Z") == 0)
		return true;
	if (strchr("+-Z", *s) == NULL || (s++, !number(&s, 2, &hours)))
		return false;
	if (*s == mark)
		s++;
	else if (mark == '\'' && *s != '\0')
		return false;
	if (*s != '\0' && !number(&s, 2, &minutes))
		return false;
	s += *s == '\'';
	*offset = sign * (hours * 3600 + minutes * 60);
	return *s == '\0';
}

/* Read year, month and so on, each behind its mark, as far as they stand
 * there; returns how many. */
static size_t
parts(const char **s, const char marks[6], struct tm *tm)
{
	int *part[] = { &tm->tm_year, &tm->tm_mon, &tm->tm_mday, &tm->tm_hour,
		&tm->tm_min, &tm->tm_sec };
	size_t i;

	for (i = 0; i < COUNT(part); i++) {
		if (marks[i] != ' ' && **s != marks[i])
			break;
		*s += marks[i] != ' ';
		if (!number(s, i == 0 ? 4 : 2, part[i]))
			break;
	}
	return i;
}

/*
 * Read a date: "D:YYYYMMDDhhmmss" and a zone (ISO 32000-1 7.9.4), or
 * "YYYY-MM-DDThh:mm:ss" and a zone, without fractions of a second. What is
 * left out at the end is the first there is.
 */
static bool
moment(const char *s, bool xmp, int64_t *out)
{
	struct tm tm = { .tm_mon = 1, .tm_mday = 1 };
	int64_t offset;
	size_t n;

	if (!xmp && strncmp(s, "D:", 2) != 0)
		return false;
	s += xmp ? 0 : 2;
	n = parts(&s, xmp ? " --T::" : "      ", &tm);
	if (xmp && *s == '.')
		s += 1 + strspn(s + 1, "0");
	if (n == 0 || (n < 6 && !xmp && *s != '\0') ||
	    !zone(s, xmp ? ':' : '\'', &offset))
		return false;
	tm.tm_year -= 1900;
	tm.tm_mon--;
	*out = timegm(&tm) - offset;
	return true;
}

static bool
same(struct pdf_gate *g, size_t i, const struct pdf_obj *entry)
{
	const char *is =
	    text_of(pdf_xmp_find(g->xmp, rows[i].ns, rows[i].name));
	const char *says;
	int64_t a, b;

	if (is == NULL || entry->type != PDF_STRING)
		return false;
	says = pdf_text(g->f->arena, entry);
	if (says == NULL)
		return false;
	if (!rows[i].date)
		return strcmp(says, is) == 0;
	return moment(says, false, &a) && moment(is, true, &b) && a == b;
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
