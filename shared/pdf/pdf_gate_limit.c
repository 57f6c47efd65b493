/*
 * Rule group "limit": how large single things may be, and operators and
 * resources that contents may use. ISO 19005-1 6.1.12, 6.2.10; ISO 19005-2
 * 6.1.13, 6.2.2, 6.1.6.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <string.h>

#include "shared/pdf/pdf_gate_groups.h"

#define NAME_MAX_OCTETS 127
#define ARRAY_MAX       8191
#define DICT_MAX        4095
#define INTEGER_MAX     2147483647

static void
integer(struct pdf_gate *g, int64_t i, const struct pdf_obj *of)
{
	if (i > INTEGER_MAX || i < -INTEGER_MAX - 1)
		pdf_gate_fail(g, "6.1.12", "6.1.13", of, "integer too large");
}

static void
real(struct pdf_gate *g, double d, const struct pdf_obj *of)
{
	if (fabs(d) > 32767)
		pdf_gate_fail(g, "6.1.12", NULL, of, "real too large");
	if (fabs(d) > 3.403e38 || (d != 0 && fabs(d) < 1.175e-38))
		pdf_gate_fail(g, NULL, "6.1.13", of, "real out of range");
}

static void
string(struct pdf_gate *g, size_t n, const struct pdf_obj *of)
{
	if (n > 65535)
		pdf_gate_fail(g, "6.1.12", NULL, of, "string too long");
	if (n > 32767)
		pdf_gate_fail(g, NULL, "6.1.13", of, "string too long");
}

/* A hexadecimal string has an even number of digits. */
static void
odd(struct pdf_gate *g, bool is, const struct pdf_obj *of)
{
	if (is)
		pdf_gate_fail(g, "6.1.6", "6.1.6", of,
		    "odd number of hexadecimal digits");
}

static void
name(struct pdf_gate *g, size_t n, const struct pdf_obj *of)
{
	if (n > NAME_MAX_OCTETS)
		pdf_gate_fail(g, "6.1.12", "6.1.13", of, "name too long");
}

static void
node(struct pdf_gate *g, const struct pdf_obj *o, struct bytes key)
{
	name(g, key.n, o);
	switch (o->type) {
	case PDF_INT:
		integer(g, o->u.i, NULL);
		break;
	case PDF_REAL:
		real(g, o->u.real.d, NULL);
		break;
	case PDF_STRING:
		string(g, o->u.s.n, NULL);
		odd(g, o->odd, NULL);
		break;
	case PDF_NAME:
		name(g, o->u.s.n, NULL);
		break;
	case PDF_ARRAY:
		if (o->u.array.n > ARRAY_MAX)
			pdf_gate_fail(g, "6.1.12", NULL, o, "array too long");
		break;
	case PDF_DICT:
	case PDF_STREAM:
		if (o->u.dict.n > DICT_MAX)
			pdf_gate_fail(
			    g, "6.1.12", NULL, o, "dictionary too large");
		break;
	default:
		break;
	}
}

void
pdf_gate_limit(struct pdf_gate *g, const struct pdf_obj *o)
{
	pdf_gate_nodes(g, o, node);
}

/* A page boundary is at least 3 and at most 14400 units long. */
static void
boundary(
    struct pdf_gate *g, const struct pdf_page *p, const struct pdf_obj *box)
{
	double r[4];

	if (box->type != PDF_ARRAY)
		return;
	if (!pdf_rectangle(g->f, box, r) || r[2] - r[0] < 3 ||
	    r[2] - r[0] > 14400 || r[3] - r[1] < 3 || r[3] - r[1] > 14400)
		pdf_gate_fail(g, NULL, "6.1.13", p->o, "page boundary");
}

void
pdf_gate_limit_page(struct pdf_gate *g, const struct pdf_page *p)
{
	static const char *const boxes[] = { "TrimBox", "ArtBox", "BleedBox" };
	size_t i;

	for (i = 0; i < COUNT(boxes); i++)
		boundary(g, p, pdf_get(g->f, p->o, boxes[i]));
	boundary(g, p, p->crop);
	if (p->media[2] - p->media[0] < 3 ||
	    p->media[2] - p->media[0] > 14400 ||
	    p->media[3] - p->media[1] < 3 || p->media[3] - p->media[1] > 14400)
		pdf_gate_fail(g, NULL, "6.1.13", p->o, "page boundary");
}

void
pdf_gate_limit_use(struct pdf_gate *g, const struct pdf_gate_use *u)
{
	size_t n;

	if (u->kind != PDF_USE_COLOUR || pdf_count(u->o) < 2 ||
	    !pdf_is_name(pdf_at(g->f, u->o, 0), "DeviceN"))
		return;
	n = pdf_count(pdf_at(g->f, u->o, 1));
	if (n > 8)
		pdf_gate_fail(g, "6.1.12", NULL, u->o, "too many colorants");
	if (n > 32)
		pdf_gate_fail(g, NULL, "6.1.13", u->o, "too many colorants");
}

/* Judge how long a string or a name is, without what is written to escape. */
static void
decoded(struct pdf_gate *g, const struct pdf_token *t, const struct pdf_obj *of)
{
	struct buf b = BUF(SIZE_MAX / 2);
	unsigned char *at;

	if (t->raw.n <= NAME_MAX_OCTETS)
		return;
	if (buf_room(&b, t->raw.n, &at))
		pdf_fault(g->f, E_NOMEM);
	else if (t->type == PDF_T_NAME)
		name(g, pdf_lex_text(t, at), of);
	else
		string(g, pdf_lex_text(t, at), of);
	buf_free(&b);
}

void
pdf_gate_token(struct pdf_gate *g, const struct pdf_token *t,
    const struct pdf_obj *contents)
{
	if (t->type == PDF_T_INT)
		integer(g, t->i, contents);
	else if (t->type == PDF_T_REAL)
		real(g, t->d, contents);
	else if (t->type == PDF_T_NAME || t->type == PDF_T_STRING ||
	    t->type == PDF_T_HEX)
		decoded(g, t, contents);
	odd(g, pdf_lex_odd(t), contents);
}

void
pdf_gate_depth(struct pdf_gate *g, const struct pdf_obj *contents)
{
	pdf_gate_fail(g, "6.1.12", "6.1.13", contents, "q nested too deeply");
}

void
pdf_gate_operands(struct pdf_gate *g, size_t n, const struct pdf_obj *contents)
{
	/* only an array's elements are that many, its brackets with them */
	if (n > ARRAY_MAX + 2)
		pdf_gate_fail(g, "6.1.12", NULL, contents, "array too long");
}

void
pdf_gate_operator(struct pdf_gate *g, const struct pdf_obj *contents)
{
	pdf_gate_fail(g, "6.2.10", "6.2.2", contents, "unknown operator");
}

void
pdf_gate_resource_inherited(struct pdf_gate *g, const struct pdf_obj *contents)
{
	pdf_gate_fail(g, NULL, "6.2.2", contents, "inherited resource");
}
