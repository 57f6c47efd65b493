/*
 * A small PKI for the benchmarks.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/bench/house.h"

#include "shared/base/clock.h"
#include "shared/base/file.h"
#include "shared/pki/ocsp.h"

#define DAY_S 86400
#define FONT  "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"

static enum err
issue(struct house *h, enum cert_kind kind, const struct member *issuer,
    enum key_type t, struct member *out)
{
	bool person = kind >= CERT_PERSON_SIMPLE;
	unsigned char serial[CERT_SERIAL_BYTES];
	struct cert_order o = { .kind = kind,
		.subject = { .country = "DE",
		    .organization = person ? NULL : "Fernsign Bench",
		    .family_name = person ? "Mustermann" : NULL,
		    .given_name = person ? "Erika" : NULL,
		    .serial_number = person ? "4711" : NULL,
		    .common_name = "Erika Mustermann" },
		.not_before_at = clock_now() - DAY_S,
		.not_after_at = clock_now() + 400 * DAY_S,
		.issuer_name = "qualified",
		.public_url = "http://pki.example",
		.pds_url = "https://tsp.example/pds_en.pdf" };
	enum err r;

	if ((r = key_generate(t, &out->key)) ||
	    (r = key_spki(out->key, h->a, &o.spki)))
		return r;
	cert_serial(serial);
	o.serial = bytes_at(serial, sizeof(serial));
	o.issuer_key = issuer ? issuer->key : out->key;
	o.issuer = issuer ? issuer->der : bytes_at(NULL, 0);
	return cert_issue(&o, h->a, &out->der);
}

/* Say once that the person's certificate is good. */
static enum err
status(struct house *h)
{
	struct ocsp_signer signer = { h->ocsp.der, h->ocsp.key };
	struct ocsp_answer good = { .state = OCSP_GOOD,
		.this_update_at = clock_now(),
		.next_update_at = clock_now() + DAY_S };
	struct ocsp_query q;
	struct bytes request;
	enum err r;

	if ((r = ocsp_request_make(h->person.der, h->ca.der, OCSP_SHA256,
		 bytes_at(NULL, 0), h->a, &request)) ||
	    (r = ocsp_request_read(request, &q)))
		return r;
	return ocsp_response_make(&q, &good, &signer, h->a, &h->status);
}

static enum err
open_house(struct house *h)
{
	enum err r;

	*h = (struct house){ .a = NULL };
	if ((r = arena_new(16 << 20, &h->a)))
		return r;
	return file_read(FONT, 4 << 20, h->a, &h->font);
}

enum err
house_make(struct house *h, enum key_type t)
{
	enum err r;

	if ((r = open_house(h)) ||
	    (r = issue(h, CERT_ROOT, NULL, KEY_P256, &h->root)) ||
	    (r = issue(h, CERT_CA_QUALIFIED, &h->root, KEY_P256, &h->ca)) ||
	    (r = issue(h, CERT_PERSON_QUALIFIED, &h->ca, t, &h->person)) ||
	    (r = issue(h, CERT_OCSP, &h->ca, KEY_P256, &h->ocsp)) ||
	    (r = issue(h, CERT_TSA, &h->root, t, &h->tsa)) || (r = status(h)))
		return r;
	h->unit = (struct tst_authority){ .certificate = h->tsa.der,
		.key = h->tsa.key,
		.policy = "0.4.0.2023.1.1",
		.qualified = true };
	return E_OK;
}

enum err
house_load(struct house *h, const char *key, const char *certificate)
{
	enum err r;

	if ((r = open_house(h)) || (r = key_file(key, &h->person.key)))
		return r;
	return cert_file(certificate, h->a, &h->person.der);
}

void
house_clear(struct house *h)
{
	key_free(h->root.key);
	key_free(h->ca.key);
	key_free(h->person.key);
	key_free(h->ocsp.key);
	key_free(h->tsa.key);
	arena_free(h->a);
}
