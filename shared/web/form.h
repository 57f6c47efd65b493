/*
 * What browsers send: query strings, forms, multipart forms, cookies.
 *
 * A name twice is refused (parameter pollution) where a form is read into a
 * struct; a repeatable field is the caller's own loop over the pairs.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_WEB_FORM_H
#define FERNSIGN_WEB_FORM_H

#include "shared/base/arena.h"
#include "shared/base/field.h"
#include "shared/web/route.h"

#define FORM_PAIRS 64

/* A decoded form; names and values in the arena. */
struct form {
	struct pair pair[FORM_PAIRS];
	size_t n;
};

/*
 * Decode application/x-www-form-urlencoded (a body or a query string).
 *
 * E_INPUT  malformed escape, NUL, not UTF-8, over FORM_PAIRS pairs
 */
enum err form_decode(
    struct bytes text, struct form *out, struct arena *a) MUST_USE;

/* Find a value by name; empty view with p NULL when absent or twice. */
struct bytes form_value(const struct form *f, const char *name);

/* A field that was refused, for the page. */
struct form_fault {
	const struct field *field;
	enum err
	    err; /* E_INPUT malformed, E_LIMIT too long, E_NOTFOUND missing */
};

struct form_faults {
	struct form_fault row[FORM_PAIRS];
	size_t n;
};

/*
 * Read a form into a struct; go on after a refusal so that a page can show
 * all of them.
 *
 * f, n    at most FORM_PAIRS fields
 * faults  in the order of the fields; none when all is well
 *
 * E_INPUT  a name twice; otherwise E_OK even with faults
 */
enum err form_read(const struct form *form, const struct field *f, size_t n,
    void *object, struct form_faults *faults, struct arena *a) MUST_USE;

/* Escape for a query string or a form value (RFC 3986 unreserved stay). */
enum err url_escape(struct buf *out, struct bytes v) MUST_USE;

#define MULTIPART_PARTS 64   /* most parts of a form */
#define MULTIPART_HEAD  1024 /* most octets of a part's header lines */

/* Part of a multipart form, told as it streams by. */
struct multipart_sink {
	/*
	 * A part begins. file is what the browser calls the file, never to be
	 * used as a path; its p is NULL when the part is not a file. most is
	 * what is left of the body: no part is longer.
	 */
	enum err (*begin)(
	    void *ctx, struct bytes name, struct bytes file, size_t most);
	/* Octets of the part. */
	enum err (*data)(void *ctx, struct bytes v);
	/* The part is complete. */
	enum err (*end)(void *ctx);
	void *ctx;
};

/*
 * Read the body of a BODY_MULTIPART request part by part (RFC 7578). Memory
 * stays constant; nothing is stored here.
 *
 * E_INPUT    malformed, cut off, over MULTIPART_PARTS, over MULTIPART_HEAD
 * any other  what a sink function returned
 */
enum err multipart_read(
    struct request *q, const struct multipart_sink *sink) MUST_USE;

/*
 * Find a cookie; a name sent twice counts as absent. Borrowed; NULL view
 * when absent.
 */
struct bytes cookie_value(const struct request *q, const char *name);

/* Find a cookie in a Cookie header's text (RFC 6265 4.2.1); as above. */
struct bytes cookie_find(struct bytes header, const char *name);

/*
 * Set a cookie: __Host- prefix names only, Secure, HttpOnly, Path=/,
 * SameSite=Lax. max_age_s 0 deletes; -1 makes it last for the browser's
 * session.
 *
 * E_BUG  other prefix, or a value that no cookie may have (RFC 6265 4.1.1)
 */
enum err cookie_set(struct request *q, const char *name, const char *value,
    int64_t max_age_s) MUST_USE;

#endif
