/*
 * How private services say that something went wrong. See responder.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/base/log.h"
#include "shared/web/json.h"
#include "shared/web/responder.h"

/* clang-format off */
static const struct fault faults[] = {
	/* outcome     status  word */
	{ E_NOMEM,     500,    "memory" },
	{ E_INPUT,     400,    "input" },
	{ E_AUTH,      401,    "auth" },
	{ E_DENIED,    403,    "denied" },
	{ E_NOTFOUND,  404,    "notfound" },
	{ E_CONFLICT,  409,    "conflict" },
	{ E_LIMIT,     429,    "limit" },
	{ E_PEER,      502,    "peer" },
	{ E_DB,        503,    "database" },
	{ E_CRYPTO,    500,    "crypto" },
	{ E_BUG,       500,    "bug" },
};
/* clang-format on */

struct refusal {
	const char *error;
	const char *reason;
};

static const struct field refusal_fields[] = {
	FIELD(refusal, error, 16, 0),
	FIELD(refusal, reason, 256, 0),
};

void
private_fault(struct request *q, enum err r)
{
	struct refusal body = { err_name(r), q->reason };
	int status = q->status;
	size_t i;

	for (i = 0; i < COUNT(faults); i++) {
		if (faults[i].err != r)
			continue;
		if (!status)
			status = faults[i].status;
		if (!body.reason)
			body.reason = faults[i].word;
	}
	if (answer_json(q, refusal_fields, COUNT(refusal_fields), &body))
		log_line(LOG_FAULT, "answer.fault", "error=%s", body.error);
	q->status = status;
}
