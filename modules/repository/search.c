/*
 * The certificate store of RFC 4387: one attribute, matched exactly; one hit
 * as it is, several as multipart/mixed, none 404.
 *
 * DEVIATES: iHash is refused for certificates, because it would hand out the
 * whole directory of an issuing CA at once.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/repository/repository.h"

#include <string.h>

#include "shared/base/encode.h"
#include "shared/base/log.h"
#include "shared/base/text.h"
#include "shared/web/form.h"

#define HASH_OCTETS 20
#define HASH_CHARS  27 /* base64 without '=', RFC 4387 2.1 */
#define VALUE_MAX   254
#define ANSWER_MAX  1048576
#define BOUNDARY    "fernsign-rfc4387-part"

/* clang-format off */
static const struct {
	const char *name;
	enum repository_key key;
} attributes[] = {
	/* RFC 4387 2.1, spelled as there; email as cryptlib has it */
	{ "certHash",  BY_CERT_HASH },
	{ "iAndSHash", BY_I_AND_S_HASH },
	{ "sHash",     BY_S_HASH },
	{ "sKIDHash",  BY_SKID_HASH },
	{ "uri",       BY_EMAIL },
	{ "email",     BY_EMAIL },
	{ "name",      BY_NAME },
};
/* clang-format on */

/* Exactly one attribute, with a value. */
static enum err
one_attribute(struct request *q, struct pair *out)
{
	struct form form;

	if (form_decode(q->query, &form, q->arena) != E_OK || form.n != 1 ||
	    form.pair[0].value.n == 0 || form.pair[0].value.n > VALUE_MAX)
		return E_INPUT;
	*out = form.pair[0];
	return E_OK;
}

/* Anything but 27 characters of plain base64 is refused (RFC 4387 2.1). */
static enum err
read_hash(struct bytes text, unsigned char out[HASH_OCTETS])
{
	struct buf padded = BUF(HASH_CHARS + 1), hash = BUF(HASH_OCTETS);
	enum err r = E_INPUT;

	if (text.n == HASH_CHARS && buf_addb(&padded, text) == E_OK &&
	    buf_addc(&padded, '=') == E_OK)
		r = base64_read(&hash, BASE64, buf_bytes(&padded));
	if (r == E_OK && hash.n == HASH_OCTETS)
		memcpy(out, hash.p, HASH_OCTETS);
	else
		r = E_INPUT;
	buf_free(&padded);
	buf_free(&hash);
	return r;
}

static const unsigned char *
ca_hash(const struct cert_facts *c, enum repository_key key)
{
	switch (key) {
	case BY_CERT_HASH:
		return c->cert_hash;
	case BY_I_AND_S_HASH:
		return c->i_and_s_hash;
	case BY_S_HASH:
		return c->s_hash;
	case BY_SKID_HASH:
		return c->skid_hash;
	default:
		return NULL;
	}
}

/* Our own CA certificates are found in the same way; NULL when none fits. */
static const struct cert_facts *
find_ca(const struct repository *p, enum repository_key key, struct bytes v)
{
	const unsigned char *h;
	size_t i;

	for (i = 0; i < REPOSITORY_CAS; i++) {
		h = ca_hash(&p->ca[i].facts, key);
		if (h != NULL ? bytes_eq(bytes_at(h, HASH_OCTETS), v)
			      : key == BY_NAME &&
			    bytes_eqs(v, p->ca[i].facts.common_name))
			return &p->ca[i].facts;
	}
	return NULL;
}

static enum err
add_part(struct buf *out, struct bytes der, size_t n)
{
	enum err r;

	if ((r = buf_addf(out,
		 "--" BOUNDARY "\r\nContent-Type: application/pkix-cert\r\n"
		 "Content-Disposition: attachment; "
		 "filename=\"certificate-%zu.cer\"\r\n\r\n",
		 n)) ||
	    (r = buf_addb(out, der)))
		return r;
	return buf_adds(out, "\r\n");
}

static enum err
answer_hits(struct request *q, const struct list *hits)
{
	const struct repository_hit *hit = hits->rows;
	struct buf all = BUF(ANSWER_MAX);
	enum err r = E_OK;
	size_t i;

	if (hits->n == 0)
		return E_NOTFOUND;
	if (hits->n == 1)
		return repository_answer(
		    q, "application/pkix-cert", hit[0].der, "no-cache");
	for (i = 0; i < hits->n && r == E_OK; i++)
		r = add_part(&all, hit[i].der, i + 1);
	if (r == E_OK)
		r = buf_adds(&all, "--" BOUNDARY "--\r\n");
	if (r == E_OK)
		r = repository_answer(q,
		    "multipart/mixed; boundary=\"" BOUNDARY "\"",
		    buf_bytes(&all), "no-cache");
	buf_free(&all);
	return r;
}

static enum err
find_key(struct bytes name, enum repository_key *out)
{
	size_t i;

	if (bytes_eqs(name, "iHash"))
		return E_DENIED;
	for (i = 0; i < COUNT(attributes); i++)
		if (bytes_eqs(name, attributes[i].name)) {
			*out = attributes[i].key;
			return E_OK;
		}
	return E_INPUT;
}

enum err
repository_certificates(struct request *q)
{
	struct repository *p = q->app;
	unsigned char hash[HASH_OCTETS];
	const struct cert_facts *ca;
	enum repository_key key;
	struct pair attribute;
	struct list hits;
	enum err r;

	if ((r = one_attribute(q, &attribute)) ||
	    (r = find_key(attribute.name, &key)))
		return r;
	if (key != BY_EMAIL && key != BY_NAME) {
		if ((r = read_hash(attribute.value, hash)))
			return r;
		attribute.value = bytes_at(hash, sizeof(hash));
	} else if (!text_line(attribute.value)) {
		return E_INPUT;
	}
	if ((ca = find_ca(p, key, attribute.value)) != NULL)
		return repository_answer(
		    q, "application/pkix-cert", ca->der, "no-cache");
	if ((r = repository_find(p->db, key, attribute.value, &hits, q->arena)))
		return r;
	return answer_hits(q, &hits);
}

/* A list is asked for by the hash of its issuer's name or key. */
enum err
repository_crls(struct request *q)
{
	struct repository *p = q->app;
	unsigned char hash[HASH_OCTETS];
	struct pair attribute;
	const unsigned char *own;
	bool by_name;
	size_t i;
	enum err r;

	if ((r = one_attribute(q, &attribute)))
		return r;
	by_name = bytes_eqs(attribute.name, "iHash");
	if (!by_name && !bytes_eqs(attribute.name, "sKIDHash"))
		return E_INPUT;
	if ((r = read_hash(attribute.value, hash)))
		return r;
	for (i = 0; i < REPOSITORY_CAS; i++) {
		own =
		    by_name ? p->ca[i].facts.s_hash : p->ca[i].facts.skid_hash;
		if (memcmp(own, hash, HASH_OCTETS) == 0)
			return repository_crl_answer(q, p->ca[i].name);
	}
	return E_NOTFOUND;
}
