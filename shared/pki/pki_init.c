/*
 * Make everything secret that an installation needs, once.
 *
 * The order is: read the configuration, look whether anything is there,
 * make all keys and certificates in memory, then write the files.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pki/pki_init.h"

#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "shared/base/clock.h"
#include "shared/base/log.h"
#include "shared/base/random.h"
#include "shared/pki/cert.h"
#include "shared/pki/crl.h"
#include "shared/pki/pki_init_file.h"

#define DAY_S      86400
#define P(m, most) FIELD(pki_config, m, most, 0)

/* clang-format off */
const struct field pki_config_fields[] = {
	P(root_key_file,   150),
	P(tl_key_file,     150),
	P(country,         2),
	P(organization,    120),
	P(organization_id, 64),
	P(street,          120),
	P(city,            120),
	P(postal_code,     20),
	P(key_type,        12),
	P(root_key_type,   12),
	P(root_days,       20000),
	P(ca_days,         10000),
	P(tsa_days,        5000),
};
/* clang-format on */
const size_t pki_config_nfields = COUNT(pki_config_fields);

/* One run. */
struct init {
	struct config_common common;
	struct pki_config own;
	struct init_files files;
	struct key *root;
	struct bytes root_der;
	enum key_type root_type, type;
	int64_t now;
	struct arena *a;
};

/* clang-format off */
/* What the root certifies: kind, key, certificate, name behind the operator's */
static const struct {
	enum cert_kind kind;
	enum pki_file key;
	enum pki_file cert;
	const char *name;
} below_root[] = {
	{ CERT_CA_SIMPLE,    PKI_SIMPLE_KEY,    PKI_SIMPLE_CERT,    "Simple Signatures CA 1" },
	{ CERT_CA_ADVANCED,  PKI_ADVANCED_KEY,  PKI_ADVANCED_CERT,  "Advanced Signatures CA 1" },
	{ CERT_CA_QUALIFIED, PKI_QUALIFIED_KEY, PKI_QUALIFIED_CERT, "Qualified Signatures CA 1" },
	{ CERT_TSA,          PKI_TSA_KEY,       PKI_TSA_CERT,       "Time-Stamp Unit 1" },
	{ CERT_TL,           PKI_TL_KEY,        PKI_TL_CERT,        "Trusted List Signer 1" },
};

/* Symmetric keys, 32 octets each */
static const enum pki_file symmetric[] = {
	PKI_PERSON_KEY, PKI_SIGNER_KEK, PKI_SIGNER_MAC, PKI_DOCUMENT_KEK,
	PKI_IDENT_KEY,
};
/* clang-format on */

enum err
pki_config_read(const char *config, const struct config_common *common,
    struct pki_config *own, struct arena *a)
{
	enum err r;

	*own = (struct pki_config){ .country = arena_str(a, "DE"),
		.key_type = arena_str(a, "P-256"),
		.root_key_type = arena_str(a, "P-256"),
		.street = arena_str(a, "-"),
		.city = arena_str(a, "-"),
		.postal_code = arena_str(a, "-"),
		.root_days = 7300,
		.ca_days = 3650,
		.tsa_days = 1825 };
	if ((r = config_read(
		 config, "pki", pki_config_fields, pki_config_nfields, own, a)))
		return r;
	if (!own->organization)
		own->organization = common->name;
	return E_OK;
}

/* Read [common] and [pki]. */
static enum err
configure(struct init *i, const char *config)
{
	enum err r;

	if ((r = config_read(config, "common", config_common_fields,
		 config_common_nfields, &i->common, i->a)) ||
	    (r = pki_config_read(config, &i->common, &i->own, i->a)))
		return r;
	if (key_type_read(i->own.key_type, &i->type) ||
	    key_type_read(i->own.root_key_type, &i->root_type))
		return log_err(E_INPUT, "pki.init", "key_type=%s root=%s",
		    i->own.key_type, i->own.root_key_type);
	return E_OK;
}

/* Certify a public key under the root (the root itself included). */
static enum err
certify(struct init *i, enum cert_kind kind, const struct key *k,
    const char *name, int64_t days, struct bytes *out)
{
	unsigned char serial[CERT_SERIAL_BYTES];
	struct cert_order o = { .kind = kind,
		.subject = { .country = i->own.country,
		    .organization = i->own.organization,
		    .organization_id = i->own.organization_id },
		.issuer = i->root_der,
		.issuer_key = i->root,
		.not_before_at = i->now,
		.not_after_at = i->now + days * DAY_S,
		.issuer_name = "root",
		.public_url = i->common.public_url };
	enum err r;

	cert_serial(serial);
	o.serial = bytes_at(serial, sizeof(serial));
	o.subject.common_name =
	    arena_printf(i->a, "%s %s", i->own.organization, name);
	if ((r = key_spki(k, i->a, &o.spki)))
		return r;
	return cert_issue(&o, i->a, out);
}

