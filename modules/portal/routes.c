/*
 * The portal's routes, one row per thing. What a row needs is checked before
 * its function does anything; tests walk this table.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/portal/routes.h"

#define FORM_MAX   16384
#define UPLOAD_MAX 105906176 /* ten documents of 10 MiB, and the form */

/* clang-format off */
#define LOGIN      .need = NEED_LOGIN
#define FORM       .body = BODY_FORM, .body_max = FORM_MAX, .need = NEED_CSRF
#define LOGIN_FORM .body = BODY_FORM, .body_max = FORM_MAX, \
	.need = NEED_LOGIN | NEED_CSRF
#define ROW(m, p, f, ...) { .method = (m), .path = (p), \
	.peers = PEER_NGINX, .run = (f), __VA_ARGS__ }

/* Method, path, function, what it needs. */
const struct route portal_routes[] = {
	ROW(GET,  "/", home_get, .need = 0),                 /* home.c */
	ROW(GET,  "/register", register_get, .need = 0),     /* register.c */
	ROW(POST, "/register", register_post, FORM),
	ROW(POST, "/register/resend", register_resend_post, FORM),
	ROW(GET,  "/register/confirm/:", confirm_get, .need = 0),
	ROW(POST, "/register/confirm/:", confirm_post, FORM),
	ROW(GET,  "/login", login_get, .need = 0),           /* login.c */
	ROW(POST, "/login", login_post, FORM),
	ROW(GET,  "/logout", logout_get, .need = 0),
	ROW(POST, "/logout", logout_post, FORM),
	ROW(GET,  "/password", password_get, .need = 0),     /* password.c */
	ROW(POST, "/password", password_post, FORM),
	ROW(GET,  "/password/:", password_new_get, .need = 0),
	ROW(POST, "/password/:", password_new_post, FORM),
	ROW(GET,  "/identification", identification_get, LOGIN),
	ROW(POST, "/identification/start", identification_post, LOGIN_FORM),
	ROW(GET,  "/sign", sign_get, LOGIN),                 /* sign.c */
	ROW(POST, "/sign", sign_post, .body = BODY_MULTIPART,
	    .body_max = UPLOAD_MAX, .need = NEED_LOGIN | NEED_CSRF),
	ROW(GET,  "/sign/:", sign_batch_get, LOGIN),         /* batch.c */
	ROW(POST, "/sign/:/again", sign_again_post, LOGIN_FORM),
	ROW(POST, "/sign/:/abandon", sign_abandon_post, LOGIN_FORM),
	ROW(GET,  "/sign/:/place", place_get, LOGIN),        /* place.c */
	ROW(POST, "/sign/:/place", place_post, LOGIN_FORM),
	ROW(GET,  "/sign/:/release", release_get, LOGIN),    /* release.c */
	ROW(POST, "/sign/:/release", release_post, LOGIN_FORM),
	ROW(POST, "/sign/:/tan", tan_post, LOGIN_FORM),
	ROW(GET,  "/documents", documents_get, LOGIN),       /* documents.c */
	ROW(GET,  "/documents/:/signed.pdf", document_signed_get, LOGIN),
	ROW(GET,  "/documents/:/preview.pdf", document_preview_get, LOGIN),
	ROW(GET,  "/documents/:/delete", document_delete_get, LOGIN),
	ROW(POST, "/documents/:/delete", document_delete_post, LOGIN_FORM),
	ROW(GET,  "/certificates", certificates_get, LOGIN), /* certificates.c */
	ROW(GET,  "/certificates/:/certificate.cer", certificate_get, LOGIN),
	ROW(GET,  "/certificates/:/revoke", revoke_get, LOGIN),
	ROW(POST, "/certificates/:/revoke", revoke_post, LOGIN_FORM),
	ROW(GET,  "/coins", coins_get, LOGIN),               /* coins.c */
	ROW(GET,  "/redeem/:", redeem_get, LOGIN),
	ROW(POST, "/redeem/:", redeem_post, LOGIN_FORM),
	ROW(GET,  "/settings", settings_get, LOGIN),         /* settings.c */
	ROW(POST, "/settings", settings_post, LOGIN_FORM),
	ROW(GET,  "/account", account_get, LOGIN),           /* account.c */
	ROW(GET,  "/account/personal-data", personal_data_get, LOGIN),
	ROW(POST, "/account/personal-data", personal_data_post, LOGIN_FORM),
	ROW(GET,  "/terms", terms_get, .need = 0),           /* terms.c */
	ROW(GET,  "/terms/:", term_get, .need = 0),
	ROW(GET,  "/faq", faq_get, .need = 0),               /* faq.c */
	{ .method = POST, .path = "/tick", .peers = PEER_CTL,
	  .body = BODY_JSON, .body_max = 1024, .run = tick_post }, /* tick.c */
};
/* clang-format on */

const size_t portal_nroutes = COUNT(portal_routes);
