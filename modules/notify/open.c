/*
 * Opening what others sealed to notify: links of mails, PINs of landlines.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/notify/notify.h"

#include <sodium.h>

#include "shared/base/log.h"

enum err
notify_open(
    const struct notify *n, struct bytes sealed, struct arena *a, char **out)
{
	unsigned char *p;

	if (sealed.n < crypto_box_SEALBYTES)
		return log_err(E_CRYPTO, "notify.sealed", "n=%zu", sealed.n);
	if ((p = arena_alloc(a, sealed.n)) == NULL)
		return E_NOMEM;
	if (crypto_box_seal_open(p, sealed.p, sealed.n, n->public, n->key.p))
		return log_err(E_CRYPTO, "notify.sealed", "not to our key");
	*out = (char *)p;
	return E_OK;
}
