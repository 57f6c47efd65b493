/*
 * The texts of mails: templates www/mail/NAME.LANG.txt whose first line is
 * the subject. All are compiled at start, so a wrong one refuses the start.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/notify/notify.h"

#include <stdio.h>
#include <string.h>

#include "shared/base/log.h"
#include "shared/base/text.h"

#define TEXT_MAX 65536 /* octets of a mail */

/* clang-format off */
static const char *const names[] = {
	"already-registered", "certificate-revoked", "certificates-issued",
	"confirm", "expiry", "identification-failed", "password-reset", "redeem",
	"signed-ready",
};
/* clang-format on */

_Static_assert(COUNT(names) <= NOTIFY_MAILS, "room for every mail");

static enum err
load_mail(struct notify *n, const char *dir, const struct catalogue *c,
    struct notify_mail *mail)
{
	char file[64];
	const struct template_source source = { .dir = dir,
		.name = file,
		.kind = TEMPLATE_TEXT,
		.texts = c,
		.f = mail_fields,
		.n = mail_nfields };
	enum lang l;
	enum err r;

	for (l = 0; l < LANG__MAX; l++) {
		(void)snprintf(
		    file, sizeof(file), "%s.%s.txt", mail->name, lang_code(l));
		if ((r = template_compile(&source, n->r.arena, &mail->text[l])))
			return r;
	}
	return E_OK;
}

enum err
notify_words_load(struct notify *n, const char *dir)
{
	char *mail_dir = arena_printf(n->r.arena, "%s/mail", dir);
	char *text_dir = arena_printf(n->r.arena, "%s/text", dir);
	struct catalogue *c;
	enum err r;

	if (mail_dir == NULL || text_dir == NULL)
		return E_NOMEM;
	if ((r = catalogue_load(text_dir, n->r.arena, &c)))
		return r;
	for (n->nmails = 0; n->nmails < COUNT(names); n->nmails++) {
		n->mails[n->nmails].name = names[n->nmails];
		if ((r = load_mail(n, mail_dir, c, &n->mails[n->nmails])))
			return r;
	}
	return E_OK;
}

static const struct notify_mail *
find(const struct notify *n, const char *name)
{
	size_t i;

	for (i = 0; i < n->nmails; i++)
		if (strcmp(n->mails[i].name, name) == 0)
			return &n->mails[i];
	return NULL;
}

/* The first line is the subject; what follows the empty line is the text. */
static enum err
split(struct bytes all, struct buf *subject, struct buf *text)
{
	struct bytes line, rest;
	enum err r;

	(void)bytes_cut(all, '\n', &line, &rest);
	line = text_trim(line);
	rest = text_trim(rest);
	if (line.n == 0 || rest.n == 0 || !text_line(line))
		return E_INPUT;
	if ((r = buf_addb(subject, line)) || (r = buf_addb(text, rest)))
		return r;
	return buf_addc(text, '\n');
}

enum err
notify_words_fill(const struct notify *n, const char *name, const char *lang,
    const struct mail *words, struct buf *subject, struct buf *text)
{
	enum lang l = strcmp(lang, "de") == 0 ? LANG_DE : LANG_EN;
	const struct notify_mail *mail = find(n, name);
	struct buf all = BUF(TEXT_MAX);
	enum err r;

	if (mail == NULL)
		return log_err(E_NOTFOUND, "mail.template", "name=%s", name);
	if (!(r = template_fill(mail->text[l], l, words, &all)))
		r = split(buf_bytes(&all), subject, text);
	buf_free(&all);
	return r;
}
