/*
 * The start page: a welcome for strangers, what is still to do for others.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/portal/documents.h"
#include "modules/portal/page.h"
#include "modules/portal/routes.h"

#include <string.h>

#include "shared/model/certificates.h"

#define LATEST 5

struct task_row {
	const char *name;
	const char *href;
	const char *label;  /* key */
	const char *status; /* key */
	const char *mark;   /* success, info, warning: badge and icon */
};

struct home_view {
	struct page page;
	struct list tasks;     /* struct task_row */
	struct list documents; /* struct batch_row */
};

/* clang-format off */
static const struct field task_fields[] = {
	FIELD(task_row, name, 20, 0),
	FIELD(task_row, href, 80, 0),
	FIELD(task_row, label, 80, 0),
	FIELD(task_row, status, 80, 0),
	FIELD(task_row, mark, 20, 0),
};

static const struct field welcome_fields[] = { PAGE_FIELDS(home_view) };

static const struct field dashboard_fields[] = {
	PAGE_FIELDS(home_view),
	FIELD_LIST(home_view, tasks, task_row, task_fields, 8),
	FIELD_LIST(home_view, documents, batch_row, batch_row_fields, LATEST),
};

const struct page_def welcome_page = { .id = PAGE_WELCOME,
	.file = "welcome.html", .title = "title.welcome",
	.fields = welcome_fields, .nfields = COUNT(welcome_fields) };
const struct page_def dashboard_page = { .id = PAGE_DASHBOARD,
	.file = "dashboard.html", .title = "title.dashboard",
	.fields = dashboard_fields, .nfields = COUNT(dashboard_fields) };

enum { TASK_EMAIL, TASK_IDENTIFY, TASK_FACTOR, TASK_SIGN, TASK__MAX };

/* What everybody has to do, as it stands at the end. */
static const struct task_row tasks[TASK__MAX] = {
	[TASK_EMAIL] = { "email", "/account", "task.email", "task.done",
	    "success" },
	[TASK_IDENTIFY] = { "identify", "/identification", "task.identify",
	    "task.done", "success" },
	[TASK_FACTOR] = { "factor", "/settings", "task.factor", "task.done",
	    "success" },
	[TASK_SIGN] = { "sign", "/sign", "task.sign", "task.ready", "info" },
};
/* clang-format on */

/* What is not done yet, by the state of the identification. */
static void
judge_tasks(struct task_row *row, const struct identification_state *s)
{
	bool active = strcmp(s->state, "active") == 0;

	if (active)
		return;
	row[TASK_IDENTIFY].status = "task.open";
	row[TASK_IDENTIFY].mark = "info";
	if (strcmp(s->state, "verified") == 0 ||
	    (s->attempt_state && strcmp(s->attempt_state, "review") == 0))
		row[TASK_IDENTIFY].status = "task.waiting";
	row[TASK_SIGN].status = "task.blocked";
	row[TASK_SIGN].mark = "warning";
}

static enum err
fill_tasks(struct visit *v, struct home_view *p)
{
	struct task_row *row = arena_alloc(v->arena, sizeof(tasks));
	struct identification_state s;
	enum err r;

	if (!row)
		return E_NOMEM;
	if ((r = identification_load(v->m, &v->account.id, &s, v->arena)))
		return r;
	memcpy(row, tasks, sizeof(tasks));
	judge_tasks(row, &s);
	p->tasks = (struct list){ .rows = row, .n = COUNT(tasks) };
	return E_OK;
}

enum err
home_get(struct request *q)
{
	struct home_view p = { .page = { .state = "dashboard" } };
	struct visit *v;
	enum err r;

	if ((r = visit_enter(q, &v)))
		return r;
	page_done(v, &p.page);
	if (!v->logged_in)
		return page_show(v, &welcome_page, &p);
	if ((r = fill_tasks(v, &p)) ||
	    (r = batch_rows(v, LATEST, &p.documents)))
		return r;
	return page_show(v, &dashboard_page, &p);
}
