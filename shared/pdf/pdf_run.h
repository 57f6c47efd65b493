/*
 * The run of one content stream: what its operators know of each other.
 * Operators stand in tables, one for each kind, each in a file of its own:
 * pdf_run_NAME.c; pdf_gate_content.c reads the stream and calls them.
 * ISO 32000-1 7.8.2, 8.4.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_RUN_H
#define FERNSIGN_PDF_RUN_H

#include "shared/pdf/pdf_gate_visit.h"

#define PDF_RUN_STATES 64

/* The graphics state, as far as it matters. */
struct pdf_run_state {
	const struct pdf_obj *font;
	int render;
	bool over_fill; /* overprint */
	bool over_stroke;
	bool mode1;                 /* overprint mode 1 */
	const struct pdf_obj *fill; /* colour spaces; NULL: told already */
	const struct pdf_obj *stroke;
};

struct pdf_run {
	struct pdf_gate *g;
	const struct pdf_gate_job *job;
	struct pdf_lex l;
	struct buf operands; /* struct pdf_token */
	struct pdf_run_state state[PDF_RUN_STATES];
	size_t depth;
	size_t marks;  /* marked contents that are open */
	size_t spoken; /* which of them has an ActualText; 0 none */
};

/* What an operator does in a run; NULL: it is known, and does nothing. */
struct pdf_operator {
	char name[4]; /* they have at most three letters */
	void (*run)(struct pdf_run *r);
};

/* Each ends with a row that has no name. */
extern const struct pdf_operator pdf_run_paint[]; /* colours, paths */
extern const struct pdf_operator pdf_run_text[];  /* and marked content */
extern const struct pdf_operator pdf_run_image[]; /* inline */

/* The state that is in force; valid until the next q or Q. */
struct pdf_run_state *pdf_run_now(struct pdf_run *r);

/* The operands that stand before the operator, and their number. */
const struct pdf_token *pdf_run_operands(const struct pdf_run *r, size_t *n);

/*
 * Take an operand that is a name.
 *
 * after  how many operands follow it
 * text   where its letters are put
 * out    the name, in text
 *
 * Returns false when there is none, or it is no name of up to 256 octets.
 */
bool pdf_run_name(const struct pdf_run *r, size_t after,
    unsigned char text[256], struct bytes *out);

/* Find a named resource; pdf_null when there is none. */
const struct pdf_obj *pdf_run_resource(
    struct pdf_run *r, const char *category, struct bytes name);

/* Describe that something is used, here and in this state. */
struct pdf_gate_use pdf_run_use(
    struct pdf_run *r, enum pdf_use kind, const struct pdf_obj *o);

/* Visit the resource that the last operand names; pdf_null when none. */
const struct pdf_obj *pdf_run_named(
    struct pdf_run *r, const char *category, enum pdf_use kind);

/* The colour space by name: a device's own, or a resource. */
const struct pdf_obj *pdf_run_space(struct pdf_run *r, struct bytes name);

/* Something is filled: visit the colour space for that, once. */
void pdf_run_fill(struct pdf_run *r);

/* Something is stroked: visit the colour space for that, once. */
void pdf_run_stroke(struct pdf_run *r);

#endif
