/*
 * What the programs of the benchmarks share: reading a file, measuring.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_TESTS_BENCH_BENCH_H
#define FERNSIGN_TESTS_BENCH_BENCH_H

#include "shared/base/buf.h"

/* Read a file behind what is in out, with room for a signature. */
enum err bench_read(const char *path, struct buf *out) MUST_USE;

/* CPU time of this process in milliseconds. */
double bench_ms(void);

/* The median of n values, which are put in order. */
double bench_median(double *v, size_t n);

#endif
