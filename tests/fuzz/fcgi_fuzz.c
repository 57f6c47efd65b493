/*
 * Any octets as a responder's answer: records, then header lines and body.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdint.h>
#include <stdlib.h>

#include "shared/web/fcgi_client.h"
#include "shared/web/fcgi_record.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct bytes left = bytes_at(p, n);
	struct buf text = BUF(1 << 22);
	struct fcgi_answer answer;
	struct fcgi_record rec;
	size_t before = n;

	while (!fcgi_next(&left, &rec)) {
		/* Each record takes something off the front. */
		if (left.n >= before || rec.content.n > before)
			abort();
		before = left.n;
		if (rec.type == FCGI_STDOUT && buf_addb(&text, rec.content))
			abort();
	}
	if (!fcgi_answer_read(buf_bytes(&text), &answer) &&
	    (answer.status < 100 || answer.status > 599 ||
		answer.body.n > text.n))
		abort();
	/* The same octets without records around them. */
	if (!fcgi_answer_read(bytes_at(p, n), &answer) &&
	    (answer.status < 100 || answer.status > 599 || answer.body.n > n))
		abort();
	buf_free(&text);
	return 0;
}
