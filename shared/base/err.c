/*
 * Names of outcomes, for logs and for private services' answers.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/base/err.h"

#include <string.h>

/* clang-format off */
static const char *const names[E__MAX] = {
	[E_OK]       = "E_OK",
	[E_NOMEM]    = "E_NOMEM",
	[E_INPUT]    = "E_INPUT",
	[E_AUTH]     = "E_AUTH",
	[E_DENIED]   = "E_DENIED",
	[E_NOTFOUND] = "E_NOTFOUND",
	[E_CONFLICT] = "E_CONFLICT",
	[E_LIMIT]    = "E_LIMIT",
	[E_PEER]     = "E_PEER",
	[E_DB]       = "E_DB",
	[E_CRYPTO]   = "E_CRYPTO",
	[E_BUG]      = "E_BUG",
};
/* clang-format on */

const char *
err_name(enum err r)
{
	if ((unsigned)r >= E__MAX)
		return "E_?";
	return names[r];
}

enum err
err_from_name(const char *name)
{
	size_t i;

	for (i = 0; name != NULL && i < E__MAX; i++)
		if (strcmp(names[i], name) == 0)
			return (enum err)i;
	return E_BUG;
}
