/*
 * fernsign-ctl pki init: the operator's door to shared/pki.
 *
 * In: the configuration. Out: key files, each for the one user of its
 * process, and their names on standard output. Never overwrites a file.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/ctl/ctl.h"

#include "shared/pki/pki_init.h"

#include <stdio.h>

static void
say(const char *path)
{
	(void)printf("%s\n", path);
}

enum err
ctl_pki_init(struct ctl *c)
{
	return pki_init(c->config, say, c->arena);
}
