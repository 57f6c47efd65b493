/*
 * Finding signatures and judging each by itself. ISO 32000-1 12.8.1.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_signatures.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "shared/pdf/pdf_limits.h"
#include "shared/pdf/pdf_text.h"

static enum err
bad(struct pdf_file *f, const char *field, const char *why)
{
	return pdf_refuse(
	    f->no, PDF_BAD_SIGNATURE, "6.4.3", "%.60s: %s", field, why);
}

/* Read n digits at *p and step over them; -1 when they are none. */
static int
digits(struct bytes *s, size_t n)
{
	int v = 0;

	if (s->n < n)
		return -1;
	for (; n > 0; n--, s->p++, s->n--) {
		if (*s->p < '0' || *s->p > '9')
			return -1;
		v = v * 10 + *s->p - '0';
	}
	return v;
}

int64_t
pdf_date(const struct pdf_obj *o)
{
	struct tm tm = { .tm_mday = 1 };
	struct bytes s = o->u.s;
	int64_t offset = 0;
	int hour, minute, sign;

	if (o->type != PDF_STRING || s.n < 16 || memcmp(s.p, "D:", 2) != 0)
		return 0;
	s = bytes_at(s.p + 2, s.n - 2);
	tm.tm_year = digits(&s, 4) - 1900;
	tm.tm_mon = digits(&s, 2) - 1;
	tm.tm_mday = digits(&s, 2);
	tm.tm_hour = digits(&s, 2);
	tm.tm_min = digits(&s, 2);
	tm.tm_sec = digits(&s, 2);
	if (tm.tm_year < 70 || tm.tm_mon < 0 || tm.tm_mon > 11 ||
	    tm.tm_mday < 1 || tm.tm_hour < 0 || tm.tm_min < 0 || tm.tm_sec < 0)
		return 0;
	if (s.n >= 6 && (*s.p == '+' || *s.p == '-')) {
		sign = *s.p == '+' ? 1 : -1;
		s = bytes_at(s.p + 1, s.n - 1);
		hour = digits(&s, 2);
		s = bytes_at(s.p + 1, s.n - 1);
		minute = s.n >= 2 ? digits(&s, 2) : 0;
		if (hour >= 0 && minute >= 0)
			offset = sign * (hour * 3600 + minute * 60);
	}
	return timegm(&tm) - offset;
}

/* Say whether a revision may end here: behind %%EOF and its line end. */
static bool
ends_revision(struct bytes file, size_t end)
{
	size_t n = end;

	if (n > 0 && file.p[n - 1] == '\n')
		n--;
	if (n > 0 && file.p[n - 1] == '\r')
		n--;
	return n >= 5 && memcmp(file.p + n - 5, "%%EOF", 5) == 0;
}

/* Say whether the octets between '<' and '>' are the digits of contents. */
static bool
gap_holds(struct bytes file, size_t gap, size_t end, struct bytes contents)
{
	size_t n = end - gap - 2;
	size_t i;

	if (file.p[gap] != '<' || file.p[end - 1] != '>' || n % 2 != 0 ||
	    n / 2 != contents.n)
		return false;
	for (i = 0; i < contents.n; i++) {
		int hi = pdf_hex_digit(file.p[gap + 1 + 2 * i]);
		int lo = pdf_hex_digit(file.p[gap + 2 + 2 * i]);

		if (hi < 0 || lo < 0 || (hi << 4 | lo) != contents.p[i])
			return false;
	}
	return true;
}

/* Say whether the gap lies within the object that holds the dictionary. */
static bool
gap_in_object(struct pdf_file *f, const struct pdf_signature *s)
{
	const struct pdf_obj *holder = s->dict->id ? s->dict : s->owner;
	struct pdf_extent ext = { 0 };
	struct pdf_obj again;
	const struct pdf_entry *e;

	if (holder->id <= 0 || holder->id >= f->scan.size)
		return false;
	e = &f->scan.newest[holder->id];
	return e->kind == PDF_E_AT &&
	    pdf_scan_object(&f->scan, e, f->arena, &again, &ext) == E_OK &&
	    s->gap > e->at && s->gap_end <= ext.end;
}

