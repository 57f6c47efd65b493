/*
 * Named points at which a test may kill the process.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/base/fault.h"

#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "shared/base/log.h"

static const char *fault_dir; /* NULL: points are off */

void
fault_enable(bool on, const char *dir)
{
	fault_dir = on ? dir : NULL;
}

void
fault_point(const char *name)
{
	char path[PATH_MAX];
	int n;

	if (fault_dir == NULL)
		return;
	n = snprintf(path, sizeof(path), "%s/%s", fault_dir, name);
	if (n < 0 || (size_t)n >= sizeof(path) || unlink(path) != 0)
		return;
	log_line(LOG_WARN, "fault.point", "name=%s", name);
	(void)kill(getpid(), SIGKILL);
}