/* Keep a private key and its certificate for writing. */
static enum err
keep_pair(struct init *i, enum pki_file key, const struct key *k,
    enum pki_file cert, struct bytes der)
{
	char *pem = cert_pem(der, i->a);
	enum err r;

	if (!pem)
		return E_NOMEM;
	if ((r = key_pem(k, &i->files.file[key].secret)))
		return r;
	i->files.file[cert].open = bytes_of(pem);
	return E_OK;
}

/* Make the root and its list, which holds for a year. */
static enum err
make_root(struct init *i)
{
	struct crl_order crl = { .number = 1,
		.this_update_at = i->now,
		.next_update_at = i->now + PKI_ROOT_CRL_S,
		.expired_since_at = i->now };
	enum err r;

	if ((r = key_generate(i->root_type, &i->root)) ||
	    (r = certify(i, CERT_ROOT, i->root, "Root CA 1", i->own.root_days,
		 &i->root_der)))
		return r;
	crl.issuer = i->root_der;
	crl.key = i->root;
	if ((r = crl_make(&crl, i->a, &i->files.file[PKI_ROOT_CRL].open)))
		return r;
	return keep_pair(i, PKI_ROOT_KEY, i->root, PKI_ROOT_CERT, i->root_der);
}

/* Make one key and its certificate below the root. */
static enum err
make_below(struct init *i, size_t n)
{
	bool unit =
	    below_root[n].kind == CERT_TSA || below_root[n].kind == CERT_TL;
	int64_t days = unit ? i->own.tsa_days : i->own.ca_days;
	struct key *k = NULL;
	struct bytes der;
	enum err r;

	if ((r = key_generate(i->type, &k)) == E_OK &&
	    (r = certify(i, below_root[n].kind, k, below_root[n].name, days,
		 &der)) == E_OK)
		r = keep_pair(i, below_root[n].key, k, below_root[n].cert, der);
	key_free(k);
	return r;
}

/* Make the keys that are 32 octets of randomness, and notify's pair. */
static enum err
make_symmetric(struct init *i)
{
	unsigned char *pub = arena_alloc(i->a, crypto_box_PUBLICKEYBYTES);
	struct secret *s;
	enum err r;

	for (size_t n = 0; n < COUNT(symmetric); n++) {
		s = &i->files.file[symmetric[n]].secret;
		if ((r = secret_new(32, s)))
			return r;
		random_fill(s->p, s->n);
	}
	s = &i->files.file[PKI_NOTIFY_KEY].secret;
	if (!pub)
		return E_NOMEM;
	if ((r = secret_new(crypto_box_SECRETKEYBYTES, s)))
		return r;
	if (crypto_box_keypair(pub, s->p))
		return log_err(E_CRYPTO, "pki.init", "key pair");
	i->files.file[PKI_NOTIFY_PUBLIC].open =
	    bytes_at(pub, crypto_box_PUBLICKEYBYTES);
	return E_OK;
}

/* Make everything in memory. */
static enum err
make_all(struct init *i)
{
	enum err r;

	if ((r = make_root(i)) || (r = make_symmetric(i)))
		return r;
	for (size_t n = 0; n < COUNT(below_root) && r == E_OK; n++)
		r = make_below(i, n);
	return r;
}

enum err
pki_init(const char *config, void (*say)(const char *path), struct arena *a)
{
	struct init i = { .a = a, .now = clock_now() };
	size_t there;
	enum err r;

	if (sodium_init() < 0)
		return log_err(E_BUG, "pki.init", "libsodium");
	if ((r = configure(&i, config)) ||
	    (r = init_files_find(&i.files, config, &i.common, a)))
		goto out;
	there = init_files_count(&i.files);
	if (there == PKI__MAX)
		goto out; /* done before */
	if (there) {
		init_files_log_missing(&i.files);
		r = E_CONFLICT;
		goto out;
	}
	if ((r = make_all(&i)) == E_OK)
		r = init_files_write(&i.files, say);
out:
	key_free(i.root);
	init_files_clear(&i.files);
	return r;
}
