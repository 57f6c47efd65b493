/*
 * Running a content stream as far as it matters: which resources are used,
 * in which state, by which operators. ISO 32000-1 annex A, 8.4, 8.9.7, 9.3.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_gate_content.h"

#include <string.h>

#include "shared/pdf/pdf_gate_groups.h"
#include "shared/pdf/pdf_limits.h"

#define OPERANDS_MAX 200000
#define STATES_MAX   64
#define QUEUE_DEPTH  28 /* ISO 19005-1 6.1.12, ISO 19005-2 6.1.13 */

struct state {
	const struct pdf_obj *font;
	int render;
	bool over_fill; /* overprint */
	bool over_stroke;
	bool mode1;                 /* overprint mode 1 */
	const struct pdf_obj *fill; /* colour spaces; NULL: told already */
	const struct pdf_obj *stroke;
};

static const struct pdf_obj device_gray = { .type = PDF_NAME,
	.u.s = { (const unsigned char *)"DeviceGray", 10 } };
static const struct pdf_obj device_rgb = { .type = PDF_NAME,
	.u.s = { (const unsigned char *)"DeviceRGB", 9 } };
static const struct pdf_obj device_cmyk = { .type = PDF_NAME,
	.u.s = { (const unsigned char *)"DeviceCMYK", 10 } };

struct run {
	struct pdf_gate *g;
	const struct pdf_gate_job *job;
	struct pdf_lex l;
	struct buf operands; /* struct pdf_token */
	struct state state[STATES_MAX];
	size_t depth;
	size_t marks;  /* marked contents that are open */
	size_t spoken; /* which of them has an ActualText; 0 none */
};

/* An operator's name as a number: they have at most three letters. */
#define OP(a, b, c) ((unsigned)(a) << 16 | (unsigned)(b) << 8 | (unsigned)(c))

/* What an operator needs; all others are known by name alone. */
struct step {
	unsigned name; /* OP() of its letters */
	void (*run)(struct run *r);
};

static struct state *
now(struct run *r)
{
	return &r->state[r->depth < STATES_MAX ? r->depth : STATES_MAX - 1];
}

static const struct pdf_token *
operands(const struct run *r, size_t *n)
{
	*n = r->operands.n / sizeof(struct pdf_token);
	return (const struct pdf_token *)(const void *)r->operands.p;
}

/* The last operand if it is a name; decoded into text. */
static bool
last_name(const struct run *r, unsigned char text[256], struct bytes *out)
{
	size_t n;
	const struct pdf_token *t = operands(r, &n);

	if (n == 0 || t[n - 1].type != PDF_T_NAME || t[n - 1].raw.n > 256)
		return false;
	*out = bytes_at(text, pdf_lex_text(&t[n - 1], text));
	return true;
}

/* Find a named resource; null when there is none. */
static const struct pdf_obj *
resource(struct run *r, const char *category, struct bytes name)
{
	const struct pdf_obj *d = pdf_get(r->g->f, r->job->resources, category);
	size_t i;

	for (i = 0; d->type == PDF_DICT && i < d->u.dict.n; i++) {
		if (!bytes_eq(d->u.dict.at[i].key, name))
			continue;
		if (r->job->inherited)
			pdf_gate_resource_inherited(r->g, r->job->contents);
		return pdf_follow(r->g->f, &d->u.dict.at[i].value);
	}
	return &pdf_null;
}

static struct pdf_gate_use
use(struct run *r, enum pdf_use kind, const struct pdf_obj *o)
{
	struct pdf_gate_use u = { .kind = kind,
		.o = o,
		.page = r->job->page,
		.resources = r->job->resources,
		.render = now(r)->render };

	return u;
}

/* Tell of the resource that the last operand names. */
static const struct pdf_obj *
named(struct run *r, const char *category, enum pdf_use kind)
{
	unsigned char text[256];
	struct pdf_gate_use u;
	struct bytes name;

	if (!last_name(r, text, &name))
		return &pdf_null;
	u = use(r, kind, resource(r, category, name));
	if (u.o->type != PDF_NULL)
		pdf_gate_visit(r->g, &u);
	return u.o;
}

