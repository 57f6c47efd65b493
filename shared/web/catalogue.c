/*
 * Texts in all languages: one JSON file each, the same keys in all. See
 * template.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "shared/base/file.h"
#include "shared/base/log.h"
#include "shared/web/json.h"
#include "shared/web/template.h"

#define FILE_MAX  1048576
#define TEXTS_MAX 4096

struct text {
	const char *key;
	const char *words;
};

struct catalogue {
	struct {
		struct text *text; /* sorted by key */
		size_t n;
	} lang[LANG__MAX];
};

/* One file that is being read. */
struct reading {
	struct text *text;
	size_t n;
	struct arena *arena;
};

static enum err
take_text(void *ctx, const char *name, const char *value)
{
	struct reading *r = ctx;

	if (r->n == TEXTS_MAX)
		return E_LIMIT;
	r->text[r->n].key = arena_str(r->arena, name);
	r->text[r->n].words = arena_str(r->arena, value);
	if (!r->text[r->n].key || !r->text[r->n].words)
		return E_NOMEM;
	r->n++;
	return E_OK;
}

static int
compare(const void *a, const void *b)
{
	return strcmp(
	    ((const struct text *)a)->key, ((const struct text *)b)->key);
}

static enum err
load_lang(const char *dir, enum lang l, struct arena *a, struct catalogue *c)
{
	struct reading reading = { .arena = a };
	char *path = arena_printf(a, "%s/%s.json", dir, lang_code(l));
	struct bytes text;
	enum err r;

	reading.text = arena_array(a, TEXTS_MAX, sizeof(*reading.text));
	if (!path || !reading.text)
		return E_NOMEM;
	if ((r = file_read(path, FILE_MAX, a, &text)) ||
	    (r = json_texts(text, take_text, &reading)))
		return log_err(r == E_NOMEM ? r : E_INPUT, "catalogue.file",
		    "file=%s error=%s", path, err_name(r));
	qsort(reading.text, reading.n, sizeof(*reading.text), compare);
	c->lang[l].text = reading.text;
	c->lang[l].n = reading.n;
	return E_OK;
}

/* Every key of one language must be there in another. */
static enum err
check_keys(
    const struct catalogue *c, enum lang l, enum lang other, const char *dir)
{
	enum err r = E_OK;
	size_t i;

	for (i = 0; i < c->lang[l].n; i++)
		if (!catalogue_text(c, other, c->lang[l].text[i].key))
			r = log_err(E_INPUT, "catalogue.missing",
			    "file=%s/%s.json key=%s", dir, lang_code(other),
			    c->lang[l].text[i].key);
	return r;
}

enum err
catalogue_load(const char *dir, struct arena *a, struct catalogue **out)
{
	struct catalogue *c = arena_alloc(a, sizeof(*c));
	enum err r;

	if (!c)
		return E_NOMEM;
	if ((r = load_lang(dir, LANG_DE, a, c)) ||
	    (r = load_lang(dir, LANG_EN, a, c)) ||
	    (r = check_keys(c, LANG_DE, LANG_EN, dir)) ||
	    (r = check_keys(c, LANG_EN, LANG_DE, dir)))
		return r;
	*out = c;
	return E_OK;
}

const char *
catalogue_text(const struct catalogue *c, enum lang l, const char *key)
{
	const struct text want = { key, NULL };
	const struct text *found;

	if (!c || !c->lang[l].n)
		return NULL;
	found = bsearch(
	    &want, c->lang[l].text, c->lang[l].n, sizeof(want), compare);
	return found ? found->words : NULL;
}
