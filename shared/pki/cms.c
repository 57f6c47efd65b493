/*
 * Detached CMS signatures: signed attributes, and putting one together.
 * RFC 5652, RFC 5035, EN 319 122-1. Reading stands in cms_read.c.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pki/cms.h"

#include "shared/base/log.h"
#include "shared/pki/der.h"
#include "shared/pki/ossl.h"

#define OID_CONTENT_TYPE        "1.2.840.113549.1.9.3"
#define OID_MESSAGE_DIGEST      "1.2.840.113549.1.9.4"
#define OID_SIGNING_CERTIFICATE "1.2.840.113549.1.9.16.2.47"
#define OID_DATA                "1.2.840.113549.1.7.1"
#define OID_SIGNED_DATA         "1.2.840.113549.1.7.2"
#define OID_TIME_STAMP          "1.2.840.113549.1.9.16.2.14"

#define CMS_MAX (1 << 20) /* octets of a signature, certificates included */

#define OID_MGF1 "1.2.840.113549.1.1.8"

static const unsigned char der_null[] = { 0x05, 0x00 };

static const char *const hash_oids[HASH__MAX] = {
	[HASH_SHA256] = "2.16.840.1.101.3.4.2.1",
	[HASH_SHA384] = "2.16.840.1.101.3.4.2.2",
	[HASH_SHA512] = "2.16.840.1.101.3.4.2.3",
};

/* Write one attribute whose single value is content under tag. */
static enum err
attribute(struct buf *b, const char *oid, int tag, struct bytes content)
{
	size_t seq, set;
	enum err r;

	if ((r = der_open(b, DER_SEQUENCE, &seq)) ||
	    (r = der_add_oid(b, oid)) || (r = der_open(b, DER_SET, &set)) ||
	    (r = der_add(b, tag, content)) || (r = der_close(b, set)))
		return r;
	return der_close(b, seq);
}

/*
 * Write signing-certificate-v2: SHA-256 is the default and left out, and so
 * is issuerSerial, which is only a hint (EN 319 122-1 5.2.2.3).
 */
static enum err
signing_certificate(struct buf *b, const unsigned char hash[32])
{
	struct buf list = BUF(64);
	size_t certs, cert;
	enum err r;

	if ((r = der_open(&list, DER_SEQUENCE, &certs)) == E_OK &&
	    (r = der_open(&list, DER_SEQUENCE, &cert)) == E_OK &&
	    (r = der_add(&list, DER_OCTET_STRING, bytes_at(hash, 32))) ==
		E_OK &&
	    (r = der_close(&list, cert)) == E_OK &&
	    (r = der_close(&list, certs)) == E_OK)
		r = attribute(
		    b, OID_SIGNING_CERTIFICATE, DER_SEQUENCE, buf_bytes(&list));
	buf_free(&list);
	return r;
}

/* Say whether a digest is as long as one of the hashes. */
static bool
some_hash(struct bytes digest)
{
	for (int h = 0; h < HASH__MAX; h++)
		if (digest.n == hash_bytes((enum hash)h))
			return true;
	return false;
}

/* Write content-type: id-data. */
static enum err
content_type(struct buf *b)
{
	struct buf type = BUF(16);
	struct bytes in, data;
	enum err r;

	if ((r = der_add_oid(&type, OID_DATA)) == E_OK) {
		in = buf_bytes(&type);
		if ((r = der_take(&in, DER_OID, &data)) == E_OK)
			r = attribute(b, OID_CONTENT_TYPE, DER_OID, data);
	}
	buf_free(&type);
	return r;
}

enum err
cms_signed_attrs(struct bytes digest, struct bytes certificate, struct arena *a,
    struct bytes *out)
{
	unsigned char hash[32];
	struct buf list = BUF(512), set = BUF(512);
	struct bytes rest, each[3];
	enum err r;

	if (!some_hash(digest) || certificate.n == 0)
		return log_err(E_INPUT, "cms.signed_attrs",
		    "digest=%zu certificate=%zu", digest.n, certificate.n);
	if ((r = sha256(certificate, hash)) || (r = content_type(&list)) ||
	    (r = attribute(
		 &list, OID_MESSAGE_DIGEST, DER_OCTET_STRING, digest)) ||
	    (r = signing_certificate(&list, hash)))
		goto out;
	rest = buf_bytes(&list);
	for (size_t i = 0; i < 3; i++)
		if ((r = der_take_any(&rest, &each[i])))
			goto out;
	if ((r = der_add_set_of(&set, DER_SET, each, 3)) == E_OK)
		r = arena_bytes(a, buf_bytes(&set), out);
out:
	buf_free(&set);
	buf_free(&list);
	return r;
}

/* Write an AlgorithmIdentifier; params are whole values, or none. */
static enum err
algorithm(struct buf *b, const char *oid, struct bytes params)
{
	size_t seq;
	enum err r;

	if ((r = der_open(b, DER_SEQUENCE, &seq)) ||
	    (r = der_add_oid(b, oid)) || (r = buf_addb(b, params)))
		return r;
	return der_close(b, seq);
}

