/*
 * Taking an input apart whose parts are more than one.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_TESTS_FUZZ_TAKE_H
#define FERNSIGN_TESTS_FUZZ_TAKE_H

#include "shared/base/buf.h"

/* Take n octets off; false when there are fewer. */
static inline bool
take(struct bytes *in, size_t n, struct bytes *out)
{
	if (in->n < n)
		return false;
	*out = bytes_at(in->p, n);
	*in = bytes_at(in->p + n, in->n - n);
	return true;
}

/* Take octets off that stand behind their number in two octets. */
static inline bool
take_sized(struct bytes *in, struct bytes *out)
{
	struct bytes n;

	return take(in, 2, &n) && take(in, (size_t)n.p[0] << 8 | n.p[1], out);
}

#endif
