/*
 * XML into a plain tree with libxml2.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_xml.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <string.h>

#include "shared/pdf/pdf_text.h"

#define NODES_MAX 20000
#define DEPTH_MAX 64
#define TEXT_MAX  (16 << 20)

static const char *
kept(struct arena *a, const xmlChar *s)
{
	return arena_str(a, s ? (const char *)s : "");
}

/* Copy an element's attributes. */
static enum err
attributes(const xmlNode *n, struct arena *a, struct pdf_xml *out)
{
	const xmlAttr *at;
	size_t i = 0;

	for (at = n->properties; at != NULL; at = at->next)
		out->nattribute++;
	out->attribute =
	    arena_array(a, out->nattribute + 1, sizeof(*out->attribute));
	if (out->attribute == NULL)
		return E_NOMEM;
	for (at = n->properties; at != NULL; at = at->next, i++) {
		xmlChar *value = xmlNodeListGetString(n->doc, at->children, 1);

		out->attribute[i].ns = kept(a, at->ns ? at->ns->href : NULL);
		out->attribute[i].prefix =
		    kept(a, at->ns ? at->ns->prefix : NULL);
		out->attribute[i].name = kept(a, at->name);
		out->attribute[i].value = kept(a, value);
		xmlFree(value);
		if (out->attribute[i].value == NULL)
			return E_NOMEM;
	}
	return E_OK;
}

/* Join the character data that stands directly in an element. */
static enum err
character_data(const xmlNode *n, struct arena *a, struct pdf_xml *out)
{
	struct buf b = BUF(TEXT_MAX);
	const xmlNode *c;
	enum err r = E_OK;
	size_t i;

	for (c = n->children; c != NULL && r == E_OK; c = c->next) {
		if (c->type == XML_TEXT_NODE && c->content)
			r = buf_adds(&b, (const char *)c->content);
		if (c->type == XML_CDATA_SECTION_NODE || c->type == XML_PI_NODE)
			out->pieces = true;
	}
	out->blank = !out->pieces;
	for (i = 0; i < b.n; i++)
		if (strchr(" \t\r\n", b.p[i]) == NULL)
			out->blank = false;
	out->text = arena_text(a, buf_bytes(&b));
	buf_free(&b);
	return r || out->text == NULL ? E_NOMEM : E_OK;
}

static enum err
element(const xmlNode *n, struct arena *a, struct pdf_xml *out)
{
	enum err r;

	out->ns = kept(a, n->ns ? n->ns->href : NULL);
	out->prefix = kept(a, n->ns ? n->ns->prefix : NULL);
	out->name = kept(a, n->name);
	if (out->ns == NULL || out->prefix == NULL || out->name == NULL)
		return E_NOMEM;
	if ((r = attributes(n, a, out)))
		return r;
	return character_data(n, a, out);
}

/* An element whose children are being copied. */
struct level {
	const xmlNode *child; /* to be copied next */
	struct pdf_xml **at;  /* where the copy is to be hung in */
};

static enum err
copy(const xmlNode *root, struct arena *a, struct pdf_xml **out)
{
	struct level level[DEPTH_MAX] = { { root, out } };
	size_t depth = 1;
	size_t nodes = 0;
	enum err r;

	while (depth > 0) {
		struct level *l = &level[depth - 1];
		const xmlNode *n = l->child;
		struct pdf_xml *x;

		if (n == NULL) {
			depth--;
			continue;
		}
		l->child = n == root ? NULL : n->next;
		if (n->type == XML_ENTITY_REF_NODE)
			return E_INPUT;
		if (n->type != XML_ELEMENT_NODE)
			continue;
		if (++nodes > NODES_MAX || depth == DEPTH_MAX)
			return E_LIMIT;
		if ((x = arena_alloc(a, sizeof(*x))) == NULL)
			return E_NOMEM;
		if ((r = element(n, a, x)))
			return r;
		*l->at = x;
		l->at = &x->next;
		level[depth++] = (struct level){ n->children, &x->child };
	}
	return E_OK;
}

static void
quiet(void *ctx, const char *fmt, ...)
{
	(void)ctx;
	(void)fmt;
}

/*
 * Encodings by their first octets: with a byte order mark or with the "<"
 * that every packet begins with (XML 1.0 annex F).
 */
