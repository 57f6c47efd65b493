/*
 * The identity partner's event: what happened in a case at the partner.
 *
 * Schema ident-event.xsd, namespace urn:fernsign:ident-event:1. Who signed
 * it is checked before (ca); which case it fits, after (ident, ca).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODEL_IDENT_EVENT_H
#define FERNSIGN_MODEL_IDENT_EVENT_H

#include "shared/base/arena.h"
#include "shared/model/person.h"
#include "shared/pki/xml.h"

enum event_type {
	EVENT_STARTED,
	EVENT_CONSENT,
	EVENT_SUBMITTED,
	EVENT_FINISHED
};

/* How it ended, for the flow; the partner's own word is in status. */
enum event_outcome {
	OUTCOME_NONE,    /* not finished yet */
	OUTCOME_SUCCESS, /* data changed included: the partner's data count */
	OUTCOME_REVIEW,
	OUTCOME_CANCELLED, /* cancelled, aborted */
	OUTCOME_REJECTED,
	OUTCOME_FRAUD,
	OUTCOME_EXPIRED
};

struct ident_event {
	char *event_id;
	enum event_type type;
	int64_t sequence;
	int64_t occurred_at;
	char *reference; /* XXXX-XXXX */
	char *provider_case;
	char *method; /* VIDEO, EID, POS */
	char *lang;
	enum event_outcome outcome;
	char *status; /* NULL until finished */
	char *reason; /* the partner's word; NULL */
};

/*
 * Read an event.
 *
 * root     the root element of an authenticated message
 * person   set when the outcome is OUTCOME_SUCCESS, else all empty; loa is
 *          the partner's method in small letters
 * why      static word naming the rule that was broken; NULL allowed
 *
 * E_INPUT  against the schema, or against the rules that a schema cannot say
 *          (a result without person, on site without two consents, …)
 */
enum err ident_event_read(const struct xml_node *root,
    const struct xml_schema *schema, struct ident_event *event,
    struct person *person, const char **why, struct arena *a) MUST_USE;

/*
 * Find the reference number in the octets of an event that nobody has
 * authenticated yet, without parsing: only to know which case to ask for.
 *
 * out  XXXX-XXXX and NUL
 *
 * E_INPUT  there is none, or more than one
 */
enum err ident_event_reference(struct bytes raw, char out[10]) MUST_USE;

#endif
