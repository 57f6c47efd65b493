/*
 * What the groups of the gate stand on: the state they share, how they are
 * called, how they note faults and tell each other of what is used.
 *
 * A group calls down only: to here and to readers of fonts, profiles, XMP.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_GATE_REPORT_H
#define FERNSIGN_PDF_GATE_REPORT_H

#include "shared/pdf/pdf_page.h"
#include "shared/pdf/pdf_xmp.h"

#define PDF_GATE_FAULTS   24 /* findings kept for tests */
#define PDF_GATE_WARNINGS 8  /* findings told without refusing */

/* Which findings refuse a document. */
enum pdf_gate_policy {
	PDF_GATE_REFUSE, /* all */
	PDF_GATE_WARN,   /* those about properties only warn */
	PDF_GATE_SAFETY  /* what may do harm; another program judges the
			  * document's conformity */
};

/* What a group is about. */
enum pdf_gate_duty {
	PDF_GATE_PDFA,       /* conformity */
	PDF_GATE_PROPERTIES, /* conformity of what no page shows */
	PDF_GATE_HARM        /* actions, forms, embedded files */
};

struct pdf_gate_warnings {
	struct {
		const char *rule; /* clause */
		const char *key;  /* in the text catalogue */
	} row[PDF_GATE_WARNINGS];
	size_t n;
};

struct pdf_gate_fault {
	int group; /* row in the table of groups */
	const char *rule;
	const char *why;
	int id; /* object in question; 0 none */
};

struct pdf_gate_font;
struct pdf_gate_group;
struct pdf_icc;
struct pdf_xmp_own;
struct pdf_gate_walk; /* what the walk over the pages remembers */

struct pdf_gate {
	struct pdf_file *f;
	const struct pdf_pages *pages;
	int part;                  /* claimed: 1, 2, 3; 0 while unknown */
	char level;                /* claimed: 'A', 'B', 'U' */
	const struct pdf_xmp *xmp; /* properties of the document */
	struct pdf_xml_document packet;
	struct pdf_xmp_own *own; /* xmp-schema: what the document defines */
	const char *unread;      /* why the metadata could not be read; NULL */
	const char *intent; /* colour of the output intent: "RGB ", … or NULL */
	struct pdf_icc *profiles;    /* colour: those read so far */
	struct buf separations;      /* colour: struct pdf_separation */
	struct pdf_gate_font *fonts; /* font: those met so far */
	const struct pdf_obj *roles; /* tagged: the role map */
	bool actual_text; /* tagged: an element of the structure has one */
	const struct pdf_gate_group *groups; /* who is told of uses */
	size_t ngroups;
	bool *associated; /* by object number: named in some /AF; part 3 */
	size_t actions;   /* action: those judged so far */
	int group;        /* whose functions run now */
	enum pdf_gate_policy policy;
	struct pdf_gate_warnings warnings;
	bool all; /* go on after the first group that finds a fault */
	struct pdf_gate_fault fault[PDF_GATE_FAULTS];
	size_t nfaults;
	struct pdf_gate_walk *walk;
};

/* What the pages use, as told to groups. */
enum pdf_use {
	PDF_USE_STATE,   /* graphics state dictionary, by gs */
	PDF_USE_IMAGE,   /* image XObject */
	PDF_USE_FORM,    /* form XObject, pattern, glyph, appearance */
	PDF_USE_XOBJECT, /* XObject of another subtype */
	PDF_USE_COLOUR,  /* colour space */
	PDF_USE_PATTERN,
	PDF_USE_SHADING,
	PDF_USE_FONT,   /* with text shown */
	PDF_USE_INLINE, /* dictionary of an inline image */
	PDF_USE_INTENT, /* rendering intent: a name */
	PDF_USE_ANNOTATION,
	PDF_USE_ACTION,
	PDF_USE_GROUP /* transparency group */
};

/* In what circumstances something is used. */
struct pdf_gate_use {
	enum pdf_use kind;
	const struct pdf_obj *o;
	const struct pdf_page *page;     /* NULL outside pages */
	const struct pdf_obj *resources; /* in force; never NULL */
	int render;        /* FONT: text rendering mode, 3 is invisible */
	struct bytes text; /* FONT: the string shown */
	bool spoken;       /* FONT: what is around it may have ActualText */
	bool overprint;    /* COLOUR: overprint on and mode 1 */
};

struct pdf_gate_group {
	const char *name;
	const char *key; /* text that says what to do about it */
	void (*document)(struct pdf_gate *g);
	void (*object)(struct pdf_gate *g, const struct pdf_obj *o);
	void (*use)(struct pdf_gate *g, const struct pdf_gate_use *u);
	void (*page)(struct pdf_gate *g, const struct pdf_page *p);
	bool active; /* its faults are active_content, not not_pdfa */
	enum pdf_gate_duty duty;
};

/*
 * Note a fault of the group that runs.
 *
 * part1, part2  clause in ISO 19005-1 and in -2 and -3; NULL: no rule there,
 *               nothing is noted
 * o             the object in question; NULL none
 * why           few words, static
 */
void pdf_gate_fail(struct pdf_gate *g, const char *part1, const char *part2,
    const struct pdf_obj *o, const char *why);

/* As pdf_gate_fail, whatever the policy: what may do harm, whoever says that
 * the document conforms. */
void pdf_gate_harm(struct pdf_gate *g, const char *part1, const char *part2,
    const struct pdf_obj *o, const char *why);

/*
 * Call fn for an object and everything inside it, references not followed.
 * key is the key under which a node stands, empty for elements.
 */
void pdf_gate_nodes(struct pdf_gate *g, const struct pdf_obj *o,
    void (*fn)(
	struct pdf_gate *g, const struct pdf_obj *node, struct bytes key));

/* Tell all groups of a use. */
void pdf_gate_tell(struct pdf_gate *g, const struct pdf_gate_use *u);

#endif
