/*
 * Asking notify to send a short message or to ring a landline now.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODEL_NOTIFY_CALL_H
#define FERNSIGN_MODEL_NOTIFY_CALL_H

#include "shared/model/call.h"

struct notify_message {
	char *kind;       /* sms, voice */
	char *to;         /* E.164 */
	char *text;       /* holds a TAN: never logged */
	struct bytes pin; /* voice: sealed to notify; empty with sms */
	char *lang;
};

/* Row of the call, used by notify itself as well. */
extern const struct call_row notify_message_call;

/* E_OK once the gateway has taken it; E_PEER  it has not. */
enum err notify_message(
    struct call *c, const struct notify_message *in) MUST_USE;

#endif
