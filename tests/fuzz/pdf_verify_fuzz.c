/*
 * Verifying a result: what is called good is covered to its last octet, and
 * no octet of it can change without being noticed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "shared/pdf/pdf_limits.h"
#include "shared/pdf/pdf_verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/* Abort unless a good result says what it should. */
static void
good(const struct pdf_verified *v, size_t n)
{
	if (!v->covers_all || v->signatures == 0 || v->digest_n == 0 ||
	    *v->reason != '\0' || v->range[0] != 0 ||
	    v->range[1] >= v->range[2] || v->range[2] + v->range[3] != n)
		abort();
}

/* Change one octet that is covered; the result may not be good. */
static void
change(const uint8_t *p, size_t n, const struct pdf_verified *v)
{
	unsigned char *copy = malloc(n);
	struct pdf_verified changed;
	struct arena *a = NULL;

	if (!copy || arena_new(PDF_LIMIT_ARENA, &a))
		abort();
	memcpy(copy, p, n);
	copy[v->digest[0] * v->range[1] / 256] ^= 1;
	if (pdf_verify(bytes_at(copy, n), a, &changed) == E_OK && changed.ok)
		abort();
	arena_free(a);
	free(copy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static struct arena *a;
	struct pdf_verified v;

	if (!a && arena_new(PDF_LIMIT_ARENA, &a))
		abort();
	arena_reset(a);
	if (pdf_verify(bytes_at(p, n), a, &v))
		return 0;
	if (v.ok) {
		good(&v, n);
		change(p, n, &v);
	} else if (*v.reason == '\0') {
		abort();
	}
	return 0;
}
