/*
 * The timer's call: finish what a crash or an outage left unfinished, and
 * raise signatures that are not at their level yet.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/portal/routes.h"

#include "shared/base/clock.h"
#include "shared/model/signing.h"
#include "shared/web/json.h"

#define BATCHES_A_TICK   20
#define DOCUMENTS_A_TICK 50
#define TICK_MS          45000 /* the timer comes each minute */

struct tick_report {
	int64_t finished;
	int64_t raised;
};

static const struct field fields[] = {
	FIELD(tick_report, finished, BATCHES_A_TICK, 0),
	FIELD(tick_report, raised, DOCUMENTS_A_TICK, 0),
};

enum err
tick_post(struct request *q)
{
	struct portal *p = q->app;
	int64_t until_ms = clock_ms() + TICK_MS;
	struct tick_report report = { 0 };
	enum err r;

	p->model.request_id = q->request_id;
	if ((r = signing_resume(&p->model, BATCHES_A_TICK, until_ms,
		 &report.finished, q->arena)) ||
	    (r = signing_raise_due(
		 &p->model, DOCUMENTS_A_TICK, until_ms, &report.raised)))
		return r;
	return answer_json(q, fields, COUNT(fields), &report);
}
