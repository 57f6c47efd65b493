/*
 * Names of verdicts, and the one way to note a refusal.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_verdict.h"

#include <stdarg.h>
#include <stdio.h>

/* clang-format off */
static const struct {
	const char *name; /* in private answers */
	const char *key;  /* in the text catalogue */
} verdicts[PDF__MAX] = {
	[PDF_OK]             = { "ok",             NULL },
	[PDF_NOT_PDF]        = { "not_pdf",        "pdf.not_pdf" },
	[PDF_ENCRYPTED]      = { "encrypted",      "pdf.encrypted" },
	[PDF_DAMAGED]        = { "damaged",        "pdf.damaged" },
	[PDF_NOT_PDFA]       = { "not_pdfa",       "pdf.not_pdfa" },
	[PDF_ACTIVE_CONTENT] = { "active_content", "pdf.active_content" },
	[PDF_FORBIDDEN]      = { "forbidden",      "pdf.forbidden" },
	[PDF_TOO_COMPLEX]    = { "too_complex",    "pdf.too_complex" },
	[PDF_BAD_SIGNATURE]  = { "bad_signature",  "pdf.bad_signature" },
};
/* clang-format on */

const char *
pdf_verdict_name(enum pdf_verdict v)
{
	return v < PDF__MAX ? verdicts[v].name : "damaged";
}

const char *
pdf_refusal_key(const struct pdf_refusal *no)
{
	if (no->key != NULL)
		return no->key;
	return no->verdict < PDF__MAX ? verdicts[no->verdict].key
				      : "pdf.damaged";
}

enum err
pdf_refuse(struct pdf_refusal *no, enum pdf_verdict v, const char *rule,
    const char *fmt, ...)
{
	va_list ap;

	if (no->verdict != PDF_OK)
		return E_INPUT;
	no->verdict = v;
	(void)snprintf(no->rule, sizeof(no->rule), "%s", rule);
	va_start(ap, fmt);
	(void)vsnprintf(no->why, sizeof(no->why), fmt, ap);
	va_end(ap);
	return E_INPUT;
}
