/*
 * Calls to the outside; the only file that knows libcurl. See http_client.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/web/http_client.h"

#include <curl/curl.h>
#include <string.h>

#include "shared/base/log.h"

#define BEARER_MAX   4096
#define PASSWORD_MAX 512

/* Where an answer goes. */
struct sink {
	struct buf buf;
	bool full;
};

static CURL *
open_curl(void)
{
	static bool ready;

	if (!ready && curl_global_init(CURL_GLOBAL_DEFAULT))
		return NULL;
	ready = true;
	return curl_easy_init();
}

/* Copy a secret with a NUL for the library, which copies it again. */
static bool
copy_secret(char *out, size_t size, struct bytes secret)
{
	if (secret.n >= size || memchr(secret.p, '\0', secret.n))
		return false;
	memcpy(out, secret.p, secret.n);
	out[secret.n] = '\0';
	return true;
}

static size_t
take_data(char *p, size_t size, size_t n, void *ctx)
{
	struct sink *s = ctx;

	if (buf_add(&s->buf, p, size * n)) {
		s->full = true;
		return 0;
	}
	return size * n;
}

/* What holds for every call: no proxy, no redirect, no signal, deadlines. */
static CURLcode
set_common(CURL *h, const char *url, const char *protocols, int64_t connect_ms,
    int64_t timeout_ms)
{
	CURLcode c;

	if ((c = curl_easy_setopt(h, CURLOPT_URL, url)) ||
	    (c = curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, protocols)) ||
	    (c = curl_easy_setopt(h, CURLOPT_PROXY, "")) ||
	    (c = curl_easy_setopt(h, CURLOPT_FOLLOWLOCATION, 0L)) ||
	    (c = curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L)) ||
	    (c = curl_easy_setopt(
		 h, CURLOPT_CONNECTTIMEOUT_MS, (long)connect_ms)))
		return c;
	return curl_easy_setopt(h, CURLOPT_TIMEOUT_MS, (long)timeout_ms);
}

/* Trust one file alone: the system's folder would be looked at as well. */
static CURLcode
set_trust(CURL *h, const char *ca_file)
{
	CURLcode c;

	if (!ca_file)
		return CURLE_OK;
	if ((c = curl_easy_setopt(h, CURLOPT_CAINFO, ca_file)))
		return c;
	return curl_easy_setopt(h, CURLOPT_CAPATH, NULL);
}

static CURLcode
set_bearer(CURL *h, struct bytes bearer)
{
	char text[BEARER_MAX];
	CURLcode c;

	if (!bearer.n)
		return CURLE_OK;
	if (!copy_secret(text, sizeof(text), bearer))
		return CURLE_BAD_FUNCTION_ARGUMENT;
	if (!(c = curl_easy_setopt(h, CURLOPT_HTTPAUTH, CURLAUTH_BEARER)))
		c = curl_easy_setopt(h, CURLOPT_XOAUTH2_BEARER, text);
	secret_wipe(text, sizeof(text));
	return c;
}

static CURLcode
set_user(CURL *h, const char *user, struct bytes password)
{
	char text[PASSWORD_MAX];
	CURLcode c;

	if (!user)
		return CURLE_OK;
	if (!copy_secret(text, sizeof(text), password))
		return CURLE_BAD_FUNCTION_ARGUMENT;
	if (!(c = curl_easy_setopt(h, CURLOPT_HTTPAUTH, CURLAUTH_BASIC)) &&
	    !(c = curl_easy_setopt(h, CURLOPT_USERNAME, user)))
		c = curl_easy_setopt(h, CURLOPT_PASSWORD, text);
	secret_wipe(text, sizeof(text));
	return c;
}

static CURLcode
set_identity(CURL *h, const struct http_call *c)
{
	CURLcode r;

	if (!c->cert_file)
		return CURLE_OK;
	if ((r = curl_easy_setopt(h, CURLOPT_SSLCERT, c->cert_file)))
		return r;
	return curl_easy_setopt(h, CURLOPT_SSLKEY, c->key_file);
}

/* Add one line; the list is as it was when there is no memory. */
static bool
add_line(struct curl_slist **lines, const char *line)
{
	struct curl_slist *longer = curl_slist_append(*lines, line);

	if (longer)
		*lines = longer;
	return longer != NULL;
}

/* Put the header lines together. */
static bool
make_lines(
    const struct http_call *c, struct curl_slist **lines, struct arena *a)
{
	const char *const *h;
	const char *media = c->media
	    ? arena_printf(a, "Content-Type: %s", c->media)
	    : "Content-Type:";

	/* Without Expect: a body is sent at once. */
	if (!media || !add_line(lines, media) || !add_line(lines, "Expect:"))
		return false;
	for (h = c->headers; h && *h; h++)
		if (strpbrk(*h, "\r\n") || !add_line(lines, *h))
			return false;
	return true;
}

static CURLcode
set_body(CURL *h, const struct http_call *c)
{
	CURLcode r;

	if (!c->media && !strcmp(c->method, "GET"))
		return CURLE_OK;
	if ((r = curl_easy_setopt(
		 h, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)c->body.n)) ||
	    (r = curl_easy_setopt(h, CURLOPT_POSTFIELDS,
		 c->body.n ? (const char *)c->body.p : "")))
		return r;
	return curl_easy_setopt(h, CURLOPT_CUSTOMREQUEST, c->method);
}

