/*
 * What a document bears before it is signed: signatures, and fields that
 * were left empty for one. Read from the verdict that was kept.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/portal/place.h"

#include <string.h>

#include "shared/model/pdf_call.h"

/* clang-format off */
const struct field place_found_fields[5] = {
	FIELD(place_found, name, 512, 0),
	FIELD(place_found, state, 80, 0),
	FIELD(place_found, when, 80, 0),
	FIELD(place_found, first, 0, 0),
	FIELD(place_found, last, 0, 0),
};

const struct field place_field_fields[10] = {
	FIELD(place_field, name, 512, 0),
	FIELD(place_field, page, INT64_MAX, 0),
	FIELD(place_field, x, INT64_MAX, 0),
	FIELD(place_field, y, INT64_MAX, 0),
	FIELD(place_field, width, INT64_MAX, 0),
	FIELD(place_field, height, INT64_MAX, 0),
	FIELD(place_field, checked, 0, 0),
	FIELD(place_field, only, 0, 0),
	FIELD(place_field, first, 0, 0),
	FIELD(place_field, last, 0, 0),
};

/* pdf's words for what a signature is, and ours. */
static const struct { const char *state, *key; } states[] = {
	{ "valid",      "place.found.valid" },
	{ "stamped",    "place.found.stamped" },
	{ "time-stamp", "place.found.time_stamp" },
};
/* clang-format on */

static const char *
state_key(const char *state)
{
	for (size_t i = 0; state && i < COUNT(states); i++)
		if (strcmp(states[i].state, state) == 0)
			return states[i].key;
	return states[0].key;
}

static enum err
fill_found(struct visit *v, const struct list *in, struct list *out)
{
	const struct pdf_call_signature *s = in->rows;
	struct place_found *row =
	    arena_array(v->arena, in->n + 1, sizeof(*row));

	if (!row)
		return E_NOMEM;
	for (size_t i = 0; i < in->n; i++) {
		row[i] = (struct place_found){ .name = s[i].name,
			.state = state_key(s[i].state),
			.first = i == 0,
			.last = i == in->n - 1 };
		if (s[i].at &&
		    !(row[i].when = lang_time(v->arena, v->lang, s[i].at)))
			return E_NOMEM;
	}
	*out = (struct list){ .rows = row, .n = in->n };
	return E_OK;
}

static enum err
fill_empty(struct visit *v, const struct list *in, struct bytes chosen,
    struct list *out)
{
	const struct pdf_call_field *f = in->rows;
	struct place_field *row =
	    arena_array(v->arena, in->n + 1, sizeof(*row));

	if (!row)
		return E_NOMEM;
	for (size_t i = 0; i < in->n; i++)
		row[i] = (struct place_field){ .name = f[i].name,
			.page = f[i].page,
			.x = f[i].x,
			.y = f[i].y,
			.width = f[i].width,
			.height = f[i].height,
			.checked = bytes_eqs(chosen, f[i].name),
			.only = in->n == 1,
			.first = i == 0,
			.last = i == in->n - 1 };
	*out = (struct list){ .rows = row, .n = in->n };
	return E_OK;
}

enum err
place_bears(struct visit *v, const struct signing_doc *doc, struct bytes chosen,
    struct place_bears *out)
{
	const struct pdf_call_warning *w;
	struct pdf_call_check c;
	enum err r;

	if ((r = pdf_call_check_read(bytes_of(doc->check), &c, v->arena)) ||
	    (r = fill_found(v, &c.signatures, &out->found)))
		return r;
	w = c.warnings.rows;
	out->departs = c.warnings.n ? w[0].rule : NULL;
	out->certified = c.certified;
	return fill_empty(v, &c.fields, chosen, &out->empty);
}
