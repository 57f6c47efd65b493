/*
 * The portal's table of routes and the functions in it; each function's file
 * is named in routes.c.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PORTAL_ROUTES_H
#define FERNSIGN_PORTAL_ROUTES_H

#include "modules/portal/input.h"

extern const struct route portal_routes[];
extern const size_t portal_nroutes;

/* The function of a row: answers, or returns what the fault page shows. */
typedef enum err portal_page(struct request *q) MUST_USE;

portal_page home_get;
portal_page register_get, register_post, register_resend_post, confirm_get,
    confirm_post;
portal_page login_get, login_post, logout_get, logout_post;
portal_page password_get, password_post, password_new_get, password_new_post;
portal_page identification_get, identification_post;
portal_page sign_get, sign_post, sign_batch_get, sign_again_post,
    sign_abandon_post;
portal_page place_get, place_post;
portal_page release_get, release_post, tan_post;
portal_page documents_get, document_signed_get, document_preview_get,
    document_delete_get, document_delete_post;
portal_page certificates_get, certificate_get, revoke_get, revoke_post;
portal_page coins_get, redeem_get, redeem_post;
portal_page settings_get, settings_post;
portal_page account_get, personal_data_get, personal_data_post;
portal_page terms_get, term_get;
portal_page faq_get;
portal_page tick_post;

/* The fault function: a page, or the way to log-in. */
void portal_fault(struct request *q, enum err r);

#endif
