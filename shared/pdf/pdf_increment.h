/*
 * Writing an incremental update: objects, cross-reference, trailer.
 *
 * The document's own bytes are never touched; what is written here stands
 * behind them. The cross-reference is of the kind that the document used
 * last, so PDF/A-1 stays PDF/A-1. Given the same document and the same calls
 * the same octets come out. ISO 32000-1 7.5.6.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_INCREMENT_H
#define FERNSIGN_PDF_INCREMENT_H

#include "shared/pdf/pdf_file.h"

struct pdf_increment {
	struct pdf_file *f;
	struct buf *out; /* the octets behind the document; borrowed */
	struct buf rows; /* what was written where */
	int next;        /* number of the next new object */
	size_t blank_at; /* in out: octets that are filled in later */
	size_t blank_n;  /* how many; 0: none */
};

/*
 * Start an increment of an open document.
 *
 * out  empty; receives the increment
 *
 * E_NOMEM  as buf_add
 */
enum err pdf_increment_begin(
    struct pdf_file *f, struct buf *out, struct pdf_increment *inc) MUST_USE;

/* Take a number for a new object. */
int pdf_increment_number(struct pdf_increment *inc);

/* Offset in the finished file of the next octet to be written. */
size_t pdf_increment_at(const struct pdf_increment *inc);

/*
 * Open an object: "id gen obj". The caller appends its value to inc->out and
 * calls pdf_increment_close. Each number at most once.
 */
enum err pdf_increment_open(
    struct pdf_increment *inc, int id, int gen) MUST_USE;
/* End the object that pdf_increment_open began. */
enum err pdf_increment_close(struct pdf_increment *inc) MUST_USE;

/* Write a whole object; id and gen as for pdf_increment_open. */
enum err pdf_increment_object(struct pdf_increment *inc, int id, int gen,
    const struct pdf_obj *o) MUST_USE;

/*
 * Write a new stream object, as it is: what an increment holds is too little
 * for deflate to be worth its time.
 *
 * keys  dictionary entries but /Length, NUL-ended
 */
enum err pdf_increment_stream(struct pdf_increment *inc, int id,
    const char *keys, struct bytes data) MUST_USE;

/*
 * Write what the catalog's entry key stands for: over its own object, into a
 * new one, or, when it was direct, into the catalog. The catalog is written
 * at most once in an increment.
 *
 * old  what the entry says now; null when it is absent
 * is   what it is to say
 *
 * E_NOMEM  as buf_add, or arena exhausted
 */
enum err pdf_increment_entry(struct pdf_increment *inc, const char *key,
    const struct pdf_obj *old, const struct pdf_obj *is) MUST_USE;

/*
 * Write cross-reference and trailer. Afterwards only octets whose places are
 * known may be filled in.
 *
 * E_NOMEM   as buf_add
 * E_CRYPTO  no digest for /ID
 */
enum err pdf_increment_end(struct pdf_increment *inc) MUST_USE;

/* Release what pdf_increment_begin took; NULL-safe for unused ones. */
void pdf_increment_clear(struct pdf_increment *inc);

#endif
