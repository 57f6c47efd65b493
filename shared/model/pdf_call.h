/*
 * Asking pdf: judge, place, extend, verify. The body is the PDF itself.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODEL_PDF_CALL_H
#define FERNSIGN_MODEL_PDF_CALL_H

#include "shared/model/call.h"

/* A signature that the document bears and that holds. */
struct pdf_call_signature {
	char *name;
	char *state; /* valid, stamped (a time stamp says when), time-stamp */
	int64_t at;
};

/* Something that was found and does not refuse. */
struct pdf_call_warning {
	char *rule; /* clause of ISO 19005 */
	char *message_key;
};

struct pdf_call_check {
	char *verdict;     /* ok, not_pdf, encrypted, damaged, not_pdfa, … */
	char *rule;        /* NULL unless not_pdfa */
	char *message_key; /* why and what to do; NULL when ok */
	char *pdfa;
	int64_t pages;
	bool certified;         /* a visible signature may not please all */
	struct list signatures; /* struct pdf_call_signature */
	struct list fields;     /* struct pdf_call_field */
	struct list warnings;   /* struct pdf_call_warning */
	char *json;             /* the whole answer, for the preview */
};

/* A signature field that was left empty; points as shown. */
struct pdf_call_field {
	char *name;
	int64_t page;
	int64_t x;
	int64_t y;
	int64_t width; /* 0: nothing will be seen */
	int64_t height;
};

/* E_PEER  pdf is away, or died over this document (logged). */
enum err pdf_call_check(
    struct call *c, struct bytes pdf, struct pdf_call_check *out) MUST_USE;

/* Read such an answer again, as it was kept. E_INPUT  it is none. */
enum err pdf_call_check_read(
    struct bytes json, struct pdf_call_check *out, struct arena *a) MUST_USE;

/* What is to be written; NULL members are left out. */
struct pdf_call_place {
	char *page;
	char *position;
	char *x;
	char *y;
	char *width;
	char *height;
	char *name; /* the signer's, from the certificate */
	char *level;
	char *serial; /* hex, of the certificate */
	char *lang;
	char *reason;
	char *place;
	char *field; /* with position field: which; NULL: the first */
	int64_t at;  /* /M and the appearance */
};

struct pdf_call_placed {
	struct bytes increment;
	int64_t contents_at;   /* absolute offset of "<" */
	int64_t contents_size; /* hex digits between "<" and ">" */
	char *field;
};

/* E_INPUT  refused; c->reason says why. */
enum err pdf_call_place(struct call *c, struct bytes pdf,
    const struct pdf_call_place *in, struct pdf_call_placed *out) MUST_USE;

/* One certificate, OCSPResponse or CertificateList. */
struct pdf_der {
	struct bytes der;
};

/* Validation data: lists of struct pdf_der. */
struct pdf_validation {
	struct list certificates;
	struct list ocsps;
	struct list crls;
};

/*
 * Make the increment that adds validation data, or the place of a document
 * time stamp.
 *
 * v      what to add to /DSS; NULL with stamp
 * stamp  the place of a time stamp instead: fill its /Contents as after
 *        pdf_call_place
 * out    increment n 0 when nothing was missing; contents_at 0 without stamp
 *
 * E_INPUT  refused; c->reason says why
 */
enum err pdf_call_extend(struct call *c, struct bytes pdf,
    const struct pdf_validation *v, bool stamp,
    struct pdf_call_placed *out) MUST_USE;

struct pdf_call_verified {
	bool ok;
	char *reason;
	bool covers_all;
	char *signer_sha256; /* hex */
	char *digest;        /* hex, under the signature's own hash */
	int64_t time_stamp_at;
	int64_t signatures;
};

/* Judge the last signature of a document in a fresh process. */
enum err pdf_call_verify(
    struct call *c, struct bytes pdf, struct pdf_call_verified *out) MUST_USE;

/* A signature or document time stamp, judged by itself. */
struct pdf_call_reported {
	char *field;
	bool stamp; /* a document time stamp */
	bool holds;
	char *why; /* "" when it holds */
	char *signer;
	int64_t claimed_at; /* what it says itself; 0: nothing */
	int64_t time_stamp_at;
	char *time_stamp_by;
	bool baseline; /* a PAdES baseline signature */
	bool weak;     /* nobody should rely on its digest or key by now */
	int64_t end;   /* octets that it covers, with its own digits */
	char *later;   /* none, allowed, refused: what came after it */
	char *later_why;
	struct bytes cms; /* or token */
};

struct pdf_call_report {
	char *why; /* "" or why nothing can be said */
	int64_t octets;
	struct list signatures;   /* struct pdf_call_reported, oldest first */
	struct list certificates; /* struct pdf_der, of /DSS */
	struct list ocsps;
	struct list crls;
};

/* Judge everything that is signed in a document. Errors as pdf_call_check. */
enum err pdf_call_report(
    struct call *c, struct bytes pdf, struct pdf_call_report *out) MUST_USE;

/*
 * The same in short: the signatures alone (struct pdf_call_reported, oldest
 * first). A cms that is longer than any of ours is left out (n 0).
 */
enum err pdf_call_signatures(
    struct call *c, struct bytes pdf, struct list *out) MUST_USE;

#endif
