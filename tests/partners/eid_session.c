/*
 * Sessions of the simulated eID server, with the rules that the BSI's
 * conformance tests (TR-03130-4) check.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>

#include <openssl/rand.h>

#include "shared/base/clock.h"
#include "tests/partners/eid_server.h"

#define SESSIONS 64
#define LIFE_S   900

static struct session table[SESSIONS];
static unsigned next;

static void
random_hex(char out[33])
{
	unsigned char b[16];
	size_t i;

	if (RAND_bytes(b, sizeof(b)) != 1)
		abort();
	for (i = 0; i < sizeof(b); i++)
		snprintf(out + 2 * i, 3, "%02x", b[i]);
}

struct session *
session_new(void)
{
	struct session *s = &table[next++ % SESSIONS];

	memset(s, 0, sizeof(*s));
	random_hex(s->id);
	random_hex(s->psk_id);
	if (RAND_bytes(s->psk, sizeof(s->psk)) != 1)
		abort();
	s->created_at = clock_now();
	return s;
}

static struct session *
live(struct session *s)
{
	if (s->state == SESSION_DEAD || clock_now() - s->created_at > LIFE_S)
		return NULL;
	return s;
}

struct session *
session_by_id(const char *id)
{
	size_t i;

	for (i = 0; i < SESSIONS; i++)
		if (id != NULL && table[i].id[0] != '\0' &&
		    strcasecmp(table[i].id, id) == 0)
			return live(&table[i]);
	return NULL;
}

struct session *
session_by_psk(const char *psk_id)
{
	size_t i;

	for (i = 0; i < SESSIONS; i++)
		if (psk_id != NULL && table[i].psk_id[0] != '\0' &&
		    strcmp(table[i].psk_id, psk_id) == 0)
			return live(&table[i]);
	return NULL;
}

static bool
not_yet(struct session *s)
{
	if (s->state == SESSION_NEW || strcmp(s->persona, "never") == 0)
		return true;
	return strcmp(s->persona, "slow") == 0 && s->polls++ < 3;
}

const char *
session_poll(struct session *s, int64_t counter)
{
	bool cancelled = s->state == SESSION_CANCELLED;

	if (counter != s->counter + 1) {
		s->state = SESSION_DEAD;
		return "getResult#invalidCounter";
	}
	s->counter = counter;
	if (not_yet(s))
		return "getResult#noResultYet";
	s->state = SESSION_DEAD; /* the data are handed out once */
	if (cancelled)
		return "common#internalError";
	if (strcmp(s->persona, "expired") == 0 ||
	    strcmp(s->persona, "revoked") == 0)
		return "getResult#invalidDocument";
	if (strcmp(s->persona, "denied") == 0)
		return "getResult#deniedDocument";
	return NULL;
}
