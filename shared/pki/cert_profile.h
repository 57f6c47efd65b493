/*
 * The certificate profiles and the values of their extensions; for cert.c
 * and its tests, not for other folders.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PKI_CERT_PROFILE_H
#define FERNSIGN_PKI_CERT_PROFILE_H

#include "shared/pki/cert.h"

/* keyUsage (RFC 5280 4.2.1.3): first octet of the BIT STRING. */
enum key_usage {
	USE_DIGITAL_SIGNATURE = 0x80,
	USE_NON_REPUDIATION = 0x40,
	USE_CERT_SIGN = 0x04,
	USE_CRL_SIGN = 0x02
};

/* What a subject must have. */
enum subject_kind { SUBJECT_HOUSE, SUBJECT_PERSON };

/* Which extensions a profile has besides SKI and keyUsage. */
enum profile_ext {
	X_CA = 1 << 0,         /* basicConstraints */
	X_AIA = 1 << 1,        /* caIssuers and OCSP */
	X_AIA_ISSUER = 1 << 2, /* caIssuers alone */
	X_CRLDP = 1 << 3,
	X_NOCHECK = 1 << 4, /* id-pkix-ocsp-nocheck */
	X_QC = 1 << 5,      /* qcStatements */
	X_KEY_PERIOD = 1 << 6
};

struct cert_profile {
	enum subject_kind subject;
	unsigned usage;
	unsigned ext;
	int path_len;       /* X_CA: -1 none */
	const char *policy; /* NULL none */
	const char *eku;    /* NULL none */
	bool eku_critical;
};

/* Find the profile of a kind of certificate. Static. */
const struct cert_profile *cert_profile(enum cert_kind kind);

/* What extension values are made from. */
struct ext_input {
	const struct cert_profile *profile;
	const struct cert_order *order;
	struct bytes key_id;    /* of the subject's key */
	struct bytes issuer_id; /* key id of the issuer; n 0 for the root */
	int64_t not_after_at;
};

/*
 * Walk the extensions of a certificate in the order of the table.
 *
 * each     told oid, criticality and DER value; its outcome ends the walk
 *
 * E_NOMEM  a value is longer than 2 KiB
 */
enum err cert_extensions(const struct ext_input *in,
    enum err (*each)(
	void *ctx, const char *oid, bool critical, struct bytes value),
    void *ctx) MUST_USE;

/* What qcStatements says. */
struct qc_statements {
	const char *pds_url; /* https, English */
	bool qscd;           /* QcSSCD */
	bool semantics;      /* serialNumber follows EN 319 412-1 5.1.3 */
};

/*
 * Write the value of qcStatements (EN 319 412-5 4): QcCompliance, QcType
 * esign, QcPDS, QcSSCD, semantics.
 */
enum err cert_qc_statements(
    struct buf *out, const struct qc_statements *qc) MUST_USE;

#endif