/* Write the AlgorithmIdentifier of a hash without parameters (RFC 5754 2). */
static enum err
digest_alg(struct buf *b, enum sig_alg alg)
{
	return algorithm(b, hash_oids[sig_alg_hash(alg)], bytes_at(NULL, 0));
}

/* Write one whole value under a context tag. */
static enum err
tagged(struct buf *b, int n, const struct buf *value)
{
	return der_add(b, DER_CONTEXT_SEQ(n), buf_bytes(value));
}

/*
 * Write RSASSA-PSS-params: the hash, MGF1 with it, a salt as long as it
 * (RFC 4055 3.1, which wants NULL here).
 */
static enum err
pss_params(struct buf *b, enum hash h)
{
	struct buf hash = BUF(32), mgf = BUF(64), salt = BUF(8);
	size_t seq;
	enum err r;

	if ((r = algorithm(
		 &hash, hash_oids[h], bytes_at(der_null, sizeof(der_null)))) ||
	    (r = algorithm(&mgf, OID_MGF1, buf_bytes(&hash))) ||
	    (r = der_add_int(&salt, (int64_t)hash_bytes(h))) ||
	    (r = der_open(b, DER_SEQUENCE, &seq)) ||
	    (r = tagged(b, 0, &hash)) || (r = tagged(b, 1, &mgf)) ||
	    (r = tagged(b, 2, &salt)))
		goto out;
	r = der_close(b, seq);
out:
	buf_free(&salt);
	buf_free(&mgf);
	buf_free(&hash);
	return r;
}

/* Write the AlgorithmIdentifier of the value (RFC 5754 3, RFC 4056 3). */
static enum err
value_alg(struct buf *b, enum sig_alg alg)
{
	struct buf params = BUF(128);
	enum err r = E_OK;

	if (sig_alg_pss(alg))
		r = pss_params(&params, sig_alg_hash(alg));
	else if (sig_alg_fits(alg, KEY_RSA3072))
		r = buf_add(&params, der_null, sizeof(der_null));
	if (r == E_OK)
		r = algorithm(b, sig_alg_oid(alg), buf_bytes(&params));
	buf_free(&params);
	return r;
}

/* What of the signer's certificate is needed, as it stands there. */
struct slices {
	struct bytes serial, issuer, spki;
};

/* Find the slices (RFC 5280 4.1). */
static enum err
slice(struct bytes certificate, struct slices *out)
{
	struct bytes cert, tbs, skip;

	if (der_take(&certificate, DER_SEQUENCE, &cert) || certificate.n ||
	    der_take(&cert, DER_SEQUENCE, &tbs) ||
	    (der_next(tbs, DER_CONTEXT_SEQ(0)) && der_take_any(&tbs, &skip)) ||
	    der_take_any(&tbs, &out->serial) || der_take_any(&tbs, &skip) ||
	    der_take_any(&tbs, &out->issuer) || der_take_any(&tbs, &skip) ||
	    der_take_any(&tbs, &skip) || der_take_any(&tbs, &out->spki))
		return log_err(E_INPUT, "cms.assemble", "certificate");
	return E_OK;
}

/* Write issuerAndSerialNumber. */
static enum err
signer_identifier(struct buf *b, const struct slices *s)
{
	size_t seq;
	enum err r;

	if ((r = der_open(b, DER_SEQUENCE, &seq)) ||
	    (r = buf_addb(b, s->issuer)) || (r = buf_addb(b, s->serial)))
		return r;
	return der_close(b, seq);
}

/* Write what stands in the one SignerInfo (RFC 5652 5.3). */
static enum err
signer_info(
    struct buf *b, const struct cms_parts *parts, const struct slices *s)
{
	struct bytes set = parts->signed_attrs, attrs;
	enum err r;

	if (der_take(&set, DER_SET, &attrs) || set.n)
		return log_err(E_INPUT, "cms.assemble", "attributes");
	if ((r = der_add_int(b, 1)) || (r = signer_identifier(b, s)) ||
	    (r = digest_alg(b, parts->alg)) ||
	    (r = der_add(b, DER_CONTEXT_SEQ(0), attrs)) ||
	    (r = value_alg(b, parts->alg)))
		return r;
	return der_add(b, DER_OCTET_STRING, parts->signature);
}

/* Write the certificates, the signer's among them. */
static enum err
certificates(struct buf *b, const struct cms_parts *parts, struct arena *a)
{
	struct bytes *all = arena_array(a, parts->nchain + 1, sizeof(*all));
	struct bytes rest, one;
	size_t i;

	if (!all)
		return E_NOMEM;
	for (i = 0; i < parts->nchain; i++)
		all[i] = parts->chain[i];
	all[i++] = parts->certificate;
	for (i = 0; i <= parts->nchain; i++) {
		rest = all[i];
		if (!der_next(rest, DER_SEQUENCE) ||
		    der_take_any(&rest, &one) || rest.n)
			return log_err(E_INPUT, "cms.assemble", "certificate");
	}
	return der_add_set_of(b, DER_CONTEXT_SEQ(0), all, i);
}

