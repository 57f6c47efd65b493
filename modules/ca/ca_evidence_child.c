/*
 * The keyless child: parse, verify the signature, validate, extract.
 *
 * It was forked before ca had keys and holds public certificates only. A
 * message that takes the parser over gets a process without files, sockets
 * or secrets, and can at worst lie about itself.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/ca/ca_evidence_child.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/base/clock.h"
#include "shared/base/log.h"
#include "shared/model/eid_message.h"
#include "shared/model/ident_event.h"
#include "shared/pki/wss.h"
#include "shared/web/json.h"
#include "shared/web/sandbox.h"

#define ARENA_MAX (4 * 1024 * 1024)
#define CPU_S     5
#define CHILD_FD  3
/* Evidence may come late: ident repeats what a crash interrupted. */
#define LATE_S 86400

/* clang-format off */
const struct field evidence_finding_fields[EVIDENCE_FINDING_FIELDS] = {
	FIELD(evidence_finding, outcome,   20, FLD_REQUIRED),
	FIELD(evidence_finding, note,      40, 0),
	FIELD(evidence_finding, event,     64, 0),
	FIELD(evidence_finding, reference,  9, 0),
	FIELD(evidence_finding, occurred_at, INT64_MAX, 0),
};

/* how it ended at the partner: outcome, note */
static const struct {
	enum err err;
	const char *note;
} endings[] = {
	[OUTCOME_NONE]      = { E_CONFLICT, "open" },
	[OUTCOME_SUCCESS]   = { E_OK,       NULL },
	[OUTCOME_REVIEW]    = { E_CONFLICT, "review" },
	[OUTCOME_CANCELLED] = { E_DENIED,   "cancelled" },
	[OUTCOME_REJECTED]  = { E_DENIED,   "rejected" },
	[OUTCOME_FRAUD]     = { E_DENIED,   "fraud" },
	[OUTCOME_EXPIRED]   = { E_DENIED,   "expired" },
};
/* clang-format on */

struct reader {
	struct xml_schema *eid, *event;
	struct wss_pin *server;  /* NULL: no online ID */
	struct wss_pin *partner; /* NULL: events need no XML signature */
	struct arena *arena;
};

static enum err
load_schema(const char *share_dir, const char *name, struct arena *a,
    struct xml_schema **out)
{
	const char *path = arena_printf(a, "%s/schema/%s", share_dir, name);

	return path ? xml_schema_load(path, out) : E_NOMEM;
}

static enum err
open_reader(struct reader *rd, const char *eid_server_cert,
    const char *identity_tm_cert, const char *share_dir)
{
	enum err r;

	if ((r = arena_new(ARENA_MAX, &rd->arena)) || (r = wss_init()) ||
	    (r = load_schema(share_dir, "eid.xsd", rd->arena, &rd->eid)) ||
	    (r = load_schema(
		 share_dir, "ident-event.xsd", rd->arena, &rd->event)) ||
	    (eid_server_cert != NULL &&
		(r = wss_pin_load(eid_server_cert, &rd->server))) ||
	    (identity_tm_cert != NULL &&
		(r = wss_pin_load(identity_tm_cert, &rd->partner))))
		return r;
	return E_OK;
}

static enum err
read_eid(struct reader *rd, struct xml_doc *doc, struct evidence_finding *f,
    struct person *p)
{
	struct xml_node *payload;
	enum eid_code code;
	const char *why = "eid";
	enum err r = E_AUTH;

	if (rd->server == NULL ||
	    (r = wss_verify(
		 rd->server, doc, clock_now(), LATE_S, &payload, &why))) {
		f->note = arena_str(rd->arena, why);
		return r == E_CRYPTO ? E_AUTH : r;
	}
	if ((r = eid_result_read(payload, rd->eid, &code, p, rd->arena)))
		return r;
	if (code == EID_OK)
		return E_OK;
	f->note = arena_str(rd->arena, eid_code_word(code));
	return code == EID_NOT_YET ? E_CONFLICT : E_DENIED;
}

static enum err
read_event(struct reader *rd, struct xml_doc *doc, struct evidence_finding *f,
    struct person *p)
{
	struct ident_event e;
	const char *why = NULL;
	enum err r;

