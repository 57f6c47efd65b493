/*
 * Asking signer: the client side of modules/signer, field by field. Both
 * sides use these tables, so they cannot disagree.
 *
 * Octets travel as base64, hashes as hex text, ids as hex.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODEL_SIGNER_CALL_H
#define FERNSIGN_MODEL_SIGNER_CALL_H

#include "shared/model/call.h"
#include "shared/pki/key.h"

#define SIGNER_SENDS     5  /* messages with a TAN, for one release */
#define SIGNER_DOCUMENTS 10 /* of one release */

/* POST /key/new (ca): a key for a case and level; again: the same answer. */
struct signer_key_new {
	struct id case_; /* "case" */
	struct id account;
	char *level;
	char *phone;
	char *phone_kind;
	struct bytes landline_pin; /* sealed to notify; empty with mobile */
	char *lang;
};

struct signer_key {
	struct id key;
	struct bytes public_key; /* SubjectPublicKeyInfo, DER */
};

/* POST /key/bind (ca): chain is DER one after the other, issuing CA first. */
struct signer_key_bind {
	struct id key;
	struct bytes certificate;
	struct bytes chain;
};

/*
 * POST /key/algorithm (portal, api): how a key of an account signs, and so
 * which hash (sig_alg_hash) its documents need.
 */
struct signer_key_owner {
	struct id key;
	struct id account;
};

struct signer_algorithm {
	char *algorithm; /* sig_alg_name */
};

/* POST /key/destroy (ca); POST /send, /result, /abandon (portal): "id". */
struct signer_key_id {
	struct id key;
};

struct signer_id {
	struct id id;
};

/* A document of POST /activate. */
struct signer_doc {
	int64_t n;
	char *name;
	char *sha256; /* hex, of the upload */
	char *digest; /* hex, to be signed, under the hash of the key */
};

struct signer_activate {
	struct id id;          /* of the batch */
	struct id account;     /* must be the key's */
	struct id key;         /* level, number and certificate are the key's */
	char *login;           /* hex */
	struct list documents; /* struct signer_doc */
};

struct signer_ticket {
	char *factor; /* sms, voice, none */
	char *to;     /* masked; absent with none */
	int64_t expires_at;
	int64_t coins;
	int64_t sends;
	char *state; /* open, signed, failed, void, abandoned */
};

struct signer_release {
	struct id id;
	char *tan; /* absent at level simple */
	char *login;
};

struct signer_value {
	int64_t n;
	struct bytes signed_attrs; /* DER SET OF */
	struct bytes signature;
};

struct signer_values {
	struct list values; /* struct signer_value, by n */
	char *algorithm;    /* sig_alg_name */
	struct bytes certificate;
	struct bytes chain; /* DER one after the other */
};

struct signer_report {
	int64_t dropped; /* values of batches that nobody finished */
	int64_t voided;  /* reservations given back */
};

/* The tables: rows of signer_calls, used by signer itself as well. */
enum signer_call {
	SIGNER_KEY_NEW,
	SIGNER_KEY_ALGORITHM,
	SIGNER_KEY_BIND,
	SIGNER_KEY_DESTROY,
	SIGNER_ACTIVATE,
	SIGNER_SEND,
	SIGNER_RELEASE,
	SIGNER_RESULT,
	SIGNER_ABANDON,
	SIGNER_TICK,
	SIGNER__MAX
};

extern const struct call_row signer_calls[SIGNER__MAX];

/*
 * Ask; refusals as signer's routes say (see modules/signer/routes.c).
 *
 * E_PEER  not reachable: nothing is known about what happened
 */
enum err signer_key_new(struct call *c, const struct signer_key_new *in,
    struct signer_key *out) MUST_USE;
/* E_DENIED  no such key of this account (reason certificate). */
enum err signer_key_algorithm(struct call *c, const struct id *key,
    const struct id *account, enum sig_alg *out) MUST_USE;
/* E_CONFLICT  bound to another certificate, or destroyed; E_INPUT refused. */
enum err signer_key_bind(
    struct call *c, const struct signer_key_bind *in) MUST_USE;
/* Again: E_OK. */
enum err signer_key_destroy(struct call *c, const struct id *key) MUST_USE;
/* Again with the same content: the same answer; other content E_CONFLICT. */
enum err signer_activate(struct call *c, const struct signer_activate *in,
    struct signer_ticket *out) MUST_USE;
/* E_LIMIT  reason sends. */
enum err signer_send(
    struct call *c, const struct id *id, struct signer_ticket *out) MUST_USE;
/* tries_left: set with reason tan_wrong, else -1; NULL allowed. */
enum err signer_release(struct call *c, const struct signer_release *in,
    struct signer_values *out, int64_t *tries_left) MUST_USE;
/* E_NOTFOUND  not signed. */
enum err signer_result(
    struct call *c, const struct id *id, struct signer_values *out) MUST_USE;
/* Open becomes abandoned; again, or none: E_OK. E_CONFLICT  signed. */
enum err signer_abandon(struct call *c, const struct id *id) MUST_USE;

#endif
