/*
 * See notify_call.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/model/notify_call.h"

#include "shared/db/db.h"

/* clang-format off */
static const struct field message_in[] = {
	FIELD(notify_message, kind, 10, FLD_REQUIRED),
	FIELD(notify_message, to, 16, FLD_REQUIRED),
	FIELD(notify_message, text, 1024, FLD_REQUIRED | FLD_SECRET),
	FIELD(notify_message, pin, 128, FLD_SECRET),
	FIELD(notify_message, lang, 2, FLD_REQUIRED),
};

const struct call_row notify_message_call = {
	"notify", "/message", IN(message_in), .timeout_ms = 15000,
};
/* clang-format on */

enum err
notify_message(struct call *c, const struct notify_message *in)
{
	return call_run(c, &notify_message_call, in, NULL);
}
