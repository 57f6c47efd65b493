/*
 * fernsign-ctl status and tick: ask processes over their sockets.
 *
 * In: a process's name. Out: a line for each. Never waits longer than the
 * call's deadline.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/ctl/ctl.h"

#include "shared/base/log.h"
#include "shared/web/fcgi_client.h"

#include <stdio.h>
#include <string.h>

#define STATUS_MS  3000
#define TICK_MS    600000
#define ANSWER_MAX (1024 * 1024)

/* Call a process; the answer is in the arena. */
static enum err
call(struct ctl *c, enum peer_row row, const char *method, const char *path,
    int64_t timeout_ms, struct fcgi_answer *answer)
{
	bool post = strcmp(method, "POST") == 0;
	struct fcgi_call q = { .method = method,
		.path = path,
		.media = post ? "application/json" : NULL,
		.body = bytes_of(post ? "{}" : ""),
		.timeout_ms = timeout_ms,
		.answer_max = ANSWER_MAX };

	q.socket = arena_printf(
	    c->arena, "%s/%s.sock", c->common.run_dir, ctl_peer_names[row]);
	return q.socket ? fcgi_call(&q, answer, c->arena) : E_NOMEM;
}

/* Any HTTP answer, a refusal too, shows that the process serves. */
static enum err
say_status(struct ctl *c, enum peer_row row)
{
	struct fcgi_answer answer = { 0 };
	enum err r = call(c, row, "GET", "/status", STATUS_MS, &answer);

	if (!r && answer.status >= 500)
		r = E_PEER;
	(void)printf("%-10s %s\n", ctl_peer_names[row],
	    r ? "does not answer" : "answers");
	return r;
}

enum err
ctl_status(struct ctl *c)
{
	enum peer_row only = c->nargs ? ctl_peer(c->args[0]) : ROW__MAX;
	enum err r, worst = E_OK;

	if (c->nargs &&
	    (only == ROW__MAX || only == ROW_NGINX || only == ROW_CTL))
		return log_err(
		    E_INPUT, "ctl.status", "no such process: %s", c->args[0]);
	if ((r = ctl_drop(c)))
		return r;
	for (int i = ROW_PORTAL; i < ROW_CTL; i++)
		if (only == ROW__MAX || (int)only == i)
			if ((r = say_status(c, (enum peer_row)i)))
				worst = r;
	if (only == ROW__MAX && (r = ctl_waiting(c)))
		worst = r;
	return worst;
}

enum err
ctl_tick(struct ctl *c)
{
	enum peer_row row = ctl_peer(c->args[0]);
	struct fcgi_answer answer = { 0 };
	enum err r;

	if (row == ROW__MAX || row == ROW_NGINX || row == ROW_CTL)
		return log_err(
		    E_INPUT, "ctl.tick", "no such process: %s", c->args[0]);
	if ((r = ctl_drop(c)) ||
	    (r = call(c, row, "POST", "/tick", TICK_MS, &answer)))
		return r;
	if (answer.body.n && !bytes_eqs(answer.body, "{}"))
		(void)printf(
		    "%.*s\n", (int)answer.body.n, (const char *)answer.body.p);
	if (answer.status != 200)
		return log_err(E_PEER, "ctl.tick", "process=%s status=%d",
		    c->args[0], answer.status);
	return E_OK;
}
