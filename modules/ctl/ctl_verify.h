/*
 * What the files of fernsign-ctl verify share.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_CTL_VERIFY_H
#define FERNSIGN_CTL_VERIFY_H

#include "modules/ctl/ctl.h"
#include "shared/model/pdf_call.h"
#include "shared/model/tsa_call.h"
#include "shared/pki/cert.h"

/* The root, and the anchor of each authority that [portal] names. */
#define VERIFY_ANCHORS (1 + TSA_MAX)

/* What can be said of a certificate or of what it signed; the first that
 * applies. EN 319 102-1 5.1.3. */
enum verdict {
	VERDICT_BROKEN,  /* the signature does not hold */
	VERDICT_CHANGED, /* it does, but the document says something else now */
	VERDICT_NO_CHAIN, /* to nobody whom we trust */
	VERDICT_EXPIRED,  /* nothing proves that it existed before that */
	VERDICT_REVOKED,  /* nothing proves that it existed before that */
	VERDICT_WEAK,     /* it could have been forged: digest, key */
	VERDICT_UNPROVEN, /* nobody says that it was not revoked */
	VERDICT_PASSED
};

/* Whether a certificate may be believed at the time that counts. */
struct trust {
	enum verdict verdict; /* from VERDICT_NO_CHAIN on */
	const char *issuer;   /* common name of its CA; NULL: not known */
	bool proven;          /* the status of the whole chain is known */
	int64_t status;       /* of the newest of them; 0: none */
	int64_t not_after_at; /* VERDICT_EXPIRED: since when */
	const char *revoked;  /* common name of who was revoked; NULL: nobody */
	int64_t revoked_at;
};

/* One signature or document time stamp. */
struct verify_row {
	const struct pdf_call_reported *s;
	struct bytes signer;  /* certificate, DER; n 0: not readable */
	struct bytes stamper; /* of the time stamp on it, or of itself */
	int64_t at;           /* the time that counts for the signer */
	struct trust trust;   /* in the signer */
	struct trust stamp;   /* in the time stamp */
	const char *level;    /* "B-LTA" … */
	enum verdict verdict;
};

/* One run. */
struct verify {
	struct ctl *c;
	struct pdf_call_report report;
	struct verify_row *row;
	size_t n;
	struct cert_facts
	    anchor[VERIFY_ANCHORS]; /* the root; those of stamps */
	size_t nanchor;
	struct bytes root_crl;   /* what the root says now; n 0: not known */
	struct cert_facts *pool; /* every certificate that was found */
	size_t npool;
	int64_t now;
};

/*
 * Judge certificates: the trust, level and verdict of each row.
 *
 * v        report and anchors set, the root first; the rest is filled in
 *
 * E_NOMEM  arena exhausted; what does not hold stands in the rows
 */
enum err ctl_verify_judge(struct verify *v) MUST_USE;

#endif
