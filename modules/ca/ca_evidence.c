/*
 * Partners' evidence: the MAC here, the XML in the keyless child.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/ca/ca_evidence.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "modules/ca/ca_evidence_child.h"
#include "shared/base/clock.h"
#include "shared/base/log.h"
#include "shared/pki/xml.h"
#include "shared/web/json.h"
#include "shared/web/webhook.h"

#define ANSWER_MAX 65536

static enum err
fork_child(struct ca_evidence_config *cfg, const char *share_dir)
{
	int pair[2];
	uint32_t ready = 0;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return log_err(E_BUG, "ca.evidence", "errno=%d", errno);
	if ((pid = fork()) < 0)
		return log_err(E_BUG, "ca.evidence", "errno=%d", errno);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, 9);
		close(pair[0]);
		ca_evidence_child(pair[1], cfg->eid_server_cert,
		    cfg->identity_tm_cert, share_dir);
	}
	close(pair[1]);
	cfg->fd = pair[0];
	if (read(cfg->fd, &ready, sizeof(ready)) != sizeof(ready) || !ready)
		return log_err(E_INPUT, "ca.evidence", "child does not start");
	return E_OK;
}

enum err
ca_evidence_start(struct ca_evidence_config *cfg, const char *share_dir)
{
	enum err r;

	if ((r = fork_child(cfg, share_dir)) ||
	    cfg->identity_tm_secret_file == NULL)
		return r;
	return webhook_keys(
	    cfg->identity_tm_secret_file, cfg->key, COUNT(cfg->key));
}

void
ca_evidence_stop(struct ca_evidence_config *cfg)
{
	if (cfg->fd > 0)
		close(cfg->fd);
	cfg->fd = 0;
	secret_free(&cfg->key[0]);
	secret_free(&cfg->key[1]);
}

static enum err
child_send(int fd, uint32_t kind, struct bytes raw)
{
	uint32_t head[2] = { (uint32_t)raw.n, kind };
	size_t at = 0;
	ssize_t n;

	if (send(fd, head, sizeof(head), MSG_NOSIGNAL) != sizeof(head))
		return log_err(E_PEER, "ca.evidence", "child is gone");
	while (at < raw.n) {
		n = send(fd, raw.p + at, raw.n - at, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return log_err(E_PEER, "ca.evidence", "child is gone");
		at += (size_t)n;
	}
	return E_OK;
}

static enum err
child_receive(int fd, void *p, size_t n)
{
	unsigned char *at = p;
	ssize_t got;

	while (n > 0) {
		got = recv(fd, at, n, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return log_err(E_PEER, "ca.evidence", "child is gone");
		at += got;
		n -= (size_t)got;
	}
	return E_OK;
}

/* Ask the child; its answer is text that is read as any other JSON. */
static enum err
ask_child(const struct ca_evidence_config *cfg, uint32_t kind, struct bytes raw,
    struct evidence_finding *f, struct person *p, struct arena *a)
{
	struct bytes head, tail;
	unsigned char *text;
	uint32_t n;
	enum err r;

	if ((r = child_send(cfg->fd, kind, raw)) ||
	    (r = child_receive(cfg->fd, &n, sizeof(n))))
		return r;
	if (n == 0 || n > ANSWER_MAX)
		return E_PEER;
	if ((text = arena_alloc(a, n)) == NULL)
		return E_NOMEM;
	if ((r = child_receive(cfg->fd, text, n)))
		return r;
	if (!bytes_cut(bytes_at(text, n), '\n', &head, &tail) ||
	    json_read(head, evidence_finding_fields, EVIDENCE_FINDING_FIELDS, f,
		NULL, a) ||
	    json_read(tail, person_fields, PERSON_FIELDS, p, NULL, a))
		return log_err(E_PEER, "ca.evidence", "child's answer");
	return E_OK;
}

static const char *
header(const struct ca_evidence *ev, const char *name)
{
	const struct ca_header *h = ev->headers.rows;
	const char *found = NULL;
	size_t i;

	for (i = 0; i < ev->headers.n; i++)
		if (h[i].name != NULL && strcasecmp(h[i].name, name) == 0)
			found = h[i].value;
	return found;
}

static enum err
check_mac(const struct ca_evidence_config *cfg, const struct ca_evidence *ev)
{
	struct webhook w = { header(ev, "webhook-id"),
		header(ev, "webhook-timestamp"),
		header(ev, "webhook-signature") };
	const char *why = NULL;
	enum err r;

	r = webhook_verify(
	    cfg->key, COUNT(cfg->key), &w, ev->raw, clock_now(), &why);
	if (r != E_OK)
		log_line(LOG_WARN, "ca.evidence_mac", "event=%s why=%s",
		    w.id ? w.id : "", why);
	return r;
}

/* The id that was signed must be the id inside. */
static bool
same_event(const struct ca_evidence *ev, const struct evidence_finding *f)
{
	const char *id = header(ev, "webhook-id");

	return f->event == NULL || (id != NULL && strcmp(id, f->event) == 0);
}

enum err
ca_evidence_verify(const struct ca_evidence_config *cfg,
    const struct ca_evidence *ev, struct person *out, struct arena *a)
{
	bool eid = ev->kind != NULL && strcmp(ev->kind, "eid") == 0;
	struct evidence_finding f = { 0 };
	enum err r;

	*out = (struct person){ 0 };
	if (ev->raw.n == 0 || ev->raw.n > XML_MAX_BYTES)
		return E_INPUT;
	if (!eid && (r = check_mac(cfg, ev)))
		return r;
	if (ev->kind != NULL && strcmp(ev->kind, "check") == 0)
		return E_CONFLICT;
	r = ask_child(
	    cfg, eid ? EVIDENCE_EID : EVIDENCE_EVENT, ev->raw, &f, out, a);
	if (r != E_OK) {
		/* Out of step with the child: let a new worker take over. */
		if (r == E_PEER)
			(void)raise(SIGTERM);
		return r;
	}
	r = err_from_name(f.outcome);
	if (!eid && r != E_AUTH && !same_event(ev, &f)) {
		f.note = arena_str(a, "event id");
		r = E_INPUT;
	}
	if (r != E_OK) {
		*out = (struct person){ 0 };
		log_line(LOG_EVENT, "ca.evidence", "kind=%s outcome=%s note=%s",
		    ev->kind, err_name(r), f.note ? f.note : "");
	}
	out->note = f.note;
	out->reference = f.reference;
	out->occurred_at = f.occurred_at;
	return r;
}

const char *
ca_evidence_misfit(const struct person *p, const char *reference,
    const char *phone, const char *phone_kind)
{
	if (reference != NULL &&
	    (p->reference == NULL || strcmp(p->reference, reference) != 0))
		return "reference";
	if (p->mobile_phone != NULL && phone_kind != NULL &&
	    strcmp(phone_kind, "mobile") == 0 &&
	    (phone == NULL || strcmp(p->mobile_phone, phone) != 0))
		return "phone";
	return NULL;
}
