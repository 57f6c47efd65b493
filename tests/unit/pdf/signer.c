/*
 * Signing whole documents in tests.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/unit/pdf/signer.h"

#include <string.h>

#include "shared/base/encode.h"
#include "shared/pdf/pdf_open.h"
#include "shared/pki/cms.h"
#include "shared/pki/tst.h"
#include "tests/unit/pdf/samples.h"

struct pdf_wish
signer_wish(void)
{
	return (struct pdf_wish){ .position = PDF_TOP_RIGHT,
		.page = 1,
		.font = sample_font(),
		.words = { .name = "Erika Mustermann",
		    .level = PDF_QUALIFIED,
		    .lang = PDF_DE,
		    .at = NOW,
		    .serial = "0F1E2D3C4B5A69788796A5B4C3D2E1F0" } };
}

enum err
signer_place(struct bytes file, const struct pdf_wish *wish, struct buf *out,
    struct pdf_placed *placed)
{
	struct pdf_refusal no = { .verdict = PDF_OK };
	struct buf increment = BUF(1 << 20);
	struct pdf_file *f = NULL;
	struct pdf_pages pages;
	struct arena *a;
	enum err r;

	assert_int_equal(arena_new(256 << 20, &a), E_OK);
	assert_int_equal(pdf_open(file, a, &no, &f), E_OK);
	assert_int_equal(pdf_pages(f, &pages), E_OK);
	r = pdf_place(f, &pages, wish, &increment, placed);
	if (r == E_OK) {
		assert_int_equal(buf_addb(out, file), E_OK);
		assert_int_equal(buf_addb(out, buf_bytes(&increment)), E_OK);
		assert_int_equal(out->n, placed->total);
	}
	placed->field = NULL; /* dies with the arena */
	pdf_close(f);
	arena_free(a);
	buf_free(&increment);
	return r;
}

/* SHA-256 over everything but "<…>". */
static void
digest(
    const struct buf *file, const struct pdf_placed *p, unsigned char out[32])
{
	struct buf all = BUF(32 << 20);
	size_t behind = p->contents_at + p->contents_size + 2;

	assert_int_equal(buf_add(&all, file->p, p->contents_at), E_OK);
	assert_int_equal(
	    buf_add(&all, file->p + behind, file->n - behind), E_OK);
	assert_int_equal(sha256(buf_bytes(&all), out), E_OK);
	buf_free(&all);
}

static struct bytes
stamp(struct house *h, struct bytes cms)
{
	struct tst_authority t = { .certificate = h->tsa.der,
		.key = h->tsa.key,
		.policy = "0.4.0.2023.1.1" };
	unsigned char nonce[TST_NONCE_BYTES], imprint[32];
	struct bytes query, reply, out;
	struct tst_facts facts;
	struct cms_facts signature;
	int failure;

	assert_int_equal(cms_read(cms, false, h->a, &signature), E_OK);
	assert_int_equal(sha256(signature.signature, imprint), E_OK);
	assert_int_equal(
	    tst_query_make(bytes_at(imprint, 32), nonce, h->a, &query), E_OK);
	assert_int_equal(
	    tst_reply_make(&t, query, h->a, &reply, &failure), E_OK);
	assert_int_equal(tst_reply_read(reply, bytes_at(imprint, 32), nonce,
			     h->root.der, h->a, &facts),
	    E_OK);
	assert_int_equal(
	    cms_add_time_stamp(cms, facts.token, h->a, &out), E_OK);
	return out;
}

void
signer_finish(struct house *h, const struct member *who, bool stamped,
    struct buf *file, const struct pdf_placed *placed)
{
	struct cms_parts parts = { .alg = SIG_ECDSA_SHA256,
		.certificate = who->der,
		.chain = &h->ca.der,
		.nchain = 1 };
	unsigned char d[32];
	struct bytes cms;
	struct buf hex = BUF(1 << 20);

	digest(file, placed, d);
	assert_int_equal(cms_signed_attrs(bytes_at(d, 32), who->der, h->a,
			     &parts.signed_attrs),
	    E_OK);
	assert_int_equal(key_sign(who->key, parts.alg, parts.signed_attrs, h->a,
			     &parts.signature),
	    E_OK);
	assert_int_equal(cms_assemble(&parts, h->a, &cms), E_OK);
	if (stamped)
		cms = stamp(h, cms);
	assert_int_equal(hex_add(&hex, cms), E_OK);
	assert_true(hex.n <= placed->contents_size);
	memcpy(file->p + placed->contents_at + 1, hex.p, hex.n);
	buf_free(&hex);
}

struct buf
signer_sign(struct house *h, struct bytes file, const struct pdf_wish *wish)
{
	struct buf out = BUF(32 << 20);
	struct pdf_placed placed;

	assert_int_equal(signer_place(file, wish, &out, &placed), E_OK);
	signer_finish(h, &h->person, true, &out, &placed);
	return out;
}
