/*
 * FastCGI records as octets: what a client writes and reads. FastCGI 1.0
 * specification, 3.3 to 5.5.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_WEB_FCGI_RECORD_H
#define FERNSIGN_WEB_FCGI_RECORD_H

#include "shared/base/buf.h"

enum fcgi_type {
	FCGI_BEGIN_REQUEST = 1,
	FCGI_ABORT_REQUEST = 2,
	FCGI_END_REQUEST = 3,
	FCGI_PARAMS = 4,
	FCGI_STDIN = 5,
	FCGI_STDOUT = 6,
	FCGI_STDERR = 7
};

/* One record as read; content borrowed from where it was read. */
struct fcgi_record {
	unsigned char type;
	struct bytes content;
};

/* Append the begin record of request 1 as a responder, not to be kept. */
enum err fcgi_add_begin(struct buf *out) MUST_USE;

/* Append one parameter to a run of parameters (3.4). */
enum err fcgi_add_pair(
    struct buf *out, const char *name, struct bytes value) MUST_USE;

/*
 * Append the next record of a stream of request 1: what stands at the start
 * of rest, at most 65,535 octets, which are taken off it; when nothing is
 * left, the empty record that ends the stream.
 */
enum err fcgi_add_piece(
    struct buf *out, enum fcgi_type type, struct bytes *rest) MUST_USE;

/*
 * Append a stream of request 1: records of at most 65,535 octets and the
 * empty one that ends it.
 */
enum err fcgi_add_stream(
    struct buf *out, enum fcgi_type type, struct bytes content) MUST_USE;

/*
 * Read one record from the start of a view and move the view behind it.
 *
 * E_NOTFOUND  not all of it is there yet; the view is unchanged
 * E_PEER      not version 1, or not request 1
 */
enum err fcgi_next(struct bytes *from, struct fcgi_record *out) MUST_USE;

#endif
