/*
 * signer's routes over a real database, for tests: an issuing CA per level,
 * people with bound keys and coins, and the message that notify would have
 * sent.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_TESTS_DB_HOUSE_SIGNER_H
#define FERNSIGN_TESTS_DB_HOUSE_SIGNER_H

#include "modules/signer/activation.h"
#include "modules/signer/keys.h"
#include "modules/signer/tombs.h"
#include "tests/db/house_db.h"

extern struct house_db h;
extern struct raw *root;
extern struct signer s;
extern struct arena *a;

/* What notify would have sent last, and how many there were. */
extern char sent_text[2048];
extern char sent_to[32];
extern char sent_kind[16];
extern int sent;

/* One person with keys at every level. */
struct person {
	struct id account;
	struct id ident_case;
	struct id key[LEVEL__MAX];
};

/* Start and stop everything; for cmocka. */
int house_signer_setup(void **state);
int house_signer_teardown(void **state);

/* A request as the loop would hand it over. */
enum err ask_as(unsigned peer, enum err (*route)(struct request *),
    const struct call_row *row, const void *in, void *out, char *reason);

/* As ask_as, asked by portal. */
enum err ask(enum err (*route)(struct request *), enum signer_call call,
    const void *in, void *out, char *reason);

/* Ask for a key. */
enum err key_new(const struct person *p, enum level l, const char *phone,
    struct signer_key *out);

/* Bind a key to a certificate. */
enum err key_bind(
    const struct id *key, struct bytes certificate, struct bytes chain);

/* Write octets as hex; in the arena. */
char *hex(const void *p, size_t n);

/* Issue a person's certificate by the CA of a level. */
struct bytes person_certificate(enum level l, struct bytes spki);

/* Make a person with coins and a bound key at each level. */
void person_make(struct person *p, int64_t coins);

/* The hash of the session that asks everywhere here. */
char *login_hex(int n);

/* Build an activation of n documents. */
struct signer_activate activate_in(
    const struct person *p, enum level l, const struct id *id, int n);

/* Activate n documents at a level. */
enum err activate(const struct person *p, enum level l, const struct id *id,
    int n, struct signer_ticket *out);

/* Ask for a TAN. */
enum err send_tan(const struct id *id, struct signer_ticket *out, char *reason);

/* Release with a TAN from the session numbered login. */
enum err release(const struct id *id, const char *tan, int login,
    struct signer_values *out, char *reason);

/* Read the TAN off the message. */
const char *tan_sent(void);

/* Another TAN than the one sent. */
const char *tan_other(void);

/* Read a number of an activation. */
int64_t of_activation(const struct id *id, const char *what);

/* Read a number of a person's coin account. */
int64_t coins_of(const struct person *p, const char *what);

#endif
