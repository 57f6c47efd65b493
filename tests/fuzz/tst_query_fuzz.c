/*
 * Time-stamp queries: every input gets a reply that is well-formed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <openssl/err.h>
#include <openssl/ts.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "shared/base/clock.h"
#include "shared/pki/cert.h"
#include "shared/pki/tst.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static struct tst_authority unit;
static struct arena *a, *kept;

/* Make a time-stamp unit that issues its own certificate. */
static void
setup(void)
{
	static struct key *root, *key;
	unsigned char serial[CERT_SERIAL_BYTES];
	struct cert_order o = { .kind = CERT_ROOT,
		.subject = { .country = "DE",
		    .organization = "Fuzz",
		    .common_name = "Fuzz" },
		.not_before_at = clock_now() - 60,
		.not_after_at = clock_now() + 86400,
		.issuer_name = "root",
		.public_url = "http://pki.example" };
	struct bytes der;

	cert_serial(serial);
	o.serial = bytes_at(serial, sizeof(serial));
	if (arena_new(1 << 20, &a) || arena_new(1 << 20, &kept) ||
	    key_generate(KEY_P256, &root) || key_generate(KEY_P256, &key) ||
	    key_spki(root, kept, &o.spki))
		abort();
	o.issuer_key = root;
	if (cert_issue(&o, kept, &der) || key_spki(key, kept, &o.spki))
		abort();
	o.kind = CERT_TSA;
	o.issuer = der;
	unit = (struct tst_authority){
		.key = key, .policy = "0.4.0.2023.1.1", .qualified = true
	};
	if (cert_issue(&o, kept, &unit.certificate))
		abort();
	(void)close(STDERR_FILENO);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	const unsigned char *at;
	struct bytes reply;
	TS_RESP *resp;
	int failure;

	if (!a)
		setup();
	arena_reset(a);
	if (tst_reply_make(&unit, bytes_at(p, n), a, &reply, &failure))
		abort();
	at = reply.p;
	resp = d2i_TS_RESP(NULL, &at, (long)reply.n);
	if (!resp || at != reply.p + reply.n ||
	    (failure < 0) != (TS_RESP_get_token(resp) != NULL))
		abort();
	TS_RESP_free(resp);
	ERR_clear_error();
	return 0;
}
