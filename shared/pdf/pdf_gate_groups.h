/*
 * The functions of the gate's groups, one file each: pdf_gate_NAME.c. What
 * each part of the contract means stands in pdf_gate_report.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_GATE_GROUPS_H
#define FERNSIGN_PDF_GATE_GROUPS_H

#include "shared/pdf/pdf_gate_report.h"

/* Header, binary comment, /ID, how cross-references are written. */
void pdf_gate_file(struct pdf_gate *g);

/* No part that this gate has no rules for; sets part, level, xmp: the first
 * group, because the others ask for them. */
void pdf_gate_part(struct pdf_gate *g);

/* Metadata there, well-formed, claims part 1 to 3. */
void pdf_gate_xmp(struct pdf_gate *g);

/* Actions of the document; of what is used; of pages. */
void pdf_gate_action(struct pdf_gate *g);
/* Scripts in any object. */
void pdf_gate_action_object(struct pdf_gate *g, const struct pdf_obj *o);
/* As pdf_gate_action, for a use. */
void pdf_gate_action_use(struct pdf_gate *g, const struct pdf_gate_use *u);
/* As pdf_gate_action, for a page. */
void pdf_gate_action_page(struct pdf_gate *g, const struct pdf_page *p);

/* Embedded files; optional content, requirements, presentations. */
void pdf_gate_embedded(struct pdf_gate *g);
/* As pdf_gate_embedded, for each file specification. */
void pdf_gate_embedded_object(struct pdf_gate *g, const struct pdf_obj *o);

/* Presentation steps of a page. */
void pdf_gate_embedded_page(struct pdf_gate *g, const struct pdf_page *p);

/* XFA, appearances that readers would make. */
void pdf_gate_form(struct pdf_gate *g);

/* Annotations: type, flags, appearance. */
void pdf_gate_annotation(struct pdf_gate *g, const struct pdf_gate_use *u);

/* Filters and external data of streams. */
void pdf_gate_stream(struct pdf_gate *g, const struct pdf_obj *o);
/* XObjects, graphics states and intents that are used. */
void pdf_gate_stream_use(struct pdf_gate *g, const struct pdf_gate_use *u);

/* Properties and their types; extension schemas. */
void pdf_gate_schema(struct pdf_gate *g);
/* As pdf_gate_schema, for the metadata of an object; parts 2 and 3. */
void pdf_gate_schema_object(struct pdf_gate *g, const struct pdf_obj *o);

/*
 * Read a metadata stream: its packet and the properties in it.
 *
 * packet, xmp  in the document's arena; xmp NULL when there is no property
 * why          what is wrong, when it cannot be read
 *
 * E_INPUT, E_LIMIT  no stream, not well-formed, or RDF that is no XMP
 * E_NOMEM           arena exhausted
 */
enum err pdf_gate_packet(struct pdf_gate *g, const struct pdf_obj *stream,
    struct pdf_xml_document *packet, const struct pdf_xmp **xmp,
    const char **why) MUST_USE;

/* Judge how a packet is written, apart from its properties. */
void pdf_gate_packet_form(struct pdf_gate *g,
    const struct pdf_xml_document *packet, const struct pdf_obj *stream);

/* Information dictionary against XMP. */
void pdf_gate_info(struct pdf_gate *g);

/* Level A: marked, structured, roles, languages. */
void pdf_gate_tagged(struct pdf_gate *g);
/* As pdf_gate_tagged, for an object. */
void pdf_gate_tagged_object(struct pdf_gate *g, const struct pdf_obj *o);

/* As pdf_gate_tagged, for the language of a span in contents. */
void pdf_gate_language(struct pdf_gate *g, const struct pdf_obj *lang);

/* Fonts that show text, and the text. */
void pdf_gate_font(struct pdf_gate *g, const struct pdf_gate_use *u);
/* Release what pdf_gate_font opened. */
void pdf_gate_font_end(struct pdf_gate *g);

/* Soft masks, opacity, blend modes, groups. */
void pdf_gate_transparency(struct pdf_gate *g, const struct pdf_gate_use *u);

/* Output intents; sets intent. */
void pdf_gate_colour(struct pdf_gate *g);
/* Colour spaces that are used. */
void pdf_gate_colour_use(struct pdf_gate *g, const struct pdf_gate_use *u);

/* Pictures in JPEG 2000. */
void pdf_gate_jpx(struct pdf_gate *g, const struct pdf_gate_use *u);

/* Implementation limits of objects; of what is used. */
void pdf_gate_limit(struct pdf_gate *g, const struct pdf_obj *o);
/* As pdf_gate_limit, for a use. */
void pdf_gate_limit_use(struct pdf_gate *g, const struct pdf_gate_use *u);

/* Boundaries of a page. */
void pdf_gate_limit_page(struct pdf_gate *g, const struct pdf_page *p);
/* As pdf_gate_limit, for an operand in contents; also how it is written. */
void pdf_gate_token(struct pdf_gate *g, const struct pdf_token *t,
    const struct pdf_obj *contents);
/* q is nested more deeply than allowed. */
void pdf_gate_depth(struct pdf_gate *g, const struct pdf_obj *contents);
/* An operator has n operands. */
void pdf_gate_operands(
    struct pdf_gate *g, size_t n, const struct pdf_obj *contents);
/* An operator that no PDF has, or no token at all. */
void pdf_gate_operator(struct pdf_gate *g, const struct pdf_obj *contents);
/* Contents use a resource that is not in a dictionary of their own. */
void pdf_gate_resource_inherited(
    struct pdf_gate *g, const struct pdf_obj *contents);

/* How objects, streams and strings are written in the file. */
void pdf_gate_syntax(struct pdf_gate *g);

#endif
