/*
 * The certificate profiles as data, and the values of their extensions.
 * RFC 5280 4.2, EN 319 412-2 4.4, EN 319 412-5 4, RFC 6960 4.2.2.2.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pki/cert_profile.h"

#include "shared/base/log.h"
#include "shared/pki/der.h"

#define VALUE_MAX 2048

#define OID_ANY_POLICY  "2.5.29.32.0"
#define OID_LCP         "0.4.0.2042.1.3"
#define OID_NCP_PLUS    "0.4.0.2042.1.2"
#define OID_QCP_N_QSCD  "0.4.0.194112.1.2"
#define OID_EKU_STAMP   "1.3.6.1.5.5.7.3.8"
#define OID_EKU_TL      "0.4.0.2231.3.0"
#define OID_EKU_OCSP    "1.3.6.1.5.5.7.3.9"
#define OID_CA_ISSUERS  "1.3.6.1.5.5.7.48.2"
#define OID_OCSP        "1.3.6.1.5.5.7.48.1"
#define OID_QC(n)       "0.4.0.1862.1." n
#define OID_QC_SYNTAX   "1.3.6.1.5.5.7.11.2"
#define OID_SEM_NATURAL "0.4.0.194121.1.1"

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

/* Write authorityKeyIdentifier (RFC 5280 4.2.1.1). */
static enum err
authority_key_id(struct buf *b, const struct ext_input *in)
{
	size_t seq;
	enum err r;

	if ((r = der_open(b, DER_SEQUENCE, &seq)) ||
	    (r = der_add(b, DER_CONTEXT(0), in->issuer_id)))
		return r;
	return der_close(b, seq);
}

/* Write subjectKeyIdentifier (RFC 5280 4.2.1.2). */
static enum err
subject_key_id(struct buf *b, const struct ext_input *in)
{
	return der_add(b, DER_OCTET_STRING, in->key_id);
}

/* Write keyUsage (RFC 5280 4.2.1.3), its unused bits counted. */
static enum err
key_usage(struct buf *b, const struct ext_input *in)
{
	unsigned char bits[2] = { 0, (unsigned char)in->profile->usage };

	while (!(bits[1] >> bits[0] & 1))
		bits[0]++;
	return der_add(b, DER_BIT_STRING, bytes_at(bits, sizeof(bits)));
}

/* Write certificatePolicies (RFC 5280 4.2.1.4). */
static enum err
policies(struct buf *b, const struct ext_input *in)
{
	size_t seq, one;
	enum err r;

	if ((r = der_open(b, DER_SEQUENCE, &seq)) ||
	    (r = der_open(b, DER_SEQUENCE, &one)) ||
	    (r = der_add_oid(b, in->profile->policy)) ||
	    (r = der_close(b, one)))
		return r;
	return der_close(b, seq);
}

/* Write basicConstraints of a CA (RFC 5280 4.2.1.9). */
static enum err
basic_constraints(struct buf *b, const struct ext_input *in)
{
	static const unsigned char yes = 0xff;
	size_t seq;
	enum err r;

	if ((r = der_open(b, DER_SEQUENCE, &seq)) ||
	    (r = der_add(b, DER_BOOLEAN, bytes_at(&yes, 1))) ||
	    (in->profile->path_len >= 0 &&
		(r = der_add_int(b, in->profile->path_len))))
		return r;
	return der_close(b, seq);
}

/* Write extKeyUsage (RFC 5280 4.2.1.12). */
static enum err
ext_key_usage(struct buf *b, const struct ext_input *in)
{
	size_t seq;
	enum err r;

	if ((r = der_open(b, DER_SEQUENCE, &seq)) ||
	    (r = der_add_oid(b, in->profile->eku)))
		return r;
	return der_close(b, seq);
}

/* Write a GeneralName that is a URI: public_url, path, name, suffix. */
static enum err
uri(struct buf *b, const struct ext_input *in, const char *path,
    const char *name, const char *suffix)
{
	struct buf text = BUF(512);
	enum err r;

	if ((r = buf_addf(&text, "%s%s%s%s", in->order->public_url, path, name,
		 suffix)) == E_OK)
		r = der_add(b, DER_CONTEXT(6), buf_bytes(&text));
	buf_free(&text);
	return r;
}

/* Write cRLDistributionPoints (RFC 5280 4.2.1.13). */
static enum err
crl_points(struct buf *b, const struct ext_input *in)
{
	size_t points, point, name, full;
	enum err r;

	if ((r = der_open(b, DER_SEQUENCE, &points)) ||
	    (r = der_open(b, DER_SEQUENCE, &point)) ||
	    (r = der_open(b, DER_CONTEXT_SEQ(0), &name)) ||
	    (r = der_open(b, DER_CONTEXT_SEQ(0), &full)) ||
	    (r = uri(b, in, "/crl/", in->order->issuer_name, ".crl")) ||
	    (r = der_close(b, full)) || (r = der_close(b, name)) ||
	    (r = der_close(b, point)))
		return r;
	return der_close(b, points);
}

/* Write one AccessDescription (RFC 5280 4.2.2.1). */
static enum err
access_method(struct buf *b, const struct ext_input *in, const char *oid,
    const char *path, const char *name, const char *suffix)
{
	size_t seq;
	enum err r;

	if ((r = der_open(b, DER_SEQUENCE, &seq)) ||
	    (r = der_add_oid(b, oid)) || (r = uri(b, in, path, name, suffix)))
		return r;
	return der_close(b, seq);
}

