/*
 * The TAN and its message, and the MACs over rows; the clock stands still.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/signer/tan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "modules/signer/row_mac.h"
#include "shared/base/clock.h"

#define NOW 1800000000

/* In place of the real one. */
int64_t
clock_now(void)
{
	return NOW;
}

static struct signer s; /* only its MAC key */

static char *
text(const char *constant)
{
	return (char *)(uintptr_t)constant;
}

/* Six digits, each of them, also zeros in front. */
static void
test_draw(void **state)
{
	char tan[TAN_DIGITS + 1];
	bool zero = false;
	bool nine = false;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		tan_draw(tan);
		assert_int_equal(strspn(tan, "0123456789"), TAN_DIGITS);
		assert_int_equal(strlen(tan), TAN_DIGITS);
		zero |= tan[0] == '0';
		nine |= tan[0] == '9';
	}
	assert_true(zero && nine);
}

static void
test_check(void **state)
{
	unsigned char mac[32];
	struct activation_row row = {
		.id = { { 1 } }, .sends = 2, .expires_at = NOW
	};
	struct activation_row other;

	(void)state;
	/* None on its way: nothing equals it, not even nothing. */
	assert_int_equal(tan_check(&s, &row, ""), E_NOTFOUND);
	assert_int_equal(tan_check(&s, &row, NULL), E_NOTFOUND);
	assert_int_equal(tan_mac(&s, &row.id, 2, NOW, "012345", mac), E_OK);
	row.tan_mac = bytes_at(mac, sizeof(mac));
	assert_int_equal(tan_check(&s, &row, "012345"), E_OK);
	assert_int_equal(tan_check(&s, &row, "012346"), E_AUTH);
	assert_int_equal(tan_check(&s, &row, "12345"), E_AUTH);
	assert_int_equal(tan_check(&s, &row, "0123456"), E_AUTH);
	assert_int_equal(tan_check(&s, &row, ""), E_AUTH);
	assert_int_equal(tan_check(&s, &row, NULL), E_AUTH);
	/* Of another release, another sending, with another end. */
	other = row;
	other.id.b[0] = 2;
	assert_int_equal(tan_check(&s, &other, "012345"), E_AUTH);
	other = row;
	other.sends = 3;
	assert_int_equal(tan_check(&s, &other, "012345"), E_AUTH);
	other = row;
	other.expires_at = NOW + 60;
	assert_int_equal(tan_check(&s, &other, "012345"), E_AUTH);
	/* Too late. */
	other = row;
	other.expires_at = NOW - 1;
	assert_int_equal(tan_check(&s, &other, "012345"), E_NOTFOUND);
}

/* Name, first four octets of the hash. */
static const struct {
	const char *name;
	unsigned char sha[4];
} docs[] = {
	{ "Vertrag.pdf", { 0xde, 0xad, 0xbe, 0xef } },
	{ "Ein sehr langer Name mit Ümlaut am Ende.pdf",
	    { 0x00, 0x01, 0x02, 0x03 } },
	{ "c.pdf", { 0x10, 0x20, 0x30, 0x40 } },
	{ "d.pdf", { 0xaa, 0xbb, 0xcc, 0xdd } },
	{ "e.pdf", { 0xaa, 0xbb, 0xcc, 0xdd } },
};

/* clang-format off */
static const struct {
	const char *lang, *level, *factor;
	size_t n;
	const char *message;
} messages[] = {
	{ "de", "qualified", "sms", 1,
	  "TAN 012345 (5 Minuten gültig) für 1 qualifizierte Signatur: "
	  "Vertrag.pdf [deadbeef]. fernsign" },
	{ "en", "advanced", "sms", 1,
	  "TAN 012345 (valid for 5 minutes) for 1 advanced signature: "
	  "Vertrag.pdf [deadbeef]. fernsign" },
	{ "de", "advanced", "sms", 2,
	  "TAN 012345 (5 Minuten gültig) für 2 fortgeschrittene Signaturen: "
	  "Vertrag.pdf [deadbeef], Ein sehr langer Name mit Üm… [00010203]. "
	  "fernsign" },
	{ "en", "qualified", "sms", 5,
	  "TAN 012345 (valid for 5 minutes) for 5 qualified signatures: "
	  "Vertrag.pdf [deadbeef], Ein sehr langer Name mit Üm… [00010203], "
	  "c.pdf [10203040] and 2 more. fernsign" },
	{ "de", "qualified", "voice", 2,
	  "Guten Tag. Ihre TAN für 2 qualifizierte Signaturen lautet: "
	  "0, 1, 2, 3, 4, 5. 0, 1, 2, 3, 4, 5. " },
};
/* clang-format on */