/* Check the four numbers of /ByteRange and what lies between them. */
static enum err
range(struct pdf_file *f, struct pdf_signature *s)
{
	const struct pdf_obj *o = pdf_get(f, s->dict, "ByteRange");
	const struct pdf_obj *contents = pdf_get(f, s->dict, "Contents");
	struct bytes file = f->scan.file;
	int64_t v[4];
	size_t i;

	if (pdf_count(o) != 4)
		return bad(f, s->field, "ByteRange is no four numbers");
	for (i = 0; i < 4; i++) {
		v[i] = o->u.array.at[i].type == PDF_INT ? o->u.array.at[i].u.i
							: -1;
		if (v[i] < 0 || (uint64_t)v[i] > file.n)
			return bad(f, s->field, "ByteRange leaves the file");
	}
	if (v[0] != 0 || v[1] == 0 || v[2] < v[1] + 4 || v[3] == 0 ||
	    (uint64_t)v[2] + (uint64_t)v[3] > file.n)
		return bad(f, s->field, "ByteRange values");
	s->gap = (size_t)v[1];
	s->gap_end = (size_t)v[2];
	s->end = (size_t)(v[2] + v[3]);
	if (contents->type != PDF_STRING ||
	    !gap_holds(file, s->gap, s->gap_end, contents->u.s))
		return bad(f, s->field, "gap is not its Contents");
	if (!gap_in_object(f, s))
		return bad(f, s->field, "gap is not in its dictionary");
	if (!ends_revision(file, s->end))
		return bad(f, s->field, "range ends within a revision");
	return E_OK;
}

/* Take the lesser of two permissions; 0 says nothing. */
static void
grant(int *least, int64_t p)
{
	if (p >= 1 && p <= 3 && (*least == 0 || p < *least))
		*least = (int)p;
}

/* What a signed field lets others do: DocMDP and its own lock. */
static void
permission(struct pdf_file *f, const struct pdf_obj *dict,
    const struct pdf_obj *field, int *least)
{
	const struct pdf_obj *all = pdf_get(f, dict, "Reference");
	const struct pdf_obj *ref, *lock;
	size_t i;

	for (i = 0; i < pdf_count(all); i++) {
		ref = pdf_at(f, all, i);
		if (pdf_is_name(pdf_get(f, ref, "TransformMethod"), "DocMDP"))
			grant(least,
			    pdf_int(
				pdf_get(
				    f, pdf_get(f, ref, "TransformParams"), "P"),
				2));
	}
	lock = pdf_get(f, field, "Lock");
	if (pdf_has(lock, "P"))
		grant(least, pdf_int(pdf_get(f, lock, "P"), 0));
}

/* Say whether a list of field names has this one, or one above it. */
static bool
lists(struct pdf_file *f, const struct pdf_obj *names, const char *name)
{
	size_t i, n;

	for (i = 0; i < pdf_count(names); i++) {
		const char *s = pdf_text(f->arena, pdf_at(f, names, i));

		n = s != NULL ? strlen(s) : 0;
		if (n > 0 && strncmp(s, name, n) == 0 &&
		    (name[n] == '\0' || name[n] == '.'))
			return true;
	}
	return false;
}

bool
pdf_signature_locks(
    struct pdf_file *f, const struct pdf_obj *signature, const char *name)
{
	const struct pdf_obj *all = pdf_get(f, signature, "Reference");
	size_t i;

	for (i = 0; i < pdf_count(all); i++) {
		const struct pdf_obj *ref = pdf_at(f, all, i);
		const struct pdf_obj *p = pdf_get(f, ref, "TransformParams");
		const struct pdf_obj *action = pdf_get(f, p, "Action");
		bool named = lists(f, pdf_get(f, p, "Fields"), name);

		if (pdf_is_name(
			pdf_get(f, ref, "TransformMethod"), "FieldMDP") &&
		    (pdf_is_name(action, "Include") ? named : !named))
			return true;
	}
	return false;
}

bool
pdf_signature_allowed(struct pdf_file *f, const struct pdf_signature *first,
    const struct pdf_signature *s)
{
	int least = 0;

	if (s->stamp)
		return true;
	for (; first < s; first++) {
		permission(f, first->dict, first->owner, &least);
		if (least == 1 || pdf_signature_locks(f, first->dict, s->field))
			return false;
	}
	return true;
}

