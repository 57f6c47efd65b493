/*
 * Rule group "stream": data that is not in the file, or not what is shown.
 * ISO 19005-1 6.1.7, 6.1.10, 6.2.4 to 6.2.9; ISO 19005-2 6.1.7, 6.1.10,
 * 6.2.5, 6.2.6, 6.2.8, 6.2.9.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_gate_groups.h"

/* clang-format off */
/* Filters; those of inline images are other ones, and have short names. */
static const char *const filters[] = { "ASCIIHexDecode", "ASCII85Decode",
	"FlateDecode", "RunLengthDecode", "CCITTFaxDecode", "DCTDecode",
	"JBIG2Decode", "JPXDecode" };
static const char *const inline_filters[] = { "ASCIIHexDecode",
	"ASCII85Decode", "FlateDecode", "RunLengthDecode", "CCITTFaxDecode",
	"DCTDecode", "AHx", "A85", "Fl", "RL", "CCF", "DCT" };
static const char *const intents[] = { "RelativeColorimetric",
	"AbsoluteColorimetric", "Perceptual", "Saturation" };
/* clang-format on */

static bool
among(const struct pdf_obj *o, const char *const *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (pdf_is_name(o, list[i]))
			return true;
	return false;
}

/* Judge one filter; parms belong to it. Crypt without a name does nothing. */
static void
filter(struct pdf_gate *g, const struct pdf_obj *of, const struct pdf_obj *o,
    const struct pdf_obj *parms)
{
	const struct pdf_obj *name = pdf_get(g->f, parms, "Name");
	bool known = of->type == PDF_STREAM
	    ? among(o, filters, COUNT(filters))
	    : among(o, inline_filters, COUNT(inline_filters));

	if (pdf_is_name(o, "LZWDecode") || pdf_is_name(o, "LZW"))
		pdf_gate_fail(g, "6.1.10", "6.1.7", of, "LZW");
	else if (pdf_is_name(o, "Crypt") && of->type == PDF_STREAM) {
		if (name->type != PDF_NULL && !pdf_is_name(name, "Identity"))
			pdf_gate_harm(
			    g, "6.1.10", "6.1.7", of, "encrypted stream");
	} else if (!known)
		pdf_gate_fail(g, "6.1.10", "6.1.7", of, "unknown filter");
}

static void
all_filters(struct pdf_gate *g, const struct pdf_obj *o, const char *key,
    const char *parms_key)
{
	const struct pdf_obj *f = pdf_get(g->f, o, key);
	const struct pdf_obj *p = pdf_get(g->f, o, parms_key);
	size_t i;

	if (f->type == PDF_NAME)
		filter(g, o, f, p->type == PDF_ARRAY ? pdf_at(g->f, p, 0) : p);
	for (i = 0; i < pdf_count(f); i++)
		filter(g, o, pdf_at(g->f, f, i),
		    p->type == PDF_ARRAY ? pdf_at(g->f, p, i) : p);
}

void
pdf_gate_stream(struct pdf_gate *g, const struct pdf_obj *o)
{
	if (o->type != PDF_STREAM)
		return;
	if (pdf_has(o, "F") || pdf_has(o, "FFilter") ||
	    pdf_has(o, "FDecodeParms"))
		pdf_gate_harm(
		    g, "6.1.7", "6.1.7.1", o, "stream outside the file");
	all_filters(g, o, "Filter", "DecodeParms");
}

static void
intent(struct pdf_gate *g, const struct pdf_obj *of, const struct pdf_obj *o)
{
	if (o->type == PDF_NAME && !among(o, intents, COUNT(intents)))
		pdf_gate_fail(
		    g, "6.2.9", "6.2.6", of, "unknown rendering intent");
}

/* Bits of a component, in a picture and in a mask; none may be said. */
static void
bits(struct pdf_gate *g, const struct pdf_obj *o, const struct pdf_obj *mask,
    const struct pdf_obj *said)
{
	bool is_mask = mask->type == PDF_BOOL && mask->u.b;
	int64_t b = pdf_int(said, said->type == PDF_NULL ? 1 : 0);

	if (is_mask && b != 1)
		pdf_gate_fail(g, "6.2.4", "6.2.8", o, "bits of a mask");
	if (!is_mask && b != 1 && b != 2 && b != 4 && b != 8 &&
	    (b != 16 || g->part == 1))
		pdf_gate_fail(g, "6.2.4", "6.2.8", o, "bits of an image");
}

static void
image(struct pdf_gate *g, const struct pdf_obj *o)
{
	const struct pdf_obj *smooth = pdf_get(g->f, o, "Interpolate");

	if (pdf_has(o, "Alternates"))
		pdf_gate_fail(g, "6.2.4", "6.2.8", o, "alternate images");
	if (pdf_has(o, "OPI"))
		pdf_gate_fail(g, "6.2.4", "6.2.8", o, "OPI");
	if (smooth->type == PDF_BOOL && smooth->u.b)
		pdf_gate_fail(g, "6.2.4", "6.2.8", o, "interpolated image");
	intent(g, o, pdf_get(g->f, o, "Intent"));
	bits(g, o, pdf_get(g->f, o, "ImageMask"),
	    pdf_get(g->f, o, "BitsPerComponent"));
}

