/*
 * Fields of forms as rows.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/portal/input.h"

#include <string.h>

/* clang-format off */
const struct field input_row_fields[16] = {
	FIELD(input_row, name, 80, 0),
	FIELD(input_row, label, 80, 0),
	FIELD(input_row, hint, 80, 0),
	FIELD(input_row, type, 20, 0),
	FIELD(input_row, autocomplete, 40, 0),
	FIELD(input_row, inputmode, 20, 0),
	FIELD(input_row, href, 200, 0),
	FIELD(input_row, link, 80, 0),
	FIELD(input_row, value, 512, 0),
	FIELD(input_row, error, 80, 0),
	FIELD(input_row, box, 0, 0),
	FIELD(input_row, checked, 0, 0),
	FIELD(input_row, required, 0, 0),
	FIELD(input_row, optional, 0, 0),
	FIELD(input_row, brief, 0, 0),
	FIELD(input_row, described, 0, 0),
};

const struct field choice_row_fields[8] = {
	FIELD(choice_row, name, 80, 0),
	FIELD(choice_row, value, 80, 0),
	FIELD(choice_row, label, 80, 0),
	FIELD(choice_row, hint, 80, 0),
	FIELD(choice_row, price, 80, 0),
	FIELD(choice_row, checked, 0, 0),
	FIELD(choice_row, first, 0, 0),
	FIELD(choice_row, last, 0, 0),
};
/* clang-format on */

const char *
refused_text(const struct refusals *f, const char *field)
{
	for (size_t i = 0; f && i < f->n; i++)
		if (strcmp(f->row[i].field, field) == 0)
			return f->row[i].text;
	return NULL;
}

void
refuse(struct refusals *f, const char *field, const char *text)
{
	if (f->n == REFUSALS || refused_text(f, field))
		return;
	f->row[f->n].field = field;
	f->row[f->n++].text = text;
}

void
refusals_sort(struct refusals *f, const struct field *t, size_t n)
{
	struct refusals sorted = { .n = 0 };

	for (size_t i = 0; i < n; i++)
		if (refused_text(f, t[i].name))
			refuse(&sorted, t[i].name, refused_text(f, t[i].name));
	for (size_t i = 0; i < f->n; i++)
		refuse(&sorted, f->row[i].field, f->row[i].text);
	*f = sorted;
}

static enum err
fill_value(struct visit *v, const struct input *in, const struct form *form,
    struct input_row *row)
{
	struct bytes value;

	if (!form || in->flags & INPUT_SECRET)
		return E_OK;
	value = form_value(form, in->name);
	row->checked = value.n != 0;
	if (!value.n || in->flags & INPUT_BOX)
		return E_OK;
	row->value = arena_text(v->arena, value);
	return row->value ? E_OK : E_NOMEM;
}

enum err
input_rows(struct visit *v, const struct input *t, size_t n,
    const struct form *form, const struct refusals *f, struct list *out)
{
	struct input_row *row = arena_array(v->arena, n, sizeof(*row));
	enum err r = row ? E_OK : E_NOMEM;

	for (size_t i = 0; !r && i < n; i++) {
		row[i] = (struct input_row){ .name = t[i].name,
			.label = t[i].label,
			.hint = t[i].hint,
			.type = t[i].type,
			.autocomplete = t[i].autocomplete,
			.inputmode = t[i].inputmode,
			.href = t[i].href,
			.link = t[i].link,
			.box = t[i].flags & INPUT_BOX,
			.required = t[i].flags & INPUT_REQUIRED,
			.optional = t[i].flags & INPUT_OPTIONAL,
			.brief = t[i].flags & INPUT_SHORT,
			.error = refused_text(f, t[i].name) };
		row[i].described = row[i].hint || row[i].error;
		r = fill_value(v, &t[i], form, &row[i]);
	}
	*out = (struct list){ .rows = row, .n = r ? 0 : n };
	return r;
}

enum err
choice_rows(struct visit *v, const char *name, const struct choice_row *t,
    size_t n, struct bytes chosen, struct list *out)
{
	struct choice_row *row = arena_array(v->arena, n, sizeof(*row));

	if (!row)
		return E_NOMEM;
	for (size_t i = 0; i < n; i++) {
		row[i] = t[i];
		row[i].name = name;
		row[i].checked = bytes_eqs(chosen, t[i].value);
		row[i].first = i == 0;
		row[i].last = i == n - 1;
	}
	*out = (struct list){ .rows = row, .n = n };
	return E_OK;
}

enum err
refusals_show(struct visit *v, const struct refusals *f, struct page *p)
{
	struct page_fault *row = arena_array(v->arena, f->n + 1, sizeof(*row));

	if (!row)
		return E_NOMEM;
	for (size_t i = 0; i < f->n; i++)
		row[i] = (struct page_fault){ .id = f->row[i].field,
			.text = f->row[i].text,
			.first = i == 0,
			.last = i == f->n - 1 };
	p->faults = (struct list){ .rows = row, .n = f->n };
	if (f->n)
		v->q->status = 422;
	return E_OK;
}
