/*
 * Randomness from the kernel. Alone in its file, so that a test can replace
 * it. A process without randomness must not go on: it ends.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/base/random.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>

#include "shared/base/log.h"

void
random_fill(void *p, size_t n)
{
	unsigned char *at = p;
	ssize_t got;

	while (n > 0) {
		got = getrandom(at, n, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			log_line(
			    LOG_FAULT, "random.refused", "errno=%d", errno);
			abort();
		}
		at += got;
		n -= (size_t)got;
	}
}
