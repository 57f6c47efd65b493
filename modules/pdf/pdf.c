/*
 * fernsign-pdf: load, fork, open, serve one request behind closed doors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/pdf/pdf.h"

#include <string.h>
#include <unistd.h>

#include "modules/pdf/validator.h"
#include "shared/base/fault.h"
#include "shared/base/file.h"
#include "shared/base/log.h"
#include "shared/pdf/pdf_limits.h"
#include "shared/web/sandbox.h"

#define FONT_MAX (4 << 20)
#define CALLERS  (PEER_PORTAL | PEER_API | PEER_CTL)

/* clang-format off */
static const struct field config[] = {
	FIELD(pdf_config, font_file, 4096, 0),
	FIELD(pdf_config, xmp_schema, 10, 0),
	FIELD(pdf_config, validator, 4096, 0),
};
static const struct route routes[] = {
	/* method, path, peers, body, most octets, media type, need, function */
	{ POST, "/check",  CALLERS, BODY_RAW, PDF_LIMIT_RESULT,
	    "application/pdf", 0, run_check },
	{ POST, "/place",  CALLERS, BODY_RAW, PDF_LIMIT_RESULT,
	    "application/pdf", 0, run_place },
	{ POST, "/extend", CALLERS, BODY_RAW, PDF_LIMIT_RESULT,
	    "application/pdf", 0, run_extend },
	{ POST, "/verify", CALLERS, BODY_RAW, PDF_LIMIT_RESULT,
	    "application/pdf", 0, run_verify },
	{ POST, "/report", CALLERS, BODY_RAW, PDF_LIMIT_RESULT,
	    "application/pdf", 0, run_report },
};
/* clang-format on */

/* Read the font of the appearance: configured, ours, Debian's. */
static enum err
font_load(struct pdf_app *p)
{
	const char *const places[] = { p->cfg.font_file,
		arena_printf(p->r.arena, "%s/fonts/DejaVuSans.ttf",
		    p->r.common.share_dir ? p->r.common.share_dir : ""),
		"/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf" };
	enum err r = E_NOTFOUND;
	size_t i;

	for (i = p->cfg.font_file ? 0 : 1; i < COUNT(places); i++) {
		if (places[i] == NULL)
			return E_NOMEM;
		r = file_read(places[i], FONT_MAX, p->r.arena, &p->font);
		if (r == E_OK || (i == 0 && p->cfg.font_file))
			break;
	}
	return r ? log_err(E_INPUT, "pdf.font", "no usable font file") : E_OK;
}

/* Read how strictly documents are judged, and by whom. */
static enum err
policy_read(struct pdf_app *p)
{
	const char *xmp = p->cfg.xmp_schema ? p->cfg.xmp_schema : "refuse";
	const char *v = p->cfg.validator;

	if (strcmp(xmp, "refuse") != 0 && strcmp(xmp, "warn") != 0)
		return log_err(E_INPUT, "config.value",
		    "section=pdf key=xmp_schema must be refuse or warn");
	if (v && (*v != '/' || access(v, X_OK)))
		return log_err(E_INPUT, "config.value",
		    "section=pdf key=validator must be the absolute path of a "
		    "program");
	p->kind = v               ? PDF_CHECK_SAFETY
	    : strcmp(xmp, "warn") ? PDF_CHECK_FULL
				  : PDF_CHECK_LENIENT;
	return E_OK;
}

const char *
pdf_shown(struct arena *a, const char *text)
{
	char *s = arena_str(a, text);

	for (char *p = s; p != NULL && *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7F)
			*p = '?';
	return s;
}

/*
 * The last things before the doors close: an upload is shown to the
 * validator, a program that needs doors; then comes what one document may
 * cost.
 */
static enum err
closing(struct request *q)
{
	struct pdf_app *p = q->app;
	enum err r;

	fault_point("pdf.read");
	if (p->cfg.validator && q->route->run == run_check &&
	    (r = validator_ask(
		 p->cfg.validator, q->body, VALIDATOR_MS, &p->conforms)))
		return r;
	if ((r = sandbox_limit(PDF_LIMIT_CPU_S, PDF_LIMIT_MEMORY)))
		return r;
	alarm(PDF_LIMIT_WALL_S);
	return E_OK;
}

int
main(int argc, char *argv[])
{
	struct pdf_app p = { .r = { .name = "pdf" },
		.cfg = { .font_file = NULL } };
	enum err r;

	if ((r = responder_load(
		 &p.r, argc, argv, config, COUNT(config), &p.cfg)) ||
	    (r = policy_read(&p)) || (r = responder_fork(&p.r, NULL, NULL)) ||
	    (r = font_load(&p)) || (r = arena_new(PDF_LIMIT_ARENA, &p.arena)))
		goto out;
	p.r.one_request = true;
	p.r.closing = closing;
	r = responder_serve(
	    &p.r, routes, COUNT(routes), private_fault, NULL, &p);
out:
	arena_free(p.arena);
	responder_clear(&p.r);
	return r != E_OK;
}
