/*
 * See mail.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/model/mail.h"

#define LINE 254 /* octets of one line of words */

/* clang-format off */
static const struct field document_fields[] = {
	FIELD(mail_document, name, 255, FLD_REQUIRED),
};

static const struct field certificate_fields[] = {
	FIELD(mail_certificate, level,  10,   FLD_REQUIRED),
	FIELD(mail_certificate, serial, 64,   FLD_REQUIRED),
	FIELD(mail_certificate, until,  LINE, FLD_REQUIRED),
};

const struct field mail_fields[] = {
	FIELD(mail, name,       LINE, 0),
	FIELD(mail, order,      64,   0),
	FIELD(mail, coins,      INT64_MAX, 0),
	FIELD(mail, level,      10,   0),
	FIELD(mail, serial,     64,   0),
	FIELD(mail, until,      LINE, 0),
	FIELD(mail, until_time, LINE, 0),
	FIELD(mail, reason,     LINE, 0),
	FIELD_LIST(mail, documents,    mail_document,    document_fields,    50),
	FIELD_LIST(mail, certificates, mail_certificate, certificate_fields, 10),
	FIELD(mail, link,          512,  0),
	FIELD_AS("operator", mail, house, LINE, 0),
	FIELD(mail, portal_url,    LINE, 0),
	FIELD(mail, support_email, LINE, 0),
	FIELD(mail, support_phone, LINE, 0),
};
/* clang-format on */

const size_t mail_nfields = COUNT(mail_fields);
