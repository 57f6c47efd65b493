/*
 * Cookies (RFC 6265, and the __Host- prefix of its revision). See form.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "shared/base/log.h"
#include "shared/base/text.h"
#include "shared/web/form.h"

#define PREFIX "__Host-"

struct bytes
cookie_find(struct bytes header, const char *name)
{
	struct bytes found = { NULL, 0 };
	size_t times = 0;
	struct bytes pair;
	struct bytes key;
	struct bytes value;
	bool more = header.n > 0;

	while (more) {
		more = bytes_cut(header, ';', &pair, &header);
		if (!bytes_cut(text_trim(pair), '=', &key, &value) ||
		    !bytes_eqs(key, name))
			continue;
		found = value;
		times++;
	}
	return times == 1 ? found : bytes_at(NULL, 0);
}

struct bytes
cookie_value(const struct request *q, const char *name)
{
	return cookie_find(bytes_of(request_param(q, "HTTP_COOKIE")), name);
}

/* RFC 6265 4.1.1: printable ASCII without blank " , ; \ */
static bool
is_cookie_text(const char *v)
{
	for (; *v; v++)
		if (*v <= ' ' || *v > '~' || strchr("\",;\\", *v))
			return false;
	return true;
}

enum err
cookie_set(
    struct request *q, const char *name, const char *value, int64_t max_age_s)
{
	struct buf line = BUF(4096);
	enum err r;

	if (strncmp(name, PREFIX, strlen(PREFIX)) || strchr(name, '=') ||
	    !is_cookie_text(name) || !is_cookie_text(value))
		return log_err(E_BUG, "cookie.set", "name=%s", name);
	r = buf_addf(&line, "%s=%s; Path=/; Secure; HttpOnly; SameSite=Lax",
	    name, value);
	if (!r && max_age_s >= 0)
		r = buf_addf(&line, "; Max-Age=%" PRId64, max_age_s);
	if (!r)
		r = answer_header(q, "Set-Cookie", (const char *)line.p);
	buf_free(&line);
	return r;
}
