/*
 * Answers of repository: octets with an entity tag, failures in plain text.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/repository/repository.h"

#include "shared/base/encode.h"
#include "shared/base/log.h"
#include "shared/base/secret.h"
#include "shared/base/text.h"

/* clang-format off */
static const struct {
	enum err err;
	int status;
	const char *words;
} faults[] = {
	{ E_INPUT,    400, "Bad request" },
	{ E_AUTH,     403, "Forbidden" },
	{ E_DENIED,   403, "Forbidden" },
	{ E_NOTFOUND, 404, "Not found" },
	{ E_CONFLICT, 409, "Conflict" },
	{ E_LIMIT,    413, "Too large" },
	{ E_PEER,     503, "Try again later" },
	{ E_DB,       503, "Try again later" },
	{ E_NOMEM,    500, "Our mistake" },
	{ E_CRYPTO,   500, "Our mistake" },
	{ E_BUG,      500, "Our mistake" },
};
/* clang-format on */

void
repository_fault(struct request *q, enum err r)
{
	const char *words = "Our mistake";
	int status = q->status;
	size_t i;

	for (i = 0; i < COUNT(faults); i++)
		if (faults[i].err == r) {
			words = faults[i].words;
			status = status ? status : faults[i].status;
		}
	if ((r == E_DB && answer_header(q, "Retry-After", "5")) ||
	    answer_header(q, "Cache-Control", "no-store") ||
	    answer_body(q, "text/plain; charset=utf-8", bytes_of(words)))
		log_line(LOG_FAULT, "answer.fault", "error=%s", err_name(r));
	q->status = status ? status : 500;
}

/* Look for a tag in a list of them; weak comparison (RFC 9110 13.1.2). */
static bool
has_tag(const char *list, const char *tag)
{
	struct bytes rest = bytes_of(list), one;

	while (rest.n > 0) {
		(void)bytes_cut(rest, ',', &one, &rest);
		one = text_trim(one);
		if (bytes_eqs(one, "*"))
			return true;
		if (one.n > 2 && one.p[0] == 'W' && one.p[1] == '/')
			one = bytes_at(one.p + 2, one.n - 2);
		if (bytes_eqs(one, tag))
			return true;
	}
	return false;
}

enum err
repository_answer(
    struct request *q, const char *media, struct bytes body, const char *cache)
{
	unsigned char digest[32];
	char *hex, *tag;
	enum err r;

	if ((r = sha256(body, digest)))
		return r;
	if ((hex = hex_text(q->arena, bytes_at(digest, 32))) == NULL ||
	    (tag = arena_printf(q->arena, "\"%s\"", hex)) == NULL)
		return E_NOMEM;
	if ((r = answer_header(q, "ETag", tag)) ||
	    (r = answer_header(q, "Cache-Control", cache)) ||
	    (r = answer_header(q, "X-Robots-Tag", "noindex")))
		return r;
	if (has_tag(request_header(q, "if-none-match"), tag)) {
		q->status = 304;
		return E_OK;
	}
	return answer_body(q, media, body);
}
