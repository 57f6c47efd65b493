/*
 * CMS signatures and time stamps as they stand in documents, over octets that
 * the seeds are about: a refusal says why, and what holds does not hold over
 * others.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdint.h>
#include <stdlib.h>

#include "shared/pdf/pdf_cms.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

typedef enum err verify_fn(struct bytes der, const struct bytes part[2],
    struct pdf_hashed *h, struct pdf_cms *out);

static void
judge(verify_fn *verify, struct bytes der)
{
	const struct bytes part[2] = { bytes_of("fern"), bytes_of("sign") };
	const struct bytes other[2] = { bytes_of("fern"), bytes_of("sigh") };
	struct pdf_cms c = { .why = NULL };
	struct pdf_hashed h = { .ctx = NULL };
	enum err r = verify(der, part, &h, &c);

	if ((r == E_CRYPTO) != (c.why != NULL))
		abort();
	if (r == E_OK &&
	    (c.digest_n == 0 || c.der_n == 0 || c.der_n > der.n ||
		verify(der, other, &h, &c) != E_CRYPTO))
		abort();
	pdf_hashed_clear(&h);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	judge(pdf_cms_verify, bytes_at(p, n));
	judge(pdf_cms_verify_stamp, bytes_at(p, n));
	return 0;
}
