/*
 * DER, as much as profiles and CMS attributes need: a writer on struct buf
 * and a strict reader on views. ITU-T X.690 10, 11.
 *
 * In: values. Out: octets. Never decides what they mean.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PKI_DER_H
#define FERNSIGN_PKI_DER_H

#include <stdint.h>

#include "shared/base/buf.h"

/* Identifier octets; context tags are DER_CONTEXT(n) or DER_CONTEXT_SEQ(n). */
enum der_tag {
	DER_BOOLEAN = 0x01,
	DER_INTEGER = 0x02,
	DER_BIT_STRING = 0x03,
	DER_OCTET_STRING = 0x04,
	DER_NULL = 0x05,
	DER_OID = 0x06,
	DER_UTF8 = 0x0c,
	DER_PRINTABLE = 0x13,
	DER_IA5 = 0x16,
	DER_GENERALIZED_TIME = 0x18,
	DER_SEQUENCE = 0x30,
	DER_SET = 0x31
};

#define DER_CONTEXT(n)     (0x80 | (n)) /* primitive */
#define DER_CONTEXT_SEQ(n) (0xa0 | (n)) /* constructed */

/*
 * Start a value whose length is not known yet; der_close ends it.
 *
 * at      where it starts, to be handed to der_close
 *
 * E_NOMEM  out is full
 */
enum err der_open(struct buf *out, int tag, size_t *at) MUST_USE;

/* End the value that der_open started at `at`. E_NOMEM  out is full. */
enum err der_close(struct buf *out, size_t at) MUST_USE;

/* Append one whole value. E_NOMEM  out is full. */
enum err der_add(struct buf *out, int tag, struct bytes content) MUST_USE;

/*
 * Append a SET OF whole values; sorts them (X.690 11.6).
 *
 * tag      DER_SET, or an implicit one
 *
 * E_NOMEM  out is full
 */
enum err der_add_set_of(
    struct buf *out, int tag, struct bytes *each, size_t n) MUST_USE;

/*
 * Append an OBJECT IDENTIFIER.
 *
 * dotted   "1.2.840.113549", NUL-ended
 *
 * E_BUG    no such identifier
 * E_NOMEM  out is full
 */
enum err der_add_oid(struct buf *out, const char *dotted) MUST_USE;

/* Append an INTEGER, 0 or above. E_NOMEM  out is full. */
enum err der_add_int(struct buf *out, int64_t v) MUST_USE;

/* Append a GeneralizedTime (RFC 5280 4.1.2.5.2). E_NOMEM  out is full. */
enum err der_add_time(struct buf *out, int64_t at) MUST_USE;

/*
 * Take the next value off a view.
 *
 * in       moved behind the value on E_OK only
 * tag      what it must be
 * content  its content octets; borrowed from in
 *
 * E_INPUT  other tag, indefinite or not shortest length, cut off
 */
enum err der_take(struct bytes *in, int tag, struct bytes *content) MUST_USE;

/*
 * Take the next value off a view whatever it is, its header included.
 *
 * E_INPUT  as der_take
 */
enum err der_take_any(struct bytes *in, struct bytes *whole) MUST_USE;

/* Say whether the next value has this tag. */
bool der_next(struct bytes in, int tag);

/* Compare an OID's content octets with a dotted identifier. */
bool der_oid_is(struct bytes content, const char *dotted);

#endif
