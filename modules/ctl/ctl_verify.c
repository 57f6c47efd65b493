/*
 * fernsign-ctl verify: who signed a document when, and what holds.
 *
 * In: a PDF, which pdf judges behind closed doors; STATE/pki/root.pem or
 * another root. Out: what was found on standard output, status 0 when all of
 * it is valid. Asks nobody: revocation is judged by what the document carries.
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

/* Whether somebody's certificate may be believed. */
static void
say_trust(const char *what, const struct trust *t)
{
	char at[21];

	if (t->revoked != NULL) {
		clock_rfc3339(t->revoked_at, at);
		(void)printf(
		    "   %-14s REVOKED: %s, %s\n", what, t->revoked, at);
	} else if (!t->trusted) {
		say(what, "NOT TRUSTED: no chain to the root");
	} else if (t->proven) {
		clock_rfc3339(t->status, at);
		(void)printf(
		    "   %-14s trusted, not revoked as of %s\n", what, at);
	} else {
		say(what, "trusted; the document does not prove its status");
	}
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
	if (!s->holds)
		return;
	if (!s->stamp)
		say_trust("signer", &row->trust);
	if (s->time_stamp_at)
		say_trust("authority", &row->stamp);
}

/* Print it all. Returns whether everything is valid. */
static bool
say_all(const struct verify *v)
{
	bool valid = v->n > 0 && !*v->report.why;
	size_t i;

	if (*v->report.why)
		(void)printf("cannot be judged: %s\n", v->report.why);
	else if (v->n == 0)
		(void)printf("bears no signature\n");
	for (i = 0; i < v->n; i++) {
		say_row(v, &v->row[i]);
		valid = valid && v->row[i].valid;
	}
	(void)printf("%s\n", valid ? "valid" : "NOT VALID");
	return valid;
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

/* Read whom to trust: the installation's own root and what its time stamps
 * chain up to, or another root alone. */
static enum err
anchors_read(struct verify *v)
{
	struct ctl *c = v->c;
	const char *path;
	enum err r;

	if (c->nargs > 1)
		return anchor_add(v, c->args[1]);
	path = pki_file_path(&c->common, PKI_ROOT_CERT, NULL, c->arena);
	if (path == NULL)
		return E_NOMEM;
	if ((r = anchor_add(v, path)))
		return r;
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
	    (r = pdf_call_report(&call, file, &v.report)) ||
	    (r = ctl_verify_judge(&v)))
		return r;
	return say_all(&v) ? E_OK : E_CRYPTO;
}
