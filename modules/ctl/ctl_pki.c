/*
 * fernsign-ctl pki init and root-crl: the operator's door to shared/pki.
 *
 * In: the configuration. Out: key files, each for the one user of its
 * process, and their names on standard output. Never overwrites a file.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/ctl/ctl.h"

#include "shared/pki/pki_init.h"
#include "shared/pki/pki_root.h"

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

enum err
ctl_pki_root_crl(struct ctl *c)
{
	char *path;
	enum err r = pki_root_crl(c->config, &path, c->arena);

	if (r == E_OK)
		say(path);
	return r;
}
