/*
 * POST /tick, every minute: issuing that a crash or an absent signer
 * interrupted, revocation lists that are due.
 *
 * One failure does not keep the others from being done.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/ca/ca_crl.h"
#include "modules/ca/ca_issue.h"
#include "shared/base/log.h"
#include "shared/web/json.h"

#define UNFINISHED_MAX 20

/* What a tick did. */
struct tick_report {
	int64_t issued;
	int64_t waiting;
	int64_t crls;
};

/* clang-format off */
static const struct field report_fields[] = {
	FIELD(tick_report, issued,  INT64_MAX, 0),
	FIELD(tick_report, waiting, INT64_MAX, 0),
	FIELD(tick_report, crls,    INT64_MAX, 0),
};
/* clang-format on */

/* Go on with every case that is not finished. */
static enum err
resume(struct request *q, struct tick_report *out)
{
	struct ca *ca = q->app;
	struct list due = { 0 };
	const struct sql_id *rows;
	enum err r;

	if ((r = db_all(ca->db, &ca_stmts[SQL_UNFINISHED], NULL,
		 sizeof(struct sql_id), UNFINISHED_MAX, &due, q->arena)))
		return r;
	rows = due.rows;
	for (size_t i = 0; i < due.n; i++) {
		struct issue *t = arena_alloc(q->arena, sizeof(*t));

		if (!t)
			return E_NOMEM;
		t->ca = ca;
		t->a = q->arena;
		t->request_id = q->request_id;
		if (ca_issue_case(t, &rows[i].id) == E_OK)
			out->issued++;
		else
			out->waiting++;
	}
	return E_OK;
}

/* Write the lists that are due. */
static enum err
write_lists(struct request *q, struct tick_report *out)
{
	struct ca *ca = q->app;
	enum err r = ca_crl_root(ca, q->arena, &out->crls), e;

	for (int i = 0; i < CA__LEVELS; i++)
		if ((e = ca_crl_write(
			 ca, (enum ca_level)i, q->arena, &out->crls)))
			r = e;
	return r;
}

enum err
ca_route_tick(struct request *q)
{
	struct tick_report out = { 0 };
	enum err r, e;

	r = write_lists(q, &out);
	e = resume(q, &out);
	if (r || e)
		return r ? r : e;
	return answer_json(q, report_fields, COUNT(report_fields), &out);
}