/* Tell of a colour space once it paints something. */
static void
tell_colour(struct run *r, const struct pdf_obj **space, bool over)
{
	struct pdf_gate_use u;

	if (*space == NULL || (*space)->type == PDF_NULL)
		return;
	u = use(r, PDF_USE_COLOUR, *space);
	u.overprint = over && now(r)->mode1;
	*space = NULL;
	pdf_gate_visit(r->g, &u);
}

static void
paint_fill(struct run *r)
{
	tell_colour(r, &now(r)->fill, now(r)->over_fill);
}

static void
paint_stroke(struct run *r)
{
	tell_colour(r, &now(r)->stroke, now(r)->over_stroke);
}

static void
paint_both(struct run *r)
{
	paint_fill(r);
	paint_stroke(r);
}

static void
op_save(struct run *r)
{
	if (r->depth + 1 < STATES_MAX)
		r->state[r->depth + 1] = *now(r);
	r->depth++;
	if (r->depth > QUEUE_DEPTH)
		pdf_gate_depth(r->g, r->job->contents);
}

static void
op_restore(struct run *r)
{
	if (r->depth > 0)
		r->depth--;
}

static void
op_state(struct run *r)
{
	const struct pdf_obj *o = named(r, "ExtGState", PDF_USE_STATE);
	const struct pdf_obj *v;
	struct pdf_file *f = r->g->f;

	if (o->type != PDF_DICT)
		return;
	if ((v = pdf_get(f, o, "OP"))->type == PDF_BOOL)
		now(r)->over_stroke = now(r)->over_fill = v->u.b;
	if ((v = pdf_get(f, o, "op"))->type == PDF_BOOL)
		now(r)->over_fill = v->u.b;
	if (pdf_has(o, "OPM"))
		now(r)->mode1 = pdf_int(pdf_get(f, o, "OPM"), 0) == 1;
	v = pdf_get(f, o, "Font");
	if (pdf_count(v) == 2)
		now(r)->font = pdf_at(f, v, 0);
}

static void
op_xobject(struct run *r)
{
	const struct pdf_obj *o = named(r, "XObject", PDF_USE_XOBJECT);
	const struct pdf_obj *mask = pdf_get(r->g->f, o, "ImageMask");

	if (mask->type == PDF_BOOL && mask->u.b)
		paint_fill(r);
}

static void
op_shading(struct run *r)
{
	(void)named(r, "Shading", PDF_USE_SHADING);
}

/* Tf: a name and a size. */
static void
op_font(struct run *r)
{
	unsigned char text[256];
	size_t n;
	const struct pdf_token *t = operands(r, &n);

	if (n < 2 || t[n - 2].type != PDF_T_NAME || t[n - 2].raw.n > 256)
		return;
	now(r)->font =
	    resource(r, "Font", bytes_at(text, pdf_lex_text(&t[n - 2], text)));
}

static void
op_render(struct run *r)
{
	size_t n;
	const struct pdf_token *t = operands(r, &n);

	if (n > 0 && t[n - 1].type == PDF_T_INT)
		now(r)->render = (int)(t[n - 1].i & 7);
}

/* Say whether these are a page's own contents, not part of others. */
static bool
is_page(const struct run *r)
{
	return r->job->page != NULL &&
	    r->job->contents == pdf_get(r->g->f, r->job->page->o, "Contents");
}

/* Text is shown: every string among the operands. */
static void
op_show(struct run *r)
{
	size_t n, i;
	const struct pdf_token *t = operands(r, &n);
	const struct pdf_obj *font = now(r)->font;
	struct pdf_gate_use u = use(r, PDF_USE_FONT, font ? font : &pdf_null);
	struct buf b = BUF(1 << 20);
	unsigned char *at;

	for (i = 0; i < n; i++) {
		if (t[i].type != PDF_T_STRING && t[i].type != PDF_T_HEX)
			continue;
		if (buf_room(&b, t[i].raw.n, &at))
			break;
		buf_wrote(&b, pdf_lex_text(&t[i], at));
	}
	u.text = buf_bytes(&b);
	u.spoken = r->spoken != 0 || !is_page(r);
	if (u.render % 4 == 0 || u.render % 4 == 2)
		paint_fill(r);
	if (u.render % 4 == 1 || u.render % 4 == 2)
		paint_stroke(r);
	if (u.o->type == PDF_DICT)
		pdf_gate_visit(r->g, &u);
	buf_free(&b);
}

