/*
 * Pages: a subset of Mustache, compiled at start against the field table of
 * the struct that will fill it. Everything is escaped, always; a template
 * cannot print raw.
 *
 *   {{name}}            a field, escaped for HTML text and attribute values
 *   {{#name}}…{{/name}} for a list: once per row (inside, the row's fields,
 *                       then the outer ones); for others: when not empty
 *   {{^name}}…{{/name}} when empty, false, zero or no rows
 *   {{>file}}           a partial: DIR/file.html, compiled in place
 *   {{_key}}            a text of the catalogue; "{field}" in it is a field
 *   {{@name}}           the text whose key is the value of a field; nothing
 *                       when the field is empty
 *   {{!words}}          a remark
 *
 * What stands between tags, line ends included, is put out as it is. A
 * section is closed in the file that opens it.
 *
 * Unknown names, keys and partials refuse to start, in every language.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_WEB_TEMPLATE_H
#define FERNSIGN_WEB_TEMPLATE_H

#include <stdint.h>

#include "shared/base/arena.h"
#include "shared/base/field.h"

enum lang { LANG_DE, LANG_EN, LANG__MAX };

/* Name a language: "de", "en". */
const char *lang_code(enum lang l);

/*
 * Choose a language: query ("de"/"en", may be empty), else cookie, else the
 * first supported one of Accept-Language (NULL allowed), else English.
 */
enum lang lang_choose(
    struct bytes query, struct bytes cookie, const char *accept_language);

struct catalogue; /* texts of one kind in all languages */

/*
 * Load DIR/de.json and DIR/en.json: flat objects key → text.
 *
 * E_INPUT  not such files, or a key missing in one of them (logged)
 */
enum err catalogue_load(
    const char *dir, struct arena *a, struct catalogue **out) MUST_USE;

/* Find a text; NULL when there is no such key, or c is NULL. Borrowed. */
const char *catalogue_text(
    const struct catalogue *c, enum lang l, const char *key);

struct template;

#define TEMPLATE_DEPTH 8 /* lists within lists, partials within partials */

/* Text templates (mails) are not HTML: nothing is escaped, CR is dropped. */
enum template_kind { TEMPLATE_HTML, TEMPLATE_TEXT };

/* What a template is made from; borrowed until it is compiled. */
struct template_source {
	const char *dir;
	const char *name; /* of the file in dir; its partials stand there too */
	enum template_kind kind;
	const struct catalogue *texts; /* borrowed for ever; NULL: none */
	const struct field *f;         /* what the page may use; for ever */
	size_t n;
};

/*
 * Compile a template for all languages.
 *
 * *out     in the arena
 *
 * E_INPUT  unknown name, key or partial, or a section not closed (logged
 *          with file and line)
 */
enum err template_compile(const struct template_source *s, struct arena *a,
    struct template **out) MUST_USE;

/*
 * Fill a template.
 *
 * E_BUG    a {{@name}} named an unknown key, or a text an unknown field
 * E_NOMEM  out is full
 */
enum err template_fill(const struct template *t, enum lang l,
    const void *object, struct buf *out) MUST_USE;

/* Append v escaped for HTML text and quoted attribute values. */
enum err html_escape(struct buf *out, struct bytes v) MUST_USE;

/* Write a time in words: "22. November 2026, 14:03 Uhr" (Europe/Berlin) or
 * "22 November 2026, 14:03"; NULL when the arena is exhausted. */
char *lang_time(struct arena *a, enum lang l, int64_t at);

/* Write a date in words, without the time of day. */
char *lang_date(struct arena *a, enum lang l, int64_t at);

#endif
