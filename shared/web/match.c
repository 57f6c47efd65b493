/*
 * From a request to its row: what a function may rely on is checked here,
 * before it runs. See request_match in route.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>
#include <strings.h>

#include "shared/base/encode.h"
#include "shared/base/random.h"
#include "shared/base/text.h"
#include "shared/web/fcgi.h"
#include "shared/web/route.h"

/* The one media type of a body kind; NULL when the kind names none. */
static const char *
media_of(const struct route *row)
{
	switch (row->body) {
	case BODY_FORM:
		return "application/x-www-form-urlencoded";
	case BODY_JSON:
		return "application/json";
	case BODY_MULTIPART:
		return "multipart/form-data";
	case BODY_RAW:
		return row->media;
	default:
		return NULL;
	}
}

/* Set the status for the page and hand the outcome through. */
static enum err
refuse(struct request *q, int status, enum err r, const char *reason)
{
	q->status = status;
	q->reason = reason;
	return r;
}

/* Compare a path with a pattern, segment by segment. */
static bool
path_matches(const char *pattern, struct bytes path, struct bytes *segment)
{
	struct bytes want = bytes_of(pattern);
	struct bytes w;
	struct bytes have;
	size_t n = 0;
	bool more;

	do {
		more = bytes_cut(want, '/', &w, &want);
		if (bytes_eqs(w, "*")) { /* the rest, slashes included */
			if (!path.n || n == REQUEST_SEGMENTS)
				return false;
			segment[n] = path;
			return true;
		}
		if (bytes_cut(path, '/', &have, &path) != more)
			return false;
		if (!bytes_eqs(w, ":")) {
			if (!bytes_eq(w, have))
				return false;
		} else if (!have.n || n == REQUEST_SEGMENTS) {
			return false;
		} else {
			segment[n++] = have;
		}
	} while (more);
	return true;
}

/* Read what every request has: method, path, query, media type, id. */
static enum err
read_line(struct request *q)
{
	const char *method = request_param(q, "REQUEST_METHOD");
	const char *id = request_param(q, "REQUEST_ID");
	const char *length = request_param(q, "CONTENT_LENGTH");
	struct id made;

	q->path = bytes_of(request_param(q, "DOCUMENT_URI"));
	q->query = bytes_of(request_param(q, "QUERY_STRING"));
	q->media = bytes_of(request_param(q, "CONTENT_TYPE"));
	q->request_id = id;
	if (!id || !*id || strlen(id) > 64 || !text_line(bytes_of(id))) {
		random_id(&made);
		q->request_id = hex_text(q->arena, bytes_at(made.b, 16));
	}
	q->head = method && !strcmp(method, "HEAD");
	if (q->head || (method && !strcmp(method, "GET")))
		q->method = GET;
	else if (method && !strcmp(method, "POST"))
		q->method = POST;
	if (length && *length &&
	    text_number(bytes_of(length), INT64_MAX, &q->length))
		return refuse(q, 400, E_INPUT, "length");
	q->left = q->length;
	if (!q->path.n || q->path.p[0] != '/' || !text_line(q->path))
		return refuse(q, 400, E_INPUT, "path");
	return E_OK;
}

/* Find the first row with this path and method. */
static enum err
find_row(struct request *q, const struct route *routes, size_t n)
{
	struct bytes segment[REQUEST_SEGMENTS];
	unsigned methods = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		memset(segment, 0, sizeof(segment));
		if (!path_matches(routes[i].path, q->path, segment))
			continue;
		methods |= routes[i].method;
		if (routes[i].method != q->method)
			continue;
		memcpy(q->segment, segment, sizeof(segment));
		q->route = &routes[i];
		return E_OK;
	}
	if (!methods)
		return refuse(q, 404, E_NOTFOUND, "path");
	if (answer_header(q, "Allow",
		methods == (GET | POST) ? "GET, HEAD, POST"
		    : methods == POST   ? "POST"
					: "GET, HEAD"))
		return E_NOMEM;
	return refuse(q, 405, E_INPUT, "method");
}

/* Compare the media type without its parameters (RFC 9110 8.3.1). */
static bool
media_is(struct bytes media, const char *want)
{
	struct bytes type;
	struct bytes parameters;

	bytes_cut(media, ';', &type, &parameters);
	type = text_trim(type);
	return type.n == strlen(want) &&
	    !strncasecmp((const char *)type.p, want, type.n);
}

/* Hold a body against its row before an octet of it is read. */
static enum err
check_body(struct request *q)
{
	const struct route *row = q->route;
	const char *want = media_of(row);

	if (q->length > (row->body == BODY_NONE ? 0 : row->body_max))
		return refuse(q, 413, E_LIMIT, "length");
	/* Without a body there is nothing that the type could describe. */
	if (want && (q->length || q->media.n) && !media_is(q->media, want))
		return refuse(q, 415, E_INPUT, "media");
	return E_OK;
}

/* Read the whole body into the arena. */
static enum err
read_body(struct request *q)
{
	unsigned char *p;
	size_t have = 0;
	size_t got;

	if (!(p = arena_alloc(q->arena, (size_t)q->length + 1)))
		return E_NOMEM;
	while (q->left) {
		if (request_read(q, p + have, (size_t)q->left, &got))
			return refuse(q, 400, E_INPUT, "cut_off");
		have += got;
	}
	q->body = bytes_at(p, have);
	return E_OK;
}

enum err
request_match(struct request *q, const struct route *routes, size_t n)
{
	enum err r;

	if ((r = read_line(q)) || (r = find_row(q, routes, n)))
		return r;
	if (!(q->route->peers & q->peer))
		return refuse(q, 403, E_DENIED, "peer");
	if ((r = check_body(q)))
		return r;
	return q->route->body == BODY_MULTIPART ? E_OK : read_body(q);
}
