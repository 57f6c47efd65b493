/*
 * The keyless child of ca that reads partners' XML.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_CA_EVIDENCE_CHILD_H
#define FERNSIGN_CA_EVIDENCE_CHILD_H

#include "shared/model/person.h"

enum evidence_kind { EVIDENCE_EID = 1, EVIDENCE_EVENT = 2 };

/* What the child found; names of outcomes as in ca_evidence_verify. */
struct evidence_finding {
	char *outcome; /* "E_OK" */
	char *note;
	char *event; /* id of the event; NULL for the online ID */
	char *reference;
	int64_t occurred_at;
};

#define EVIDENCE_FINDING_FIELDS 5

extern const struct field evidence_finding_fields[EVIDENCE_FINDING_FIELDS];

/*
 * Serve on fd until it is closed; never returns. Each message is read in a
 * process of its own.
 *
 * Request: octets of the message (4, host order), kind (4), the message.
 * Answer: octets (4), then two JSON objects parted by a line end: finding and
 * person; 0 octets when the process died.
 */
void ca_evidence_child(int fd, const char *eid_server_cert,
    const char *identity_tm_cert, const char *share_dir)
    __attribute__((noreturn));

#endif
