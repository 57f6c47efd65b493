/*
 * notify: everything that leaves the house as a message.
 *
 * In: outbox rows, delivered by POST /tick; short messages and calls by POST
 * /message, handed on at once. Out: SMTP, the gateway's HTTP. The only
 * process that can open what is sealed to notify's key. Never sees documents.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODULES_NOTIFY_NOTIFY_H
#define FERNSIGN_MODULES_NOTIFY_NOTIFY_H

#include "shared/base/secret.h"
#include "shared/db/db.h"
#include "shared/model/mail.h"
#include "shared/web/responder.h"
#include "shared/web/template.h"

#define NOTIFY_MAILS 12 /* most templates */

/* Section [notify]. */
struct notify_config {
	char *key_file;           /* opens sealed links and PINs, 32 octets */
	char *smtp_url;           /* smtp://host:port, smtps://host:port */
	char *smtp_user;          /* NULL: no authentication */
	char *smtp_password_file; /* with smtp_user */
	char *smtp_ca_file;       /* NULL: the system's */
	bool smtp_starttls;       /* refuse to send without */
	char *gateway_url;        /* takes {"kind","to","text",…} by POST */
	char *gateway_token_file; /* bearer token; NULL: none */
	char *gateway_ca_file;    /* NULL: the system's */
};

/* One mail in both languages. */
struct notify_mail {
	const char *name;
	struct template *text[LANG__MAX];
};

struct notify {
	struct responder r;
	struct notify_config cfg;
	struct db *db;
	struct secret key; /* X25519 */
	unsigned char public[32];
	struct secret smtp_password;
	struct secret gateway_token;
	struct notify_mail mails[NOTIFY_MAILS];
	size_t nmails;
	int64_t looked_at; /* when expiring certificates were looked for */
};

/* For db_open: the outbox, as notify may see and change it. */
extern const struct stmt_table notify_outbox_sql;

/* For db_open: what expiry notices are made of. */
extern const struct stmt_table notify_expiry_sql;

/*
 * Write a mail for each certificate that expires within thirty days and has
 * none yet; at most once a minute.
 *
 * E_DB  away: the next tick tries again
 */
enum err notify_expiry(struct notify *n, struct arena *a) MUST_USE;

/* POST /tick: deliver what is due. Answers {"sent","later","failed"}. */
enum err notify_tick(struct request *q) MUST_USE;

/*
 * POST /message: hand a short message or a call to the gateway at once.
 *
 * E_INPUT  the kind is unknown, or a PIN is not sealed to us
 * E_PEER   the gateway has not taken it: the caller tells its person
 */
enum err notify_message_take(struct request *q) MUST_USE;

/*
 * Compile every mail of DIR/mail; DIR/text holds the catalogue.
 *
 * E_INPUT  a file is missing or uses a word that mails do not have
 */
enum err notify_words_load(struct notify *n, const char *dir) MUST_USE;

/*
 * Fill a mail: subject line and text, UTF-8.
 *
 * name  the template's; lang its language; both from the outbox row
 *
 * E_NOTFOUND  no such template
 * E_INPUT     empty, or no subject line
 * E_NOMEM     longer than a mail may be
 */
enum err notify_words_fill(const struct notify *n, const char *name,
    const char *lang, const struct mail *words, struct buf *subject,
    struct buf *text) MUST_USE;

/* What stands in the head of a message. */
struct notify_head {
	const char *name;    /* of the sender, any UTF-8 */
	const char *from;    /* bare address */
	const char *to;      /* bare address */
	const char *subject; /* any UTF-8 line */
	struct id id;        /* of the outbox row: Message-ID */
	int64_t at;
};

/*
 * Write a complete message (RFC 5322, MIME): one part of plain text in
 * base64, words of the head encoded (RFC 2047), CRLF line ends.
 *
 * E_NOMEM  out is full
 */
enum err notify_compose(
    const struct notify_head *h, struct bytes text, struct buf *out) MUST_USE;

/*
 * Open what was sealed to our key (outbox_seal).
 *
 * out  in the arena, NUL-ended
 *
 * E_CRYPTO  not sealed to us, or changed
 */
enum err notify_open(const struct notify *n, struct bytes sealed,
    struct arena *a, char **out) MUST_USE;

#endif
