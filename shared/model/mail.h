/*
 * The words that mails are filled with: one table for whoever writes an
 * outbox row and for notify, which fills the templates www/mail/.
 *
 * A writer sets what its mail needs and leaves the rest NULL or 0.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODEL_MAIL_H
#define FERNSIGN_MODEL_MAIL_H

#include "shared/base/field.h"

struct mail_document {
	const char *name; /* file name as uploaded */
};

struct mail_certificate {
	const char *level;  /* simple, advanced, qualified */
	const char *serial; /* as people compare it: hex */
	const char *until;  /* a date in words, see lang_date */
};

struct mail {
	const char *name;         /* whom it is addressed to */
	const char *order;        /* redeem: the shop's number */
	int64_t coins;            /* redeem */
	const char *level;        /* as in mail_certificate */
	const char *serial;       /* certificate-revoked, expiry */
	const char *until;        /* a date in words */
	const char *until_time;   /* a date with the time of day in words */
	const char *reason;       /* identification-failed: words to show */
	struct list documents;    /* signed-ready: mail_document */
	struct list certificates; /* certificates-issued: mail_certificate */

	/* Set by notify, whatever a writer says. */
	const char *link;  /* the outbox row's, opened */
	const char *house; /* the operator, "operator" in templates */
	const char *portal_url;
	const char *support_email;
	const char *support_phone;
};

/* Of all members; for outbox_mail.fields, for notify's templates. */
extern const struct field mail_fields[];
extern const size_t mail_nfields;

#endif
