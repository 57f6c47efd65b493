/*
 * A responder's configuration: command line, [common], [peers] and the
 * section of its own name. See responder.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shared/base/fault.h"
#include "shared/base/log.h"
#include "shared/base/text.h"
#include "shared/web/responder.h"
#include "shared/web/sandbox.h"

#define CONFIG_BYTES (32 << 20) /* templates and texts live there too */
#define KEYS_MAX     64

/* clang-format off */
static const struct field shared_keys[] = {
	/*    struct     member            most         flags */
	FIELD(responder, workers,          WORKERS_MAX, FLD_POSITIVE),
	FIELD(responder, requests_max,     1000000000,  0),
	FIELD(responder, request_bytes,    1LL << 32,   FLD_POSITIVE),
	FIELD(responder, db_password_file, 4096,        FLD_FILE),
	FIELD(responder, socket_group,     64,          0),
};
/* clang-format on */

/* One section whose keys belong to two structs. */
struct section {
	struct responder *r;
	const struct field *own;
	size_t nown;
	void *object;
	const struct field *seen[KEYS_MAX];
	size_t nseen;
};

static bool
seen(const struct section *s, const struct field *f)
{
	size_t i;

	for (i = 0; i < s->nseen; i++)
		if (s->seen[i] == f)
			return true;
	return false;
}

/* Set the member that a key names, ours or the module's. */
static enum err
set_key(void *ctx, const char *key, const char *value)
{
	struct section *s = ctx;
	struct bytes name = bytes_of(key);
	void *object = s->object;
	const struct field *f;

	if (!(f = field_find(s->own, s->nown, name))) {
		f = field_find(shared_keys, COUNT(shared_keys), name);
		object = s->r;
	}
	if (!f || seen(s, f) || s->nseen == KEYS_MAX)
		return log_err(E_INPUT, "config.key", "section=%s key=%s %s",
		    s->r->name, key, f ? "twice" : "unknown");
	s->seen[s->nseen++] = f;
	if (field_set(f, bytes_of(value), object, s->r->arena) ||
	    config_named(f, object))
		return log_err(E_INPUT, "config.value", "section=%s key=%s",
		    s->r->name, key);
	return E_OK;
}

/* Read the section; every required key must have been there. */
static enum err
read_section(struct section *s)
{
	enum err r;
	size_t i;

	if ((r = config_each(s->r->config_path, s->r->name, set_key, s)))
		return r;
	for (i = 0; i < s->nown; i++)
		if ((s->own[i].flags & FLD_REQUIRED) &&
		    (!seen(s, &s->own[i]) ||
			field_empty(&s->own[i], s->object)))
			return log_err(E_INPUT, "config.missing",
			    "section=%s key=%s", s->r->name, s->own[i].name);
	return E_OK;
}

/* Read a uid: a number or a user's name. */
static enum err
read_uid(const char *text, uid_t *out)
{
	const struct passwd *user;
	int64_t number;

	if (!text_number(text_trim(bytes_of(text)), UINT32_MAX - 1, &number)) {
		*out = (uid_t)number;
		return E_OK;
	}
	if (!(user = getpwnam(text)))
		return E_NOTFOUND;
	*out = user->pw_uid;
	return E_OK;
}

static enum err
set_peer(void *ctx, const char *key, const char *value)
{
	struct peers *p = ctx;
	unsigned peer = peer_find(key);
	uid_t uid;
	size_t i;

	if (!peer || p->n == PEERS_MAX || read_uid(value, &uid))
		return log_err(
		    E_INPUT, "config.peer", "name=%s uid=%s", key, value);
	for (i = 0; i < p->n; i++) {
		if (p->row[i].peer == peer)
			return log_err(
			    E_INPUT, "config.peer", "name=%s twice", key);
		p->shared |= p->row[i].uid == uid;
	}
	p->row[p->n].peer = peer;
	p->row[p->n++].uid = uid;
	return E_OK;
}

unsigned
peers_of(const struct peers *p, uid_t uid)
{
	unsigned found = 0;
	size_t i;

	for (i = 0; i < p->n; i++)
		if (p->row[i].uid == uid)
			found |= p->row[i].peer;
	return found;
}

/* Print the keys that a section may have, a line each. */
static void
print_keys(const struct section *s)
{
	size_t i;

	for (i = 0; i < COUNT(shared_keys); i++)
		printf("%s\n", shared_keys[i].name);
	for (i = 0; i < s->nown; i++)
		printf("%s\n", s->own[i].name);
}

/* Read the command line: -c FILE, -t (test), -k (print the keys). */
static enum err
read_arguments(int argc, char **argv, struct section *s)
{
	struct responder *r = s->r;
	int o;

	r->argv = argv;
	r->config_path = SYSCONFDIR "/fernsign.conf";
	optind = 1;
	while ((o = getopt(argc, argv, "c:tk")) != -1) {
		if (o == 'c')
			r->config_path = optarg;
		else if (o == 't')
			r->test = true;
		else if (o == 'k') {
			print_keys(s);
			exit(0);
		} else
			return E_INPUT;
	}
	return optind == argc ? E_OK : E_INPUT;
}

/* Find the group that the socket is given to. */
static enum err
find_group(struct responder *r)
{
	const struct group *g;
	int64_t gid;

	if (!r->socket_group)
		return E_OK;
	if (text_number(bytes_of(r->socket_group), UINT32_MAX - 1, &gid)) {
		if (!(g = getgrnam(r->socket_group)))
			return log_err(E_INPUT, "config.value",
			    "section=%s key=socket_group: no such group",
			    r->name);
		gid = g->gr_gid;
	}
	r->socket_gid = (gid_t)gid;
	return E_OK;
}

/* Switch on the tests' fault points, which a sandbox must leave reachable. */
static enum err
open_fault_points(struct responder *r)
{
	char *dir;

	if (!r->common.fault_points)
		return E_OK;
	if (!(dir = arena_printf(r->arena, "%s/fault", r->common.state_dir)))
		return E_NOMEM;
	fault_enable(true, dir);
	return sandbox_allow(dir);
}

enum err
responder_load(struct responder *r, int argc, char **argv,
    const struct field *own, size_t nown, void *object)
{
	struct section s = { r, own, nown, object, { NULL }, 0 };
	const char *name = r->name;
	enum err e;

	memset(r, 0, sizeof(*r));
	r->name = name;
	r->workers = 2;
	r->request_bytes = 64 << 20;
	r->listen_fd = r->ready_fd = -1;
	log_open(name, LOG_EVENT);
	(void)signal(SIGPIPE, SIG_IGN);
	if (read_arguments(argc, argv, &s))
		return log_err(E_INPUT, "start.usage",
		    "use=%s [-t|-k] [-c FILE]", argv[0]);
	if ((e = arena_new(CONFIG_BYTES, &r->arena)) ||
	    (e = config_read(r->config_path, "common", config_common_fields,
		 config_common_nfields, &r->common, r->arena)) ||
	    (e = config_each(r->config_path, "peers", set_peer, &r->peers)) ||
	    (e = read_section(&s)) || (e = find_group(r)) ||
	    (e = open_fault_points(r)))
		return e;
	if (r->peers.shared && !r->test)
		log_line(LOG_WARN, "start.SHARED_UID",
		    "peers share a uid: they cannot be told apart");
	return E_OK;
}

void
responder_clear(struct responder *r)
{
	secret_free(&r->db_password);
	arena_free(r->arena);
	memset(r, 0, sizeof(*r));
}
