/*
 * fernsign-ctl verify: who signed a document when, and what holds.
 *
 * In: a PDF, which pdf judges behind closed doors; STATE/pki/root.pem or
 * another root. Out: what was found on standard output, status 0 when every
 * signature is valid, 1 when one is not or it cannot be told. Asks nobody:
 * revocation is judged by what the document carries, and by the own root's
 * list.
 * EN 319 142-1, EN 319 102-1 5.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/ctl/ctl_verify.h"

#include <stdio.h>
#include <string.h>

#include "shared/base/clock.h"
#include "shared/base/file.h"
#include "shared/base/log.h"
#include "shared/pki/pki_file.h"

#define FILE_MAX (16 << 20) /* what pdf takes */

static void
say(const char *what, const char *text)
{
	(void)printf("   %-14s %s\n", what, text);
}

static void
say_time(const char *what, int64_t at, const char *by)
{
	char text[21];

	clock_rfc3339(at, text);
	(void)printf("   %-14s %s%s%s\n", what, text, *by ? " by " : "", by);
}

/* What came after a signature. */
static void
say_later(const struct verify *v, const struct pdf_call_reported *s)
{
	bool all = s->end == v->report.octets;

	(void)printf("   %-14s octets 1 to %lld of %lld: %s\n", "covers",
	    (long long)s->end, (long long)v->report.octets,
	    all ? "the whole file" : "an earlier revision");
	if (strcmp(s->later, "allowed") == 0)
		say("later changes",
		    "allowed: signatures and validation data alone");
	else if (strcmp(s->later, "refused") == 0)
		(void)printf(
		    "   %-14s REFUSED: %s\n", "later changes", s->later_why);
}

/* clang-format off */
/* What is said of a signature: in our words, and in those of EN 319 102-1
 * 5.1.3, which knows nothing of documents. */
static const struct {
	const char *words;
	const char *indication;
} verdicts[] = {
	[VERDICT_BROKEN]   = { "not valid", "TOTAL-FAILED" },
	[VERDICT_CHANGED]  = { "not valid: the document was changed afterwards",
	    NULL },
	[VERDICT_NO_CHAIN] = { "undecided",
	    "INDETERMINATE, NO_CERTIFICATE_CHAIN_FOUND" },
	[VERDICT_EXPIRED]  = { "undecided",
	    "INDETERMINATE, OUT_OF_BOUNDS_NO_POE" },
	[VERDICT_REVOKED]  = { "undecided", "INDETERMINATE, REVOKED_NO_POE" },
	[VERDICT_WEAK]     = { "undecided",
	    "INDETERMINATE, CRYPTO_CONSTRAINTS_FAILURE_NO_POE" },
	[VERDICT_UNPROVEN] = { "undecided", "INDETERMINATE, TRY_LATER" },
	[VERDICT_PASSED]   = { "valid", "TOTAL-PASSED" },
};
/* clang-format on */

/* Whether somebody's certificate may be believed. */
static void
say_trust(const char *what, const struct trust *t)
{
	char at[21];

	switch (t->verdict) {
	case VERDICT_REVOKED:
		clock_rfc3339(t->revoked_at, at);
		(void)printf(
		    "   %-14s REVOKED: %s, %s\n", what, t->revoked, at);
		break;
	case VERDICT_EXPIRED:
		clock_rfc3339(t->not_after_at, at);
		(void)printf("   %-14s EXPIRED %s, and nothing proves that it "
			     "signed before\n",
		    what, at);
		break;
	case VERDICT_WEAK:
		say(what, "TOO WEAK by now: digest, key or certificate");
		break;
	case VERDICT_UNPROVEN:
		say(what, "trusted; the document does not prove its status");
		break;
	case VERDICT_PASSED:
		clock_rfc3339(t->status, at);
		(void)printf(
		    "   %-14s trusted, not revoked as of %s\n", what, at);
		break;
	default:
		say(what, "NOT TRUSTED: no chain to the root");
	}
}

static void
say_verdict(enum verdict verdict)
{
	const char *indication = verdicts[verdict].indication;

	(void)printf("   %-14s %s%s%s%s\n", "verdict", verdicts[verdict].words,
	    indication ? " (" : "", indication ? indication : "",
	    indication ? ")" : "");
}

