/*
 * Asking ca.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODEL_CA_CALL_H
#define FERNSIGN_MODEL_CA_CALL_H

#include "shared/model/call.h"

/* A header of a partner's message. */
struct ca_header {
	char *name;
	char *value;
};

/* POST /evidence (ident): a partner's message as it came. */
struct ca_evidence {
	struct id case_;     /* "case" */
	char *kind;          /* eid, event */
	struct list headers; /* struct ca_header */
	struct bytes raw;
};

struct ca_verdict {
	char *state; /* verified, rejected, pending */
	char *reason;
};

struct ca_case {
	struct id case_; /* "case" */
};

struct ca_issued {
	char *state; /* active, waiting */
};

struct ca_revoke {
	struct id account;
	struct id certificate;
	int64_t reason; /* RFC 5280 5.3.1 */
};

struct ca_account {
	struct id account;
};

struct ca_ocsp_request {
	char *issuer; /* simple, advanced, qualified, root */
	struct bytes csr;
};

struct ca_certificate {
	struct bytes certificate;
};

/* The tables: rows of ca_calls, used by ca itself as well. */
enum ca_call {
	CA_EVIDENCE,
	CA_ISSUE,
	CA_REVOKE,
	CA_CLOSE,
	CA_OCSP_CERTIFY,
	CA__MAX
};

extern const struct call_row ca_calls[CA__MAX];

/* E_INPUT, E_CRYPTO  the evidence does not hold. */
enum err ca_evidence(struct call *c, const struct ca_evidence *in,
    struct ca_verdict *out) MUST_USE;
/* Continue key, certificate, binding and mail of a verified case. */
enum err ca_issue(
    struct call *c, const struct id *case_, struct ca_issued *out) MUST_USE;
/* Destroys the key first. E_NOTFOUND  not this account's. Again: E_OK. */
enum err ca_revoke(struct call *c, const struct ca_revoke *in) MUST_USE;
/* Revoke all, void the identification. Nothing there: E_OK. */
enum err ca_account_close(struct call *c, const struct id *account) MUST_USE;
/* For ocsp alone. */
enum err ca_ocsp_certify(struct call *c, const struct ca_ocsp_request *in,
    struct ca_certificate *out) MUST_USE;

#endif
