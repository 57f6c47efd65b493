/*
 * Any octets as a Cookie header and as a form's token: nothing but the one
 * good token passes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "shared/web/csrf.h"
#include "shared/web/form.h"

#define SECRET "0123456789abcdef"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct bytes v = cookie_find(bytes_at(p, n), "__Host-s");
	struct arena *a = NULL;
	char *good;

	/* What was found lies inside what came in, and before its ';'. */
	if (v.p && (v.p < p || v.p + v.n > p + n || memchr(v.p, ';', v.n)))
		abort();
	if (arena_new(4096, &a) ||
	    !(good = csrf_token(a, bytes_of(SECRET), "login")))
		abort();
	if (!csrf_check(bytes_of(SECRET), "login", bytes_at(p, n)) &&
	    !bytes_eqs(bytes_at(p, n), good))
		abort();
	arena_free(a);
	return 0;
}