/*
 * Write what stands in front of the SignerInfos: version, hash, type,
 * certificates (RFC 5652 5.1).
 */
static enum err
front(struct buf *b, const struct cms_parts *parts, struct arena *a)
{
	size_t set, content;
	enum err r;

	if ((r = der_add_int(b, 1)) || (r = der_open(b, DER_SET, &set)) ||
	    (r = digest_alg(b, parts->alg)) || (r = der_close(b, set)) ||
	    (r = der_open(b, DER_SEQUENCE, &content)) ||
	    (r = der_add_oid(b, OID_DATA)) || (r = der_close(b, content)))
		return r;
	return certificates(b, parts, a);
}

/*
 * Write ContentInfo and SignedData around what stands in front of the
 * SignerInfos and what stands in the one.
 */
static enum err
wrap(struct bytes before, struct bytes signer, struct arena *a,
    struct bytes *out)
{
	struct buf b = BUF(CMS_MAX);
	size_t info, explicit, seq, set;
	enum err r;

	if ((r = der_open(&b, DER_SEQUENCE, &info)) ||
	    (r = der_add_oid(&b, OID_SIGNED_DATA)) ||
	    (r = der_open(&b, DER_CONTEXT_SEQ(0), &explicit)) ||
	    (r = der_open(&b, DER_SEQUENCE, &seq)) ||
	    (r = buf_addb(&b, before)) || (r = der_open(&b, DER_SET, &set)) ||
	    (r = der_add(&b, DER_SEQUENCE, signer)) ||
	    (r = der_close(&b, set)) || (r = der_close(&b, seq)) ||
	    (r = der_close(&b, explicit)) || (r = der_close(&b, info)))
		goto out;
	r = arena_bytes(a, buf_bytes(&b), out);
out:
	buf_free(&b);
	return r;
}

/*
 * Written by hand: OpenSSL would decode every certificate's key on the way,
 * which takes longer than all the rest.
 */
enum err
cms_assemble(const struct cms_parts *parts, struct arena *a, struct bytes *out)
{
	struct buf before = BUF(CMS_MAX), signer = BUF(CMS_MAX);
	struct slices s = { 0 };
	enum err r;

	if ((r = slice(parts->certificate, &s)) ||
	    (r = key_verify(
		 s.spki, parts->alg, parts->signed_attrs, parts->signature)) ||
	    (r = front(&before, parts, a)) ||
	    (r = signer_info(&signer, parts, &s)))
		goto out;
	r = wrap(buf_bytes(&before), buf_bytes(&signer), a, out);
out:
	buf_free(&signer);
	buf_free(&before);
	return r;
}

/* Step over values. */
static enum err
skip(struct bytes *in, size_t n)
{
	struct bytes whole;
	enum err r = E_OK;

	while (r == E_OK && n-- > 0)
		r = der_take_any(in, &whole);
	return r;
}

/* Part what wrap put together; nothing unsigned is there yet. */
static enum err
unwrap(struct bytes cms, struct bytes *before, struct bytes *signer)
{
	struct bytes info, explicit, seq, set, rest;

	if (der_take(&cms, DER_SEQUENCE, &info) || cms.n || skip(&info, 1) ||
	    der_take(&info, DER_CONTEXT_SEQ(0), &explicit) || info.n ||
	    der_take(&explicit, DER_SEQUENCE, &seq) || explicit.n)
		return E_INPUT;
	rest = seq;
	if (skip(&rest, 4))
		return E_INPUT;
	*before = bytes_at(seq.p, seq.n - rest.n);
	if (der_take(&rest, DER_SET, &set) || rest.n ||
	    der_take(&set, DER_SEQUENCE, signer) || set.n)
		return E_INPUT;
	rest = *signer;
	return skip(&rest, 6) || rest.n ? E_INPUT : E_OK;
}

/* Write unsignedAttrs with the one attribute (RFC 3161 Appendix A). */
static enum err
unsigned_attrs(struct buf *b, struct bytes token)
{
	size_t set;
	enum err r;

	if ((r = der_open(b, DER_CONTEXT_SEQ(1), &set)) ||
	    (r = attribute(b, OID_TIME_STAMP, DER_SEQUENCE, token)))
		return r;
	return der_close(b, set);
}

enum err
cms_add_time_stamp(
    struct bytes cms, struct bytes token, struct arena *a, struct bytes *out)
{
	struct buf more = BUF(CMS_MAX);
	struct bytes before, signer, rest = token;
	enum err r;

	if (unwrap(cms, &before, &signer) ||
	    der_take(&rest, DER_SEQUENCE, &token) || rest.n)
		return log_err(E_INPUT, "cms.time_stamp", "not DER");
	if ((r = buf_addb(&more, signer)) || (r = unsigned_attrs(&more, token)))
		goto out;
	r = wrap(before, buf_bytes(&more), a, out);
out:
	buf_free(&more);
	return r;
}
