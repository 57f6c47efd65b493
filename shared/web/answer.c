/*
 * What goes out: header lines and a body, kept until the function is done,
 * so that a failure can still become another answer. See route.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "shared/base/log.h"
#include "shared/web/route.h"

enum err
answer_header(struct request *q, const char *name, const char *value)
{
	if (!*name || strpbrk(name, "\r\n: ") || strpbrk(value, "\r\n"))
		return log_err(E_BUG, "answer.header", "name=%s", name);
	return buf_addf(&q->head_out, "%s: %s\r\n", name, value);
}

enum err
answer_body(struct request *q, const char *media, struct bytes body)
{
	enum err r;

	if ((r = answer_header(q, "Content-Type", media)))
		return r;
	buf_clear(&q->body_out);
	return buf_addb(&q->body_out, body);
}

enum err
answer_redirect(struct request *q, const char *location)
{
	q->status = 303;
	return answer_header(q, "Location", location);
}

void
answer_clear(struct request *q)
{
	q->status = 200;
	buf_clear(&q->head_out);
	buf_clear(&q->body_out);
}
