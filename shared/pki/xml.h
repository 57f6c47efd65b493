/*
 * Reading XML that nobody trusts, and writing XML of our own.
 *
 * One door in: size, depth, element and attribute limits are kept while
 * parsing; a DOCTYPE, a processing instruction, a comment, or an encoding
 * other than UTF-8 is refused. Entities are never expanded, nothing is ever
 * loaded. Elements are found by namespace, name and parent, never by search.
 *
 * Only xml.c and wss.c know libxml2. XML 1.0, XML Schema 1.0.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PKI_XML_H
#define FERNSIGN_PKI_XML_H

#include <stdbool.h>

#include "shared/base/arena.h"
#include "shared/base/buf.h"

#define XML_MAX_BYTES (256 * 1024)

struct xml_doc;    /* a parsed document */
struct xml_node;   /* an element in it; lives as long as the document */
struct xml_schema; /* a compiled schema, shared and never changed */

/*
 * Prepare the library for this process: no loader, no output. Schemas are
 * loaded afterwards by xml_schema_load only. May be called again.
 */
void xml_init(void);

/*
 * Parse a document.
 *
 * text   1..XML_MAX_BYTES octets of UTF-8; borrowed for the call
 * *out   owned by the caller: xml_free
 *
 * E_INPUT  not well-formed, over a limit, or holding what is refused
 * E_NOMEM  out of memory
 */
enum err xml_parse(struct bytes text, struct xml_doc **out) MUST_USE;

/* Release a document; NULL-safe. */
void xml_free(struct xml_doc *doc);

/* The root element; never NULL. */
struct xml_node *xml_root(struct xml_doc *doc);

/* Say whether an element has this namespace (NULL: none) and name. */
bool xml_is(const struct xml_node *n, const char *ns, const char *name);

/*
 * Find the one child element with this namespace and name; NULL when there
 * is none or more than one. n may be NULL.
 */
struct xml_node *xml_child(
    const struct xml_node *n, const char *ns, const char *name);

/* The first child element, or the next element after n; NULL at the end. */
struct xml_node *xml_first(const struct xml_node *n);
/* As xml_first, for the siblings that follow. */
struct xml_node *xml_next(const struct xml_node *n);

/*
 * The text of an element without child elements, trimmed; NULL when n is
 * NULL, has child elements, or the arena is exhausted.
 */
char *xml_text(const struct xml_node *n, struct arena *a);

/* As xml_text, blanks kept. */
char *xml_text_raw(const struct xml_node *n, struct arena *a);

/* The value of an attribute without namespace; NULL when absent. */
char *xml_attr(const struct xml_node *n, const char *name, struct arena *a);

/*
 * Compile a schema from a file of our own.
 *
 * path   the .xsd; what it imports must lie in the same folder
 * *out   owned by the caller, for the process's life: xml_schema_free
 *
 * E_INPUT  missing or not a schema (logged)
 */
enum err xml_schema_load(const char *path, struct xml_schema **out) MUST_USE;

/* Release a schema; NULL-safe. */
void xml_schema_free(struct xml_schema *s);

/*
 * Validate one element, and what is in it, as a document of its own.
 *
 * E_INPUT  not valid
 * E_NOMEM  out of memory
 */
enum err xml_valid(
    const struct xml_schema *s, const struct xml_node *n) MUST_USE;

/* Append text escaped for element content and quoted attribute values. */
enum err xml_escape(struct buf *out, struct bytes text) MUST_USE;

/*
 * Append <name>text</name>, text escaped; <name/> when text is NULL or empty.
 */
enum err xml_leaf(struct buf *out, const char *name, const char *text) MUST_USE;

#endif
