/*
 * The certificate profiles as data, and which extensions belong to each.
 * RFC 5280 4.2, EN 319 412-2 4.4, RFC 6960 4.2.2.2.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pki/cert_profile.h"

#include "shared/pki/cert_ext.h"

#define VALUE_MAX      2048
#define OID_ANY_POLICY "2.5.29.32.0"
#define OID_LCP        "0.4.0.2042.1.3"
#define OID_NCP_PLUS   "0.4.0.2042.1.2"
#define OID_QCP_N_QSCD "0.4.0.194112.1.2"
#define OID_EKU_STAMP  "1.3.6.1.5.5.7.3.8"
#define OID_EKU_TL     "0.4.0.2231.3.0"
#define OID_EKU_OCSP   "1.3.6.1.5.5.7.3.9"

#define USE_CA    (USE_CERT_SIGN | USE_CRL_SIGN)
#define X_ISSUING (X_CA | X_AIA_ISSUER | X_CRLDP)
#define X_PERSON  (X_AIA | X_CRLDP)

/* clang-format off */
/* One row per kind: subject, keyUsage, extensions, path length, policy, EKU */
static const struct cert_profile profiles[CERT__MAX] = {
	[CERT_ROOT]             = { SUBJECT_HOUSE,  USE_CA, X_CA,      -1, NULL, NULL, false },
	[CERT_CA_SIMPLE]        = { SUBJECT_HOUSE,  USE_CA, X_ISSUING,  0, OID_ANY_POLICY, NULL, false },
	[CERT_CA_ADVANCED]      = { SUBJECT_HOUSE,  USE_CA, X_ISSUING,  0, OID_ANY_POLICY, NULL, false },
	[CERT_CA_QUALIFIED]     = { SUBJECT_HOUSE,  USE_CA, X_ISSUING,  0, OID_ANY_POLICY, NULL, false },
	/* EN 319 422 6: the only EKU, critical; RFC 3161 2.3 */
	[CERT_TSA]              = { SUBJECT_HOUSE,  USE_DIGITAL_SIGNATURE, X_AIA_ISSUER | X_CRLDP | X_KEY_PERIOD, -1, OID_NCP_PLUS, OID_EKU_STAMP, true },
	/* TS 119 612 5.7.1: for trusted lists alone */
	[CERT_TL]               = { SUBJECT_HOUSE,  USE_DIGITAL_SIGNATURE, X_AIA_ISSUER | X_CRLDP, -1, OID_NCP_PLUS, OID_EKU_TL, false },
	/* RFC 6960 4.2.2.2: delegated, not itself asked about */
	[CERT_OCSP]             = { SUBJECT_HOUSE,  USE_DIGITAL_SIGNATURE, X_AIA_ISSUER | X_NOCHECK, -1, NULL, OID_EKU_OCSP, false },
	/* EN 319 412-2 4.3.2: type A, nonRepudiation alone */
	[CERT_PERSON_SIMPLE]    = { SUBJECT_PERSON, USE_NON_REPUDIATION, X_PERSON, -1, OID_LCP, NULL, false },
	[CERT_PERSON_ADVANCED]  = { SUBJECT_PERSON, USE_NON_REPUDIATION, X_PERSON, -1, OID_NCP_PLUS, NULL, false },
	[CERT_PERSON_QUALIFIED] = { SUBJECT_PERSON, USE_NON_REPUDIATION, X_PERSON | X_QC, -1, OID_QCP_N_QSCD, NULL, false },
};
/* clang-format on */

const struct cert_profile *
cert_profile(enum cert_kind kind)
{
	return &profiles[kind];
}

/* When an extension is written. */
enum when { ALWAYS, IF_ISSUED, IF_POLICY, IF_EKU, IF_EXT };

/* clang-format off */
/* The extensions in the order in which they appear:
 * OID, when, bits of profile_ext for IF_EXT, critical, value */
static const struct {
	const char *oid;
	enum when when;
	unsigned ext;
	bool critical;
	enum err (*value)(struct buf *b, const struct ext_input *in);
} extensions[] = {
	{ "2.5.29.35",             IF_ISSUED, 0,                    false, ext_authority_key_id },
	{ "2.5.29.14",             ALWAYS,    0,                    false, ext_subject_key_id },
	{ "2.5.29.15",             ALWAYS,    0,                    true,  ext_key_usage },
	{ "2.5.29.16",             IF_EXT,    X_KEY_PERIOD,         false, ext_key_period },
	{ "2.5.29.32",             IF_POLICY, 0,                    false, ext_policies },
	{ "2.5.29.19",             IF_EXT,    X_CA,                 true,  ext_basic_constraints },
	{ "2.5.29.37",             IF_EKU,    0,                    false, ext_extended_key_usage },
	{ "2.5.29.31",             IF_EXT,    X_CRLDP,              false, ext_crl_points },
	{ "1.3.6.1.5.5.7.1.1",     IF_EXT,    X_AIA | X_AIA_ISSUER, false, ext_info_access },
	{ "1.3.6.1.5.5.7.1.3",     IF_EXT,    X_QC,                 false, ext_qualified },
	{ "1.3.6.1.5.5.7.48.1.5",  IF_EXT,    X_NOCHECK,            false, ext_ocsp_nocheck },
};
/* clang-format on */

/* Say whether row i belongs into the certificate. */
static bool
wanted(size_t i, const struct ext_input *in)
{
	switch (extensions[i].when) {
	case ALWAYS:
		return true;
	case IF_ISSUED:
		return in->issuer_id.n > 0;
	case IF_POLICY:
		return in->profile->policy != NULL;
	case IF_EKU:
		return in->profile->eku != NULL;
	case IF_EXT:
		return (in->profile->ext & extensions[i].ext) != 0;
	}
	return false;
}

enum err
cert_extensions(const struct ext_input *in,
    enum err (*each)(
	void *ctx, const char *oid, bool critical, struct bytes value),
    void *ctx)
{
	struct buf b = BUF(VALUE_MAX);
	bool critical;
	enum err r = E_OK;

	for (size_t i = 0; i < COUNT(extensions) && r == E_OK; i++) {
		if (!wanted(i, in))
			continue;
		critical = extensions[i].critical ||
		    (extensions[i].when == IF_EKU && in->profile->eku_critical);
		buf_clear(&b);
		if ((r = extensions[i].value(&b, in)) == E_OK)
			r = each(
			    ctx, extensions[i].oid, critical, buf_bytes(&b));
	}
	buf_free(&b);
	return r;
}