/* clang-format off */
static const struct {
	unsigned char first[4];
	size_t n;
	size_t width; /* octets of a unit */
	bool big;     /* most significant octet first */
	size_t mark;  /* octets of the mark */
} encodings[] = {
	{ { 0x00, 0x00, 0xFE, 0xFF }, 4, 4, true,  4 },
	{ { 0xFF, 0xFE, 0x00, 0x00 }, 4, 4, false, 4 },
	{ { 0x00, 0x00, 0x00, '<'  }, 4, 4, true,  0 },
	{ { '<',  0x00, 0x00, 0x00 }, 4, 4, false, 0 },
	{ { 0xFE, 0xFF             }, 2, 2, true,  2 },
	{ { 0xFF, 0xFE             }, 2, 2, false, 2 },
	{ { 0x00, '<'              }, 2, 2, true,  0 },
	{ { '<',  0x00             }, 2, 2, false, 0 },
};
/* clang-format on */

/* Read one unit of an encoding. */
static unsigned
unit(const unsigned char *p, size_t width, bool big)
{
	unsigned v = 0;
	size_t i;

	for (i = 0; i < width; i++)
		v |= (unsigned)p[i] << 8 * (big ? width - 1 - i : i);
	return v;
}

/* Write text of a wide encoding as UTF-8. */
static enum err
narrow(struct bytes text, size_t width, bool big, struct buf *out)
{
	enum err r = E_OK;
	size_t i;

	for (i = 0; i + width <= text.n && r == E_OK; i += width) {
		unsigned c = unit(text.p + i, width, big);

		if (width == 2 && c >= 0xD800 && c < 0xDC00 &&
		    i + 4 <= text.n) {
			unsigned d = unit(text.p + i + 2, width, big);

			c = 0x10000 + ((c - 0xD800) << 10) + (d & 0x3FF);
			i += 2;
		}
		r = c > 0x10FFFF ? E_INPUT : pdf_utf8_add(out, c);
	}
	return r;
}

/* Find the encoding and give the text as UTF-8. */
static enum err
decoded(struct bytes *text, struct buf *room, bool *utf8)
{
	size_t i;
	enum err r;

	*utf8 = true;
	for (i = 0; i < COUNT(encodings); i++) {
		if (text->n < encodings[i].n ||
		    memcmp(text->p, encodings[i].first, encodings[i].n) != 0)
			continue;
		*utf8 = false;
		*text = bytes_at(
		    text->p + encodings[i].mark, text->n - encodings[i].mark);
		r = narrow(*text, encodings[i].width, encodings[i].big, room);
		*text = buf_bytes(room);
		return r;
	}
	return E_OK;
}

static enum err
document(xmlDoc *d, struct arena *a, struct pdf_xml_document *out)
{
	const xmlNode *n;

	if (d->intSubset != NULL || d->extSubset != NULL)
		return E_INPUT;
	for (n = d->children; n != NULL && out->packet == NULL; n = n->next)
		if (n->type == XML_PI_NODE &&
		    strcmp((const char *)n->name, "xpacket") == 0)
			out->packet = kept(a, n->content);
	n = xmlDocGetRootElement(d);
	return n ? copy(n, a, &out->root) : E_INPUT;
}

enum err
pdf_xml_read(struct bytes text, struct arena *a, struct pdf_xml_document *out)
{
	struct buf room = BUF(2 * TEXT_MAX);
	xmlDoc *d = NULL;
	enum err r;

	memset(out, 0, sizeof(*out));
	if (text.n > TEXT_MAX)
		return E_LIMIT;
	if ((r = decoded(&text, &room, &out->utf8)))
		goto out;
	xmlSetGenericErrorFunc(NULL, quiet);
	d = xmlReadMemory((const char *)text.p, (int)text.n, NULL, "UTF-8",
	    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	r = d ? document(d, a, out) : E_INPUT;
	xmlFreeDoc(d);
out:
	buf_free(&room);
	return r;
}

const char *
pdf_xml_attribute(const struct pdf_xml *x, const char *ns, const char *name)
{
	size_t i;

	for (i = 0; i < x->nattribute; i++)
		if (strcmp(x->attribute[i].name, name) == 0 &&
		    strcmp(x->attribute[i].ns, ns) == 0)
			return x->attribute[i].value;
	return NULL;
}

bool
pdf_xml_is(const struct pdf_xml *x, const char *ns, const char *name)
{
	return strcmp(x->name, name) == 0 && strcmp(x->ns, ns) == 0;
}
