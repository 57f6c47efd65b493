/*
 * The timer's call: finish what a crash or an outage left unfinished.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/portal/routes.h"

#include "shared/model/signing.h"
#include "shared/web/json.h"

#define BATCHES_A_TICK 20

struct tick_report {
	int64_t finished;
};

static const struct field fields[] = {
	FIELD(tick_report, finished, BATCHES_A_TICK, 0),
};

enum err
tick_post(struct request *q)
{
	struct portal *p = q->app;
	struct tick_report report = { 0 };
	enum err r;

	p->model.request_id = q->request_id;
	if ((r = signing_resume(
		 &p->model, BATCHES_A_TICK, &report.finished, q->arena)))
		return r;
	return answer_json(q, fields, COUNT(fields), &report);
}
