/*
 * From words to a message that mail servers take. RFC 5322, RFC 2045,
 * RFC 2047.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/notify/notify.h"

#include <string.h>

#include "shared/base/clock.h"
#include "shared/base/encode.h"

#define WORD_OCTETS \
	39 /* per encoded word: its line has 76 at most, RFC 2047 2 */
#define LINE_OCTETS 57 /* per line of base64: 76 characters, RFC 2045 6.8 */

/* Where a run of at most most octets may be cut: before a UTF-8 lead. */
static size_t
whole_characters(struct bytes v, size_t most)
{
	size_t n = v.n < most ? v.n : most;

	while (n > 0 && n < v.n && (v.p[n] & 0xc0) == 0x80)
		n--;
	return n;
}

/* Write a header field whose words may be anything (RFC 2047 4.1). */
static enum err
add_words(struct buf *out, const char *name, struct bytes v, const char *end)
{
	const char *fold = " ";
	enum err r;
	size_t n;

	if ((r = buf_addf(out, "%s:", name)))
		return r;
	for (; v.n > 0; v.p += n, v.n -= n, fold = "\r\n ") {
		if ((n = whole_characters(v, WORD_OCTETS)) == 0)
			return E_INPUT;
		if ((r = buf_adds(out, fold)) ||
		    (r = buf_adds(out, "=?UTF-8?B?")) ||
		    (r = base64_add(out, BASE64, bytes_at(v.p, n))) ||
		    (r = buf_adds(out, "?=")))
			return r;
	}
	return buf_addf(out, "%s\r\n", end);
}

/* An HTTP date says GMT where a mail says +0000 (RFC 5322 3.3). */
static enum err
add_date(struct buf *out, int64_t at)
{
	char date[30];

	clock_http(at, date);
	return buf_addf(out, "Date: %.25s +0000\r\n", date);
}

/*
 * The id makes a second delivery of the same row, after a crash between SMTP
 * and commit, recognisable as such.
 */
static enum err
add_message_id(struct buf *out, const struct notify_head *h)
{
	const char *at = strrchr(h->from, '@');
	char id[33];

	id_text(&h->id, id);
	return buf_addf(
	    out, "Message-ID: <%s%s>\r\n", id, at == NULL ? "@localhost" : at);
}

static enum err
add_text(struct buf *out, struct bytes v)
{
	enum err r;
	size_t n;

	for (; v.n > 0; v.p += n, v.n -= n) {
		n = v.n < LINE_OCTETS ? v.n : LINE_OCTETS;
		if ((r = base64_add(out, BASE64, bytes_at(v.p, n))) ||
		    (r = buf_adds(out, "\r\n")))
			return r;
	}
	return E_OK;
}

/* Text in a message ends its lines with CRLF (RFC 2046 4.1.1). */
static enum err
with_crlf(struct bytes v, struct buf *out)
{
	struct bytes line;
	enum err r;

	while (v.n > 0) {
		(void)bytes_cut(v, '\n', &line, &v);
		if ((r = buf_addb(out, line)) || (r = buf_adds(out, "\r\n")))
			return r;
	}
	return E_OK;
}

enum err
notify_compose(const struct notify_head *h, struct bytes text, struct buf *out)
{
	struct buf lines = BUF(out->max);
	char from[300];
	enum err r;

	(void)snprintf(from, sizeof(from), "\r\n <%s>", h->from);
	if ((r = add_words(out, "From", bytes_of(h->name), from)) ||
	    (r = buf_addf(out, "To: <%s>\r\n", h->to)) ||
	    (r = add_words(out, "Subject", bytes_of(h->subject), "")) ||
	    (r = add_date(out, h->at)) || (r = add_message_id(out, h)) ||
	    (r = buf_adds(out,
		 "Auto-Submitted: auto-generated\r\n"
		 "MIME-Version: 1.0\r\n"
		 "Content-Type: text/plain; charset=utf-8\r\n"
		 "Content-Transfer-Encoding: base64\r\n\r\n")) ||
	    (r = with_crlf(text, &lines)))
		goto out;
	r = add_text(out, buf_bytes(&lines));
out:
	buf_free(&lines);
	return r;
}