/* The colour space by name: a device's own, or a resource. */
static const struct pdf_obj *
colour_name(struct run *r, struct bytes name)
{
	static const struct pdf_obj *const own[] = { &device_gray, &device_rgb,
		&device_cmyk };
	size_t i;

	for (i = 0; i < COUNT(own); i++)
		if (bytes_eq(name, own[i]->u.s))
			return own[i];
	return resource(r, "ColorSpace", name);
}

/*
 * Choose a colour space. In part 1 it counts at once (ISO 19005-1 6.2.3.3
 * speaks of colour spaces that are used in the file), later when it paints.
 */
static void
choose(struct run *r, const struct pdf_obj **space, const struct pdf_obj *o)
{
	*space = o;
	if (r->g->part == 1)
		tell_colour(r, space, false);
}

static void
op_fill_space(struct run *r)
{
	unsigned char text[256];
	struct bytes name;

	if (last_name(r, text, &name))
		choose(r, &now(r)->fill, colour_name(r, name));
}

static void
op_stroke_space(struct run *r)
{
	unsigned char text[256];
	struct bytes name;

	if (last_name(r, text, &name))
		choose(r, &now(r)->stroke, colour_name(r, name));
}

static void
op_g(struct run *r)
{
	choose(r, &now(r)->fill, &device_gray);
}

static void
op_G(struct run *r)
{
	choose(r, &now(r)->stroke, &device_gray);
}

static void
op_rg(struct run *r)
{
	choose(r, &now(r)->fill, &device_rgb);
}

static void
op_RG(struct run *r)
{
	choose(r, &now(r)->stroke, &device_rgb);
}

static void
op_k(struct run *r)
{
	choose(r, &now(r)->fill, &device_cmyk);
}

static void
op_K(struct run *r)
{
	choose(r, &now(r)->stroke, &device_cmyk);
}

static void
op_colour(struct run *r)
{
	(void)named(r, "Pattern", PDF_USE_PATTERN);
}

static void
op_intent(struct run *r)
{
	unsigned char text[256];
	struct pdf_obj o = { .type = PDF_NAME };
	struct pdf_gate_use u;

	if (!last_name(r, text, &o.u.s))
		return;
	u = use(r, PDF_USE_INTENT, &o);
	pdf_gate_tell(r->g, &u);
}

/* Find where the data of an inline image ends (ISO 32000-1 8.9.7). */
static size_t
image_end(const struct pdf_lex *l)
{
	const unsigned char *p = l->in.p;
	size_t i;

	for (i = l->at + 1; i + 1 < l->in.n; i++)
		if (p[i] == 'E' && p[i + 1] == 'I' && pdf_is_space(p[i - 1]) &&
		    (i + 2 == l->in.n || pdf_is_space(p[i + 2])))
			return i + 2;
	return l->in.n;
}

/* Read the keys of an inline image as a dictionary. */
static enum err
image_keys(struct run *r, struct pdf_obj *out)
{
	struct buf b = BUF(65536);
	struct pdf_token t;
	struct pdf_lex l;
	enum err e = buf_adds(&b, "<<");

	do {
		pdf_lex_next(&r->l, &t);
		if (t.type == PDF_T_END || t.type == PDF_T_BAD)
			e = E_INPUT;
		if (e == E_OK && bytes_eqs(t.raw, "ID"))
			break;
		if (e == E_OK && (e = buf_addc(&b, ' ')) == E_OK)
			e = buf_addb(&b, t.raw);
	} while (e == E_OK);
	if (e == E_OK)
		e = buf_adds(&b, ">>");
	l = (struct pdf_lex){ buf_bytes(&b), 0 };
	if (e == E_OK)
		e = pdf_object_read(&l, r->g->f->arena, out);
	buf_free(&b);
	return e;
}