static void
say_row(const struct verify *v, const struct verify_row *row)
{
	const struct pdf_call_reported *s = row->s;

	(void)printf("%zu. %s: %s\n", (size_t)(row - v->row) + 1, s->field,
	    s->stamp         ? "document time stamp"
		: *s->signer ? s->signer
			     : "unknown signer");
	(void)printf("   %-14s %s%s\n", "integrity",
	    s->holds ? "holds" : "DOES NOT HOLD: ", s->holds ? "" : s->why);
	if (row->trust.issuer != NULL)
		say("issued by", row->trust.issuer);
	if (!s->stamp)
		say("level", row->level);
	if (s->claimed_at && !s->stamp)
		say_time("claimed time", s->claimed_at, "");
	if (s->time_stamp_at)
		say_time("time stamp", s->time_stamp_at, s->time_stamp_by);
	say_later(v, s);
	if (s->holds && !s->stamp)
		say_trust("signer", &row->trust);
	if (s->holds && s->time_stamp_at)
		say_trust("authority", &row->stamp);
	say_verdict(row->verdict);
}

/*
 * Sum up: every signature must be valid. A document time stamp that cannot be
 * judged proves nothing, but takes nothing away either, unless there is no
 * signature (EN 319 102-1 5.6.3).
 */
static enum verdict
sum_up(const struct verify *v)
{
	enum verdict worst = VERDICT_PASSED;
	bool bears = false;
	size_t i;

	for (i = 0; i < v->n; i++)
		bears = bears || !v->row[i].s->stamp;
	for (i = 0; i < v->n; i++)
		if ((!bears || !v->row[i].s->stamp ||
			v->row[i].verdict <= VERDICT_CHANGED) &&
		    v->row[i].verdict < worst)
			worst = v->row[i].verdict;
	return v->n > 0 && !*v->report.why ? worst : VERDICT_BROKEN;
}

/* Print it all. Returns whether everything is valid. */
static bool
say_all(const struct verify *v)
{
	enum verdict all = sum_up(v);
	size_t i;

	if (*v->report.why)
		(void)printf("cannot be judged: %s\n", v->report.why);
	else if (v->n == 0)
		(void)printf("bears no signature\n");
	for (i = 0; i < v->n; i++)
		say_row(v, &v->row[i]);
	(void)printf("%s\n",
	    all == VERDICT_PASSED        ? "valid"
		: all <= VERDICT_CHANGED ? "NOT VALID"
					 : "UNDECIDED");
	return all == VERDICT_PASSED;
}

/* Read a certificate that is trusted. */
static enum err
anchor_add(struct verify *v, const char *path)
{
	struct bytes der;
	enum err r;

	if (v->nanchor == VERIFY_ANCHORS)
		return log_err(E_LIMIT, "ctl.verify", "too many anchors");
	if ((r = cert_file(path, v->c->arena, &der)))
		return r;
	return cert_read(der, v->c->arena, &v->anchor[v->nanchor++]);
}

/* Take an authority's anchor out of [portal]; its other keys are portal's. */
static enum err
take_anchor(void *ctx, const char *key, const char *value)
{
	static const char *const keys[TSA_MAX] = { "tsa_1_anchor",
		"tsa_2_anchor", "tsa_3_anchor" };

	for (size_t i = 0; i < TSA_MAX; i++)
		if (strcmp(key, keys[i]) == 0)
			return anchor_add(ctx, value);
	return E_OK;
}

/* Read whom to trust: the installation's own root, with its list of today,
 * and what its time stamps chain up to; or another root alone. */
static enum err
anchors_read(struct verify *v)
{
	struct ctl *c = v->c;
	const char *path, *list;
	enum err r;

	if (c->nargs > 1)
		return anchor_add(v, c->args[1]);
	path = pki_file_path(&c->common, PKI_ROOT_CERT, NULL, c->arena);
	list = pki_file_path(&c->common, PKI_ROOT_CRL, NULL, c->arena);
	if (path == NULL || list == NULL)
		return E_NOMEM;
	if ((r = anchor_add(v, path)))
		return r;
	if (file_read(list, FILE_MAX, c->arena, &v->root_crl))
		v->root_crl.n = 0;
	return config_each(c->config, "portal", take_anchor, v);
}

enum err
ctl_verify(struct ctl *c)
{
	struct verify v = { .c = c, .now = clock_now() };
	struct call call = { .run_dir = c->common.run_dir, .arena = c->arena };
	struct bytes file;
	enum err r;

	if ((r = file_read(c->args[0], FILE_MAX, c->arena, &file)))
		return log_err(r, "ctl.verify", "cannot read %s", c->args[0]);
	if ((r = anchors_read(&v)) || (r = ctl_drop(c)) ||
	    (r = pdf_call_report(&call, file, &v.report)))
		return r;
	/* What does not hold is part of the answer, not a fault of ours. */
	log_open("ctl", LOG_NOTHING);
	if ((r = ctl_verify_judge(&v)))
		return r;
	c->told = true;
	return say_all(&v) ? E_OK : E_CRYPTO;
}
