/*
 * OCSP requests: what was read must lie within the input, and OpenSSL, where
 * it reads the request as well, must find one question in it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <stdint.h>
#include <stdlib.h>

#include "shared/pki/ocsp.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/* Abort unless v lies within the input. */
static void
within(struct bytes v, const uint8_t *p, size_t n)
{
	if (v.n && (v.p < p || v.p + v.n > p + n))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	const unsigned char *at = p;
	struct ocsp_query q;
	OCSP_REQUEST *judge;

	if (ocsp_request_read(bytes_at(p, n), &q))
		return 0;
	within(q.issuer_name_hash, p, n);
	within(q.issuer_key_hash, p, n);
	within(q.serial, p, n);
	within(q.cert_id, p, n);
	within(q.nonce, p, n);
	if (q.serial.n == 0 || q.serial.n > 20 || q.nonce.n > 128)
		abort();
	judge = d2i_OCSP_REQUEST(NULL, &at, (long)n);
	if (judge && OCSP_request_onereq_count(judge) != 1)
		abort();
	OCSP_REQUEST_free(judge);
	ERR_clear_error();
	return 0;
}
