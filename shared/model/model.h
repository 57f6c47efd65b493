/*
 * What every part of shared/model works with: the database and the sockets
 * of the private services. One per worker; filled by the module at start.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODEL_MODEL_H
#define FERNSIGN_MODEL_MODEL_H

#include "shared/base/arena.h"
#include "shared/base/buf.h"
#include "shared/db/db.h"

struct terms;
struct signing_policy;

/* All borrowed. A module leaves empty what its parts of the model need not. */
struct model {
	struct db *db;
	const char *run_dir;           /* private services: RUN/NAME.sock */
	const char *portal_url;        /* for links in mails */
	const char *request_id;        /* of the request being served */
	struct bytes notify_key;       /* notify's public key, 32 octets */
	struct bytes document_kek;     /* 32 octets: portal and api */
	struct signing_policy *policy; /* portal and api */
	const struct terms *terms;     /* documents of use; see terms.h */
};

#endif
