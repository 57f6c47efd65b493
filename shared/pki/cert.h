/*
 * Certificates: profiles as data, issuing, reading, chains.
 *
 * In: a public key, a name, an issuing CA's key. Out: X.509 v3, DER. Never
 * decides who somebody is. RFC 5280, EN 319 412-1/-2/-3/-5, EN 319 411-1/-2;
 * RFC 4387 for the hashes of the repository.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PKI_CERT_H
#define FERNSIGN_PKI_CERT_H

#include <stdint.h>

#include "shared/base/arena.h"
#include "shared/pki/key.h"

/* One row each in cert_profile.c. */
enum cert_kind {
	CERT_ROOT,
	CERT_CA_SIMPLE,
	CERT_CA_ADVANCED,
	CERT_CA_QUALIFIED,
	CERT_TSA,
	CERT_TL, /* signs the trusted list */
	CERT_OCSP,
	CERT_PERSON_SIMPLE,
	CERT_PERSON_ADVANCED,
	CERT_PERSON_QUALIFIED,
	CERT__MAX
};

/*
 * A distinguished name; absent members are NULL. Attributes appear in this
 * order. UTF-8, names longer than 64 allowed (EN 319 412-2 4.2.4).
 */
struct cert_name {
	const char *country; /* ISO 3166-1 alpha-2 */
	const char *organization;
	const char *organization_id; /* "VATDE-123456789": EN 319 412-1 5.1.4 */
	const char *family_name;
	const char *given_name;
	const char *serial_number; /* internal number: without semantics */
	const char *common_name;
};

/* What is to be issued; all borrowed. */
struct cert_order {
	enum cert_kind kind;
	struct cert_name subject;
	struct bytes spki;
	struct bytes issuer; /* DER; empty for CERT_ROOT */
	const struct key *issuer_key;
	struct bytes serial;   /* from cert_serial */
	int64_t not_before_at; /* both kept within the issuer's own life */
	int64_t not_after_at;
	const char *issuer_name; /* "root", "qualified": for URLs */
	const char *public_url;  /* http://host[:port] */
	const char *pds_url;     /* https, English; qualified only */
};

#define CERT_SERIAL_BYTES 16

/* Draw a serial number: positive, 126 random bits, no leading zero. */
void cert_serial(unsigned char out[CERT_SERIAL_BYTES]);

/*
 * Issue a certificate.
 *
 * out      DER, in the arena
 *
 * E_INPUT   public key weaker than the profile allows, name lacks what the
 *           profile needs
 * E_CRYPTO  the library failed
 * E_NOMEM   arena exhausted
 */
enum err cert_issue(
    const struct cert_order *o, struct arena *a, struct bytes *out) MUST_USE;

/* What a certificate says; octets in the arena. */
struct cert_facts {
	struct bytes der;
	struct bytes serial;     /* content octets, no sign octet */
	struct bytes issuer_der; /* Name, as issued */
	struct bytes subject_der;
	struct bytes spki;
	struct bytes key_bits; /* the subjectPublicKey's octets */
	struct bytes key_id;   /* SKI; empty when absent */
	struct bytes authority_key_id;
	char *common_name; /* "" when absent */
	int64_t not_before_at;
	int64_t not_after_at;
	bool ca;
	char *ocsp_url; /* AIA; "" when absent */
	char *ca_issuers_url;
	char *crl_url;
	unsigned char sha256[32];
	/* RFC 4387 2.1: SHA-1 over DER slices as issued. */
	unsigned char cert_hash[20];
	unsigned char s_hash[20];
	unsigned char i_hash[20];
	unsigned char i_and_s_hash[20];
	unsigned char skid_hash[20];
};

/*
 * Read a certificate.
 *
 * E_INPUT  not one certificate in DER
 */
enum err cert_read(
    struct bytes der, struct arena *a, struct cert_facts *out) MUST_USE;

/*
 * Read a certificate file, PEM or DER.
 *
 * E_NOTFOUND  not readable; E_INPUT no certificate in it (logged)
 */
enum err cert_file(
    const char *path, struct arena *a, struct bytes *out) MUST_USE;

/* Write a certificate as PEM text; NULL when the arena is exhausted. */
char *cert_pem(struct bytes der, struct arena *a);

/*
 * Check that one certificate was issued by the other, its signature
 * included.
 *
 * E_INPUT   one cannot be read
 * E_CRYPTO  it was not
 */
enum err cert_issued_by(struct bytes der, struct bytes issuer) MUST_USE;

/* What a chain is used for: the EKU that its leaf must have. */
enum cert_purpose { CERT_FOR_ANY, CERT_FOR_TIME_STAMPS, CERT_FOR_OCSP };

/*
 * Check a chain up to a trusted certificate (RFC 5280 6), without asking for
 * revocation.
 *
 * chain    further certificates, any order
 * anchor   trusted
 * at       the time that counts
 *
 * E_INPUT   one cannot be read
 * E_CRYPTO  no chain, or not valid at that time (logged)
 */
enum err cert_chain_verify(struct bytes leaf, const struct bytes *chain,
    size_t nchain, struct bytes anchor, int64_t at,
    enum cert_purpose purpose) MUST_USE;

/* Append RFC 4387's spelling of a hash: base64 without '='. E_NOMEM. */
enum err cert_hash_text(struct buf *out, const unsigned char h[20]) MUST_USE;

#endif
