/*
 * The request table of signer: who may ask what. Nothing else is answered.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "modules/signer/activation.h"
#include "modules/signer/keys.h"

/* Who may have documents signed. */
#define ASKERS (PEER_PORTAL | PEER_API)

/* clang-format off */
const struct route signer_routes[] = {
	/* method, path, peers, body, most octets, media, need, function */
	{ POST, "/key/new", PEER_CA, BODY_JSON, 4096, NULL, 0,
	  route_key_new },
	{ POST, "/key/algorithm", ASKERS, BODY_JSON, 1024, NULL, 0,
	  route_key_algorithm },
	{ POST, "/key/bind", PEER_CA, BODY_JSON, 32768, NULL, 0,
	  route_key_bind },
	{ POST, "/key/destroy", PEER_CA, BODY_JSON, 1024, NULL, 0,
	  route_key_destroy },
	{ POST, "/activate", ASKERS, BODY_JSON, 65536, NULL, 0,
	  route_activate },
	{ POST, "/send", ASKERS, BODY_JSON, 1024, NULL, 0, route_send },
	{ POST, "/release", ASKERS, BODY_JSON, 1024, NULL, 0, route_release },
	{ POST, "/result", ASKERS, BODY_JSON, 1024, NULL, 0, route_result },
	{ POST, "/abandon", ASKERS, BODY_JSON, 1024, NULL, 0, route_abandon },
	{ POST, "/tick", PEER_CTL, BODY_JSON, 1024, NULL, 0, route_tick },
};
/* clang-format on */

const size_t signer_nroutes = COUNT(signer_routes);

enum err
level_read(const char *name, enum level *out)
{
	static const char *const names[LEVEL__MAX] = {
		[LEVEL_SIMPLE] = "simple",
		[LEVEL_ADVANCED] = "advanced",
		[LEVEL_QUALIFIED] = "qualified",
	};

	for (int i = 0; i < LEVEL__MAX; i++)
		if (strcmp(names[i], name) == 0) {
			*out = (enum level)i;
			return E_OK;
		}
	return E_INPUT;
}

const char *
peer_name(const struct request *q)
{
	return q->peer & PEER_PORTAL ? "portal" : "api";
}
