/*
 * Verifying a signed document. EN 319 142-1 6.3.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_verify.h"

#include <string.h>

#include "shared/pdf/pdf_check.h"
#include "shared/pdf/pdf_open.h"

/* What the last signature says, whether or not all is well. */
static void
describe(const struct pdf_file *f, const struct pdf_signature *s,
    struct pdf_verified *out)
{
	out->range[1] = s->gap;
	out->range[2] = s->gap_end;
	out->range[3] = s->end - s->gap_end;
	out->covers_all = s->end == f->scan.file.n;
	out->time_stamp_at = s->cms.time_stamp_at;
	out->digest_n = s->cms.digest_n;
	memcpy(out->digest, s->cms.digest, sizeof(out->digest));
	memcpy(out->signer_sha256, s->cms.signer_sha256,
	    sizeof(out->signer_sha256));
}

/* What the profile wants beyond integrity; NULL when all is there. */
static const char *
profile(const struct pdf_signature *s, bool covers_all)
{
	if (!covers_all)
		return "the last signature does not cover the whole file";
	if (!s->cms.signing_certificate_v2)
		return "no signing-certificate-v2";
	if (!s->stamp && s->cms.signing_time)
		return "signing-time among the signed attributes";
	return NULL;
}

static enum err
judge(struct pdf_file *f, struct pdf_verified *out)
{
	struct pdf_signatures all;
	const struct pdf_signature *last;
	const char *why;
	enum err r;

	r = pdf_check_signatures(f, &all);
	out->signatures = all.n;
	if (all.n == 0)
		return r
		    ? r
		    : pdf_refuse(f->no, PDF_BAD_SIGNATURE, "", "no signature");
	last = &all.at[all.n - 1];
	describe(f, last, out);
	if (r)
		return r;
	why = profile(last, out->covers_all);
	return why ? pdf_refuse(f->no, PDF_BAD_SIGNATURE, "", "%s", why) : E_OK;
}

enum err
pdf_verify(struct bytes file, struct arena *a, struct pdf_verified *out)
{
	struct pdf_refusal no = { .verdict = PDF_OK };
	struct pdf_file *f = NULL;
	enum err r;

	memset(out, 0, sizeof(*out));
	out->reason = "";
	if ((r = pdf_open_raw(file, a, &no, &f)) == E_OK)
		r = judge(f, out);
	pdf_close(f);
	if (r == E_INPUT) {
		out->reason = arena_str(a, no.why);
		return out->reason ? E_OK : E_NOMEM;
	}
	out->ok = r == E_OK;
	return r;
}
