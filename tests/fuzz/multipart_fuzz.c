/*
 * Any octets as a multipart form, twice, in pieces of different size: both
 * times the same parts, or the same refusal.
 *
 * The first two octets choose the sizes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdint.h>
#include <stdlib.h>

#include "shared/web/form.h"
#include "tests/unit/web/fake.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static enum err
begin(void *ctx, struct bytes name, struct bytes file, size_t most)
{
	enum err r;

	if ((r = buf_addb(ctx, name)) || (r = buf_addc(ctx, 0)) ||
	    (r = buf_addb(ctx, file)))
		return r;
	return buf_add(ctx, &most, sizeof(most));
}

static enum err
data(void *ctx, struct bytes v)
{
	return buf_addb(ctx, v);
}

static enum err
end(void *ctx)
{
	return buf_addc(ctx, 1);
}

static enum err
run(struct bytes body, size_t piece, struct buf *told)
{
	const struct multipart_sink sink = { begin, data, end, told };
	struct fake f = { .body = body, .piece = piece };
	struct request q;
	enum err r;

	fake_begin(&f, &q);
	q.media = bytes_of("multipart/form-data; boundary=XX");
	r = multipart_read(&q, &sink);
	fake_end(&q);
	return r;
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct buf one = BUF(1 << 22);
	struct buf two = BUF(1 << 22);
	enum err r;

	if (n < 2)
		return 0;
	r = run(bytes_at(p + 2, n - 2), p[0], &one);
	if (r != run(bytes_at(p + 2, n - 2), (size_t)p[1] * 16, &two))
		abort();
	if (!r && !bytes_eq(buf_bytes(&one), buf_bytes(&two)))
		abort();
	buf_free(&one);
	buf_free(&two);
	return 0;
}
