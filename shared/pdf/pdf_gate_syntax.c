/*
 * Rule group "syntax": objects and streams written so that every reader
 * finds the same octets. ISO 19005-1 6.1.7, 6.1.8; ISO 19005-2 6.1.7.1,
 * 6.1.9.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_gate_groups.h"

static bool
is_eol(int c)
{
	return c == '\n' || c == '\r';
}

/* Step over a run of digits; false when there is none. */
static bool
digits(struct bytes f, size_t *at)
{
	size_t from = *at;

	while (*at < f.n && f.p[*at] >= '0' && f.p[*at] <= '9')
		++*at;
	return *at > from;
}

/* "id gen obj": single blanks, line ends before and behind. */
static void
head(struct pdf_gate *g, const struct pdf_entry *e, const struct pdf_obj *o)
{
	struct bytes f = g->f->scan.file;
	size_t at = e->at;
	bool ok = at > 0 && is_eol(f.p[at - 1]);

	ok = ok && digits(f, &at) && at < f.n && pdf_is_space(f.p[at]);
	at++;
	ok = ok && digits(f, &at) && at + 4 < f.n && pdf_is_space(f.p[at]) &&
	    f.p[at + 1] == 'o' && f.p[at + 2] == 'b' && f.p[at + 3] == 'j' &&
	    is_eol(f.p[at + 4]);
	if (!ok)
		pdf_gate_fail(g, "6.1.8", "6.1.9", o,
		    "object header not written as required");
}

/* "endobj": line ends before and behind. */
static void
tail(struct pdf_gate *g, const struct pdf_extent *ext, const struct pdf_obj *o)
{
	struct bytes f = g->f->scan.file;

	if (ext->end < 7 || !is_eol(f.p[ext->end - 7]) ||
	    (ext->end < f.n && !is_eol(f.p[ext->end])))
		pdf_gate_fail(g, "6.1.8", "6.1.9", o,
		    "object end not written as required");
}

/*
 * "stream" is followed by CR LF or LF (the scan has seen to that), and
 * "endstream" by nothing of its own: a line end stands before it, and
 * /Length does not count that.
 */
static void
stream(
    struct pdf_gate *g, const struct pdf_extent *ext, const struct pdf_obj *o)
{
	struct bytes f = g->f->scan.file;
	size_t at = ext->data + ext->n;

	if (at >= f.n || !is_eol(f.p[at])) {
		pdf_gate_fail(
		    g, "6.1.7", "6.1.7.1", o, "no line end before endstream");
		return;
	}
	at += f.p[at] == '\r' && at + 1 < f.n && f.p[at + 1] == '\n' ? 2 : 1;
	if (at >= f.n || f.p[at] != 'e')
		pdf_gate_fail(g, "6.1.7", "6.1.7.1", o, "/Length is wrong");
}

static void
object(struct pdf_gate *g, int id)
{
	const struct pdf_entry *e = &g->f->scan.newest[id];
	struct pdf_extent ext = { 0 };
	struct pdf_obj o;
	bool is_stream;

	if (e->kind != PDF_E_AT)
		return;
	if (pdf_scan_object(&g->f->scan, e, g->f->arena, &o, &ext))
		return; /* noted when the object is asked for */
	is_stream = o.type == PDF_STREAM;
	if (is_stream &&
	    pdf_scan_extent(
		&g->f->scan, pdf_int(pdf_get(g->f, &o, "Length"), -1), &ext)) {
		pdf_gate_fail(g, "6.1.7", "6.1.7.1", &o, "/Length is wrong");
		return;
	}
	head(g, e, &o);
	tail(g, &ext, &o);
	if (is_stream)
		stream(g, &ext, &o);
}

void
pdf_gate_syntax(struct pdf_gate *g)
{
	int id;

	for (id = 1; id < g->f->scan.size && g->f->fault == E_OK; id++)
		object(g, id);
}