/* An entry of an inline image under its short or its long name. */
static const struct pdf_obj *
either(const struct pdf_obj *o, const char *brief, const char *name)
{
	return pdf_key(o, pdf_has(o, brief) ? brief : name);
}

static void
inline_image(struct pdf_gate *g, const struct pdf_obj *o)
{
	const struct pdf_obj *smooth = either(o, "I", "Interpolate");

	if (smooth->type == PDF_BOOL && smooth->u.b)
		pdf_gate_fail(g, "6.2.4", "6.2.8", o, "interpolated image");
	all_filters(g, o, "F", "DP");
	all_filters(g, o, "Filter", "DecodeParms");
	intent(g, o, pdf_key(o, "Intent"));
	bits(g, o, either(o, "IM", "ImageMask"),
	    either(o, "BPC", "BitsPerComponent"));
}

static void
form(struct pdf_gate *g, const struct pdf_obj *o)
{
	if (pdf_is_name(pdf_get(g->f, o, "Subtype2"), "PS") || pdf_has(o, "PS"))
		pdf_gate_harm(g, "6.2.5", "6.2.9", o, "PostScript form");
	if (pdf_has(o, "OPI"))
		pdf_gate_fail(g, "6.2.4", "6.2.9", o, "OPI");
	if (pdf_has(o, "Ref"))
		pdf_gate_harm(g, "6.2.6", "6.2.9", o, "reference XObject");
}

/* One halftone (ISO 19005-2 6.2.5); primary ones bring no transfer. */
static void
halftone_one(struct pdf_gate *g, const struct pdf_obj *h, struct bytes colorant)
{
	static const char *const primary[] = { "Cyan", "Magenta", "Yellow",
		"Black" };
	int64_t type = pdf_int(pdf_get(g->f, h, "HalftoneType"), 0);
	bool is_primary = colorant.n == 0;
	size_t i;

	if (type != 1 && type != 5)
		pdf_gate_fail(g, NULL, "6.2.5", h, "halftone type");
	if (pdf_has(h, "HalftoneName"))
		pdf_gate_fail(g, NULL, "6.2.5", h, "halftone name");
	if (bytes_eqs(colorant, "Default"))
		return;
	for (i = 0; i < COUNT(primary); i++)
		if (bytes_eqs(colorant, primary[i]))
			is_primary = true;
	if (is_primary == pdf_has(h, "TransferFunction"))
		pdf_gate_fail(
		    g, NULL, "6.2.5", h, "halftone's transfer function");
}

static void
halftone(struct pdf_gate *g, const struct pdf_obj *h)
{
	const struct pdf_obj *c;
	size_t i;

	if (!pdf_is_dict(h))
		return;
	halftone_one(g, h, bytes_of(""));
	if (pdf_int(pdf_get(g->f, h, "HalftoneType"), 0) != 5)
		return;
	for (i = 0; i < h->u.dict.n; i++) {
		c = pdf_follow(g->f, &h->u.dict.at[i].value);
		if (pdf_is_dict(c))
			halftone_one(g, c, h->u.dict.at[i].key);
	}
}

static void
state(struct pdf_gate *g, const struct pdf_obj *o)
{
	const struct pdf_obj *tr2 = pdf_get(g->f, o, "TR2");

	if (pdf_has(o, "TR"))
		pdf_gate_fail(g, "6.2.8", "6.2.5", o, "transfer function");
	if (tr2->type != PDF_NULL && !pdf_is_name(tr2, "Default"))
		pdf_gate_fail(g, "6.2.8", "6.2.5", o, "transfer function");
	if (pdf_has(o, "HTP"))
		pdf_gate_fail(g, NULL, "6.2.5", o, "halftone phase");
	intent(g, o, pdf_get(g->f, o, "RI"));
	halftone(g, pdf_get(g->f, o, "HT"));
}

void
pdf_gate_stream_use(struct pdf_gate *g, const struct pdf_gate_use *u)
{
	switch (u->kind) {
	case PDF_USE_IMAGE:
		image(g, u->o);
		break;
	case PDF_USE_INLINE:
		inline_image(g, u->o);
		break;
	case PDF_USE_FORM:
		form(g, u->o);
		break;
	case PDF_USE_XOBJECT:
		pdf_gate_harm(
		    g, "6.2.7", "6.2.9", u->o, "XObject of another type");
		break;
	case PDF_USE_STATE:
		state(g, u->o);
		break;
	case PDF_USE_INTENT:
		intent(g, NULL, u->o);
		break;
	default:
		break;
	}
}
