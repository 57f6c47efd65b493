/*
 * Hardened reading of XML by libxml2: the limits are kept by SAX hooks while
 * parsing, before a tree exists.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pki/xml.h"

#include <stdint.h>
#include <string.h>

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/tree.h>
#include <libxml/xmlschemas.h>

#include "shared/base/log.h"
#include "shared/base/text.h"

#define MAX_DEPTH      24
#define MAX_ELEMENTS   4000
#define MAX_ATTRIBUTES 24

/* clang-format off */
#define PARSE_FLAGS (XML_PARSE_NONET | XML_PARSE_NOERROR | \
	XML_PARSE_NOWARNING | XML_PARSE_NOCDATA)
/* clang-format on */

struct limits {
	unsigned depth;
	unsigned elements;
};

static struct xml_node *
node_of(xmlNodePtr n)
{
	return (struct xml_node *)n;
}

static xmlNodePtr
lib_node(const struct xml_node *n)
{
	return (xmlNodePtr)(uintptr_t)n;
}

static xmlParserInputPtr
refuse_load(const char *url, const char *id, xmlParserCtxtPtr x)
{
	(void)url, (void)id, (void)x;
	return NULL;
}

static void
swallow(void *ctx, const char *msg, ...)
{
	(void)ctx, (void)msg;
}

void
xml_init(void)
{
	LIBXML_TEST_VERSION
	xmlInitParser();
	xmlSetExternalEntityLoader(refuse_load);
	xmlSetGenericErrorFunc(NULL, swallow);
}

static void
/* NOLINTNEXTLINE(readability-function-size): as the library calls it */
start_element(void *ctx, const xmlChar *local, const xmlChar *prefix,
    const xmlChar *uri, int nns, const xmlChar **ns, int nattr, int ndefault,
    const xmlChar **attr)
{
	xmlParserCtxtPtr x = ctx;
	struct limits *m = x->_private;

	if (++m->depth > MAX_DEPTH || ++m->elements > MAX_ELEMENTS ||
	    nattr > MAX_ATTRIBUTES || nns > MAX_ATTRIBUTES) {
		xmlStopParser(x);
		return;
	}
	xmlSAX2StartElementNs(
	    ctx, local, prefix, uri, nns, ns, nattr, ndefault, attr);
}

static void
end_element(
    void *ctx, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
	xmlParserCtxtPtr x = ctx;
	struct limits *m = x->_private;

	m->depth--;
	xmlSAX2EndElementNs(ctx, local, prefix, uri);
}

static void
refuse_subset(void *ctx, const xmlChar *name, const xmlChar *external,
    const xmlChar *system_id)
{
	(void)name, (void)external, (void)system_id;
	xmlStopParser(ctx);
}

static void
refuse_pi(void *ctx, const xmlChar *target, const xmlChar *text)
{
	(void)target, (void)text;
	xmlStopParser(ctx);
}

static void
refuse_comment(void *ctx, const xmlChar *text)
{
	(void)text;
	xmlStopParser(ctx);
}

/*
 * UTF-8 only: libxml2 would follow a declaration into another encoding, and
 * what was checked as octets would be read as others.
 */
static bool
is_utf8(struct bytes v)
{
	const unsigned char *end, *name;
	size_t n;

	if (!text_clean(v))
		return false;
	if (v.n < 5 || memcmp(v.p, "<?xml", 5) != 0)
		return true;
	if ((end = memmem(v.p, v.n, "?>", 2)) == NULL)
		return false;
	n = (size_t)(end - v.p);
	if ((name = memmem(v.p, n, "encoding", 8)) == NULL)
		return true;
	n = (size_t)(end - name);
	return memmem(name, n, "UTF-8", 5) != NULL ||
	    memmem(name, n, "utf-8", 5) != NULL;
}

/* Drop a UTF-8 byte order mark. */
static struct bytes
without_bom(struct bytes v)
{
	if (v.n >= 3 && memcmp(v.p, "\xEF\xBB\xBF", 3) == 0)
		return bytes_at(v.p + 3, v.n - 3);
	return v;
}

static void
set_hooks(xmlParserCtxtPtr x, struct limits *m)
{
	x->_private = m;
	x->sax->startElementNs = start_element;
	x->sax->endElementNs = end_element;
	x->sax->internalSubset = refuse_subset;
	x->sax->externalSubset = refuse_subset;
	x->sax->processingInstruction = refuse_pi;
	x->sax->comment = refuse_comment;
}

enum err
xml_parse(struct bytes text, struct xml_doc **out)
{
	struct limits m = { 0, 0 };
	xmlParserCtxtPtr x;
	xmlDocPtr d;
	bool ok;

	*out = NULL;
	text = without_bom(text);
	if (text.n == 0 || text.n > XML_MAX_BYTES || !is_utf8(text))
		return E_INPUT;
	if ((x = xmlCreatePushParserCtxt(NULL, NULL, NULL, 0, NULL)) == NULL)
		return E_NOMEM;
	xmlCtxtUseOptions(x, PARSE_FLAGS);
	set_hooks(x, &m);
	ok = xmlParseChunk(x, (const char *)text.p, (int)text.n, 0) == 0 &&
	    xmlParseChunk(x, (const char *)text.p, 0, 1) == 0;
	ok = ok && x->wellFormed && x->nsWellFormed && !x->disableSAX;
	d = x->myDoc;
	x->myDoc = NULL;
	xmlFreeParserCtxt(x);
	if (!ok || d == NULL || d->intSubset != NULL || d->extSubset != NULL ||
	    xmlDocGetRootElement(d) == NULL) {
		xmlFreeDoc(d);
		return E_INPUT;
	}
	*out = (struct xml_doc *)d;
	return E_OK;
}