static enum err
add(struct pdf_file *f, const struct pdf_field *x, struct buf *all)
{
	struct pdf_signature s = {
		.field = x->name, .dict = x->v, .owner = x->o
	};
	const struct pdf_obj *sub;
	enum err r;

	if (!pdf_is_dict(x->v))
		return bad(f, x->name, "value is no dictionary");
	sub = pdf_get(f, s.dict, "SubFilter");
	s.stamp = pdf_is_name(sub, "ETSI.RFC3161");
	if (!s.stamp && !pdf_is_name(sub, "ETSI.CAdES.detached") &&
	    !pdf_is_name(sub, "adbe.pkcs7.detached"))
		return bad(f, x->name, "SubFilter unknown");
	if (all->n / sizeof(s) >= PDF_LIMIT_SIGNATURES)
		return pdf_refuse(f->no, PDF_TOO_COMPLEX, "",
		    "more than %d signatures", PDF_LIMIT_SIGNATURES);
	s.at = pdf_date(pdf_get(f, s.dict, "M"));
	if ((r = range(f, &s)))
		return r;
	return buf_add(all, &s, sizeof(s));
}

/*
 * Count how often "/ByteRange" stands in the file: a signature that no field
 * shows is a trap for validators that search the octets. By the one letter
 * that is rare in documents, twice as fast as memmem.
 */
static size_t
mentioned(struct bytes file)
{
	static const char word[] = "/ByteRange";
	const unsigned char *end = file.p + file.n;
	const unsigned char *p = file.p;
	size_t n = 0;

	if (file.n < sizeof(word) - 1)
		return 0;
	end -= sizeof(word) - 1 - 2; /* what follows the B has room */
	for (p++; p < end && (p = memchr(p, 'B', (size_t)(end - p))); p++)
		n += memcmp(p - 1, word, sizeof(word) - 1) == 0;
	return n;
}

static int
by_end(const void *a, const void *b)
{
	const struct pdf_signature *x = a;
	const struct pdf_signature *y = b;

	return (x->end > y->end) - (x->end < y->end);
}

static enum err
collect(struct pdf_file *f, struct buf *all, int *least)
{
	struct pdf_fields fields;
	const struct pdf_field *x;
	enum err r;
	size_t i;

	if ((r = pdf_fields(f, &fields)))
		return r;
	for (i = 0; i < fields.n && r == E_OK; i++) {
		x = &fields.field[i];
		if (!x->signature || !pdf_has(x->o, "V") ||
		    x->v->type == PDF_NULL)
			continue;
		permission(f, x->v, x->o, least);
		r = add(f, x, all);
	}
	if (r == E_OK &&
	    mentioned(f->scan.file) != all->n / sizeof(struct pdf_signature))
		r = bad(f, "document", "a signature that no field shows");
	return r;
}

enum err
pdf_signatures(struct pdf_file *f, struct pdf_signatures *out)
{
	struct buf all =
	    BUF(PDF_LIMIT_SIGNATURES * sizeof(struct pdf_signature));
	enum err r;
	size_t i;

	memset(out, 0, sizeof(*out));
	if ((r = collect(f, &all, &out->permission)))
		goto out;
	out->n = all.n / sizeof(*out->at);
	out->at = arena_array(f->arena, out->n + 1, sizeof(*out->at));
	if (out->at == NULL) {
		r = E_NOMEM;
		goto out;
	}
	if (out->n > 0)
		memcpy(out->at, all.p, all.n);
	qsort(out->at, out->n, sizeof(*out->at), by_end);
	for (i = 1; i < out->n && r == E_OK; i++)
		if (out->at[i].end == out->at[i - 1].end)
			r = bad(f, out->at[i].field,
			    "two signatures of one revision");
out:
	buf_free(&all);
	return r ? r : f->fault;
}

enum err
pdf_signature_verify(struct pdf_file *f, struct pdf_signature *s)
{
	struct bytes file = f->scan.file;
	struct bytes part[2] = { bytes_at(file.p, s->gap),
		bytes_at(file.p + s->gap_end, s->end - s->gap_end) };
	struct bytes der = pdf_get(f, s->dict, "Contents")->u.s;
	enum err r;

	r = s->stamp ? pdf_cms_verify_stamp(der, part, &f->hashed, &s->cms)
		     : pdf_cms_verify(der, part, &f->hashed, &s->cms);
	if (r == E_CRYPTO)
		return bad(f, s->field, s->cms.why);
	if (r)
		return r;
	if (!s->cms.signing_certificate &&
	    pdf_is_name(
		pdf_get(f, s->dict, "SubFilter"), "ETSI.CAdES.detached"))
		return bad(f, s->field, "no signing-certificate attribute");
	if (s->cms.time_stamp_at != 0)
		s->at = s->cms.time_stamp_at;
	return E_OK;
}
