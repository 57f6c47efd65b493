/*
 * What may be registered: names, numbers, PINs, passwords. See account.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ctype.h>
#include <string.h>
#include <zxcvbn.h>

#include "shared/base/text.h"
#include "shared/model/account.h"

#define NAME_MAX_OCTETS 120
#define PASSWORD_MIN    8
#define PASSWORD_MAX    256
#define PASSWORD_BITS   27.0
#define ZXCVBN_MAX      100 /* octets that zxcvbn judges */

static bool
name_good(const char *name)
{
	struct bytes v = text_trim(bytes_of(name));

	return v.n > 0 && v.n <= NAME_MAX_OCTETS && text_line(v);
}

/* E.164 as text_phone leaves it: + and 7 to 15 digits. */
static bool
phone_good(const char *phone)
{
	size_t n;

	if (phone == NULL || phone[0] != '+' || phone[1] == '0')
		return false;
	n = strspn(phone + 1, "0123456789");
	return phone[n + 1] == '\0' && n >= 7 && n <= 15;
}

/* Five to eight digits that are not 11111, 12345 or 98765. */
static bool
pin_good(const char *pin)
{
	size_t n = pin == NULL ? 0 : strlen(pin);
	int step;

	if (n < 5 || n > 8 || strspn(pin, "0123456789") != n)
		return false;
	step = pin[1] - pin[0];
	if (step < -1 || step > 1)
		return true;
	for (size_t i = 2; i < n; i++)
		if (pin[i] - pin[i - 1] != step)
			return true;
	return false;
}

enum account_fault
account_words_check(const struct account_words *w)
{
	bool landline;

	if (!name_good(w->first_name) || !name_good(w->family_name))
		return ACCOUNT_NAME;
	if (!phone_good(w->phone) || w->phone_kind == NULL)
		return ACCOUNT_PHONE;
	landline = strcmp(w->phone_kind, "landline") == 0;
	if (!landline && strcmp(w->phone_kind, "mobile") != 0)
		return ACCOUNT_PHONE;
	if (landline && strncmp(w->phone, "+49", 3) != 0)
		return ACCOUNT_LANDLINE;
	if (landline && !pin_good(w->landline_pin))
		return ACCOUNT_PIN;
	return ACCOUNT_OK;
}

/* Count characters, not octets. */
static size_t
characters(const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

/* Words that a guesser tries first: the person's own. */
struct own_words {
	char text[6][256];
	const char *list[7];
	size_t n;
};

static void
own_add(struct own_words *o, struct bytes word)
{
	char *to = o->text[o->n];

	if (word.n < 3 || word.n >= sizeof(o->text[0]) ||
	    o->n == COUNT(o->text))
		return;
	for (size_t i = 0; i < word.n; i++)
		to[i] = (char)tolower(word.p[i]);
	to[word.n] = '\0';
	o->list[o->n++] = to;
	o->list[o->n] = NULL;
}

/* Take e-mail, its two halves, names and number. */
static void
own_fill(struct own_words *o, const char *email, const struct account_words *w)
{
	struct bytes local;
	struct bytes domain;

	if (email != NULL) {
		own_add(o, bytes_of(email));
		bytes_cut(bytes_of(email), '@', &local, &domain);
		own_add(o, local);
		own_add(o, domain);
	}
	if (w == NULL)
		return;
	own_add(o, bytes_of(w->first_name));
	own_add(o, bytes_of(w->family_name));
	own_add(o, bytes_of(w->phone));
}

enum account_fault
account_password_check(
    const char *password, const char *email, const struct account_words *w)
{
	struct own_words own = { .n = 0 };
	char judged[ZXCVBN_MAX + 1];
	double bits;

	if (password == NULL || characters(password) < PASSWORD_MIN)
		return ACCOUNT_PASSWORD_SHORT;
	if (strlen(password) > PASSWORD_MAX)
		return ACCOUNT_PASSWORD_LONG;
	own_fill(&own, email, w);
	/* Its time grows with the square of the length. */
	(void)snprintf(judged, sizeof(judged), "%s", password);
	bits = ZxcvbnMatch(judged, own.list, NULL);
	explicit_bzero(judged, sizeof(judged));
	return bits < PASSWORD_BITS ? ACCOUNT_PASSWORD_WEAK : ACCOUNT_OK;
}
