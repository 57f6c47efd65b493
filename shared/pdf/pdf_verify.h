/*
 * Verifying a result before anybody may download it, by code that took no
 * part in making it: our own reader alone, no writer, no gate.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_VERIFY_H
#define FERNSIGN_PDF_VERIFY_H

#include "shared/pdf/pdf_signatures.h"

struct pdf_verified {
	bool ok;
	const char *reason; /* "" when ok; else a few words, in the arena */
	size_t range[4];    /* of the last signature */
	bool covers_all;    /* it covers the file to its last octet */
	unsigned char signer_sha256[32];
	unsigned char digest[64];
	size_t digest_n;
	int64_t time_stamp_at; /* 0: none */
	size_t signatures;
};

/*
 * Judge the last signature of a file, and that all earlier ones still hold.
 *
 * ok wants: ranges right and covering the whole file, gap equal to /Contents,
 * CMS valid with signing-certificate-v2 and without signing-time
 * (EN 319 142-1 6.3), time stamp valid where there is one, nothing but
 * allowed changes since earlier signatures.
 *
 * E_NOMEM  out of memory; every other trouble is out->reason
 */
enum err pdf_verify(
    struct bytes file, struct arena *a, struct pdf_verified *out) MUST_USE;

#endif
