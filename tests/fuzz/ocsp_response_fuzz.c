/*
 * Responses about a certificate's status. An input is the certificate and its
 * issuer's (each behind its length in two octets), and the response; the time
 * is that of the seeds.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "shared/pki/ocsp.h"
#include "tests/fuzz/take.h"

#define SEEDS_AT 1800000000 /* 2027-01-15 08:00 UTC */

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static struct arena *a;
	struct bytes in = bytes_at(p, n), certificate, issuer;
	struct ocsp_answer out;

	if (!a && (arena_new(16 << 20, &a) || close(STDERR_FILENO)))
		abort();
	arena_reset(a);
	if (!take_sized(&in, &certificate) || !take_sized(&in, &issuer))
		return 0;
	if (ocsp_response_read(
		in, certificate, issuer, SEEDS_AT, SEEDS_AT, &out))
		return 0;
	if (out.this_update_at > SEEDS_AT + 3600 ||
	    (out.next_update_at && out.next_update_at < SEEDS_AT - 3600) ||
	    (out.state == OCSP_REVOKED && out.reason > 10))
		abort();
	return 0;
}
