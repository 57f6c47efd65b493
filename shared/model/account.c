/*
 * Accounts: read, change, settings. See account.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/model/account.h"

#include <string.h>

#include "shared/base/fault.h"
#include "shared/model/account_private.h"
#include "shared/model/ca_call.h"

enum err
account_load(
    struct model *m, const struct id *id, struct account *out, struct arena *a)
{
	struct account_id in = { .id = *id };

	return db_one(m->db, &account_stmts[ACCOUNT_BY_ID], &in, out, a);
}

/* Say whether new words name another person or another number. */
static bool
words_differ(const struct account *now, const struct account_words *w)
{
	return strcmp(now->first_name, w->first_name) != 0 ||
	    strcmp(now->family_name, w->family_name) != 0 ||
	    strcmp(now->phone, w->phone) != 0 ||
	    strcmp(now->phone_kind, w->phone_kind) != 0;
}

enum err
account_change_voids(struct model *m, const struct id *account,
    const struct account_words *w, bool *out, struct arena *a)
{
	struct account_id in = { .id = *account };
	struct account_identified identified = { 0 };
	struct account now = { 0 };
	enum err r;

	if ((r = account_load(m, account, &now, a)) ||
	    (r = db_one(m->db, &account_stmts[ACCOUNT_IDENTIFIED], &in,
		 &identified, a)))
		return r;
	*out = identified.live && words_differ(&now, w);
	return E_OK;
}

/* What a change works on. */
struct change_step {
	struct model *m;
	struct account_row row;
	struct arena *a;
};

static enum err
change_tx(struct db *db, void *ctx)
{
	struct change_step *t = ctx;
	enum err r;

	if ((r = db_run(db, &account_stmts[ACCOUNT_UPDATE], &t->row, NULL)))
		return r;
	return account_audit(t->m, &t->row.id, "account.changed", "ok");
}

enum err
account_change(struct model *m, const struct id *account,
    const struct account_words *w, bool *voided, struct arena *a)
{
	struct call c = {
		.run_dir = m->run_dir, .request_id = m->request_id, .arena = a
	};
	struct change_step t = { .m = m, .a = a };
	enum err r;

	t.row = (struct account_row){ .id = *account,
		.first_name = w->first_name,
		.family_name = w->family_name,
		.phone = w->phone,
		.phone_kind = w->phone_kind };
	if ((r = account_change_voids(m, account, w, voided, a)) ||
	    (r = account_pin_seal(m, w, a, &t.row.landline_pin)))
		return r;
	/* First the keys: a change that is not stored yet harms nobody. */
	if (*voided && (r = ca_account_close(&c, account)))
		return r;
	fault_point("portal.change_voided");
	return db_tx(m->db, change_tx, &t);
}

enum err
account_set_lang(struct model *m, const struct id *account, const char *lang)
{
	struct account_row in = { .id = *account, .lang = lang };

	return db_run(m->db, &account_stmts[ACCOUNT_LANG], &in, NULL);
}

enum err
account_set_publish(struct model *m, const struct id *account, bool publish)
{
	struct account_row in = { .id = *account, .publish = publish };

	return db_run(m->db, &account_stmts[ACCOUNT_PUBLISH], &in, NULL);
}
