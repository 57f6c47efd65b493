/*
 * Running a content stream as far as it matters: which resources are used,
 * in which state, by which operators. Each kind of operator has its table in
 * a file of its own: pdf_run_NAME.c. ISO 32000-1 annex A, 8.4.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_gate_content.h"

#include <string.h>

#include "shared/pdf/pdf_gate_groups.h"
#include "shared/pdf/pdf_run.h"

#define OPERANDS_MAX 200000
#define QUEUE_DEPTH  28 /* ISO 19005-1 6.1.12, ISO 19005-2 6.1.13 */

static void
op_save(struct pdf_run *r)
{
	if (r->depth + 1 < PDF_RUN_STATES)
		r->state[r->depth + 1] = *pdf_run_now(r);
	r->depth++;
	if (r->depth > QUEUE_DEPTH)
		pdf_gate_depth(r->g, r->job->contents);
}

static void
op_restore(struct pdf_run *r)
{
	if (r->depth > 0)
		r->depth--;
}

static void
op_state(struct pdf_run *r)
{
	const struct pdf_obj *o = pdf_run_named(r, "ExtGState", PDF_USE_STATE);
	const struct pdf_obj *v;
	struct pdf_file *f = r->g->f;

	if (o->type != PDF_DICT)
		return;
	if ((v = pdf_get(f, o, "OP"))->type == PDF_BOOL)
		pdf_run_now(r)->over_stroke = pdf_run_now(r)->over_fill =
		    v->u.b;
	if ((v = pdf_get(f, o, "op"))->type == PDF_BOOL)
		pdf_run_now(r)->over_fill = v->u.b;
	if (pdf_has(o, "OPM"))
		pdf_run_now(r)->mode1 = pdf_int(pdf_get(f, o, "OPM"), 0) == 1;
	v = pdf_get(f, o, "Font");
	if (pdf_count(v) == 2)
		pdf_run_now(r)->font = pdf_at(f, v, 0);
}

static void
op_xobject(struct pdf_run *r)
{
	const struct pdf_obj *o = pdf_run_named(r, "XObject", PDF_USE_XOBJECT);
	const struct pdf_obj *mask = pdf_get(r->g->f, o, "ImageMask");

	if (mask->type == PDF_BOOL && mask->u.b)
		pdf_run_fill(r);
}

static void
op_shading(struct pdf_run *r)
{
	(void)pdf_run_named(r, "Shading", PDF_USE_SHADING);
}

static void
op_intent(struct pdf_run *r)
{
	unsigned char text[256];
	struct pdf_obj o = { .type = PDF_NAME };
	struct pdf_gate_use u;

	if (!pdf_run_name(r, 0, text, &o.u.s))
		return;
	u = pdf_run_use(r, PDF_USE_INTENT, &o);
	pdf_gate_tell(r->g, &u);
}

/* clang-format off */
static const struct pdf_operator plain[] = {
	{ "q", op_save }, { "Q", op_restore }, { "gs", op_state },
	{ "Do", op_xobject }, { "sh", op_shading }, { "ri", op_intent },
	/* known, and nothing to do */
	{ "BT", NULL }, { "BX", NULL }, { "c", NULL }, { "cm", NULL },
	{ "d", NULL }, { "d0", NULL }, { "d1", NULL }, { "DP", NULL },
	{ "ET", NULL }, { "EX", NULL }, { "h", NULL }, { "i", NULL },
	{ "j", NULL }, { "J", NULL }, { "l", NULL }, { "m", NULL },
	{ "M", NULL }, { "MP", NULL }, { "n", NULL }, { "re", NULL },
	{ "sc", NULL }, { "SC", NULL }, { "T*", NULL }, { "Tc", NULL },
	{ "Td", NULL }, { "TD", NULL }, { "TL", NULL }, { "Tm", NULL },
	{ "Ts", NULL }, { "Tw", NULL }, { "Tz", NULL }, { "v", NULL },
	{ "w", NULL }, { "W", NULL }, { "W*", NULL }, { "y", NULL },
	{ "", NULL },
};
/* clang-format on */

static const struct pdf_operator *
operator_find(const struct pdf_operator *o, const char name[4])
{
	while (o->name[0] != '\0' && memcmp(o->name, name, 4) != 0)
		o++;
	return o->name[0] != '\0' ? o : NULL;
}

static void
operator_run(struct pdf_run *r, struct bytes word)
{
	static const struct pdf_operator *const tables[] = { plain,
		pdf_run_paint, pdf_run_text, pdf_run_image };
	const struct pdf_operator *o = NULL;
	char name[4] = "";
	size_t i;

	if (word.n < sizeof(name))
		memcpy(name, word.p, word.n);
	for (i = 0; o == NULL && i < COUNT(tables); i++)
		o = operator_find(tables[i], name);
	if (o == NULL)
		pdf_gate_operator(r->g, r->job->contents);
	else if (o->run != NULL)
		o->run(r);
}

static bool
is_constant(struct bytes word)
{
	return bytes_eqs(word, "true") || bytes_eqs(word, "false") ||
	    bytes_eqs(word, "null");
}

void
pdf_gate_content(
    struct pdf_gate *g, struct bytes data, const struct pdf_gate_job *job)
{
	struct pdf_run r = { .g = g, .job = job, .l = { data, 0 } };
	struct pdf_token t;

	r.state[0].fill = pdf_run_space(&r, bytes_of("DeviceGray"));
	r.state[0].stroke = r.state[0].fill;
	buf_init(&r.operands, OPERANDS_MAX * sizeof(t));
	while (!pdf_tired(g->f)) {
		pdf_lex_next(&r.l, &t);
		if (t.type == PDF_T_END)
			break;
		if (t.type == PDF_T_BAD) {
			pdf_gate_operator(g, job->contents);
		} else if (t.type == PDF_T_WORD && !is_constant(t.raw)) {
			pdf_gate_operands(
			    g, r.operands.n / sizeof(t), job->contents);
			operator_run(&r, t.raw);
			buf_clear(&r.operands);
		} else {
			pdf_gate_token(g, &t, job->contents);
			if (buf_add(&r.operands, &t, sizeof(t)))
				buf_clear(&r.operands);
		}
	}
	buf_free(&r.operands);
}
