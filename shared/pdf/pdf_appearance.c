/*
 * The box of a visible signature: lines of text beside a bar.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_appearance.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "shared/base/encode.h"
#include "shared/pdf/pdf_font.h"
#include "shared/pdf/pdf_font_write.h"
#include "shared/pdf/pdf_limits.h"
#include "shared/pdf/pdf_text.h"

#define LINES_MAX   10
#define LINE_OCTETS 300
#define PAD         4.0  /* between the box and its text, in points */
#define BAR         2.0  /* width of the bar at the left */
#define SMALL       5.0  /* size below which words make way */
#define LEADING     1.32 /* line height in sizes */
#define NAME_MOST   26   /* characters of a name on one line */
#define WORDS_MOST  38   /* characters of other words on one line */

/* clang-format off */
static const char *const level_text[2][3] = {
	[PDF_DE] = { "Einfache elektronische Signatur",
		     "Fortgeschrittene elektronische Signatur",
		     "Qualifizierte elektronische Signatur" },
	[PDF_EN] = { "Simple electronic signature",
		     "Advanced electronic signature",
		     "Qualified electronic signature" },
};
static const struct {
	const char *certificate, *reason, *place;
} label[2] = {
	[PDF_DE] = { "Zertifikat", "Grund", "Ort" },
	[PDF_EN] = { "Certificate", "Reason", "Place" },
};
/* clang-format on */

struct line {
	char text[LINE_OCTETS];
	double scale; /* of the plain text's size */
	double gray;  /* 0 black */
	double size;  /* in points, once laid out */
};

struct box {
	struct line line[LINES_MAX];
	size_t n;
};

/* The matrix that turns a form against its page (ISO 32000-1 12.5.5). */
static const char *
matrix(int rotate)
{
	switch (rotate) {
	case 90:
		return " /Matrix [0 1 -1 0 0 0]";
	case 180:
		return " /Matrix [-1 0 0 -1 0 0]";
	case 270:
		return " /Matrix [0 -1 1 0 0 0]";
	default:
		return "";
	}
}

/* Add a line, cut to its room at a character's end. */
static void
line(struct box *b, double scale, double gray, struct bytes text)
{
	struct line *l = &b->line[b->n];
	size_t n = text.n;

	if (n == 0 || b->n == LINES_MAX)
		return;
	if (n >= LINE_OCTETS)
		n = LINE_OCTETS - 1;
	while (n > 0 && n < text.n && (text.p[n] & 0xC0) == 0x80)
		n--;
	memcpy(l->text, text.p, n);
	l->text[n] = '\0';
	l->scale = scale;
	l->gray = gray;
	b->n++;
}

/* Characters of a text. */
static size_t
characters(const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s++)
		n += ((unsigned char)*s & 0xC0) != 0x80;
	return n;
}

/* A long text stands on two lines, parted at the blank nearest the middle. */
static void
lines(struct box *b, double scale, double gray, size_t most, const char *text)
{
	size_t n = strlen(text);
	size_t best = 0;
	size_t i;

	for (i = 1; i + 1 < n; i++)
		if (text[i] == ' ' &&
		    (best == 0 ||
			labs((long)i * 2 - (long)n) <
			    labs((long)best * 2 - (long)n)))
			best = i;
	if (characters(text) <= most || best == 0) {
		line(b, scale, gray, bytes_of(text));
		return;
	}
	line(b, scale, gray, bytes_at(text, best));
	line(b, scale, gray, bytes_of(text + best + 1));
}

static void
labelled(struct box *b, const char *name, const char *text)
{
	char s[LINE_OCTETS * 2];

	if (text == NULL || *text == '\0')
		return;
	(void)snprintf(s, sizeof(s), "%s: %s", name, text);
	lines(b, 1, 0.3, WORDS_MOST, s);
}

