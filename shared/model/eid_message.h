/*
 * The messages of the eID-Interface, written and read: useID and getResult.
 *
 * Only the element inside the SOAP body; signing and verifying is wss.h.
 * TR-03130-1 3.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODEL_EID_MESSAGE_H
#define FERNSIGN_MODEL_EID_MESSAGE_H

#include "shared/base/arena.h"
#include "shared/base/buf.h"
#include "shared/model/person.h"
#include "shared/pki/xml.h"

/* What the eID server said, as far as we act on it. */
enum eid_code {
	EID_OK,
	EID_NOT_YET,  /* ask again, counter + 1 */
	EID_SERVER,   /* internal error, invalid counter, unknown code */
	EID_EXPIRED,  /* invalid session */
	EID_BUSY,     /* too many open sessions */
	EID_LOA,      /* denied document: level of assurance too low */
	EID_DOCUMENT, /* revoked, expired, not authentic */
	EID_SETUP,    /* our request or our rights are wrong: alarm */
	EID__MAX
};

/* Our word for a code, as stored with the case ("document"). */
const char *eid_code_word(enum eid_code c);

struct eid_start {
	char *session;        /* hex, for getResult */
	char *psk_id;         /* SessionIdentifier of the TcToken */
	char *psk;            /* hex; secret, single use */
	char *server_address; /* NULL when the server names none */
};

/*
 * Append a useIDRequest: what certificates need and nothing else, level of
 * assurance "hoch".
 *
 * info   shown to the person by the eID client; NULL none
 */
enum err eid_use_id_write(struct buf *out, const char *info) MUST_USE;

/* Append a getResultRequest. */
enum err eid_get_result_write(
    struct buf *out, const char *session, int64_t counter) MUST_USE;

/*
 * Read a useIDResponse.
 *
 * payload  from wss_verify
 * code     always set; start is set when it is EID_OK
 *
 * E_INPUT  not such a message, or against the schema
 */
enum err eid_use_id_read(const struct xml_node *payload,
    const struct xml_schema *schema, enum eid_code *code,
    struct eid_start *start, struct arena *a) MUST_USE;

/*
 * Read a getResultResponse, a bare dss:Result, or a fault.
 *
 * code   always set; person is set when it is EID_OK. Below "hoch" or
 *        without names, date of birth or expiry the code is EID_LOA or
 *        EID_DOCUMENT
 *
 * E_INPUT  not such a message, or against the schema
 */
enum err eid_result_read(const struct xml_node *payload,
    const struct xml_schema *schema, enum eid_code *code, struct person *person,
    struct arena *a) MUST_USE;

#endif
