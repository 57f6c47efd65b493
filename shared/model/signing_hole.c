/*
 * The hole that a placement leaves in a document, and what goes into it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "shared/base/encode.h"
#include "shared/base/log.h"
#include "shared/model/signing_private.h"

enum err
signing_digest(struct bytes before, struct bytes increment, int64_t hole_at,
    int64_t hole, enum hash h, unsigned char out[HASH_BYTES_MAX])
{
	size_t first = (size_t)hole_at - before.n;
	size_t second = first + (size_t)hole + 2;
	struct bytes covered[3] = { before };

	if (hole_at < (int64_t)before.n || hole < 0 || first > second ||
	    second > increment.n || increment.p[first] != '<' ||
	    increment.p[second - 1] != '>')
		return log_err(E_PEER, "signing.hole", "at=%lld size=%lld",
		    (long long)hole_at, (long long)hole);
	covered[1] = bytes_at(increment.p, first);
	covered[2] = bytes_at(increment.p + second, increment.n - second);
	return hash_runs(h, covered, COUNT(covered), out);
}

enum err
signing_fill(
    struct buf *pdf, int64_t hole_at, int64_t hole, struct bytes octets)
{
	struct buf hex = BUF(INCREMENT_MAX);
	enum err r;

	if (octets.n * 2 > (size_t)hole ||
	    (size_t)hole_at + (size_t)hole + 2 > pdf->n)
		return log_err(E_BUG, "finish.hole", "octets=%zu hole=%lld",
		    octets.n, (long long)hole);
	if (!(r = hex_add(&hex, octets)))
		memcpy(pdf->p + hole_at + 1, hex.p, hex.n);
	buf_free(&hex);
	return r;
}
