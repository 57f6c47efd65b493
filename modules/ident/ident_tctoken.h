/*
 * The TcToken: what tells the eID client where to go (TR-03124-1 2.6).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_IDENT_TCTOKEN_H
#define FERNSIGN_IDENT_TCTOKEN_H

#include "shared/base/buf.h"

struct tctoken {
	const char *server_address;
	const char *session_identifier;
	const char *refresh_address;
	const char *error_address;
	const char *psk; /* hex */
};

/* Append a TcToken. E_NOMEM. */
enum err tctoken_write(struct buf *out, const struct tctoken *t) MUST_USE;

/*
 * Append the error TcToken: every element there, all empty but the
 * CommunicationErrorAddress; anything else gives the person a bare 404.
 */
enum err tctoken_write_error(
    struct buf *out, const char *error_address) MUST_USE;

/*
 * Say whether an address may be the ServerAddress: https, and the host of
 * ours (any port).
 *
 * ours   an address of the eID server from the configuration
 */
bool tctoken_server_allowed(const char *address, const char *ours);

#endif