static void
time_line(struct box *b, const struct pdf_words *w)
{
	time_t at = (time_t)w->at;
	struct tm tm;
	char s[64];

	if (gmtime_r(&at, &tm) == NULL)
		return;
	if (strftime(s, sizeof(s),
		w->lang == PDF_DE ? "%d.%m.%Y, %H:%M:%S UTC"
				  : "%Y-%m-%d, %H:%M:%S UTC",
		&tm) == 0)
		return;
	line(b, 1, 0.15, bytes_of(s));
}

static void
serial_lines(struct box *b, const char *name, const char *serial)
{
	char s[LINE_OCTETS];
	size_t n = serial ? strlen(serial) : 0;

	if (n == 0)
		return;
	if (n <= 24) {
		labelled(b, name, serial);
		return;
	}
	(void)snprintf(s, sizeof(s), "%s: %.*s", name, (int)(n / 2), serial);
	line(b, 0.85, 0.3, bytes_of(s));
	line(b, 0.85, 0.3, bytes_of(serial + n / 2));
}

static void
fill(struct box *b, const struct pdf_words *w)
{
	memset(b, 0, sizeof(*b));
	line(b, 0.92, 0.35, bytes_of(level_text[w->lang][w->level]));
	lines(b, 1.5, 0, NAME_MOST, w->name ? w->name : "");
	time_line(b, w);
	serial_lines(b, label[w->lang].certificate, w->serial);
	labelled(b, label[w->lang].reason, w->reason);
	labelled(b, label[w->lang].place, w->place);
}

/* Height of all lines in sizes of plain text. */
static double
height_of(const struct box *b)
{
	double h = 0;
	size_t i;

	for (i = 0; i < b->n; i++)
		h += b->line[i].scale * LEADING;
	return h;
}

/* Say whether the font shows every character of a text. */
static bool
shows(const struct pdf_font *f, const char *text)
{
	struct bytes s = bytes_of(text ? text : "");
	unsigned c;

	while (s.n > 0)
		if (!pdf_utf8_next(&s, &c) || !pdf_font_has(f, c))
			return false;
	return true;
}

/* Refuse words that would be shown as something else than they are. */
static enum err
readable(struct pdf_increment *inc, const struct pdf_font *f,
    const struct pdf_words *w)
{
	const struct {
		const char *what, *text;
	} word[] = { { "name", w->name }, { "reason", w->reason },
		{ "place", w->place } };
	size_t i;

	for (i = 0; i < COUNT(word); i++)
		if (!shows(f, word[i].text))
			return pdf_refuse(inc->f->no, PDF_DAMAGED, "",
			    "placement: characters of the %s", word[i].what);
	return E_OK;
}

/* Width of a text in em; notes each character as used. */
static enum err
measure(struct pdf_font *f, const char *text, double *em)
{
	struct bytes s = bytes_of(text);
	unsigned c;

	*em = 0;
	while (s.n > 0) {
		if (!pdf_utf8_next(&s, &c))
			return E_INPUT;
		*em += pdf_font_use(f, c) / 1000.0;
	}
	return E_OK;
}

/* Choose sizes: as large as the height allows, narrower where needed. */
static enum err
lay_out(struct box *b, struct pdf_font *f, double width, double height)
{
	double pad = fmin(PAD, fmin(width, height) / 10);
	double room = width - 2 * pad - BAR - pad;
	double unit = (height - 2 * pad) / height_of(b);
	enum err r = E_OK;
	double em;
	size_t i;

	for (i = 0; i < b->n && r == E_OK; i++) {
		struct line *l = &b->line[i];

		r = measure(f, l->text, &em);
		l->size = unit * l->scale;
		if (em * l->size > room)
			l->size = room / em;
	}
	return r;
}

static enum err
show(struct buf *c, const struct pdf_font *f, const char *text)
{
	struct bytes s = bytes_of(text);
	enum err r = buf_addc(c, '<');
	unsigned u, g;

	while (s.n > 0 && r == E_OK) {
		if (!pdf_utf8_next(&s, &u))
			return E_INPUT;
		g = pdf_font_glyph(f, u);
		r = hex_add(c,
		    bytes_at((unsigned char[]){ g >> 8 & 0xFF, g & 0xFF }, 2));
	}
	return r ? r : buf_adds(c, "> Tj\n");
}

