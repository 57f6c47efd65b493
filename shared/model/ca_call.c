/*
 * See ca_call.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/model/ca_call.h"

#include "shared/db/db.h"

/* clang-format off */
static const struct field header_in[] = {
	FIELD(ca_header, name, 64, FLD_REQUIRED),
	FIELD(ca_header, value, 1024, 0),
};
static const struct field evidence_in[] = {
	FIELD_AS("case", ca_evidence, case_, 0, FLD_REQUIRED),
	FIELD(ca_evidence, kind, 10, FLD_REQUIRED),
	FIELD_LIST(ca_evidence, headers, ca_header, header_in, 16),
	FIELD(ca_evidence, raw, 1048576, FLD_REQUIRED),
};
static const struct field verdict_out[] = {
	FIELD(ca_verdict, state, 20, FLD_REQUIRED),
	FIELD(ca_verdict, reason, 40, 0),
};
static const struct field case_in[] = {
	FIELD_AS("case", ca_case, case_, 0, FLD_REQUIRED),
};
static const struct field issued_out[] = {
	FIELD(ca_issued, state, 20, FLD_REQUIRED),
};
static const struct field revoke_in[] = {
	FIELD(ca_revoke, account, 0, FLD_REQUIRED),
	FIELD(ca_revoke, certificate, 0, FLD_REQUIRED),
	FIELD(ca_revoke, reason, 10, 0),
};
static const struct field account_in[] = {
	FIELD(ca_account, account, 0, FLD_REQUIRED),
};
static const struct field ocsp_in[] = {
	FIELD(ca_ocsp_request, issuer, 20, FLD_REQUIRED),
	FIELD(ca_ocsp_request, csr, 4096, FLD_REQUIRED),
};
static const struct field certificate_out[] = {
	FIELD(ca_certificate, certificate, 4096, FLD_REQUIRED),
};

/* service, path, request, answer, deadline: three keys may be made */
const struct call_row ca_calls[CA__MAX] = {
	[CA_EVIDENCE] = { "ca", "/evidence", IN(evidence_in),
	    OUT(verdict_out), 20000 },
	[CA_ISSUE] = { "ca", "/issue", IN(case_in), OUT(issued_out), 60000 },
	[CA_REVOKE] = { "ca", "/certificate/revoke", IN(revoke_in),
	    .timeout_ms = 20000 },
	[CA_CLOSE] = { "ca", "/account/close", IN(account_in),
	    .timeout_ms = 30000 },
	[CA_OCSP_CERTIFY] = { "ca", "/ocsp/certify", IN(ocsp_in),
	    OUT(certificate_out), 10000 },
};
/* clang-format on */

enum err
ca_evidence(
    struct call *c, const struct ca_evidence *in, struct ca_verdict *out)
{
	return call_run(c, &ca_calls[CA_EVIDENCE], in, out);
}

enum err
ca_issue(struct call *c, const struct id *case_, struct ca_issued *out)
{
	struct ca_case in = { .case_ = *case_ };

	return call_run(c, &ca_calls[CA_ISSUE], &in, out);
}

enum err
ca_revoke(struct call *c, const struct ca_revoke *in)
{
	return call_run(c, &ca_calls[CA_REVOKE], in, NULL);
}

enum err
ca_account_close(struct call *c, const struct id *account)
{
	struct ca_account in = { .account = *account };

	return call_run(c, &ca_calls[CA_CLOSE], &in, NULL);
}

enum err
ca_ocsp_certify(struct call *c, const struct ca_ocsp_request *in,
    struct ca_certificate *out)
{
	return call_run(c, &ca_calls[CA_OCSP_CERTIFY], in, out);
}
