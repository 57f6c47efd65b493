/*
 * Replies of a time-stamp authority. An input is the anchor's certificate
 * (behind its length in two octets), the nonce, the digest, and the reply.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "shared/pki/tst.h"
#include "tests/fuzz/take.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static struct arena *a;
	struct bytes in = bytes_at(p, n), anchor, nonce, digest;
	unsigned char other[32] = { 0 };
	struct tst_facts f;

	if (!a && (arena_new(16 << 20, &a) || close(STDERR_FILENO)))
		abort();
	arena_reset(a);
	if (!take_sized(&in, &anchor) || !take(&in, TST_NONCE_BYTES, &nonce) ||
	    !take(&in, 32, &digest))
		return 0;
	if (tst_reply_read(in, digest, nonce.p, anchor, a, &f) == E_OK &&
	    (!bytes_eq(f.imprint, digest) || f.token.n == 0 ||
		f.token.n > in.n ||
		tst_reply_read(
		    in, bytes_at(other, 32), nonce.p, anchor, a, &f) == E_OK))
		abort();
	return 0;
}
