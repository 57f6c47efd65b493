/*
 * The values of certificate extensions; for cert_profile.c alone.
 *
 * Each appends one DER value. E_NOMEM when b is full.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PKI_CERT_EXT_H
#define FERNSIGN_PKI_CERT_EXT_H

#include "shared/pki/cert_profile.h"

/* authorityKeyIdentifier: the key id (RFC 5280 4.2.1.1). */
enum err ext_authority_key_id(
    struct buf *b, const struct ext_input *in) MUST_USE;
/* subjectKeyIdentifier (RFC 5280 4.2.1.2). */
enum err ext_subject_key_id(struct buf *b, const struct ext_input *in) MUST_USE;
/* keyUsage, unused bits counted (RFC 5280 4.2.1.3). */
enum err ext_key_usage(struct buf *b, const struct ext_input *in) MUST_USE;
/* certificatePolicies: the one of the profile (RFC 5280 4.2.1.4). */
enum err ext_policies(struct buf *b, const struct ext_input *in) MUST_USE;
/* basicConstraints of a CA (RFC 5280 4.2.1.9). */
enum err ext_basic_constraints(
    struct buf *b, const struct ext_input *in) MUST_USE;
/* extKeyUsage: the one of the profile (RFC 5280 4.2.1.12). */
enum err ext_extended_key_usage(
    struct buf *b, const struct ext_input *in) MUST_USE;
/* cRLDistributionPoints: /crl/NAME.crl (RFC 5280 4.2.1.13). */
enum err ext_crl_points(struct buf *b, const struct ext_input *in) MUST_USE;
/* authorityInfoAccess: /ocsp where asked, /ca/NAME.cer (4.2.2.1). */
enum err ext_info_access(struct buf *b, const struct ext_input *in) MUST_USE;
/* privateKeyUsagePeriod of a time-stamp unit (EN 319 422 6). */
enum err ext_key_period(struct buf *b, const struct ext_input *in) MUST_USE;
/* id-pkix-ocsp-nocheck (RFC 6960 4.2.2.2.1). */
enum err ext_ocsp_nocheck(struct buf *b, const struct ext_input *in) MUST_USE;
/* qcStatements of a qualified certificate (EN 319 412-5 4). */
enum err ext_qualified(struct buf *b, const struct ext_input *in) MUST_USE;

#endif
