/*
 * CMS signatures out of strangers' documents: read, then judged as ours and
 * as a foreign one; whatever passes as ours passes as foreign.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "shared/pki/cms.h"
#include "shared/pki/tst.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static struct arena *a;
	struct bytes in = bytes_at(p, n);
	struct cms_facts f, g;
	struct tst_facts tst;
	enum err r;

	if (!a && (arena_new(64 << 20, &a) || close(STDERR_FILENO)))
		abort();
	arena_reset(a);
	if (cms_read(in, true, a, &f))
		return 0;
	if (cms_verify(in, true, CMS_OURS, f.digest, a, &g) == 0 &&
	    cms_verify(in, true, CMS_FOREIGN, f.digest, a, &g) != 0)
		abort();
	r = cms_verify(in, false, CMS_FOREIGN, f.digest, a, &g);
	if (r == E_OK && f.time_stamp.n)
		r = tst_read(f.time_stamp, a, &tst);
	if (r == E_BUG)
		abort();
	return 0;
}