	if (rd->partner != NULL &&
	    (r = wss_verify_enveloped(rd->partner, doc, &why))) {
		f->note = arena_str(rd->arena, why);
		return E_AUTH;
	}
	r = ident_event_read(xml_root(doc), rd->event, &e, p, &why, rd->arena);
	if (r != E_OK) {
		f->note = arena_str(rd->arena, why);
		return r;
	}
	f->event = e.event_id;
	f->reference = e.reference;
	f->occurred_at = e.occurred_at;
	f->note = arena_str(rd->arena, endings[e.outcome].note);
	return endings[e.outcome].err;
}

static enum err
write_answer(
    const struct evidence_finding *f, const struct person *p, struct buf *out)
{
	enum err r;

	if ((r = json_write(
		 out, evidence_finding_fields, EVIDENCE_FINDING_FIELDS, f)) ||
	    (r = buf_addc(out, '\n')))
		return r;
	return json_write(out, person_fields, PERSON_FIELDS, p);
}

static bool
send_all(int fd, const void *p, size_t n)
{
	const unsigned char *at = p;
	ssize_t got;

	while (n > 0) {
		got = write(fd, at, n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		at += got;
		n -= (size_t)got;
	}
	return true;
}

static bool
receive_all(int fd, void *p, size_t n)
{
	unsigned char *at = p;
	ssize_t got;

	while (n > 0) {
		got = read(fd, at, n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		at += got;
		n -= (size_t)got;
	}
	return true;
}

/* In a process of its own: read one message, answer, end. */
static bool
read_one(struct reader *rd, int fd, uint32_t kind, struct bytes raw)
{
	struct evidence_finding f = { 0 };
	struct buf out = BUF(65536);
	struct person p = { 0 };
	struct xml_doc *doc = NULL;
	uint32_t n;
	enum err r;

	if (sandbox_enter(SANDBOX_PARSER, NULL))
		return false;
	if ((r = xml_parse(raw, &doc)) == E_OK)
		r = kind == EVIDENCE_EID ? read_eid(rd, doc, &f, &p)
					 : read_event(rd, doc, &f, &p);
	if (r != E_OK)
		p = (struct person){ 0 };
	f.outcome = arena_str(rd->arena, err_name(r));
	if (write_answer(&f, &p, &out))
		return false;
	n = (uint32_t)out.n;
	return send_all(fd, &n, sizeof(n)) && send_all(fd, out.p, out.n);
}

static bool
serve_one(struct reader *rd, int fd, uint32_t kind, struct bytes raw)
{
	const struct rlimit cpu = { CPU_S, CPU_S };
	const uint32_t nothing = 0;
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		setrlimit(RLIMIT_CPU, &cpu);
		alarm(2 * CPU_S);
		_exit(!read_one(rd, fd, kind, raw));
	}
	if (pid > 0) {
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
		if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
			return true;
		log_line(LOG_FAULT, "ca.evidence_child", "status=%d", status);
	}
	return send_all(fd, &nothing, sizeof(nothing));
}

void
ca_evidence_child(int fd, const char *eid_server_cert,
    const char *identity_tm_cert, const char *share_dir)
{
	static unsigned char raw[XML_MAX_BYTES];
	struct reader rd = { 0 };
	uint32_t head[2], ready;

	(void)signal(SIGTERM, SIG_DFL);
	(void)signal(SIGCHLD, SIG_DFL);
	if (dup2(fd, CHILD_FD) != CHILD_FD)
		_exit(1);
	fd = CHILD_FD;
	close_range(CHILD_FD + 1, ~0U, 0);
	ready = open_reader(
		    &rd, eid_server_cert, identity_tm_cert, share_dir) == E_OK;
	if (!send_all(fd, &ready, sizeof(ready)) || !ready)
		_exit(1);
	while (receive_all(fd, head, sizeof(head)) && head[0] <= sizeof(raw) &&
	    receive_all(fd, raw, head[0]) &&
	    serve_one(&rd, fd, head[1], bytes_at(raw, head[0])))
		;
	_exit(0);
}
