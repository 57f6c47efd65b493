/*
 * The simulated eID server: what its files share.
 *
 * eid_server.c listens and speaks TLS and HTTP; eid_soap.c answers useID,
 * getResult and getServerInfo; eid_session.c holds the sessions and the rules
 * of the conformance tests; eid_specimen.c writes the cards.
 *
 * TR-03130-1.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_TESTS_EID_SERVER_H
#define FERNSIGN_TESTS_EID_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "shared/base/buf.h"
#include "shared/pki/wss.h"

#define EID_NS     "http://bsi.bund.de/eID/"
#define ANSWER_MAX (1024 * 1024)

enum session_state {
	SESSION_NEW,       /* no eID client yet */
	SESSION_READ,      /* the card was read */
	SESSION_CANCELLED, /* the person pressed cancel */
	SESSION_DEAD
};

struct session {
	char id[33]; /* hex */
	char psk_id[33];
	unsigned char psk[32];
	char persona[24]; /* "" the specimen */
	enum session_state state;
	int64_t counter; /* last RequestCounter */
	int polls;       /* noResultYet so far */
	int64_t created_at;
};

struct http {
	char method[8];
	char path[200];
	char specimen[24]; /* X-Specimen */
	bool cancelled;    /* X-Confirmed: no */
	struct bytes body;
};

struct answer {
	int status;
	const char *media;
	struct buf body;
	bool half; /* send half and hang up */
};

struct eid_server {
	int soap_port, paos_port;
	char url[128]; /* eCardServerAddress */
	struct wss_signer *signer;
	struct wss_pin *client;
	struct xml_schema *schema;
	json_t *log;
	char persona[24]; /* of sessions whose client names none */
};

/* Answer a SOAP request; the lock is held. */
void eid_soap(struct eid_server *s, const struct http *q, struct answer *out);

/* Start a session; the oldest is forgotten when the table is full. */
struct session *session_new(void);

/* Find a session by its id or by its PSK identity; NULL when unknown. */
struct session *session_by_id(const char *id);
/* As session_by_id, by the identity of the TLS-PSK handshake. */
struct session *session_by_psk(const char *psk_id);

/*
 * Apply the rules for getResult before the card is looked at.
 *
 * Returns the error code ("getResult#invalidSession"), or NULL when the
 * final answer is due; the session is dead when an answer is final.
 */
const char *session_poll(struct session *s, int64_t counter);

/* Append PersonalData, OperationsAllowedByUser and the level of assurance. */
enum err specimen_write(struct buf *out, const char *persona);

#endif
