/*
 * Rule groups "part" and "xmp-id": the document says what it is, in XMP that
 * can be read.
 * ISO 19005-1 6.7.2, 6.7.5, 6.7.9, 6.7.11; ISO 19005-2 6.6.2.1, 6.6.4.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "shared/pdf/pdf_gate_groups.h"

enum err
pdf_gate_packet(struct pdf_gate *g, const struct pdf_obj *stream,
    struct pdf_xml_document *packet, const struct pdf_xmp **xmp,
    const char **why)
{
	struct buf b = BUF(SIZE_MAX / 2);
	struct pdf_xmp *first = NULL;
	enum err r = E_INPUT;

	*why = "no metadata";
	*xmp = NULL;
	if (stream->type != PDF_STREAM)
		return E_INPUT;
	*why = "metadata is not well-formed XML";
	if ((r = pdf_decode(g->f, stream, &b)) == E_OK &&
	    (r = pdf_xml_read(buf_bytes(&b), g->f->arena, packet)) == E_OK) {
		*why = "metadata is no valid XMP";
		r = pdf_xmp_read(packet->root, g->f->arena, &first);
	}
	buf_free(&b);
	*xmp = first;
	return r;
}

static const char *
identification(const struct pdf_gate *g, const char *name)
{
	const struct pdf_xmp *p = pdf_xmp_find(g->xmp, PDF_NS_ID, name);

	return p && p->form == PDF_XMP_SIMPLE ? p->text : "";
}

/* Note what the document claims to be, without judging it. */
static void
read_claim(struct pdf_gate *g)
{
	const char *part, *level, *why;

	if (pdf_gate_packet(g, pdf_get(g->f, pdf_catalog(g->f), "Metadata"),
		&g->packet, &g->xmp, &why)) {
		g->unread = why;
		return;
	}
	part = identification(g, "part");
	level = identification(g, "conformance");
	if (strlen(part) == 1 && *part >= '1' && *part <= '9')
		g->part = *part - '0';
	g->level = '-';
	if (strlen(level) == 1)
		g->level = *level;
}

/* The identification's properties carry the prefix that the standard names. */
static void
prefixes(struct pdf_gate *g)
{
	const struct pdf_xmp *p;

	for (p = g->xmp; p != NULL; p = p->next)
		if (strcmp(p->ns, PDF_NS_ID) == 0 &&
		    strcmp(p->prefix, "pdfaid") != 0)
			pdf_gate_fail(g, "6.7.11", "6.6.4", NULL,
			    "identification with another prefix");
}

static void
claim(struct pdf_gate *g)
{
	const char *levels = g->part == 1 ? "AB" : "ABU";

	if (g->part < 1 || g->part > 3)
		pdf_gate_fail(
		    g, "6.7.11", "6.6.4", NULL, "no claim of part 1, 2 or 3");
	else if (g->level == '-' || strchr(levels, g->level) == NULL)
		pdf_gate_fail(
		    g, "6.7.11", "6.6.4", NULL, "no claim of a level");
}

/* Say whether a packet's header, if any, has an attribute, however spaced. */
static bool
has_attribute(const char *header, const char *name)
{
	const char *p = header ? header : "";

	while ((p = strstr(p, name)) != NULL) {
		p += strlen(name);
		if (p[strspn(p, " \t\r\n")] == '=')
			return true;
	}
	return false;
}

void
pdf_gate_packet_form(struct pdf_gate *g, const struct pdf_xml_document *packet,
    const struct pdf_obj *stream)
{
	if (has_attribute(packet->packet, "bytes") ||
	    has_attribute(packet->packet, "encoding"))
		pdf_gate_fail(g, "6.7.5", "6.6.2.1", stream,
		    "packet header with bytes or encoding");
	if (!packet->utf8)
		pdf_gate_fail(
		    g, NULL, "6.6.2.1", stream, "metadata is not in UTF-8");
}

static void
stream(struct pdf_gate *g)
{
	const struct pdf_obj *o = pdf_get(g->f, pdf_catalog(g->f), "Metadata");

	if (!pdf_is_name(pdf_get(g->f, o, "Type"), "Metadata") ||
	    !pdf_is_name(pdf_get(g->f, o, "Subtype"), "XML"))
		pdf_gate_fail(
		    g, "6.7.2", "6.6.2.1", o, "stream is no metadata");
	if (pdf_has(o, "Filter"))
		pdf_gate_fail(g, "6.7.2", NULL, o, "metadata is filtered");
	pdf_gate_packet_form(g, &g->packet, o);
}

void
pdf_gate_part(struct pdf_gate *g)
{
	read_claim(g);
	if (g->part == 4)
		pdf_gate_fail(g, NULL, "6.6.4", NULL, "part 4");
}

void
pdf_gate_xmp(struct pdf_gate *g)
{
	if (g->unread != NULL) {
		pdf_gate_fail(g, "6.7.2", "6.6.2.1", NULL, g->unread);
		return;
	}
	claim(g);
	prefixes(g);
	stream(g);
}
