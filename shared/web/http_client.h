/*
 * Calls to the outside by HTTP, and mail by SMTP; libcurl does both. No
 * redirects are followed, no proxy is taken from the environment, every call
 * has a deadline and a most size.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_WEB_HTTP_CLIENT_H
#define FERNSIGN_WEB_HTTP_CLIENT_H

#include <stdint.h>

#include "shared/base/arena.h"
#include "shared/base/secret.h"

struct http_call {
	const char *method; /* "GET", "POST" */
	const char *url;    /* http or https */
	const char *media;  /* of the body; NULL when none */
	struct bytes body;
	const char *const
	    *headers;          /* "Name: value", NULL-ended; NULL allowed */
	struct bytes bearer;   /* secret token; empty when none */
	const char *user;      /* of basic authentication; NULL: none */
	struct bytes password; /* secret */
	const char *ca_file;   /* PEM that alone is trusted; NULL: system */
	const char *cert_file; /* client certificate and key; NULL none */
	const char *key_file;
	int64_t connect_ms;
	int64_t timeout_ms;
	size_t answer_max;
};

struct http_answer {
	int status;
	char *media;       /* "" when absent */
	struct bytes body; /* in the arena */
};

/*
 * Make one call.
 *
 * E_PEER  not reachable, TLS refused, deadline, over answer_max
 */
enum err http_call(const struct http_call *c, struct http_answer *out,
    struct arena *a) MUST_USE;

struct smtp_server {
	const char *url;       /* smtp://host:port or smtps:// */
	const char *user;      /* NULL: no authentication */
	struct bytes password; /* secret */
	const char *ca_file;   /* NULL: system; with starttls */
	bool starttls;         /* required when true */
	int64_t timeout_ms;
};

/*
 * Hand one message to the server.
 *
 * from, to  bare addresses
 * message   complete RFC 5322 message, CRLF line ends
 *
 * E_INPUT  the server refused for good (5xx): do not try again
 * E_PEER   try later
 */
enum err smtp_send(const struct smtp_server *s, const char *from,
    const char *to, struct bytes message) MUST_USE;

#endif
