/*
 * ident: the flow of an identification, from the portal's button to the
 * partner's last word. It keeps who is where; it relays every decisive
 * message raw to ca, which alone believes it, and issues nothing itself.
 *
 * ident.c          start and routes
 * ident_start.c    POST /start: a case and the link to go on with
 * ident_eid.c      what the eID client and the returning browser ask for
 * ident_soap.c     useID and getResult over mTLS and WS-Security
 * ident_tctoken.c  the TcToken
 * ident_event.c    the partner's events
 * ident_flow.c     states, and what a change of state brings with it
 * ident_case.c     the statements
 * ident_tick.c     what a crash, a silence or the time left behind
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_IDENT_IDENT_H
#define FERNSIGN_IDENT_IDENT_H

#include "shared/base/secret.h"
#include "shared/db/db.h"
#include "shared/model/eid_message.h"
#include "shared/pki/wss.h"
#include "shared/web/responder.h"

/* Section [ident]; every key is explained in fernsign.conf. */
struct ident_config {
	char *key_file;
	char *eid_client_url;
	char *eid_server_url;
	char *eid_paos_url;
	char *eid_server_ca;
	char *eid_server_cert;
	char *eid_tls_cert;
	char *eid_tls_key_file;
	char *eid_sign_cert;
	char *eid_sign_key_file;
	char *identity_tm_url;
	char *identity_tm_link_key_file;
	int64_t partner_days;
};

/* One per worker. */
struct ident {
	struct responder r;
	struct ident_config cfg;
	struct db *db;
	struct secret token_key; /* 32 octets: links and sealing */
	struct secret
	    link_key; /* signs the link to the partner; may be empty */
	struct wss_signer *signer; /* NULL: no online ID */
	struct wss_pin *server;
	struct xml_schema *eid, *event;
};

/* Routes; see ident.c for who may call them. */
enum err ident_start_run(struct request *q) MUST_USE;
/* GET /eid/tctoken: once per attempt a TcToken, else the error TcToken. */
enum err ident_tctoken_run(struct request *q) MUST_USE;
/* GET /eid/refresh: the browser is back; getResult decides. */
enum err ident_refresh_run(struct request *q) MUST_USE;
/* GET /eid/error: the eID client could not talk to us or the server. */
enum err ident_error_run(struct request *q) MUST_USE;
/* POST /ident/identity-tm/events. */
enum err ident_event_run(struct request *q) MUST_USE;
/* GET /ident/return: back from the partner; a hint, nothing more. */
enum err ident_return_run(struct request *q) MUST_USE;
/* POST /tick. */
enum err ident_tick_run(struct request *q) MUST_USE;

#endif
