/*
 * The values of certificate extensions, a function each. RFC 5280 4.2,
 * EN 319 412-5 4, RFC 6960 4.2.2.2.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pki/cert_ext.h"

#include "shared/pki/der.h"

#define OID_CA_ISSUERS  "1.3.6.1.5.5.7.48.2"
#define OID_OCSP        "1.3.6.1.5.5.7.48.1"
#define OID_QC(n)       "0.4.0.1862.1." n
#define OID_QC_SYNTAX   "1.3.6.1.5.5.7.11.2"
#define OID_SEM_NATURAL "0.4.0.194121.1.1"

/* Write authorityKeyIdentifier (RFC 5280 4.2.1.1). */
enum err
ext_authority_key_id(struct buf *b, const struct ext_input *in)
{
	size_t seq;
	enum err r;

	if ((r = der_open(b, DER_SEQUENCE, &seq)) ||
	    (r = der_add(b, DER_CONTEXT(0), in->issuer_id)))
		return r;
	return der_close(b, seq);
}

/* Write subjectKeyIdentifier (RFC 5280 4.2.1.2). */
enum err
ext_subject_key_id(struct buf *b, const struct ext_input *in)
{
	return der_add(b, DER_OCTET_STRING, in->key_id);
}

/* Write keyUsage (RFC 5280 4.2.1.3), its unused bits counted. */
enum err
ext_key_usage(struct buf *b, const struct ext_input *in)
{
	unsigned char bits[2] = { 0, (unsigned char)in->profile->usage };

	while (!(bits[1] >> bits[0] & 1))
		bits[0]++;
	return der_add(b, DER_BIT_STRING, bytes_at(bits, sizeof(bits)));
}

/* Write certificatePolicies (RFC 5280 4.2.1.4). */
enum err
ext_policies(struct buf *b, const struct ext_input *in)
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
enum err
ext_basic_constraints(struct buf *b, const struct ext_input *in)
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
enum err
ext_extended_key_usage(struct buf *b, const struct ext_input *in)
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
enum err
ext_crl_points(struct buf *b, const struct ext_input *in)
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
enum err
ext_info_access(struct buf *b, const struct ext_input *in)
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
enum err
ext_key_period(struct buf *b, const struct ext_input *in)
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
enum err
ext_ocsp_nocheck(struct buf *b, const struct ext_input *in)
{
	(void)in;
	return der_add(b, DER_NULL, bytes_at(NULL, 0));
}

/* Write qcStatements of a qualified certificate. */
enum err
ext_qualified(struct buf *b, const struct ext_input *in)
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
