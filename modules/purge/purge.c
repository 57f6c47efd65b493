/*
 * purge's start, and its one route.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/purge/purge.h"

#include "shared/model/audit.h"
#include "shared/web/json.h"
#include "shared/web/responder_db.h"
#include "shared/web/sandbox.h"

#define R(m) FIELD(purge_report, m, 0, 0)

/* clang-format off */
static const struct field report_fields[] = {
	R(documents), R(slots), R(accounts), R(identifications), R(payloads),
	R(messages), R(deliveries), R(mails), R(links), R(sessions),
	R(delays), R(crls), R(more),
};

static const struct stmt_table *const tables[] = { &purge_sql, &audit_sql };
/* clang-format on */

/* What is deleted leaves a trace; an empty run does not. */
static enum err
record(struct request *q, const struct purge_report *report)
{
	struct purge *p = q->app;
	struct audit row = { .event = "purge.run",
		.outcome = "ok",
		.request_id = q->request_id };

	row.detail = arena_printf(q->arena,
	    "documents=%lld slots=%lld accounts=%lld identifications=%lld "
	    "payloads=%lld",
	    (long long)report->documents, (long long)report->slots,
	    (long long)report->accounts, (long long)report->identifications,
	    (long long)report->payloads);
	if (row.detail == NULL)
		return E_NOMEM;
	if (report->documents + report->slots + report->accounts +
		report->identifications + report->payloads ==
	    0)
		return E_OK;
	return audit_add(p->db, &row);
}

static enum err
tick(struct request *q)
{
	struct purge *p = q->app;
	struct purge_report report;
	enum err r;

	if ((r = purge_run(p->db, &report)) || (r = record(q, &report)))
		return r;
	return answer_json(q, report_fields, COUNT(report_fields), &report);
}

/* clang-format off */
/*        method  path     peers     body       most */
static const struct route routes[] = {
	{ POST, "/tick", PEER_CTL, BODY_JSON, 1024, NULL, 0, tick },
};
/* clang-format on */

static enum err
alive(void *app)
{
	struct purge *p = app;

	return db_alive(p->db);
}

int
main(int argc, char *argv[])
{
	struct purge p = { .r = { .name = "purge" } };
	enum err r;

	if ((r = responder_load(&p.r, argc, argv, NULL, 0, NULL)) ||
	    (r = responder_fork(&p.r, NULL, NULL)) ||
	    (r = responder_db(&p.r, tables, COUNT(tables), &p.db)) ||
	    (r = sandbox_enter(SANDBOX_LOCAL, NULL)))
		goto out;
	r = responder_serve(
	    &p.r, routes, COUNT(routes), private_fault, alive, &p);
out:
	db_close(p.db);
	responder_clear(&p.r);
	return r != E_OK;
}
