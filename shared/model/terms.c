/*
 * See terms.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/model/terms.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

#include "shared/base/clock.h"
#include "shared/base/file.h"
#include "shared/base/log.h"
#include "shared/base/random.h"
#include "shared/base/secret.h"

#define DOCUMENTS_MAX 512
#define TEXT_MAX      524288
#define ACCEPTED_MAX  500

struct terms {
	struct terms_document doc[DOCUMENTS_MAX];
	size_t n;
};

struct terms_row {
	struct id id;
	struct id account;
	struct id nonce;
	const char *document;
	const char *version;
	const char *lang;
	struct bytes sha256;
	int64_t accepted_at;
};

/* clang-format off */
static const struct field row_in[] = {
	FIELD(terms_row, id, 0, 0),
	FIELD(terms_row, account, 0, 0),
	FIELD(terms_row, nonce, 0, 0),
	FIELD(terms_row, document, 40, 0),
	FIELD(terms_row, version, 20, 0),
	FIELD(terms_row, lang, 2, 0),
	FIELD(terms_row, sha256, 32, 0),
	FIELD(terms_row, accepted_at, INT64_MAX, 0),
};
static const struct field account_in[] = {
	FIELD(terms_row, account, 0, 0),
};
static const struct field acceptance_out[] = {
	FIELD(terms_acceptance, document, 40, 0),
	FIELD(terms_acceptance, version, 20, 0),
	FIELD(terms_acceptance, lang, 2, 0),
	FIELD(terms_acceptance, sha256, 32, 0),
	FIELD(terms_acceptance, accepted_at, INT64_MAX, 0),
};

enum terms_sql { TERMS_INSERT, TERMS_LIST };

static const struct stmt stmts[] = {
	[TERMS_INSERT] = {
		"INSERT INTO acceptance (id, account, nonce, document,"
		" version, lang, sha256, accepted_at)"
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		IN(row_in) },
	[TERMS_LIST] = {
		"SELECT document, version, lang, sha256, accepted_at"
		" FROM acceptance WHERE account = ?"
		" ORDER BY accepted_at DESC, document LIMIT 500",
		IN(account_in), OUT(acceptance_out) },
};

/* What is accepted before an identification (B7). */
#define EVERYWHERE "terms", "export", "cp", "cps", "pki-info", \
	"subscriber", "privacy", "certificates"
static const char *const own_codes[] = { EVERYWHERE, NULL };
static const char *const partner_codes[] = {
	EVERYWHERE, "partner-privacy", NULL
};
/* clang-format on */

const struct stmt_table terms_sql = STMTS(stmts);

/* Part "VERSION.LANG.html". E_INPUT  another form. */
static enum err
name_read(const char *file, struct arena *a, struct terms_document *d)
{
	struct bytes version;
	struct bytes rest;
	struct bytes lang;
	struct bytes end;

	if (!bytes_cut(bytes_of(file), '.', &version, &rest) ||
	    !bytes_cut(rest, '.', &lang, &end) || !bytes_eqs(end, "html") ||
	    version.n == 0 || version.n > 20 ||
	    (!bytes_eqs(lang, "de") && !bytes_eqs(lang, "en")))
		return E_INPUT;
	d->version = arena_text(a, version);
	d->lang = arena_text(a, lang);
	return d->version == NULL || d->lang == NULL ? E_NOMEM : E_OK;
}

/* Load one file. */
static enum err
document_load(struct terms *t, const char *dir, const char *code,
    const char *file, struct arena *a)
{
	struct terms_document *d = &t->doc[t->n];
	unsigned char *sha = arena_alloc(a, 32);
	char *path = arena_printf(a, "%s/%s/%s", dir, code, file);
	enum err r;

	if (sha == NULL || path == NULL)
		return E_NOMEM;
	if (t->n == DOCUMENTS_MAX || (r = name_read(file, a, d)))
		return log_err(E_INPUT, "terms.name", "file=%s", path);
	d->code = arena_str(a, code);
	if ((r = file_read(path, TEXT_MAX, a, &d->text)) ||
	    (r = sha256(d->text, sha)))
		return r;
	d->sha256 = bytes_at(sha, 32);
	t->n++;
	return d->code == NULL ? E_NOMEM : E_OK;
}