/* The colour space of an inline image, short names written out. */
static void
image_colour(struct run *r, const struct pdf_obj *image)
{
	static const struct {
		const char *name;
		const struct pdf_obj *space;
	} names[] = { { "G", &device_gray }, { "RGB", &device_rgb },
		{ "CMYK", &device_cmyk } };
	const struct pdf_obj *cs = pdf_key(image, "CS");
	struct pdf_gate_use u;
	size_t i;

	if (cs->type == PDF_NULL)
		cs = pdf_key(image, "ColorSpace");
	if (cs->type == PDF_ARRAY && pdf_count(cs) == 4) /* Indexed */
		cs = &cs->u.array.at[1];
	for (i = 0; i < COUNT(names); i++)
		if (pdf_is_name(cs, names[i].name))
			cs = names[i].space;
	if (cs->type == PDF_NAME)
		cs = colour_name(r, cs->u.s);
	u = use(r, PDF_USE_COLOUR, cs);
	if (cs->type != PDF_NULL)
		pdf_gate_visit(r->g, &u);
}

static void
op_image(struct run *r)
{
	struct pdf_obj image;
	struct pdf_gate_use u;
	enum err e = image_keys(r, &image);

	if (e == E_NOMEM)
		pdf_gate_trouble(r->g, e);
	if (e) {
		pdf_gate_operator(r->g, r->job->contents);
		return;
	}
	u = use(r, PDF_USE_INLINE, &image);
	pdf_gate_tell(r->g, &u);
	if (pdf_key(&image, "IM")->type == PDF_BOOL)
		paint_fill(r);
	else
		image_colour(r, &image);
	r->l.at = image_end(&r->l);
}

/* Say whether properties, given there or by name, have an ActualText. */
static bool
speaks(struct run *r)
{
	size_t n, i;
	const struct pdf_token *t = operands(r, &n);
	unsigned char text[256];
	struct bytes name;

	if (n == 2 && last_name(r, text, &name))
		return pdf_has(resource(r, "Properties", name), "ActualText");
	for (i = 0; i < n; i++)
		if (bytes_eqs(t[i].raw, "/ActualText"))
			return true;
	return false;
}

static void
op_begin(struct run *r)
{
	r->marks++;
}

static void
op_end(struct run *r)
{
	if (r->marks == r->spoken)
		r->spoken = 0;
	r->marks -= r->marks > 0;
}

/* A span of text may name its language: /Span << /Lang (de) >> BDC. */
static void
op_mark(struct run *r)
{
	struct pdf_obj lang = { .type = PDF_STRING };
	size_t n, i;
	const struct pdf_token *t = operands(r, &n);
	unsigned char text[256];

	op_begin(r);
	if (r->spoken == 0 && speaks(r))
		r->spoken = r->marks;
	for (i = 1; i < n; i++) {
		if (!bytes_eqs(t[i - 1].raw, "/Lang") ||
		    (t[i].type != PDF_T_STRING && t[i].type != PDF_T_HEX) ||
		    t[i].raw.n > sizeof(text))
			continue;
		lang.u.s = bytes_at(text, pdf_lex_text(&t[i], text));
		pdf_gate_language(r->g, &lang);
	}
}

