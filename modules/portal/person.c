/*
 * Who somebody is and where TANs go, as a part of forms.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/portal/person.h"

#include <string.h>

#include "shared/base/text.h"

/* clang-format off */
static const struct input person[] = {
	{ .name = "first_name", .label = "register.first_name", .type = "text",
	  .autocomplete = "given-name", .flags = INPUT_REQUIRED },
	{ .name = "family_name", .label = "register.family_name",
	  .type = "text", .autocomplete = "family-name",
	  .flags = INPUT_REQUIRED },
};

static const struct choice_row kinds[] = {
	{ .value = "mobile", .label = "register.mobile" },
	{ .value = "landline", .label = "register.landline" },
};

static const struct input reach[] = {
	{ .name = "phone", .label = "register.number",
	  .hint = "register.number.hint", .type = "tel",
	  .autocomplete = "tel", .flags = INPUT_REQUIRED },
	{ .name = "landline_pin", .label = "register.landline_pin",
	  .hint = "register.landline_pin.hint", .type = "text",
	  .autocomplete = "off", .inputmode = "numeric",
	  .flags = INPUT_SECRET | INPUT_SHORT },
};

/* As they are read, and what is said of one that cannot be read at all. */
static const struct field fields[] = {
	FIELD(account_words, first_name, 120, FLD_REQUIRED),
	FIELD(account_words, family_name, 120, FLD_REQUIRED),
	FIELD(account_words, phone_kind, 8, FLD_REQUIRED),
	FIELD(account_words, phone, 40, FLD_REQUIRED),
	FIELD(account_words, landline_pin, 20, FLD_SECRET),
};

static const char *const texts[] = { "error.first_name", "error.family_name",
	"error.phone_kind", "error.phone", "error.landline_pin" };

/* The model's judgements: field and text. */
static const struct { const char *field, *text; } judged[ACCOUNT__MAX] = {
	[ACCOUNT_NAME] = { "first_name", "error.first_name" },
	[ACCOUNT_PHONE] = { "phone", "error.phone" },
	[ACCOUNT_LANDLINE] = { "phone", "error.phone_landline" },
	[ACCOUNT_PIN] = { "landline_pin", "error.landline_pin" },
	[ACCOUNT_PASSWORD_SHORT] = { "password", "error.password_short" },
	[ACCOUNT_PASSWORD_LONG] = { "password", "error.password_long" },
	[ACCOUNT_PASSWORD_WEAK] = { "password", "error.password_weak" },
};
/* clang-format on */

void
account_refuse(struct refusals *f, enum account_fault fault)
{
	if (fault != ACCOUNT_OK)
		refuse(f, judged[fault].field, judged[fault].text);
}

enum err
person_show(struct visit *v, const struct form *form, const struct refusals *f,
    struct person_rows *out)
{
	struct bytes kind =
	    form ? form_value(form, "phone_kind") : bytes_of("mobile");
	enum err r;

	if ((r = input_rows(v, person, COUNT(person), form, f, &out->person)) ||
	    (r = choice_rows(
		 v, "phone_kind", kinds, COUNT(kinds), kind, &out->kinds)))
		return r;
	return input_rows(v, reach, COUNT(reach), form, f, &out->reach);
}

/* A kind there is; a PIN goes with a landline number alone. */
static void
judge_kind(struct account_words *w, struct refusals *f)
{
	bool known = false;

	for (size_t i = 0; i < COUNT(kinds); i++)
		known |= strcmp(w->phone_kind, kinds[i].value) == 0;
	if (!known)
		refuse(f, "phone_kind", "error.phone_kind");
	if (strcmp(w->phone_kind, "landline") != 0)
		w->landline_pin = NULL;
}

/* Read what can be read; refuse what cannot. */
static enum err
read_words(struct visit *v, struct account_words *w, struct refusals *f)
{
	struct form_faults faults;
	enum err r =
	    form_read(&v->form, fields, COUNT(fields), w, &faults, v->arena);

	for (size_t i = 0; !r && i < faults.n; i++)
		refuse(f, faults.row[i].field->name,
		    texts[faults.row[i].field - fields]);
	return r;
}

enum err
person_read(struct visit *v, struct account_words *w, struct refusals *f)
{
	enum err r = read_words(v, w, f);

	if (r)
		return r;
	if (w->phone_kind)
		judge_kind(w, f);
	r = text_phone(bytes_of(w->phone), v->arena, &w->phone);
	if (r == E_NOMEM)
		return r;
	if (r)
		refuse(f, "phone", "error.phone");
	if (!f->n)
		account_refuse(f, account_words_check(w));
	refusals_sort(f, fields, COUNT(fields));
	return E_OK;
}
