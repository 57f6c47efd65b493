/*
 * fernsign-ctl pki trusted-list: state the installation's CA and time-stamp
 * unit in a list of its own, so that validation software can be set up.
 *
 * In: certificates of STATE/pki, the list signer's key. Out: STATE/pki/tl.xml,
 * replaced as a whole, and its name on standard output. TS 119 612 5.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/ctl/ctl.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/base/log.h"
#include "shared/pki/cert.h"
#include "shared/pki/pki_file.h"
#include "shared/pki/pki_init.h"
#include "shared/pki/wss_xades.h"
#include "shared/web/template.h"

#define LIST_MAX      (256 * 1024)
#define NEXT_UPDATE_S (180 * 86400) /* TS 119 612 5.3.15: six months */
#define TYPE(t)       "http://uri.etsi.org/TrstSvc/Svctype/" t
#define TIME_TEXT     21

/* One service of the list. */
struct service {
	char *type;
	char *name;
	char *certificate; /* base64 of the DER */
	char *since;
	bool for_signatures;
};

/* The list, as the template shows it. */
struct trusted_list {
	char *operator;
	char *operator_id;
	char *street;
	char *city;
	char *postal_code;
	char *country;
	char *support_email;
	char *portal_url;
	char *public_url;
	char *issued;
	char *next_update;
	int64_t sequence;
	struct list services;
};

#define S(m, most) FIELD(service, m, most, 0)
#define L(m, most) FIELD(trusted_list, m, most, 0)

/* clang-format off */
static const struct field service_fields[] = {
	S(type, 100), S(name, 200), S(certificate, 8192), S(since, 21),
	S(for_signatures, 1),
};

static const struct field list_fields[] = {
	L(operator, 120), L(operator_id, 64), L(street, 120), L(city, 120),
	L(postal_code, 20), L(country, 2), L(support_email, 254),
	L(portal_url, 200), L(public_url, 200), L(issued, 21),
	L(next_update, 21), L(sequence, INT64_MAX),
	FIELD_LIST(trusted_list, services, service, service_fields, 8),
};

/* What the list states: certificate, type of service, for signatures */
static const struct {
	enum pki_file cert;
	const char *type;
	bool for_signatures;
} stated[] = {
	{ PKI_QUALIFIED_CERT, TYPE("CA/QC"),    true },
	{ PKI_TSA_CERT,       TYPE("TSA/QTST"), false },
};
/* clang-format on */

static char *
time_text(struct arena *a, int64_t at)
{
	char text[TIME_TEXT];

	clock_rfc3339(at, text);
	return arena_str(a, text);
}

/* Describe one service by its certificate. */
static enum err
describe(struct ctl *c, size_t n, struct service *s)
{
	const char *path =
	    pki_file_path(&c->common, stated[n].cert, NULL, c->arena);
	struct cert_facts f;
	struct bytes der;
	enum err r;

	if (!path)
		return E_NOMEM;
	if ((r = cert_file(path, c->arena, &der)) ||
	    (r = cert_read(der, c->arena, &f)))
		return r;
	s->type = arena_str(c->arena, stated[n].type);
	s->name = f.common_name;
	s->certificate = base64_text(c->arena, BASE64, der);
	s->since = time_text(c->arena, f.not_before_at);
	s->for_signatures = stated[n].for_signatures;
	return s->type && s->certificate && s->since ? E_OK : E_NOMEM;
}

/* Gather what the list says. */
static enum err
gather(struct ctl *c, const struct pki_config *p, int64_t now,
    struct trusted_list *l)
{
	struct service *s =
	    arena_array(c->arena, COUNT(stated), sizeof(struct service));
	enum err r = E_OK;

	if (!s)
		return E_NOMEM;
	*l = (struct trusted_list){ p->organization, p->organization_id,
		p->street, p->city, p->postal_code, p->country,
		c->common.support_email, c->common.portal_url,
		c->common.public_url, time_text(c->arena, now),
		time_text(c->arena, now + NEXT_UPDATE_S), now,
		{ s, COUNT(stated) } };
	for (size_t n = 0; n < COUNT(stated) && !r; n++)
		r = describe(c, n, &s[n]);
	return r;
}

/* Fill the template. */
static enum err
write_plain(struct ctl *c, const struct trusted_list *l, struct buf *out)
{
	const struct template_source source = {
		.dir = arena_printf(c->arena, "%s/tl", c->common.share_dir),
		.name = "trusted-list.xml",
		.kind = TEMPLATE_HTML,
		.f = list_fields,
		.n = COUNT(list_fields)
	};
	struct template *t;
	enum err r;

	if (!source.dir)
		return E_NOMEM;
	if ((r = template_compile(&source, c->arena, &t)))
		return r;
	return template_fill(t, LANG_EN, l, out);
}

/* Replace a file as a whole; everybody may read it. */
static enum err
replace_file(struct ctl *c, const char *path, struct bytes v)
{
	char *fresh = arena_printf(c->arena, "%s.new", path);
	bool good;
	int fd;

	if (!fresh)
		return E_NOMEM;
	fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	good = fd >= 0 && write(fd, v.p, v.n) == (ssize_t)v.n &&
	    fchmod(fd, 0644) == 0 && fsync(fd) == 0;
	if (fd >= 0 && close(fd))
		good = false;
	if (!good || rename(fresh, path))
		return log_err(E_DENIED, "trusted_list.write", "path=%s", path);
	return E_OK;
}

/* Sign the list and put it in its place. */
static enum err
publish(
    struct ctl *c, const struct pki_config *p, struct bytes plain, int64_t now)
{
	struct buf out = BUF(LIST_MAX);
	char *key =
	    pki_file_path(&c->common, PKI_TL_KEY, p->tl_key_file, c->arena);
	char *cert = pki_file_path(&c->common, PKI_TL_CERT, NULL, c->arena);
	char *path =
	    arena_printf(c->arena, "%s/pki/tl.xml", c->common.state_dir);
	struct wss_xades_signer by = { .key_file = key, .cert_file = cert };
	enum err r;

	if (!key || !cert || !path)
		return E_NOMEM;
	if ((r = cert_file(cert, c->arena, &by.cert)) ||
	    (r = wss_xades_sign(plain, &by, now, &out, c->arena)))
		goto out;
	if ((r = replace_file(c, path, buf_bytes(&out))) == E_OK)
		(void)printf("%s\n", path);
out:
	buf_free(&out);
	return r;
}

enum err
ctl_pki_trusted_list(struct ctl *c)
{
	struct buf plain = BUF(LIST_MAX);
	int64_t now = clock_now();
	struct trusted_list l;
	struct pki_config p;
	enum err r;

	if ((r = pki_config_read(c->config, &c->common, &p, c->arena)) ||
	    (r = gather(c, &p, now, &l)) || (r = write_plain(c, &l, &plain)))
		goto out;
	r = publish(c, &p, buf_bytes(&plain), now);
out:
	buf_free(&plain);
	return r;
}
