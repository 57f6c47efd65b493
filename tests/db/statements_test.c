/*
 * Each process' statements prepare under its own account, down to the
 * column, and its routines may be called; under anybody else's account they
 * are refused. So a start proves schema and grants.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/db/house_db.h"

#include <string.h>

#include "shared/model/account.h"
#include "shared/model/audit.h"
#include "shared/model/certificates.h"
#include "shared/model/coins.h"
#include "shared/model/outbox.h"
#include "shared/model/session.h"
#include "shared/model/signing.h"
#include "shared/model/terms.h"

#define TABLES_MAX 9

/* Headers of modules use the same names for different things. */
extern const struct stmt_table ca_sql, ident_case_sql, notify_expiry_sql,
    notify_outbox_sql, ocsp_status_sql, purge_sql, repository_sql, shop_sql,
    signer_sql;

static struct house_db h;

/* clang-format off */
static const struct process {
	const char *name;
	const struct stmt_table *tables[TABLES_MAX];
	size_t n;
} processes[] = {
	{ "portal", { &account_sql, &session_sql, &terms_sql, &document_sql,
	    &signing_sql, &coins_sql, &certificates_sql, &outbox_sql,
	    &audit_sql }, 9 },
	{ "shop", { &shop_sql, &outbox_sql, &audit_sql }, 3 },
	{ "ident", { &ident_case_sql, &audit_sql }, 2 },
	{ "repository", { &repository_sql }, 1 },
	{ "ocsp", { &ocsp_status_sql }, 1 },
	{ "signer", { &signer_sql, &audit_sql }, 2 },
	{ "ca", { &ca_sql, &audit_sql, &outbox_sql }, 3 },
	{ "notify", { &notify_outbox_sql, &notify_expiry_sql, &outbox_sql },
	    3 },
	{ "purge", { &purge_sql, &audit_sql }, 2 },
};
/* clang-format on */

static void
test_own(void **state)
{
	(void)state;
	NEED(h);
	for (size_t i = 0; i < COUNT(processes); i++) {
		const struct process *p = &processes[i];
		struct db *db = NULL;

		if (house_db_open(&h, p->name, p->tables, p->n, &db) != E_OK)
			fail_msg("%s cannot start", p->name);
		db_close(db);
	}
}

static void
test_others(void **state)
{
	(void)state;
	NEED(h);
	for (size_t i = 0; i < COUNT(processes); i++)
		for (size_t j = 0; j < COUNT(processes); j++) {
			const struct process *p = &processes[i];
			struct db *db = NULL;
			enum err r;

			if (i == j)
				continue;
			r = house_db_open(
			    &h, processes[j].name, p->tables, p->n, &db);
			if (r != E_DENIED)
				fail_msg("%s may act as %s (%s)",
				    processes[j].name, p->name, err_name(r));
			db_close(db);
		}
}

/* A right that is withdrawn is noticed at start, not at the first use. */
static void
test_withdrawn(void **state)
{
	static const struct stmt_table *const tables[] = { &signer_sql };
	struct raw *root;
	struct db *db = NULL;

	(void)state;
	NEED(h);
	root = raw_open(&h, "root");
	raw_do(root,
	    "REVOKE EXECUTE ON PROCEDURE coins_reserve FROM"
	    " 'fernsign-signer'@localhost");
	assert_int_equal(house_db_open(&h, "signer", tables, 1, &db), E_DENIED);
	raw_do(root,
	    "GRANT EXECUTE ON PROCEDURE coins_reserve TO"
	    " 'fernsign-signer'@localhost");
	assert_int_equal(house_db_open(&h, "signer", tables, 1, &db), E_OK);
	db_close(db);
	raw_close(root);
}

static int
setup(void **state)
{
	(void)state;
	return house_db_start(&h);
}

static int
teardown(void **state)
{
	(void)state;
	house_db_stop(&h);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_own),
		cmocka_unit_test(test_others),
		cmocka_unit_test(test_withdrawn),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
