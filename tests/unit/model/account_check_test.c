/*
 * What may be registered: rows of words and passwords, and what is said.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/model/account.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "shared/model/coins.h"

#define LONG_NAME                                                            \
	"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmn" \
	"opqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopq"

/* clang-format off */
static const struct {
	const char *first, *family, *phone, *kind, *pin;
	enum account_fault fault;
} words[] = {
	{ "Erika", "Mustermann", "+491701234567", "mobile", NULL, ACCOUNT_OK },
	{ "Jörg-Žan", "O'Müller", "+35312345678", "mobile", NULL, ACCOUNT_OK },
	{ "", "Mustermann", "+491701234567", "mobile", NULL, ACCOUNT_NAME },
	{ "  ", "Mustermann", "+491701234567", "mobile", NULL, ACCOUNT_NAME },
	{ NULL, "Mustermann", "+491701234567", "mobile", NULL, ACCOUNT_NAME },
	{ "Erika", "Muster\nmann", "+491701234567", "mobile", NULL, ACCOUNT_NAME },
	{ "Erika", "Muster\xe2\x80\xaemann", "+491701234567", "mobile", NULL, ACCOUNT_NAME },
	{ "Erika", "Muster\xff", "+491701234567", "mobile", NULL, ACCOUNT_NAME },
	{ "Erika", LONG_NAME, "+491701234567", "mobile", NULL, ACCOUNT_NAME },
	{ "Erika", "Mustermann", "01701234567", "mobile", NULL, ACCOUNT_PHONE },
	{ "Erika", "Mustermann", "+4917012345678901", "mobile", NULL, ACCOUNT_PHONE },
	{ "Erika", "Mustermann", "+49170x", "mobile", NULL, ACCOUNT_PHONE },
	{ "Erika", "Mustermann", "+0491701234567", "mobile", NULL, ACCOUNT_PHONE },
	{ "Erika", "Mustermann", NULL, "mobile", NULL, ACCOUNT_PHONE },
	{ "Erika", "Mustermann", "+491701234567", "fax", NULL, ACCOUNT_PHONE },
	{ "Erika", "Mustermann", "+491701234567", NULL, NULL, ACCOUNT_PHONE },
	{ "Erika", "Mustermann", "+4930123456", "landline", "27182", ACCOUNT_OK },
	{ "Erika", "Mustermann", "+4930123456", "landline", "13579", ACCOUNT_OK },
	{ "Erika", "Mustermann", "+4330123456", "landline", "27182", ACCOUNT_LANDLINE },
	{ "Erika", "Mustermann", "+4930123456", "landline", NULL, ACCOUNT_PIN },
	{ "Erika", "Mustermann", "+4930123456", "landline", "", ACCOUNT_PIN },
	{ "Erika", "Mustermann", "+4930123456", "landline", "2718", ACCOUNT_PIN },
	{ "Erika", "Mustermann", "+4930123456", "landline", "271828182", ACCOUNT_PIN },
	{ "Erika", "Mustermann", "+4930123456", "landline", "2718a", ACCOUNT_PIN },
	{ "Erika", "Mustermann", "+4930123456", "landline", "77777", ACCOUNT_PIN },
	{ "Erika", "Mustermann", "+4930123456", "landline", "12345", ACCOUNT_PIN },
	{ "Erika", "Mustermann", "+4930123456", "landline", "87654321", ACCOUNT_PIN },
};

static const struct {
	const char *password;
	enum account_fault fault;
} passwords[] = {
	{ "Sieben Zwerge essen Brezeln", ACCOUNT_OK },
	{ "äöüßÄÖÜ!§x", ACCOUNT_OK },
	{ "k7#Qz!9vLm", ACCOUNT_OK },
	{ NULL, ACCOUNT_PASSWORD_SHORT },
	{ "", ACCOUNT_PASSWORD_SHORT },
	{ "k7#Qz!9", ACCOUNT_PASSWORD_SHORT },
	/* Eight octets, but four characters. */
	{ "äöüß", ACCOUNT_PASSWORD_SHORT },
	{ "password", ACCOUNT_PASSWORD_WEAK },
	{ "12345678", ACCOUNT_PASSWORD_WEAK },
	{ "aaaaaaaaaaaaaaaa", ACCOUNT_PASSWORD_WEAK },
	{ "qwertyuiop", ACCOUNT_PASSWORD_WEAK },
	/* The person's own words are what a guesser tries first. */
	{ "erika.mustermann@example.org", ACCOUNT_PASSWORD_WEAK },
	{ "Mustermann1", ACCOUNT_PASSWORD_WEAK },
	{ "+491701234567", ACCOUNT_PASSWORD_WEAK },
};
/* clang-format on */

static struct account_words
words_of(size_t i)
{
	return (struct account_words){
		(char *)(uintptr_t)words[i].first,
		(char *)(uintptr_t)words[i].family,
		(char *)(uintptr_t)words[i].phone,
		(char *)(uintptr_t)words[i].kind,
		(char *)(uintptr_t)words[i].pin,
	};
}

static void
test_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(words); i++) {
		struct account_words w = words_of(i);
		enum account_fault f = account_words_check(&w);

		if (f != words[i].fault)
			fail_msg("row %zu: fault %d", i, (int)f);
	}
}

static void
test_passwords(void **state)
{
	struct account_words w = words_of(0);

	(void)state;
	for (size_t i = 0; i < COUNT(passwords); i++) {
		enum account_fault f = account_password_check(
		    passwords[i].password, "erika.mustermann@example.org", &w);

		if (f != passwords[i].fault)
			fail_msg("row %zu: fault %d", i, (int)f);
	}
}

static void
test_password_long(void **state)
{
	char text[400];

	(void)state;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)('a' + (i * i + i / 7) % 26);
	text[256] = '\0';
	assert_int_equal(account_password_check(text, NULL, NULL), ACCOUNT_OK);
	text[256] = 'x';
	text[257] = '\0';
	assert_int_equal(
	    account_password_check(text, NULL, NULL), ACCOUNT_PASSWORD_LONG);
}

static void
test_prices(void **state)
{
	(void)state;
	assert_int_equal(coins_price("simple", 20), 0);
	assert_int_equal(coins_price("advanced", 3), 6);
	assert_int_equal(coins_price("qualified", 1), 5);
	assert_int_equal(coins_price("qualified", 20), 100);
	assert_int_equal(coins_price(NULL, 3), 0);
	assert_int_equal(coins_price("other", 3), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_passwords),
		cmocka_unit_test(test_password_long),
		cmocka_unit_test(test_prices),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
