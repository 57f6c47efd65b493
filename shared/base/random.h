/*
 * Randomness from the kernel; replaced at link time by tests.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_BASE_RANDOM_H
#define FERNSIGN_BASE_RANDOM_H

#include <stdint.h>

#include "shared/base/buf.h"

/* Fill n octets; ends the process when the kernel refuses. */
void random_fill(void *p, size_t n);

/* Make a new public id. */
void random_id(struct id *out);

/* Draw a number below n without bias. */
uint32_t random_below(uint32_t n);

#endif
