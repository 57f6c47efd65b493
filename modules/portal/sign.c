/*
 * Upload: several files, one after the other as they stream by, each judged
 * and stored before the next is taken into memory. One refused file refuses
 * the batch, of which nothing is kept, and each verdict is explained.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/portal/batch.h"
#include "modules/portal/routes.h"

#include <string.h>

#include "shared/base/encode.h"
#include "shared/base/log.h"
#include "shared/base/random.h"
#include "shared/model/certificates.h"
#include "shared/web/csrf.h"

#define WORD_MAX 64 /* of a part that is not a file */

/* A file that was refused. */
struct verdict_row {
	const char *name;
	const char *verdict;
	const char *text; /* key */
	const char *rule;
	bool first;
	bool last;
};

struct sign_view {
	struct page page;
	const char *nonce;
	bool ready;          /* identified */
	struct list refused; /* struct verdict_row */
};

/* clang-format off */
static const struct field verdict_fields[] = {
	FIELD(verdict_row, name, 255, 0),
	FIELD(verdict_row, verdict, 40, 0),
	FIELD(verdict_row, text, 80, 0),
	FIELD(verdict_row, rule, 80, 0),
	FIELD(verdict_row, first, 0, 0),
	FIELD(verdict_row, last, 0, 0),
};

static const struct field fields[] = {
	PAGE_FIELDS(sign_view),
	FIELD(sign_view, nonce, 32, 0),
	FIELD(sign_view, ready, 0, 0),
	FIELD_LIST(sign_view, refused, verdict_row, verdict_fields,
	    SIGNING_DOCUMENTS + 1),
};

const struct page_def sign_page = { .id = PAGE_SIGN, .file = "sign.html",
	.title = "title.sign", .nav = "/sign", .fields = fields,
	.nfields = COUNT(fields) };

/* Refusals before pdf sees anything. */
enum early { EARLY_NONE, EARLY_EMPTY, EARLY_LARGE, EARLY_MANY };
static const struct { const char *verdict, *text; } early[] = {
	[EARLY_NONE]  = { "none",      "sign.none" },
	[EARLY_EMPTY] = { "empty",     "sign.empty" },
	[EARLY_LARGE] = { "too_large", "sign.too_large" },
	[EARLY_MANY]  = { "too_many",  "sign.too_many" },
};

/* What pdf /check says about a refusal. */
static const char *const texts[] = {
	"pdf.active_content", "pdf.annotation", "pdf.bad_signature",
	"pdf.colour", "pdf.damaged", "pdf.embedded", "pdf.encrypted",
	"pdf.font", "pdf.forbidden", "pdf.form", "pdf.jpeg2000", "pdf.limit",
	"pdf.metadata", "pdf.not_pdf", "pdf.not_pdfa", "pdf.part_4",
	"pdf.stream", "pdf.structure", "pdf.tagged", "pdf.too_complex",
	"pdf.transparency",
};
/* clang-format on */

/* What is known while the form streams by. */
struct upload {
	struct visit *v;
	bool trusted;  /* the form token was right */
	bool repeated; /* this form was sent before: nothing is stored */
	bool taken;    /* into a batch */
	bool has_nonce;
	struct id nonce;
	char word[WORD_MAX]; /* the part that is read: token or nonce */
	size_t nword;
	enum { PART_OTHER, PART_CSRF, PART_NONCE, PART_FILE } part;
	struct bytes name; /* of the file, in the arena */
	bool large;
	struct buf content;
	struct signing_file file[SIGNING_DOCUMENTS];
	size_t n;
	struct verdict_row refused[SIGNING_DOCUMENTS + 1];
	size_t nrefused;
};

/* The text of ours that pdf names; it reads what nobody trusts. */
static const char *
known(const char *key)
{
	for (size_t i = 0; i < COUNT(texts); i++)
		if (key && strcmp(texts[i], key) == 0)
			return texts[i];
	return "pdf.damaged";
}