/* clang-format off */
static const struct step operators[] = {
	{ OP('q', 0, 0), op_save }, { OP('Q', 0, 0), op_restore },
	{ OP('g', 's', 0), op_state }, { OP('D', 'o', 0), op_xobject },
	{ OP('s', 'h', 0), op_shading }, { OP('T', 'f', 0), op_font },
	{ OP('T', 'r', 0), op_render }, { OP('T', 'j', 0), op_show },
	{ OP('T', 'J', 0), op_show }, { OP('\'', 0, 0), op_show },
	{ OP('"', 0, 0), op_show }, { OP('g', 0, 0), op_g },
	{ OP('c', 's', 0), op_fill_space }, { OP('G', 0, 0), op_G },
	{ OP('r', 'g', 0), op_rg }, { OP('C', 'S', 0), op_stroke_space },
	{ OP('R', 'G', 0), op_RG }, { OP('k', 0, 0), op_k },
	{ OP('K', 0, 0), op_K }, { OP('s', 'c', 'n'), op_colour },
	{ OP('S', 'C', 'N'), op_colour }, { OP('r', 'i', 0), op_intent },
	{ OP('B', 'I', 0), op_image }, { OP('f', 0, 0), paint_fill },
	{ OP('F', 0, 0), paint_fill }, { OP('f', '*', 0), paint_fill },
	{ OP('s', 0, 0), paint_stroke }, { OP('S', 0, 0), paint_stroke },
	{ OP('b', 0, 0), paint_both }, { OP('B', 0, 0), paint_both },
	{ OP('b', '*', 0), paint_both }, { OP('B', '*', 0), paint_both },
	{ OP('B', 'D', 'C'), op_mark }, { OP('B', 'M', 'C'), op_begin },
	{ OP('E', 'M', 'C'), op_end },
	/* known, and nothing to do */
	{ OP('B', 'T', 0), NULL },
	{ OP('B', 'X', 0), NULL }, { OP('c', 0, 0), NULL },
	{ OP('c', 'm', 0), NULL }, { OP('d', 0, 0), NULL },
	{ OP('d', '0', 0), NULL }, { OP('d', '1', 0), NULL },
	{ OP('D', 'P', 0), NULL },
	{ OP('E', 'T', 0), NULL }, { OP('E', 'X', 0), NULL },
	{ OP('h', 0, 0), NULL }, { OP('i', 0, 0), NULL },
	{ OP('j', 0, 0), NULL }, { OP('J', 0, 0), NULL },
	{ OP('l', 0, 0), NULL }, { OP('m', 0, 0), NULL },
	{ OP('M', 0, 0), NULL }, { OP('M', 'P', 0), NULL },
	{ OP('n', 0, 0), NULL }, { OP('r', 'e', 0), NULL },
	{ OP('s', 'c', 0), NULL }, { OP('S', 'C', 0), NULL },
	{ OP('T', '*', 0), NULL }, { OP('T', 'c', 0), NULL },
	{ OP('T', 'd', 0), NULL }, { OP('T', 'D', 0), NULL },
	{ OP('T', 'L', 0), NULL }, { OP('T', 'm', 0), NULL },
	{ OP('T', 's', 0), NULL }, { OP('T', 'w', 0), NULL },
	{ OP('T', 'z', 0), NULL }, { OP('v', 0, 0), NULL },
	{ OP('w', 0, 0), NULL }, { OP('W', 0, 0), NULL },
	{ OP('W', '*', 0), NULL }, { OP('y', 0, 0), NULL },
};
/* clang-format on */

static void
operator_run(struct run *r, struct bytes name)
{
	unsigned key = OP(
	    name.p[0], name.n > 1 ? name.p[1] : 0, name.n > 2 ? name.p[2] : 0);
	size_t i;

	for (i = 0; i < COUNT(operators); i++) {
		if (operators[i].name != key || name.n > 3)
			continue;
		if (operators[i].run != NULL)
			operators[i].run(r);
		return;
	}
	pdf_gate_operator(r->g, r->job->contents);
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
	struct run r = { .g = g,
		.job = job,
		.l = { data, 0 },
		.state[0] = { .fill = &device_gray, .stroke = &device_gray } };
	struct pdf_token t;

	buf_init(&r.operands, OPERANDS_MAX * sizeof(t));
	while (!pdf_tired(g->f)) {
		pdf_lex_next(&r.l, &t);
		if (t.type == PDF_T_END)
			break;
		if (t.type == PDF_T_BAD) {
			pdf_gate_operator(g, job->contents);
		} else if (t.type == PDF_T_WORD && !is_constant(t.raw)) {
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
