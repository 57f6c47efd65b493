/*
 * Rule group "jpeg2000": pictures in JPEG 2000 keep to its base, and to one
 * colour. ISO 19005-2 6.2.8.3; ISO 15444-1 annex I.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "shared/pdf/pdf_gate_groups.h"

#define BOXES_MAX    64
#define SPACE_CMYK   12 /* enumerated colour spaces */
#define SPACE_CIEJAB 19

/* What the boxes of a picture say. */
struct picture {
	int channels;
	int bits; /* of the image header: depth less one; from 128: signed */
	bool bpcc;
	size_t specs;       /* colour specifications */
	size_t approximate; /* of them with APPROX 1 */
	int method;         /* of the one that counts */
	uint32_t space;     /* enumerated colour space, 0 none */
};

static uint32_t
be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

/* Colour specification: METH PREC APPROX [EnumCS]. */
static void
colour(struct picture *x, struct bytes b)
{
	if (b.n < 3)
		return;
	x->specs++;
	x->approximate += b.p[2] == 1;
	if (x->specs > 1 && b.p[2] != 1)
		return;
	x->method = b.p[0];
	x->space = b.p[0] == 1 && b.n >= 7 ? be32(b.p + 3) : 0;
}

static void
box(struct picture *x, const char *type, struct bytes b)
{
	if (memcmp(type, "ihdr", 4) == 0 && b.n >= 14) {
		x->channels = b.p[8] << 8 | b.p[9];
		x->bits = b.p[10];
	} else if (memcmp(type, "bpcc", 4) == 0) {
		x->bpcc = true;
	} else if (memcmp(type, "colr", 4) == 0) {
		colour(x, b);
	}
}

/* Go through boxes; those of the header box are met in passing. */
static void
boxes(struct picture *x, struct bytes d)
{
	size_t at = 0;
	int i;

	for (i = 0; i < BOXES_MAX && at + 8 <= d.n; i++) {
		size_t n = be32(d.p + at);
		const char *type = (const char *)d.p + at + 4;

		if (memcmp(type, "jp2h", 4) == 0) {
			at += 8;
			continue;
		}
		if (n < 8 || n > d.n - at)
			break;
		box(x, type, bytes_at(d.p + at + 8, n - 8));
		at += n;
	}
}

static void
judge(struct pdf_gate *g, const struct pdf_obj *o, const struct picture *x)
{
	bool own = pdf_has(o, "ColorSpace");
	int depth = x->bits + 1;

	if (x->channels != 1 && x->channels != 3 && x->channels != 4)
		pdf_gate_fail(g, NULL, "6.2.8.3", o, "number of channels");
	if (!own && x->specs != 1 && x->approximate != 1)
		pdf_gate_fail(g, NULL, "6.2.8.3", o,
		    "more than one colour specification");
	if (!own && (x->method < 1 || x->method > 3))
		pdf_gate_fail(g, NULL, "6.2.8.3", o, "colour method");
	if (!own && x->space == SPACE_CIEJAB)
		pdf_gate_fail(g, NULL, "6.2.8.3", o, "colour space CIEJab");
	if (x->bpcc || depth > 38)
		pdf_gate_fail(g, NULL, "6.2.8.3", o, "bit depth");
}

void
pdf_gate_jpx(struct pdf_gate *g, const struct pdf_gate_use *u)
{
	static const struct pdf_obj device_cmyk = { .type = PDF_NAME,
		.u.s = { (const unsigned char *)"DeviceCMYK", 10 } };
	struct picture x = { .channels = 0 };
	struct pdf_gate_use v = *u;
	struct bytes data;
	const struct pdf_obj *filter;

	if (u->kind != PDF_USE_IMAGE)
		return;
	filter = pdf_get(g->f, u->o, "Filter");
	if (pdf_count(filter) == 1)
		filter = pdf_at(g->f, filter, 0);
	if (!pdf_is_name(filter, "JPXDecode") ||
	    pdf_data(g->f, u->o, &data) != E_OK)
		return;
	if (data.n < 12 || memcmp(data.p + 4, "jP  ", 4) != 0)
		return; /* a bare codestream has no boxes */
	boxes(&x, data);
	judge(g, u->o, &x);
	if (x.space == SPACE_CMYK && !pdf_has(u->o, "ColorSpace")) {
		v.kind = PDF_USE_COLOUR;
		v.o = &device_cmyk;
		pdf_gate_tell(g, &v);
	}
}