void
xml_free(struct xml_doc *doc)
{
	xmlFreeDoc((xmlDocPtr)doc);
}

struct xml_node *
xml_root(struct xml_doc *doc)
{
	return node_of(xmlDocGetRootElement((xmlDocPtr)doc));
}

bool
xml_is(const struct xml_node *node, const char *ns, const char *name)
{
	const xmlNode *n = lib_node(node);

	if (n == NULL || strcmp((const char *)n->name, name) != 0)
		return false;
	if (n->ns == NULL || ns == NULL)
		return n->ns == NULL && ns == NULL;
	return strcmp((const char *)n->ns->href, ns) == 0;
}

struct xml_node *
xml_first(const struct xml_node *n)
{
	return n ? node_of(xmlFirstElementChild(lib_node(n))) : NULL;
}

struct xml_node *
xml_next(const struct xml_node *n)
{
	return node_of(xmlNextElementSibling(lib_node(n)));
}

struct xml_node *
xml_child(const struct xml_node *n, const char *ns, const char *name)
{
	struct xml_node *c, *found = NULL;

	for (c = xml_first(n); c != NULL; c = xml_next(c)) {
		if (!xml_is(c, ns, name))
			continue;
		if (found != NULL)
			return NULL;
		found = c;
	}
	return found;
}

static char *
content(const struct xml_node *n, bool trim, struct arena *a)
{
	struct bytes v;
	xmlChar *s;
	char *out;

	if (n == NULL || xml_first(n) != NULL)
		return NULL;
	if ((s = xmlNodeGetContent(lib_node(n))) == NULL)
		return NULL;
	v = bytes_of((const char *)s);
	out = arena_text(a, trim ? text_trim(v) : v);
	xmlFree(s);
	return out;
}

char *
xml_text(const struct xml_node *n, struct arena *a)
{
	return content(n, true, a);
}

char *
xml_text_raw(const struct xml_node *n, struct arena *a)
{
	return content(n, false, a);
}

char *
xml_attr(const struct xml_node *n, const char *name, struct arena *a)
{
	xmlChar *s;
	char *out;

	if (n == NULL)
		return NULL;
	s = xmlGetNoNsProp(lib_node(n), (const xmlChar *)name);
	out = arena_str(a, (const char *)s);
	xmlFree(s);
	return out;
}

/* While our own schemas are read, and then only, files may be opened. */
enum err
xml_schema_load(const char *path, struct xml_schema **out)
{
	xmlSchemaParserCtxtPtr x;
	xmlSchemaPtr s = NULL;

	xmlSetExternalEntityLoader(xmlNoNetExternalEntityLoader);
	x = xmlSchemaNewParserCtxt(path);
	if (x != NULL) {
		xmlSchemaSetParserErrors(x, swallow, swallow, NULL);
		s = xmlSchemaParse(x);
		xmlSchemaFreeParserCtxt(x);
	}
	xmlSetExternalEntityLoader(refuse_load);
	*out = (struct xml_schema *)s;
	if (s == NULL)
		return log_err(E_INPUT, "xml.schema", "file=%s", path);
	return E_OK;
}

void
xml_schema_free(struct xml_schema *s)
{
	xmlSchemaFree((xmlSchemaPtr)s);
}

/* Copy the element into a document of its own, with its namespaces. */
static xmlDocPtr
detach(const struct xml_node *n)
{
	xmlDocPtr d = xmlNewDoc((const xmlChar *)"1.0");
	xmlNodePtr c;

	if (d == NULL)
		return NULL;
	if ((c = xmlDocCopyNode(lib_node(n), d, 1)) == NULL) {
		xmlFreeDoc(d);
		return NULL;
	}
	xmlDocSetRootElement(d, c);
	xmlReconciliateNs(d, c);
	return d;
}

enum err
xml_valid(const struct xml_schema *s, const struct xml_node *n)
{
	xmlSchemaValidCtxtPtr x;
	xmlDocPtr d;
	int rc = -1;

	if ((d = detach(n)) == NULL)
		return E_NOMEM;
	x = xmlSchemaNewValidCtxt((xmlSchemaPtr)(uintptr_t)s);
	if (x != NULL) {
		xmlSchemaSetValidErrors(x, swallow, swallow, NULL);
		rc = xmlSchemaValidateDoc(x, d);
		xmlSchemaFreeValidCtxt(x);
	}
	xmlFreeDoc(d);
	return rc == 0 ? E_OK : rc > 0 ? E_INPUT : E_NOMEM;
}

static const char *
entity(unsigned char c)
{
	switch (c) {
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '&':
		return "&amp;";
	case '"':
		return "&quot;";
	case '\'':
		return "&apos;";
	default:
		return NULL;
	}
}

enum err
xml_escape(struct buf *out, struct bytes text)
{
	const char *e;
	enum err r;
	size_t i;

	for (i = 0; i < text.n; i++) {
		if ((e = entity(text.p[i])) != NULL)
			r = buf_adds(out, e);
		else
			r = buf_addc(out, text.p[i]);
		if (r != E_OK)
			return r;
	}
	return E_OK;
}

enum err
xml_leaf(struct buf *out, const char *name, const char *text)
{
	enum err r;

	if (text == NULL || *text == '\0')
		return buf_addf(out, "<%s/>", name);
	if ((r = buf_addf(out, "<%s>", name)) ||
	    (r = xml_escape(out, bytes_of(text))))
		return r;
	return buf_addf(out, "</%s>", name);
}