static void
refuse_file(struct upload *u, struct verdict_row row)
{
	if (u->nrefused == COUNT(u->refused))
		return;
	row.first = u->nrefused == 0;
	u->refused[u->nrefused++] = row;
}

/* Refuse what pdf never sees: a row of early. */
static void
refuse_early(struct upload *u, const char *name, enum early e)
{
	refuse_file(u,
	    (struct verdict_row){ .name = name,
		.verdict = early[e].verdict,
		.text = early[e].text });
}

/*
 * Files come after the token, or not at all. The content has room at once:
 * growing would copy a document several times.
 */
static enum err
begin_file(struct upload *u, struct bytes name, size_t most)
{
	unsigned char *at;
	enum err r;

	if (!u->trusted) {
		u->v->q->reason = "csrf";
		return E_DENIED;
	}
	u->part = PART_FILE;
	u->large = false;
	buf_clear(&u->content);
	if ((r = buf_room(
		 &u->content, most < DOCUMENT_MAX ? most : DOCUMENT_MAX, &at)))
		return r;
	return arena_bytes(u->v->arena, name, &u->name);
}

static enum err
part_begin(void *ctx, struct bytes name, struct bytes file, size_t most)
{
	struct upload *u = ctx;

	u->nword = 0;
	if (bytes_eqs(name, "file") && file.p)
		return begin_file(u, file, most);
	u->part = bytes_eqs(name, CSRF_FIELD) ? PART_CSRF
	    : bytes_eqs(name, "nonce")        ? PART_NONCE
					      : PART_OTHER;
	return E_OK;
}

static enum err
part_data(void *ctx, struct bytes data)
{
	struct upload *u = ctx;

	if (u->part == PART_FILE) {
		if (u->large || u->repeated || u->n == SIGNING_DOCUMENTS)
			return E_OK;
		if (data.n <= DOCUMENT_MAX - u->content.n)
			return buf_addb(&u->content, data);
		u->large = true;
		buf_clear(&u->content);
		return E_OK;
	}
	if (data.n > WORD_MAX - u->nword)
		return E_INPUT;
	memcpy(u->word + u->nword, data.p, data.n);
	u->nword += data.n;
	return E_OK;
}

/* The nonce becomes the id of the batch; a form sent twice is one batch. */
static enum err
take_nonce(struct upload *u)
{
	struct signing s;
	enum err r;

	if ((r = id_read(bytes_at(u->word, u->nword), &u->nonce)))
		return r;
	u->has_nonce = true;
	r = signing_load(
	    u->v->m, &u->nonce, &u->v->account.id, &s, u->v->arena);
	u->repeated = r == E_OK;
	return r == E_NOTFOUND ? E_OK : r;
}

/* Judge and store one file; a browser without a choice sends an empty one. */
static enum err
take_file(struct upload *u)
{
	struct signing_file *f = &u->file[u->n];
	char *name = arena_text(u->v->arena, u->name);
	enum err r;

	if (!name)
		return E_NOMEM;
	if (u->repeated || (!u->name.n && !u->content.n && !u->large))
		return E_OK;
	if (u->n == SIGNING_DOCUMENTS) {
		refuse_early(u, name, EARLY_MANY);
		return E_OK;
	}
	if (u->large || !u->content.n) {
		refuse_early(u, name, u->large ? EARLY_LARGE : EARLY_EMPTY);
		return E_OK;
	}
	r = signing_upload_file(
	    u->v->m, u->name, buf_bytes(&u->content), f, u->v->arena);
	if (r == E_INPUT) /* a name that may not be shown */
		r = signing_upload_file(u->v->m, bytes_of("document.pdf"),
		    buf_bytes(&u->content), f, u->v->arena);
	buf_clear(&u->content);
	if (r)
		return r;
	if (strcmp(f->verdict, "ok") != 0)
		refuse_file(u,
		    (struct verdict_row){ .name = name,
			.verdict = f->verdict,
			.text = known(f->message_key),
			.rule = strcmp(f->verdict, "not_pdfa") == 0 ? f->rule
								    : NULL });
	u->n++;
	return E_OK;
}