static void
test_message(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(messages); i++) {
		struct activation_doc_row rows[COUNT(docs)] = { 0 };
		struct activation v = { .row = {
					    .level = text(messages[i].level),
					    .factor = text(messages[i].factor),
					} };
		struct key_row k = { .lang = text(messages[i].lang) };
		struct buf out = BUF(2048);

		for (size_t j = 0; j < COUNT(docs); j++) {
			rows[j].name = text(docs[j].name);
			rows[j].sha256 = bytes_at(docs[j].sha, 4);
		}
		v.docs = (struct list){ .rows = rows, .n = messages[i].n };
		assert_int_equal(
		    tan_message(&v, &k, "fernsign", "012345", &out), E_OK);
		assert_string_equal((char *)out.p, messages[i].message);
		buf_free(&out);
	}
}

/* Every member of a key's row is under its MAC. */
static void
test_key_row_mac(void **state)
{
	struct key_row k = { .level = text("qualified"),
		.algorithm = text("P-256"),
		.phone = text("+49170"),
		.phone_kind = text("mobile"),
		.lang = text("de"),
		.state = text("bound"),
		.created_at = 5 };
	unsigned char mac[32];
	unsigned char other[32];

	(void)state;
	assert_int_equal(key_row_mac(&s, &k, mac), E_OK);
	k.mac = bytes_at(mac, sizeof(mac));
	assert_int_equal(key_row_check(&s, &k), E_OK);
	for (size_t i = 0; i + 1 < KEY_ROW_FIELDS; i++) {
		const struct field *f = &key_row_fields[i];
		struct key_row changed = k;
		char *at = (char *)&changed + f->off;

		switch (f->type) {
		case F_TEXT:
			*(char **)at = text("other");
			break;
		case F_BYTES:
			*(struct bytes *)at = bytes_of("other");
			break;
		case F_INT:
			(*(int64_t *)at)++;
			break;
		default:
			((struct id *)at)->b[0] ^= 1;
		}
		assert_int_equal(key_row_mac(&s, &changed, other), E_OK);
		if (memcmp(mac, other, sizeof(mac)) == 0)
			fail_msg("%s is not covered", f->name);
		assert_int_equal(key_row_check(&s, &changed), E_CRYPTO);
	}
}

/* Members cannot be shifted into each other. */
static void
test_row_unambiguous(void **state)
{
	struct key_row one = { .level = text("a"), .algorithm = text("bc") };
	struct key_row two = { .level = text("ab"), .algorithm = text("c") };
	struct key_row three = { .level = text("a\nalgorithm=2:bc") };
	unsigned char mac[3][32];

	(void)state;
	assert_int_equal(key_row_mac(&s, &one, mac[0]), E_OK);
	assert_int_equal(key_row_mac(&s, &two, mac[1]), E_OK);
	assert_int_equal(key_row_mac(&s, &three, mac[2]), E_OK);
	assert_memory_not_equal(mac[0], mac[1], 32);
	assert_memory_not_equal(mac[0], mac[2], 32);
}

static int
setup(void **state)
{
	(void)state;
	return (int)secret_new(32, &s.mac_key);
}

static int
teardown(void **state)
{
	(void)state;
	secret_free(&s.mac_key);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_draw),
		cmocka_unit_test(test_check),
		cmocka_unit_test(test_message),
		cmocka_unit_test(test_key_row_mac),
		cmocka_unit_test(test_row_unambiguous),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