/* Write the content stream: frame, bar, lines from the top. */
static enum err
content(struct buf *c, const struct box *b, const struct pdf_font *f,
    const double size[2])
{
	double pad = fmin(PAD, fmin(size[0], size[1]) / 10);
	double unit = (size[1] - 2 * pad) / height_of(b);
	double y = size[1] - pad;
	enum err r;
	size_t i;

	r = buf_addf(c,
	    "/CS0 CS /CS0 cs 1 sc 0 0 %.2f %.2f re f\n"
	    "0.7 SC 0.5 w 0.25 0.25 %.2f %.2f re S\n"
	    "0.25 sc 0 0 %.2f %.2f re f\nBT\n",
	    size[0], size[1], size[0] - 0.5, size[1] - 0.5, BAR, size[1]);
	for (i = 0; i < b->n && r == E_OK; i++) {
		const struct line *l = &b->line[i];
		double slot = unit * l->scale * LEADING;

		y -= slot;
		if ((r = buf_addf(c,
			 "%.2f sc /F0 %.2f Tf 1 0 0 1 %.2f %.2f "
			 "Tm ",
			 l->gray, l->size, BAR + 2 * pad, y + slot * 0.27)))
			return r;
		r = show(c, f, l->text);
	}
	return r ? r : buf_adds(c, "ET\n");
}

static enum err
form(struct pdf_increment *inc, struct bytes data, const double size[2],
    int rotate, int font)
{
	char keys[400];
	int id = pdf_increment_number(inc);

	(void)snprintf(keys, sizeof(keys),
	    "/Type /XObject /Subtype /Form /FormType 1 /BBox [0 0 %.2f %.2f]"
	    "%s /Resources << /Font << /F0 %d 0 R >> /ColorSpace << /CS0 "
	    "[/CalGray << /WhitePoint [1 1 1] /Gamma 2.2 >>] >> >>",
	    size[0], size[1], matrix(rotate), font);
	return pdf_increment_stream(inc, id, keys, data);
}

/* Fill a box of a given size: where there is little room, the number of the
 * certificate, which nobody reads there, makes way for the rest. */
static void
fill_sized(struct box *b, const struct pdf_words *w, const double size[2])
{
	double pad = fmin(PAD, fmin(size[0], size[1]) / 10);
	struct pdf_words fewer = *w;

	fill(b, w);
	if ((size[1] - 2 * pad) / height_of(b) >= SMALL)
		return;
	fewer.serial = NULL;
	fill(b, &fewer);
}

enum err
pdf_appearance(struct pdf_increment *inc, struct bytes font,
    const struct pdf_words *w, const double size[2], int rotate, int *id)
{
	struct buf c = BUF(PDF_LIMIT_INCREMENT);
	struct pdf_subset subset = { .n = 0 };
	struct pdf_font *f = NULL;
	struct box b;
	int number;
	enum err r;

	fill_sized(&b, w, size);
	if ((r = pdf_font_open(font, inc->f->arena, &f)) ||
	    (r = readable(inc, f, w)) ||
	    (r = lay_out(&b, f, size[0], size[1])) ||
	    (r = pdf_font_subset(f, &subset)) ||
	    (r = pdf_font_write(inc, &subset, &number)) ||
	    (r = content(&c, &b, f, size)))
		goto out;
	*id = inc->next;
	r = form(inc, buf_bytes(&c), size, rotate, number);
out:
	pdf_font_close(f);
	buf_free(&c);
	return r;
}

enum err
pdf_appearance_empty(struct pdf_increment *inc, int *id)
{
	*id = pdf_increment_number(inc);
	return pdf_increment_stream(inc, *id,
	    "/Type /XObject /Subtype /Form /FormType 1 /BBox [0 0 0 0] "
	    "/Resources << >>",
	    bytes_of(""));
}