/* Call each for every entry of a folder that does not begin with a dot. */
static enum err
folder_each(
    const char *path, enum err (*each)(void *ctx, const char *name), void *ctx)
{
	DIR *dir = opendir(path);
	const struct dirent *e;
	enum err r = E_OK;

	if (dir == NULL)
		return log_err(E_INPUT, "terms.folder", "path=%s error=%s",
		    path, strerror(errno));
	while (!r && (e = readdir(dir)) != NULL)
		if (e->d_name[0] != '.')
			r = each(ctx, e->d_name);
	closedir(dir);
	return r;
}

/* What loading works on. */
struct loading {
	struct terms *t;
	const char *dir;
	const char *code;
	struct arena *a;
};

static enum err
load_file(void *ctx, const char *name)
{
	struct loading *l = ctx;

	return document_load(l->t, l->dir, l->code, name, l->a);
}

static enum err
load_code(void *ctx, const char *name)
{
	struct loading *l = ctx;
	char *path = arena_printf(l->a, "%s/%s", l->dir, name);

	l->code = arena_str(l->a, name);
	if (path == NULL || l->code == NULL)
		return E_NOMEM;
	return folder_each(path, load_file, l);
}

/* Mark the version of each code and language that sorts last. */
static void
current_mark(struct terms *t)
{
	for (size_t i = 0; i < t->n; i++) {
		struct terms_document *d = &t->doc[i];

		d->current = true;
		for (size_t j = 0; j < t->n; j++)
			if (strcmp(t->doc[j].code, d->code) == 0 &&
			    strcmp(t->doc[j].lang, d->lang) == 0 &&
			    strcmp(t->doc[j].version, d->version) > 0)
				d->current = false;
	}
}

/* Every code must be there in both languages, in the same version. */
static enum err
complete_check(const struct terms *t)
{
	for (size_t i = 0; i < COUNT(partner_codes) - 1; i++) {
		const struct terms_document *de =
		    terms_current(t, partner_codes[i], "de");
		const struct terms_document *en =
		    terms_current(t, partner_codes[i], "en");

		if (de == NULL || en == NULL ||
		    strcmp(de->version, en->version) != 0)
			return log_err(E_INPUT, "terms.missing", "code=%s",
			    partner_codes[i]);
	}
	return E_OK;
}

enum err
terms_load(const char *legal_dir, struct arena *a, struct terms **out)
{
	struct loading l = { .dir = legal_dir, .a = a };
	enum err r;

	l.t = arena_alloc(a, sizeof(*l.t));
	if (l.t == NULL)
		return E_NOMEM;
	if ((r = folder_each(legal_dir, load_code, &l)))
		return r;
	current_mark(l.t);
	*out = l.t;
	return complete_check(l.t);
}

const struct terms_document *
terms_current(const struct terms *t, const char *code, const char *lang)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->doc[i].current && strcmp(t->doc[i].code, code) == 0 &&
		    strcmp(t->doc[i].lang, lang) == 0)
			return &t->doc[i];
	return NULL;
}

const struct terms_document *
terms_version(const struct terms *t, const char *code, const char *version,
    const char *lang)
{
	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->doc[i].code, code) == 0 &&
		    strcmp(t->doc[i].version, version) == 0 &&
		    strcmp(t->doc[i].lang, lang) == 0)
			return &t->doc[i];
	return NULL;
}

const char *const *
terms_for_method(const char *method)
{
	return strcmp(method, "eid") == 0 ? own_codes : partner_codes;
}

enum err
terms_accept(struct model *m, const struct id *account, const struct id *nonce,
    const char *const *codes, const char *lang)
{
	for (; *codes != NULL; codes++) {
		const struct terms_document *d =
		    terms_current(m->terms, *codes, lang);
		struct terms_row row = { .account = *account,
			.nonce = *nonce,
			.lang = lang,
			.accepted_at = clock_now() };
		enum err r;

		if (d == NULL)
			return log_err(
			    E_NOTFOUND, "terms.code", "code=%s", *codes);
		random_id(&row.id);
		row.document = d->code;
		row.version = d->version;
		row.sha256 = d->sha256;
		r = db_run(m->db, &stmts[TERMS_INSERT], &row, NULL);
		if (r && r != E_CONFLICT)
			return r;
	}
	return E_OK;
}

enum err
terms_accepted(struct model *m, const struct id *account, struct list *out,
    struct arena *a)
{
	struct terms_row in = { .account = *account };

	return db_all(m->db, &stmts[TERMS_LIST], &in,
	    sizeof(struct terms_acceptance), ACCEPTED_MAX, out, a);
}