static enum err
part_end(void *ctx)
{
	struct upload *u = ctx;
	enum err r = E_OK;

	switch (u->part) {
	case PART_CSRF:
		r = visit_csrf(u->v, bytes_at(u->word, u->nword));
		u->trusted = !r;
		return r;
	case PART_NONCE:
		return take_nonce(u);
	case PART_FILE:
		return take_file(u);
	case PART_OTHER:
		break;
	}
	return r;
}

/* Say whether the person may sign: identified, with certificates. */
static enum err
may_sign(struct visit *v, bool *ready)
{
	struct identification_state s;
	enum err r;

	r = identification_load(v->m, &v->account.id, &s, v->arena);
	*ready = !r && strcmp(s.state, "active") == 0;
	return r;
}

static enum err
show(struct visit *v, struct sign_view *p)
{
	struct id nonce;
	enum err r;

	if ((r = may_sign(v, &p->ready)))
		return r;
	random_id(&nonce);
	p->nonce = id_hex(v->arena, &nonce);
	p->page.step = 1;
	p->page.steps = 4;
	p->page.state = !p->ready ? "sign-identify"
	    : p->refused.n        ? "sign-refused"
				  : "sign";
	return p->nonce ? page_show(v, &sign_page, p) : E_NOMEM;
}

enum err
sign_get(struct request *q)
{
	struct sign_view p = { 0 };
	struct visit *v;
	enum err r;

	if ((r = visit_enter(q, &v)))
		return r;
	page_done(v, &p.page);
	return show(v, &p);
}

static enum err
show_refused(struct upload *u)
{
	struct sign_view p = { 0 };

	u->refused[u->nrefused - 1].last = true;
	p.refused = (struct list){ .rows = u->refused, .n = u->nrefused };
	u->v->q->status = 422;
	return show(u->v, &p);
}

/* What was stored of an upload that is refused or breaks off goes at once. */
static void
drop(struct upload *u)
{
	if (!u->taken)
		signing_upload_drop(u->v->m, u->file, u->n);
}

/* Make the batch and go on to placement. */
static enum err
finish_upload(struct upload *u)
{
	enum err r;

	if (!u->repeated && !u->n && !u->nrefused)
		refuse_early(u, "", EARLY_NONE);
	if (u->nrefused)
		return show_refused(u);
	if (!u->has_nonce)
		random_id(&u->nonce);
	u->taken = true;
	if (!u->repeated &&
	    (r = signing_upload(u->v->m, &u->nonce, &u->v->account.id, u->file,
		 u->n, u->v->arena)))
		return r;
	return batch_go(u->v, &u->nonce, u->repeated ? "" : "/place");
}

/* No more is taken from who has very much here already. */
static enum err
show_full(struct visit *v)
{
	struct sign_view p = { 0 };
	enum err r = page_problem(v, &p.page, "sign.full");

	v->q->status = 413;
	return r ? r : show(v, &p);
}

enum err
sign_post(struct request *q)
{
	struct upload *u = arena_alloc(q->arena, sizeof(*u));
	struct multipart_sink sink = { part_begin, part_data, part_end, u };
	bool ready;
	enum err r;

	if (!u)
		return E_NOMEM;
	buf_init(&u->content, DOCUMENT_MAX);
	if ((r = visit_enter(q, &u->v)) || (r = may_sign(u->v, &ready)))
		goto out;
	if (!ready) {
		r = answer_redirect(q, "/sign");
		goto out;
	}
	if ((r = signing_room(u->v->m, &u->v->account.id, q->arena))) {
		r = r == E_LIMIT ? show_full(u->v) : r;
		goto out;
	}
	if (!(r = multipart_read(q, &sink))) {
		q->reason = u->trusted ? q->reason : "csrf";
		r = u->trusted ? finish_upload(u) : E_DENIED;
	}
	drop(u);
out:
	buf_free(&u->content);
	return r;
}
