/*
 * Does a partner's message say what it seems to say?
 *
 * The MAC of a webhook is checked here, in ca, which alone has the secret.
 * XML is read in a child that was forked before ca had any key, anew for each
 * message, behind SANDBOX_PARSER; what comes back is a person as text.
 * Stores nothing, issues nothing.
 *
 * TR-03130-1 3.5, Standard Webhooks 1.0, ident-event.xsd.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_CA_EVIDENCE_H
#define FERNSIGN_CA_EVIDENCE_H

#include "shared/base/secret.h"
#include "shared/model/ca_call.h"
#include "shared/model/person.h"

/* Keys of section [ca]; what follows them is ca_evidence_start's. */
struct ca_evidence_config {
	const char *eid_server_cert;         /* PEM, one or two: WS-Security */
	const char *identity_tm_secret_file; /* whsec_… of the partner, one or
	                                      * two lines; NULL: no partner */
	const char *identity_tm_cert; /* PEM: events must be signed; NULL: no */

	struct secret key[2];
	int fd; /* the child's socket; 0 before the start */
};

/*
 * Fork the child, then load the partners' secrets. Called by each worker
 * before it loads ca's own keys and before it closes the doors.
 *
 * share_dir  schemas are in SHARE/schema
 *
 * E_INPUT  a certificate, schema or secret file is missing or wrong (logged)
 * E_BUG    no child
 */
enum err ca_evidence_start(
    struct ca_evidence_config *cfg, const char *share_dir) MUST_USE;

/* End the child and forget the secrets. */
void ca_evidence_stop(struct ca_evidence_config *cfg);

/*
 * Verify one message.
 *
 * ev    kind "eid": a signed getResultResponse, whole envelope.
 *       kind "event": a partner's event with its webhook-… headers.
 *       kind "check": as event, but only who sent it and when
 * out   set on E_OK; out->note, out->reference and out->occurred_at are set
 *       whenever the message is authentic
 *
 * E_OK        authentic, and the person is verified
 * E_CONFLICT  authentic, nothing decided yet (started, review, "check")
 * E_DENIED    authentic, and the partner says no: out->note is the reason
 *             (cancelled, rejected, expired, fraud, document, loa, server)
 * E_AUTH      not from the partner, or too old (eid: a day, events: 300 s)
 * E_INPUT     authentic, but malformed or against its rules
 * E_PEER      the child failed: try again
 */
enum err ca_evidence_verify(const struct ca_evidence_config *cfg,
    const struct ca_evidence *ev, struct person *out, struct arena *a) MUST_USE;

/*
 * Say why a verified person is not the one of a case; NULL when it fits.
 *
 * reference  of the case; NULL for the online ID
 * phone      of the case: must equal the number that the partner checked, if
 *            it checked one; phone_kind other than mobile is not compared
 *
 * Returns "reference" or "phone".
 */
const char *ca_evidence_misfit(const struct person *p, const char *reference,
    const char *phone, const char *phone_kind);

#endif
