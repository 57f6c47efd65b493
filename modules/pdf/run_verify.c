/*
 * POST /verify: {"ok","reason","covers_all","signer_sha256","digest",
 * "time_stamp_at","signatures"}. A signature that does not hold is an answer,
 * not a failure.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/pdf/pdf.h"
#include "shared/base/encode.h"
#include "shared/base/log.h"
#include "shared/base/secret.h"
#include "shared/pdf/pdf_limits.h"
#include "shared/pdf/pdf_verify.h"
#include "shared/web/json.h"

struct answer {
	bool ok;
	const char *reason;
	bool covers_all;
	const char *signer_sha256;
	const char *digest;
	int64_t time_stamp_at;
	int64_t signatures;
};

/* clang-format off */
static const struct field answer_fields[] = {
	FIELD(answer, ok,            0,   0),
	FIELD(answer, reason,        120, 0),
	FIELD(answer, covers_all,    0,   0),
	FIELD(answer, signer_sha256, 64,  0),
	FIELD(answer, digest,        2 * HASH_BYTES_MAX, 0),
	FIELD(answer, time_stamp_at, INT64_MAX, 0),
	FIELD(answer, signatures,    PDF_LIMIT_SIGNATURES, 0),
};
/* clang-format on */

enum err
run_verify(struct request *q)
{
	struct pdf_app *app = q->app;
	struct pdf_verified v;
	struct answer x;
	enum err r;

	if ((r = pdf_verify(q->body, app->arena, &v)))
		return r;
	x = (struct answer){ .ok = v.ok,
		.reason = v.reason,
		.covers_all = v.covers_all,
		.time_stamp_at = v.time_stamp_at,
		.signatures = (int64_t)v.signatures };
	x.signer_sha256 = hex_text(app->arena, bytes_at(v.signer_sha256, 32));
	x.digest = hex_text(app->arena, bytes_at(v.digest, v.digest_n));
	if (x.signer_sha256 == NULL || x.digest == NULL)
		return E_NOMEM;
	log_line(LOG_EVENT, "pdf.verify", "ok=%d signatures=%zu reason=%s",
	    v.ok, v.signatures, v.reason);
	return answer_json(q, answer_fields, COUNT(answer_fields), &x);
}
