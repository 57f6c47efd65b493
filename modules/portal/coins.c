/*
 * Coins: balance, statement, the way to the shop, redeeming an order.
 *
 * A link credits nothing by itself; its page has a button.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/portal/page.h"
#include "modules/portal/routes.h"

#include <string.h>

#include "shared/model/certificates.h"

#define MOVES_MAX 1000

struct move_row {
	const char *at;
	const char *kind;
	const char *reason; /* key */
	const char *coins;
	const char *after;
	bool pending;
	bool first;
	bool last;
};

struct coins_view {
	struct page page;
	const char *shop_url;
	struct list moves; /* struct move_row */
};

struct redeem_view {
	struct page page;
	bool usable;
	const char *lead; /* key */
	const char *action;
	const char *package;
	const char *coins;
	const char *before;
	const char *after;
};

/* clang-format off */
static const struct field move_fields[] = {
	FIELD(move_row, at, 80, 0),
	FIELD(move_row, kind, 20, 0),
	FIELD(move_row, reason, 80, 0),
	FIELD(move_row, coins, 40, 0),
	FIELD(move_row, after, 40, 0),
	FIELD(move_row, pending, 0, 0),
	FIELD(move_row, first, 0, 0),
	FIELD(move_row, last, 0, 0),
};

static const struct field fields[] = {
	PAGE_FIELDS(coins_view),
	FIELD(coins_view, shop_url, 512, 0),
	FIELD_LIST(coins_view, moves, move_row, move_fields, MOVES_MAX),
};

static const struct field redeem_fields[] = {
	PAGE_FIELDS(redeem_view),
	FIELD(redeem_view, usable, 0, 0),
	FIELD(redeem_view, lead, 80, 0),
	FIELD(redeem_view, action, 200, 0),
	FIELD(redeem_view, package, 80, 0),
	FIELD(redeem_view, coins, 80, 0),
	FIELD(redeem_view, before, 80, 0),
	FIELD(redeem_view, after, 80, 0),
};

const struct page_def coins_page = { .id = PAGE_COINS, .file = "coins.html",
	.title = "title.coins", .nav = "/coins", .fields = fields,
	.nfields = COUNT(fields) };
const struct page_def redeem_page = { .id = PAGE_REDEEM,
	.file = "redeem.html", .title = "title.redeem", .nav = "/coins",
	.fields = redeem_fields, .nfields = COUNT(redeem_fields) };

/* Kinds of movements and their texts. */
static const struct { const char *kind, *key; } kinds[] = {
	{ "welcome",        "move.welcome" },
	{ "sign",           "move.sign" },
	{ "identification", "move.identification" },
	{ "order",          "move.order" },
	{ "cancel",         "move.cancel" },
	{ "refund",         "move.refund" },
};
/* clang-format on */

static enum err
fill_move(struct visit *v, const struct coins_row *c, struct move_row *row)
{
	row->kind = c->kind;
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (strcmp(kinds[i].kind, c->kind) == 0)
			row->reason = kinds[i].key;
	row->at = lang_date(v->arena, v->lang, c->at);
	row->after = visit_amount(v, c->balance);
	row->coins = visit_amount(v, c->coins);
	if (c->coins > 0 && row->coins)
		row->coins = arena_printf(v->arena, "+%s", row->coins);
	row->pending = strcmp(c->state, "pending") == 0;
	return row->at && row->after && row->coins ? E_OK : E_NOMEM;
}

static enum err
fill_moves(struct visit *v, struct coins_view *p)
{
	const struct coins_row *c;
	struct move_row *row;
	struct list all;
	enum err r;

	if ((r = coins_statement(v->m, &v->account.id, &all, v->arena)))
		return r;
	if (!(row = arena_array(v->arena, all.n + 1, sizeof(*row))))
		return E_NOMEM;
	c = all.rows;
	for (size_t i = 0; i < all.n; i++) {
		if ((r = fill_move(v, &c[i], &row[i])))
			return r;
		row[i].first = i == 0;
		row[i].last = i == all.n - 1;
	}
	p->moves = (struct list){ .rows = row, .n = all.n };
	return E_OK;
}

enum err
coins_get(struct request *q)
{
	struct coins_view p = { .page = { .state = "coins" } };
	struct visit *v;
	enum err r;

	if ((r = visit_enter(q, &v)) || (r = fill_moves(v, &p)))
		return r;
	p.shop_url = v->portal->responder.common.shop_url;
	page_done(v, &p.page);
	return page_show(v, &coins_page, &p);
}

static enum err
show_unusable(struct visit *v, const char *lead, int status)
{
	struct redeem_view p = { .page = { .state = "redeem-over" },
		.lead = lead };

	v->q->status = status;
	return page_show(v, &redeem_page, &p);
}

enum err
redeem_get(struct request *q)
{
	struct redeem_view p = { .page = { .state = "redeem" },
		.usable = true };
	struct coins_order o;
	struct visit *v;
	int64_t now;
	enum err r;

	if ((r = visit_enter(q, &v)))
		return r;
	r = coins_order_find(v->m, q->segment[0], &o, v->arena);
	if (r == E_NOTFOUND ||
	    (!r && (o.cancelled || strcmp(o.username, v->account.email) != 0)))
		return show_unusable(v, "redeem.wrong", 404);
	if (!r && o.redeemed_at)
		return show_unusable(v, "redeem.used", 410);
	if (r)
		return r;
	now = visit_spendable(v);
	p.action = arena_text(v->arena, q->path);
	p.package = o.package;
	p.coins = visit_coins(v, o.coins);
	p.before = visit_coins(v, now);
	p.after = visit_coins(v, now + o.coins);
	if (!p.action || !p.coins || !p.before || !p.after)
		return E_NOMEM;
	return page_show(v, &redeem_page, &p);
}

/* Afterwards: to identification where that is still missing. */
enum err
redeem_post(struct request *q)
{
	struct identification_state s;
	struct visit *v;
	enum err r;

	if ((r = visit_enter(q, &v)))
		return r;
	r = coins_redeem(v->m, q->segment[0], &v->account.id);
	if (r == E_NOTFOUND)
		return show_unusable(v, "redeem.wrong", 404);
	if (r == E_CONFLICT)
		return show_unusable(v, "redeem.used", 410);
	if (r || (r = identification_load(v->m, &v->account.id, &s, v->arena)))
		return r;
	return answer_redirect(q,
	    strcmp(s.state, "active") == 0 ? "/coins?done=redeemed"
					   : "/identification?done=redeemed");
}
