/*
 * What is drawn from randomness: public ids, numbers below a bound.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/base/random.h"

void
random_id(struct id *out)
{
	random_fill(out->b, sizeof(out->b));
}

/* Draws outside of a whole multiple of n are thrown away: no bias. */
uint32_t
random_below(uint32_t n)
{
	uint32_t draw, least;

	if (n < 2)
		return 0;
	least = (uint32_t)(-n) % n;
	do
		random_fill(&draw, sizeof(draw));
	while (draw < least);
	return draw % n;
}
