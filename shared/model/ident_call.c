/*
 * See ident_call.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/model/ident_call.h"

#include "shared/db/db.h"

/* clang-format off */
static const struct field start_in[] = {
	FIELD(ident_start, account, 0, FLD_REQUIRED),
	FIELD(ident_start, method, 12, FLD_REQUIRED),
	FIELD(ident_start, lang, 2, FLD_REQUIRED),
	FIELD(ident_start, session, 64, FLD_REQUIRED),
	FIELD(ident_start, nonce, 0, FLD_REQUIRED),
};
static const struct field started_out[] = {
	FIELD_AS("case", ident_started, case_, 0, FLD_REQUIRED),
	FIELD(ident_started, link, 1024, FLD_REQUIRED),
};

const struct call_row ident_start_call = {
	"ident", "/start", IN(start_in), OUT(started_out), 30000,
};
/* clang-format on */

enum err
ident_start(
    struct call *c, const struct ident_start *in, struct ident_started *out)
{
	return call_run(c, &ident_start_call, in, out);
}
