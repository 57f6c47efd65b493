/*
 * See signer_call.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/model/signer_call.h"

#include <string.h>

#include "shared/base/log.h"
#include "shared/base/text.h"
#include "shared/db/db.h"

/* clang-format off */
static const struct field key_new_in[] = {
	FIELD_AS("case", signer_key_new, case_, 0, FLD_REQUIRED),
	FIELD(signer_key_new, account, 0, FLD_REQUIRED),
	FIELD(signer_key_new, level, 10, FLD_REQUIRED),
	FIELD(signer_key_new, phone, 16, FLD_REQUIRED),
	FIELD(signer_key_new, phone_kind, 10, FLD_REQUIRED),
	FIELD(signer_key_new, landline_pin, 128, 0),
	FIELD(signer_key_new, lang, 2, FLD_REQUIRED),
};
static const struct field key_out[] = {
	FIELD(signer_key, key, 0, FLD_REQUIRED),
	FIELD(signer_key, public_key, 1024, FLD_REQUIRED),
};
static const struct field key_owner_in[] = {
	FIELD(signer_key_owner, key, 0, FLD_REQUIRED),
	FIELD(signer_key_owner, account, 0, FLD_REQUIRED),
};
static const struct field algorithm_out[] = {
	FIELD(signer_algorithm, algorithm, 20, FLD_REQUIRED),
};
static const struct field key_bind_in[] = {
	FIELD(signer_key_bind, key, 0, FLD_REQUIRED),
	FIELD(signer_key_bind, certificate, 4096, FLD_REQUIRED),
	FIELD(signer_key_bind, chain, 8192, FLD_REQUIRED),
};
static const struct field key_id_in[] = {
	FIELD(signer_key_id, key, 0, FLD_REQUIRED),
};
static const struct field id_in[] = {
	FIELD(signer_id, id, 0, FLD_REQUIRED),
};
static const struct field doc_in[] = {
	FIELD(signer_doc, n, 1000, 0),
	FIELD(signer_doc, name, 255, FLD_REQUIRED),
	FIELD(signer_doc, sha256, 64, FLD_REQUIRED),
	FIELD(signer_doc, digest, 2 * HASH_BYTES_MAX, FLD_REQUIRED),
};
static const struct field activate_in[] = {
	FIELD(signer_activate, id, 0, FLD_REQUIRED),
	FIELD(signer_activate, account, 0, FLD_REQUIRED),
	FIELD(signer_activate, key, 0, FLD_REQUIRED),
	FIELD(signer_activate, login, 64, FLD_REQUIRED),
	FIELD_LIST(signer_activate, documents, signer_doc, doc_in, 100),
};
static const struct field ticket_out[] = {
	FIELD(signer_ticket, factor, 10, FLD_REQUIRED),
	FIELD(signer_ticket, to, 40, 0),
	FIELD(signer_ticket, expires_at, INT64_MAX, 0),
	FIELD(signer_ticket, coins, 1000000, 0),
	FIELD(signer_ticket, sends, 100, 0),
	FIELD(signer_ticket, state, 10, FLD_REQUIRED),
};
static const struct field release_in[] = {
	FIELD(signer_release, id, 0, FLD_REQUIRED),
	FIELD(signer_release, tan, 16, FLD_SECRET),
	FIELD(signer_release, login, 64, FLD_REQUIRED),
};
static const struct field value_out[] = {
	FIELD(signer_value, n, 1000, 0),
	FIELD(signer_value, signed_attrs, 1024, FLD_REQUIRED),
	FIELD(signer_value, signature, 1024, FLD_REQUIRED),
};
static const struct field values_out[] = {
	FIELD_LIST(signer_values, values, signer_value, value_out, 100),
	FIELD(signer_values, algorithm, 20, FLD_REQUIRED),
	FIELD(signer_values, certificate, 4096, FLD_REQUIRED),
	FIELD(signer_values, chain, 8192, FLD_REQUIRED),
};
static const struct field report_out[] = {
	FIELD(signer_report, dropped, INT64_MAX, 0),
	FIELD(signer_report, voided, INT64_MAX, 0),
};

/* service, path, request, answer, deadline: an RSA key takes seconds, a
 * message waits for the gateway */
