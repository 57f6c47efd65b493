/*
 * Where on the sheet a signature stands. ISO 32000-1 8.3.2.3.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_place_box.h"

#include <math.h>

#define LEAST 9.0  /* points: nothing smaller can be read */
#define HAIR  0.01 /* rounding of a wish is no fault of the person */

/* clang-format off */
static const struct {
	const char *name;
	enum pdf_position position;
} names[] = {
	{ "top-left",     PDF_TOP_LEFT },
	{ "top-right",    PDF_TOP_RIGHT },
	{ "bottom-left",  PDF_BOTTOM_LEFT },
	{ "bottom-right", PDF_BOTTOM_RIGHT },
	{ "manual",       PDF_MANUAL },
	{ "invisible",    PDF_INVISIBLE },
	{ "field",        PDF_IN_FIELD },
};
/* clang-format on */

bool
pdf_position_read(struct bytes name, enum pdf_position *out)
{
	size_t i;

	for (i = 0; i < COUNT(names); i++) {
		if (bytes_eqs(name, names[i].name)) {
			*out = names[i].position;
			return true;
		}
	}
	return false;
}

/* The size that is wished for; in a corner no larger than the page. */
static void
size(const struct pdf_page *p, const struct pdf_wish *w, double *width,
    double *height)
{
	*width = w->width > 0 ? w->width : PDF_BOX_WIDTH;
	*height = w->height > 0 ? w->height : PDF_BOX_HEIGHT;
	if (w->position == PDF_MANUAL)
		return;
	*width = fmin(*width, p->width);
	*height = fmin(*height, p->height);
}

/* Put the box into a corner, with a margin where there is room for one. */
static void
corner(const struct pdf_page *p, enum pdf_position at, double shown[4])
{
	double mx = fmin(PDF_BOX_MARGIN, (p->width - shown[2]) / 2);
	double my = fmin(PDF_BOX_MARGIN, (p->height - shown[3]) / 2);
	bool left = at == PDF_TOP_LEFT || at == PDF_BOTTOM_LEFT;
	bool top = at == PDF_TOP_LEFT || at == PDF_TOP_RIGHT;

	shown[0] = left ? mx : p->width - shown[2] - mx;
	shown[1] = top ? p->height - shown[3] - my : my;
}

bool
pdf_place_readable(double width, double height)
{
	return width >= LEAST && height >= LEAST;
}

const char *
pdf_place_box(
    const struct pdf_page *p, const struct pdf_wish *w, double shown[4])
{
	if (!pdf_place_readable(p->width, p->height))
		return "page too small";
	size(p, w, &shown[2], &shown[3]);
	if (w->position == PDF_MANUAL) {
		shown[0] = w->x;
		shown[1] = w->y;
	} else {
		corner(p, w->position, shown);
	}
	if (!pdf_place_readable(shown[2], shown[3]))
		return "box too small";
	if (!(shown[0] >= -HAIR) || !(shown[1] >= -HAIR) ||
	    !(shown[0] + shown[2] <= p->width + HAIR) ||
	    !(shown[1] + shown[3] <= p->height + HAIR))
		return "box outside the page";
	return NULL;
}

void
pdf_place_rect(const struct pdf_page *p, const double shown[4], double rect[4])
{
	double x = shown[0] / p->unit, y = shown[1] / p->unit;
	double w = shown[2] / p->unit, h = shown[3] / p->unit;
	const double *b = p->box;

	switch (p->rotate) {
	case 90: /* up on the screen is left on the sheet */
		rect[0] = b[2] - y - h;
		rect[1] = b[1] + x;
		rect[2] = rect[0] + h;
		rect[3] = rect[1] + w;
		break;
	case 180:
		rect[0] = b[2] - x - w;
		rect[1] = b[3] - y - h;
		rect[2] = rect[0] + w;
		rect[3] = rect[1] + h;
		break;
	case 270:
		rect[0] = b[0] + y;
		rect[1] = b[3] - x - w;
		rect[2] = rect[0] + h;
		rect[3] = rect[1] + w;
		break;
	default:
		rect[0] = b[0] + x;
		rect[1] = b[1] + y;
		rect[2] = rect[0] + w;
		rect[3] = rect[1] + h;
	}
}

void
pdf_place_shown(const struct pdf_page *p, const double rect[4], double shown[4])
{
	const double *b = p->box;
	double w = rect[2] - rect[0], h = rect[3] - rect[1];
	size_t i;

	switch (p->rotate) {
	case 90:
		shown[0] = rect[1] - b[1];
		shown[1] = b[2] - rect[2];
		break;
	case 180:
		shown[0] = b[2] - rect[2];
		shown[1] = b[3] - rect[3];
		break;
	case 270:
		shown[0] = b[3] - rect[3];
		shown[1] = rect[0] - b[0];
		break;
	default:
		shown[0] = rect[0] - b[0];
		shown[1] = rect[1] - b[1];
	}
	shown[2] = p->rotate % 180 == 0 ? w : h;
	shown[3] = p->rotate % 180 == 0 ? h : w;
	for (i = 0; i < 4; i++)
		shown[i] *= p->unit;
}
