/*
 * Any octets as JSON into a struct with every type of member: what was read
 * can be written and read again.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/web/json.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct pair_of {
	int64_t w;
	int64_t h;
};

struct word {
	char *text;
};

struct all {
	char *name;
	int64_t n;
	bool yes;
	struct bytes octets;
	struct id id;
	struct list words;
	struct list sizes;
};

static const struct field size_fields[] = {
	FIELD_AS("", pair_of, w, 9999, 0),
	FIELD_AS("", pair_of, h, 9999, 0),
};
static const struct field word_fields[] = { FIELD_AS("", word, text, 99, 0) };
static const struct field fields[] = {
	FIELD(all, name, 99, 0),
	FIELD(all, n, INT64_MAX, 0),
	FIELD(all, yes, 0, 0),
	FIELD(all, octets, 99, 0),
	FIELD(all, id, 0, 0),
	FIELD_LIST(all, words, word, word_fields, 9),
	FIELD_LIST(all, sizes, pair_of, size_fields, 9),
};

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct buf once = BUF(1 << 20);
	struct buf twice = BUF(1 << 20);
	struct arena *a = NULL;
	struct all all = { 0 };
	struct all again = { 0 };

	if (arena_new(8 << 20, &a))
		abort();
	if (json_read(bytes_at(p, n), fields, COUNT(fields), &all, NULL, a))
		goto out;
	if (json_write(&once, fields, COUNT(fields), &all) ||
	    json_read(
		buf_bytes(&once), fields, COUNT(fields), &again, NULL, a) ||
	    json_write(&twice, fields, COUNT(fields), &again) ||
	    !bytes_eq(buf_bytes(&once), buf_bytes(&twice)))
		abort();
out:
	arena_free(a);
	buf_free(&once);
	buf_free(&twice);
	return 0;
}
