/*
 * What a person's certificate says, and the row that records it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "modules/ca/ca_issue.h"
#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/base/random.h"

#define DAY_S        86400
#define BACKDATE_S   60 /* verifiers whose clocks are late */
#define SERIAL_BYTES 10

/*
 * Say who a person is in certificates: a number of our own, the same in all
 * of them, that says nothing (EN 319 412-1 5.1.3: without semantics).
 */
static char *
serial_number(const struct id *account, struct arena *a)
{
	unsigned char in[sizeof("fernsign subject") + 16], hash[32];

	memcpy(in, "fernsign subject", sizeof("fernsign subject"));
	memcpy(in + sizeof("fernsign subject"), account->b, 16);
	if (sha256(bytes_at(in, sizeof(in)), hash))
		return NULL;
	return hex_text(a, bytes_at(hash, SERIAL_BYTES));
}

/*
 * Name the subject. The spelling is the registered one, which is the
 * verified one but for case: documents' chips know capitals only.
 */
static enum err
subject(struct issue *t, struct cert_name *n)
{
	const struct account_row *u = &t->account;

	n->country = t->person.issuing_country ? t->person.issuing_country
					       : t->ca->pki.country;
	n->family_name = u->family_name;
	n->given_name = u->first_name;
	n->serial_number = serial_number(&u->id, t->a);
	n->common_name =
	    arena_printf(t->a, "%s %s", u->first_name, u->family_name);
	return n->serial_number && n->common_name ? E_OK : E_NOMEM;
}

/* Say until when: as the method allows, never longer than the identity. */
static int64_t
end_of(const struct issue *t, int64_t now)
{
	bool eid = strcmp(t->c.method, "eid") == 0;
	int64_t days = eid ? t->ca->cfg.eid_days : t->ca->cfg.partner_days;
	int64_t end = now + days * DAY_S;

	return end < t->ident.valid_until_at ? end : t->ident.valid_until_at;
}

/* Copy one hash into the arena. */
static enum err
hash_copy(struct arena *a, const unsigned char *h, size_t n, struct bytes *out)
{
	return arena_bytes(a, bytes_at(h, n), out);
}

enum err
ca_issue_row(const struct cert_facts *f, struct arena *a, struct cert_row *row)
{
	enum err r;

	random_id(&row->id);
	row->serial = f->serial;
	row->der = f->der;
	row->subject_cn = f->common_name;
	row->not_before_at = f->not_before_at;
	row->not_after_at = f->not_after_at;
	row->issued_at = clock_now();
	if ((r = hash_copy(a, f->sha256, 32, &row->sha256)) ||
	    (r = hash_copy(a, f->s_hash, 20, &row->s_hash)) ||
	    (r = hash_copy(a, f->i_and_s_hash, 20, &row->i_and_s_hash)) ||
	    (r = hash_copy(a, f->skid_hash, 20, &row->skid_hash)))
		return r;
	return hash_copy(a, f->cert_hash, 20, &row->cert_hash);
}

/* Issue the certificate itself. */
static enum err
issue_cert(struct issue *t, enum ca_level level, struct bytes spki,
    struct cert_facts *out)
{
	const struct ca_level_row *l = &ca_levels[level];
	const struct ca_issuer *issuer = &t->ca->issuer[level];
	unsigned char serial[CERT_SERIAL_BYTES];
	int64_t now = clock_now();
	struct cert_order o = { .kind = l->person,
		.spki = spki,
		.issuer = issuer->cert.der,
		.issuer_key = issuer->key,
		.serial = bytes_at(serial, sizeof(serial)),
		.not_before_at = now - BACKDATE_S,
		.not_after_at = end_of(t, now),
		.issuer_name = l->name,
		.public_url = t->ca->r.common.public_url,
		.pds_url = t->ca->cfg.pds_url };
	struct bytes der;
	enum err r;

	cert_serial(serial);
	if ((r = subject(t, &o.subject)) || (r = cert_issue(&o, t->a, &der)))
		return r;
	return cert_read(der, t->a, out);
}

enum err
ca_issue_build(struct issue *t, enum ca_level level, const struct id *key,
    struct bytes spki, struct cert_row *row)
{
	struct cert_facts f;
	enum err r;

	*row = (struct cert_row){ .account = t->account.id,
		.ident_case = t->c.id,
		.sign_key = *key,
		.email = t->account.email,
		.published = t->account.publish };
	row->level = arena_str(t->a, ca_levels[level].name);
	row->issuer = row->level;
	row->state = arena_str(t->a, "issued");
	if (!row->level || !row->state)
		return E_NOMEM;
	if ((r = issue_cert(t, level, spki, &f)))
		return r;
	return ca_issue_row(&f, t->a, row);
}
