/*
 * Asking the eID server: SOAP with WS-Security over mutual TLS.
 *
 * TR-03130-1 3.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_IDENT_SOAP_H
#define FERNSIGN_IDENT_SOAP_H

#include "modules/ident/ident.h"

/*
 * Ask for a session. The client is waiting: ten seconds at most.
 *
 * info   shown to the person by the eID client
 * code   set on E_OK; start is set when it is EID_OK
 *
 * E_PEER  not reachable, or its answer is not signed by it or malformed
 */
enum err ident_use_id(struct ident *s, const char *info, enum eid_code *code,
    struct eid_start *start, struct arena *a) MUST_USE;

/*
 * Ask for the result, once; the server forgets what it has answered.
 *
 * counter  one more than the last time
 * code     set on E_OK
 * raw      set on E_OK: the answer as received, for ca; in the arena
 *
 * E_PEER  lost or not believed: nobody knows what the server counted
 */
enum err ident_get_result(struct ident *s, const char *session, int64_t counter,
    enum eid_code *code, struct bytes *raw, struct arena *a) MUST_USE;

#endif
