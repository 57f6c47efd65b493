/*
 * What the programs of the benchmarks share.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#define ROOM (256 << 10) /* octets that a signature adds at most */

enum err
bench_read(const char *path, struct buf *out)
{
	FILE *f = fopen(path, "rbe");
	enum err r = E_NOTFOUND;
	unsigned char *at;
	struct stat st;

	if (f && fstat(fileno(f), &st) == 0 &&
	    (r = buf_room(out, (size_t)st.st_size + ROOM, &at)) == E_OK)
		buf_wrote(out, fread(at, 1, (size_t)st.st_size, f));
	if (f)
		(void)fclose(f);
	return r;
}

double
bench_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int
ascending(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

double
bench_median(double *v, size_t n)
{
	qsort(v, n, sizeof(*v), ascending);
	return v[n / 2];
}
