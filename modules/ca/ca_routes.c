/*
 * The request table of ca: who may ask what. Nothing else is answered.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/ca/ca.h"

/* Who may have a certificate revoked. */
#define REVOKERS (PEER_PORTAL | PEER_CTL)

/* clang-format off */
const struct route ca_routes[] = {
	/* method, path, peers, body, most octets, media, need, function */
	{ POST, "/evidence", PEER_IDENT, BODY_JSON, 1500000, NULL, 0,
	  ca_route_evidence },
	{ POST, "/issue", PEER_IDENT | PEER_CTL, BODY_JSON, 1024, NULL, 0,
	  ca_route_issue },
	{ POST, "/certificate/revoke", REVOKERS, BODY_JSON, 1024, NULL, 0,
	  ca_route_revoke },
	{ POST, "/account/close", REVOKERS, BODY_JSON, 1024, NULL, 0,
	  ca_route_close },
	{ POST, "/ocsp/certify", PEER_OCSP, BODY_JSON, 8192, NULL, 0,
	  ca_route_ocsp_certify },
	{ POST, "/tick", PEER_CTL, BODY_JSON, 1024, NULL, 0, ca_route_tick },
};
/* clang-format on */

const size_t ca_nroutes = COUNT(ca_routes);
