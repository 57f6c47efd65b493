/*
 * Any octets as an urlencoded form: what is read is clean, and comes back
 * after escaping.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdint.h>
#include <stdlib.h>

#include "shared/base/text.h"
#include "shared/web/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void
check_pair(const struct pair *pair, struct arena *a)
{
	struct buf text = BUF(1 << 22);
	struct form again;

	if (!text_clean(pair->name) || !text_clean(pair->value) ||
	    url_escape(&text, pair->name) || buf_addc(&text, '=') ||
	    url_escape(&text, pair->value) ||
	    form_decode(buf_bytes(&text), &again, a) || again.n != 1 ||
	    !bytes_eq(again.pair[0].name, pair->name) ||
	    !bytes_eq(again.pair[0].value, pair->value))
		abort();
	buf_free(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct arena *a = NULL;
	struct form f;
	size_t i;

	if (arena_new(8 << 20, &a))
		abort();
	if (!form_decode(bytes_at(p, n), &f, a))
		for (i = 0; i < f.n; i++)
			check_pair(&f.pair[i], a);
	arena_free(a);
	return 0;
}