/* Write authorityInfoAccess: caIssuers, and OCSP where it is answered. */
static enum err
info_access(struct buf *b, const struct ext_input *in)
{
	size_t seq;
	enum err r;

	if ((r = der_open(b, DER_SEQUENCE, &seq)) ||
	    (in->profile->ext & X_AIA &&
		(r = access_method(b, in, OID_OCSP, "/ocsp", "", ""))) ||
	    (r = access_method(b, in, OID_CA_ISSUERS, "/ca/",
		 in->order->issuer_name, ".cer")))
		return r;
	return der_close(b, seq);
}

/* Write privateKeyUsagePeriod (EN 319 422 6: recommended for a TSU). */
static enum err
key_period(struct buf *b, const struct ext_input *in)
{
	/* A year before the end the unit signs with its next key. */
	int64_t year = 365 * 86400, end = in->not_after_at - year;
	size_t seq, from, until;
	enum err r;

	if (end <= in->order->not_before_at)
		end = in->not_after_at;
	if ((r = der_open(b, DER_SEQUENCE, &seq)))
		return r;
	from = b->n;
	if ((r = der_add_time(b, in->order->not_before_at)))
		return r;
	until = b->n;
	if ((r = der_add_time(b, end)))
		return r;
	/* [0] and [1] IMPLICIT GeneralizedTime. */
	b->p[from] = DER_CONTEXT(0);
	b->p[until] = DER_CONTEXT(1);
	return der_close(b, seq);
}

/* Write id-pkix-ocsp-nocheck (RFC 6960 4.2.2.2.1). */
static enum err
ocsp_nocheck(struct buf *b, const struct ext_input *in)
{
	(void)in;
	return der_add(b, DER_NULL, bytes_at(NULL, 0));
}

/* Write qcStatements of a qualified certificate. */
static enum err
qualified(struct buf *b, const struct ext_input *in)
{
	const struct qc_statements qc = {
		.pds_url = in->order->pds_url, .qscd = true, .semantics = false
	};

	return cert_qc_statements(b, &qc);
}

/* Write a QCStatement without statementInfo. */
static enum err
statement(struct buf *b, const char *oid)
{
	size_t seq;
	enum err r;

	if ((r = der_open(b, DER_SEQUENCE, &seq)) || (r = der_add_oid(b, oid)))
		return r;
	return der_close(b, seq);
}

/* Write a QCStatement whose info is a SEQUENCE of one OID. */
static enum err
statement_oid(struct buf *b, const char *oid, const char *value)
{
	size_t seq;
	enum err r;

	if ((r = der_open(b, DER_SEQUENCE, &seq)) ||
	    (r = der_add_oid(b, oid)) || (r = statement(b, value)))
		return r;
	return der_close(b, seq);
}

/* Write QcPDS with its English document (EN 319 412-5 4.3.4). */
static enum err
statement_pds(struct buf *b, const char *url)
{
	size_t seq, list, one;
	enum err r;

	if ((r = der_open(b, DER_SEQUENCE, &seq)) ||
	    (r = der_add_oid(b, OID_QC("5"))) ||
	    (r = der_open(b, DER_SEQUENCE, &list)) ||
	    (r = der_open(b, DER_SEQUENCE, &one)) ||
	    (r = der_add(b, DER_IA5, bytes_of(url))) ||
	    (r = der_add(b, DER_PRINTABLE, bytes_of("en"))) ||
	    (r = der_close(b, one)) || (r = der_close(b, list)))
		return r;
	return der_close(b, seq);
}

enum err
cert_qc_statements(struct buf *out, const struct qc_statements *qc)
{
	size_t seq;
	enum err r;

	if ((r = der_open(out, DER_SEQUENCE, &seq)) ||
	    (r = statement(out, OID_QC("1"))) ||
	    (r = statement_oid(out, OID_QC("6"), OID_QC("6.1"))) ||
	    (r = statement_pds(out, qc->pds_url)) ||
	    (qc->qscd && (r = statement(out, OID_QC("4")))) ||
	    (qc->semantics &&
		(r = statement_oid(out, OID_QC_SYNTAX, OID_SEM_NATURAL))))
		return r;
	return der_close(out, seq);
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
	{ "2.5.29.35",             IF_ISSUED, 0,                    false, authority_key_id },
	{ "2.5.29.14",             ALWAYS,    0,                    false, subject_key_id },
	{ "2.5.29.15",             ALWAYS,    0,                    true,  key_usage },
	{ "2.5.29.16",             IF_EXT,    X_KEY_PERIOD,         false, key_period },
	{ "2.5.29.32",             IF_POLICY, 0,                    false, policies },
	{ "2.5.29.19",             IF_EXT,    X_CA,                 true,  basic_constraints },
	{ "2.5.29.37",             IF_EKU,    0,                    false, ext_key_usage },
	{ "2.5.29.31",             IF_EXT,    X_CRLDP,              false, crl_points },
	{ "1.3.6.1.5.5.7.1.1",     IF_EXT,    X_AIA | X_AIA_ISSUER, false, info_access },
	{ "1.3.6.1.5.5.7.1.3",     IF_EXT,    X_QC,                 false, qualified },
	{ "1.3.6.1.5.5.7.48.1.5",  IF_EXT,    X_NOCHECK,            false, ocsp_nocheck },
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