const struct call_row signer_calls[SIGNER__MAX] = {
	[SIGNER_KEY_NEW] = { "signer", "/key/new", IN(key_new_in),
	    OUT(key_out), 30000 },
	[SIGNER_KEY_ALGORITHM] = { "signer", "/key/algorithm",
	    IN(key_owner_in), OUT(algorithm_out), 10000 },
	[SIGNER_KEY_BIND] = { "signer", "/key/bind", IN(key_bind_in),
	    .timeout_ms = 10000 },
	[SIGNER_KEY_DESTROY] = { "signer", "/key/destroy", IN(key_id_in),
	    .timeout_ms = 10000 },
	[SIGNER_ACTIVATE] = { "signer", "/activate", IN(activate_in),
	    OUT(ticket_out), 10000 },
	[SIGNER_SEND] = { "signer", "/send", IN(id_in), OUT(ticket_out),
	    20000 },
	[SIGNER_RELEASE] = { "signer", "/release", IN(release_in),
	    OUT(values_out), 20000 },
	[SIGNER_RESULT] = { "signer", "/result", IN(id_in), OUT(values_out),
	    10000 },
	[SIGNER_ABANDON] = { "signer", "/abandon", IN(id_in),
	    .timeout_ms = 10000 },
	[SIGNER_TICK] = { "signer", "/tick", OUT(report_out),
	    .timeout_ms = 60000 },
};
/* clang-format on */

enum err
signer_key_new(
    struct call *c, const struct signer_key_new *in, struct signer_key *out)
{
	return call_run(c, &signer_calls[SIGNER_KEY_NEW], in, out);
}

enum err
signer_key_algorithm(struct call *c, const struct id *key,
    const struct id *account, enum sig_alg *out)
{
	struct signer_key_owner in = { .key = *key, .account = *account };
	struct signer_algorithm answer = { 0 };
	enum err r;

	if ((r = call_run(
		 c, &signer_calls[SIGNER_KEY_ALGORITHM], &in, &answer)))
		return r;
	if (sig_alg_read(answer.algorithm, out) == E_OK)
		return E_OK;
	return log_err(E_PEER, "signer.algorithm", "%s", answer.algorithm);
}

enum err
signer_key_bind(struct call *c, const struct signer_key_bind *in)
{
	return call_run(c, &signer_calls[SIGNER_KEY_BIND], in, NULL);
}

enum err
signer_key_destroy(struct call *c, const struct id *key)
{
	struct signer_key_id in = { .key = *key };

	return call_run(c, &signer_calls[SIGNER_KEY_DESTROY], &in, NULL);
}

enum err
signer_activate(
    struct call *c, const struct signer_activate *in, struct signer_ticket *out)
{
	return call_run(c, &signer_calls[SIGNER_ACTIVATE], in, out);
}

enum err
signer_send(struct call *c, const struct id *id, struct signer_ticket *out)
{
	struct signer_id in = { .id = *id };

	return call_run(c, &signer_calls[SIGNER_SEND], &in, out);
}

/* Part "tan_wrong:2" into the word and the number. */
static void
tries_read(struct call *c, int64_t *tries_left)
{
	struct bytes word;
	struct bytes number;
	int64_t left;

	if (!bytes_cut(bytes_of(c->reason), ':', &word, &number) ||
	    text_number(number, 9, &left) != E_OK)
		return;
	c->reason = arena_text(c->arena, word);
	if (c->reason == NULL)
		c->reason = "";
	if (tries_left != NULL)
		*tries_left = left;
}

enum err
signer_release(struct call *c, const struct signer_release *in,
    struct signer_values *out, int64_t *tries_left)
{
	enum err r;

	if (tries_left != NULL)
		*tries_left = -1;
	r = call_run(c, &signer_calls[SIGNER_RELEASE], in, out);
	if (r == E_AUTH)
		tries_read(c, tries_left);
	return r;
}

enum err
signer_result(struct call *c, const struct id *id, struct signer_values *out)
{
	struct signer_id in = { .id = *id };

	return call_run(c, &signer_calls[SIGNER_RESULT], &in, out);
}

enum err
signer_abandon(struct call *c, const struct id *id)
{
	struct signer_id in = { .id = *id };

	return call_run(c, &signer_calls[SIGNER_ABANDON], &in, NULL);
}
