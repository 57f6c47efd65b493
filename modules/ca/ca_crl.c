/*
 * See ca_crl.h. RFC 5280 5; EN 319 411-1 6.3.9: within 24 hours, here a
 * minute.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/ca/ca_crl.h"

#include <stdio.h>

#include "modules/ca/ca_sql.h"
#include "shared/base/clock.h"
#include "shared/base/fault.h"
#include "shared/base/log.h"
#include "shared/pki/crl.h"

#define REVOKED_MAX  1000000
#define ROOT_CRL_MAX 65536

/* Say whether the last list must be followed by another. */
static enum err
due(struct ca *ca, enum ca_level level, struct arena *a, int64_t *number,
    bool *out)
{
	struct sql_issuer issuer = { .issuer = ca_levels[level].name };
	struct sql_count revoked = { 0 };
	struct crl_row last = { 0 };
	struct crl_facts f;
	enum err r;

	*out = true;
	*number = 1;
	r = db_one(ca->db, &ca_stmts[SQL_CRL_LAST], &issuer, &last, a);
	if (r == E_NOTFOUND)
		return E_OK;
	if (r || (r = crl_read(last.der, ca->issuer[level].cert.der, a, &f)) ||
	    (r = db_one(
		 ca->db, &ca_stmts[SQL_REVOKED_COUNT], &issuer, &revoked, a)))
		return r;
	*number = last.number + 1;
	*out = clock_now() + ca->cfg.crl_s / 2 >= last.next_update_at ||
	    (size_t)revoked.n != f.entries;
	return E_OK;
}

/* Put a list into its table; somebody else's with the number is as good. */
static enum err
store(struct ca *ca, const char *issuer, struct bytes skid, struct bytes der,
    struct bytes ca_der, struct arena *a)
{
	struct crl_row row = { .issuer = issuer, .der = der };
	struct crl_facts f;
	enum err r;

	if ((r = crl_read(der, ca_der, a, &f)))
		return r;
	row.number = f.number;
	row.this_update_at = f.this_update_at;
	row.next_update_at = f.next_update_at;
	row.issuer_hash = bytes_at(f.issuer_hash, 20);
	row.skid_hash = skid;
	r = db_run(ca->db, &ca_stmts[SQL_CRL_INSERT], &row, NULL);
	return r;
}

/* Turn rows into entries. */
static enum err
entries_of(const struct list *rows, struct arena *a, struct crl_entry **out)
{
	const struct revoked_row *row = rows->rows;

	*out = arena_array(a, rows->n + 1, sizeof(**out));
	if (!*out)
		return E_NOMEM;
	for (size_t i = 0; i < rows->n; i++)
		(*out)[i] = (struct crl_entry){ .serial = row[i].serial,
			.revoked_at = row[i].revoked_at,
			.reason = row[i].reason };
	return E_OK;
}

enum err
ca_crl_write(
    struct ca *ca, enum ca_level level, struct arena *a, int64_t *written)
{
	const struct ca_issuer *issuer = &ca->issuer[level];
	struct sql_issuer name = { .issuer = ca_levels[level].name };
	struct crl_order o = { .issuer = issuer->cert.der,
		.key = issuer->key,
		.expired_since_at = issuer->cert.not_before_at };
	struct crl_entry *entries;
	struct list rows = { 0 };
	struct bytes der;
	bool is_due;
	enum err r;

	if ((r = due(ca, level, a, &o.number, &is_due)) || !is_due)
		return r;
	o.this_update_at = clock_now();
	o.next_update_at = o.this_update_at + ca->cfg.crl_s;
	if ((r = db_all(ca->db, &ca_stmts[SQL_REVOKED], &name,
		 sizeof(struct revoked_row), REVOKED_MAX, &rows, a)) ||
	    (r = entries_of(&rows, a, &entries)))
		return r;
	o.entries = entries;
	o.n = rows.n;
	if ((r = crl_make(&o, a, &der)))
		return r;
	r = store(ca, name.issuer, bytes_at(issuer->cert.skid_hash, 20), der,
	    issuer->cert.der, a);
	if (r)
		return r == E_CONFLICT ? E_OK : r;
	fault_point("ca.crl_written");
	log_line(LOG_EVENT, "ca.crl", "issuer=%s number=%lld entries=%zu",
	    name.issuer, (long long)o.number, o.n);
	(*written)++;
	return E_OK;
}

/* Read the file whole. */
static enum err
read_file(const char *path, struct arena *a, struct bytes *out)
{
	unsigned char *p = arena_alloc(a, ROOT_CRL_MAX);
	FILE *f = fopen(path, "rbe");
	size_t n = f && p ? fread(p, 1, ROOT_CRL_MAX, f) : 0;

	if (f)
		(void)fclose(f);
	*out = bytes_at(p, n);
	return n ? E_OK : log_err(E_NOTFOUND, "ca.crl", "path=%s", path);
}

enum err
ca_crl_root(struct ca *ca, struct arena *a, int64_t *written)
{
	char *path = pki_file_path(&ca->r.common, PKI_ROOT_CRL, NULL, a);
	struct sql_issuer root = { .issuer = "root" };
	struct crl_row last = { 0 };
	struct crl_facts f;
	struct bytes der;
	enum err r;

	if (!path)
		return E_NOMEM;
	if ((r = read_file(path, a, &der)) ||
	    (r = crl_read(der, ca->root.der, a, &f)))
		return r;
	r = db_one(ca->db, &ca_stmts[SQL_CRL_LAST], &root, &last, a);
	if (r == E_OK && last.number >= f.number)
		return E_OK;
	if (r && r != E_NOTFOUND)
		return r;
	r = store(ca, root.issuer, bytes_at(ca->root.skid_hash, 20), der,
	    ca->root.der, a);
	if (r == E_OK)
		(*written)++;
	return r == E_CONFLICT ? E_OK : r;
}
