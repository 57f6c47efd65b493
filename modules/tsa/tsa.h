/*
 * The time-stamp responder: what its files share.
 *
 * In: RFC 3161 queries. Out: RFC 3161 replies, rejections included. It has
 * no database and keeps no state: serials are random, so any number of
 * processes on any number of hosts may stamp with one key.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_TSA_TSA_H
#define FERNSIGN_TSA_TSA_H

#include "shared/pki/tst.h"
#include "shared/web/responder.h"

/* Section [tsa]. */
struct tsa_config {
	char *key_file;         /* PKCS#8 PEM; see PKI_TSA_KEY */
	char *certificate_file; /* PEM; see PKI_TSA_CERT */
	char *policy;           /* dotted OID */
	bool qualified;         /* claim esi4-qtstStatement-1 */
	bool clock_check;       /* refuse while the kernel doubts its clock */
};

struct tsa {
	struct responder r;
	struct tsa_config cfg;
	struct key *key;
	struct tst_authority authority;
	int64_t not_after_at; /* of the unit's certificate */
};

/* The routes; see tsa_route.c. */
extern const struct route tsa_routes[];
extern const size_t tsa_nroutes;

/*
 * Say whether the clock may be stamped with: the certificate is still valid
 * and, unless the configuration says otherwise, the kernel holds its clock
 * for synchronised within the accuracy that is promised (EN 319 422 5.2.2).
 */
bool tsa_clock_ok(void *tsa);

#endif