static CURLcode
set_call(CURL *h, const struct http_call *c, struct curl_slist *lines,
    struct sink *sink)
{
	CURLcode r;

	if ((r = set_common(
		 h, c->url, "http,https", c->connect_ms, c->timeout_ms)) ||
	    (r = set_trust(h, c->ca_file)) || (r = set_identity(h, c)) ||
	    (r = set_bearer(h, c->bearer)) ||
	    (r = set_user(h, c->user, c->password)) || (r = set_body(h, c)) ||
	    (r = curl_easy_setopt(h, CURLOPT_HTTPHEADER, lines)) ||
	    (r = curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, take_data)))
		return r;
	return curl_easy_setopt(h, CURLOPT_WRITEDATA, sink);
}

/* Read what came back. */
static enum err
read_answer(
    CURL *h, const struct sink *sink, struct http_answer *out, struct arena *a)
{
	const char *media = NULL;
	long status = 0;

	if (curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &status) ||
	    curl_easy_getinfo(h, CURLINFO_CONTENT_TYPE, &media))
		return E_PEER;
	out->status = (int)status;
	if (!(out->media = arena_str(a, media ? media : "")))
		return E_NOMEM;
	return arena_bytes(a, buf_bytes(&sink->buf), &out->body);
}

enum err
http_call(const struct http_call *c, struct http_answer *out, struct arena *a)
{
	struct sink sink = { BUF(c->answer_max), false };
	struct curl_slist *lines = NULL;
	CURL *h = open_curl();
	enum err r = E_NOMEM;
	CURLcode rc;

	if (!h || !make_lines(c, &lines, a))
		goto out;
	if ((rc = set_call(h, c, lines, &sink)) || (rc = curl_easy_perform(h)))
		r = log_err(E_PEER, "http.call", "url=%.*s error=%s",
		    (int)strcspn(c->url, "?"), c->url,
		    sink.full ? "answer_max" : curl_easy_strerror(rc));
	else
		r = read_answer(h, &sink, out, a);
out:
	curl_slist_free_all(lines);
	curl_easy_cleanup(h);
	buf_free(&sink.buf);
	return r;
}

/* Give the message piece by piece. */
static size_t
give_data(char *p, size_t size, size_t n, void *ctx)
{
	struct bytes *left = ctx;
	size_t k = size * n < left->n ? size * n : left->n;

	memcpy(p, left->p, k);
	*left = bytes_at(left->p + k, left->n - k);
	return k;
}

static CURLcode
set_login(CURL *h, const struct smtp_server *s)
{
	char text[PASSWORD_MAX];
	CURLcode c;

	if (!s->user)
		return CURLE_OK;
	if (!copy_secret(text, sizeof(text), s->password))
		return CURLE_BAD_FUNCTION_ARGUMENT;
	if (!(c = curl_easy_setopt(h, CURLOPT_USERNAME, s->user)))
		c = curl_easy_setopt(h, CURLOPT_PASSWORD, text);
	secret_wipe(text, sizeof(text));
	return c;
}

static CURLcode
set_mail(CURL *h, const struct smtp_server *s, const char *from,
    struct curl_slist *to, struct bytes *message)
{
	CURLcode c;

	if ((c = set_common(
		 h, s->url, "smtp,smtps", s->timeout_ms, s->timeout_ms)) ||
	    (c = set_trust(h, s->ca_file)) || (c = set_login(h, s)) ||
	    (c = curl_easy_setopt(h, CURLOPT_USE_SSL,
		 s->starttls ? CURLUSESSL_ALL : CURLUSESSL_NONE)) ||
	    (c = curl_easy_setopt(h, CURLOPT_MAIL_FROM, from)) ||
	    (c = curl_easy_setopt(h, CURLOPT_MAIL_RCPT, to)) ||
	    (c = curl_easy_setopt(h, CURLOPT_UPLOAD, 1L)) ||
	    (c = curl_easy_setopt(h, CURLOPT_READFUNCTION, give_data)) ||
	    (c = curl_easy_setopt(h, CURLOPT_READDATA, message)))
		return c;
	return curl_easy_setopt(
	    h, CURLOPT_INFILESIZE_LARGE, (curl_off_t)message->n);
}

/* A bare address goes between < and > on a line of the protocol. */
static bool
is_bare(const char *address)
{
	return *address && !strpbrk(address, "<>\r\n ");
}

enum err
smtp_send(const struct smtp_server *s, const char *from, const char *to,
    struct bytes message)
{
	struct curl_slist *rcpt = NULL;
	CURL *h = open_curl();
	enum err r = E_NOMEM;
	long status = 0;
	CURLcode c;

	if (!is_bare(from) || !is_bare(to)) {
		r = log_err(E_INPUT, "smtp.address", "not bare");
		goto out;
	}
	if (!h || !add_line(&rcpt, to))
		goto out;
	r = E_OK;
	if (!(c = set_mail(h, s, from, rcpt, &message)) &&
	    !(c = curl_easy_perform(h)))
		goto out;
	/* The last reply: 5yz is for good (RFC 5321 4.2.1), but not a log-in. */
	curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &status);
	r = log_err(status >= 500 && c != CURLE_LOGIN_DENIED ? E_INPUT : E_PEER,
	    "smtp.send", "url=%s status=%ld error=%s", s->url, status,
	    curl_easy_strerror(c));
out:
	curl_slist_free_all(rcpt);
	curl_easy_cleanup(h);
	return r;
}
