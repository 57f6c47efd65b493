/*
 * Raising over a real database: from each level to each policy, when a
 * service fails at each step, when another timer was faster. pdf, the
 * authorities and the gathering are replaced at link time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/db/house_db.h"

#include <sodium.h>
#include <string.h>

#include "shared/base/encode.h"
#include "shared/base/random.h"
#include "shared/model/audit.h"
#include "shared/model/coins.h"
#include "shared/model/outbox.h"
#include "shared/model/pdf_call.h"
#include "shared/model/signing.h"
#include "shared/model/signing_policy.h"
#include "shared/model/validation.h"
#include "tests/unit/pki/house.h"

#define SIGNED_MAX 64

static struct house_db h;
static struct raw *root;
static struct arena *a;
static struct signing_policy policy;
static struct model m;
static unsigned char kek[32];

/* What the replaced services do. */
static struct {
	enum err extend, stamp, report, gather;
	bool lies;       /* the stamped document does not verify */
	bool incomplete; /* something is always missing in /DSS */
	bool faster;     /* another timer raises meanwhile */
	bool deleted;    /* the person deletes meanwhile */
} what;
static unsigned char stamped[HASH_BYTES_MAX]; /* the last digest */
static size_t nstamped;
static int gathered; /* how often */
static bool by_document_stamp;

enum err
pdf_call_extend(struct call *c, struct bytes pdf,
    const struct pdf_validation *v, bool stamp, struct pdf_call_placed *out)
{
	static const char hole[] = " /Contents <00000000000000000000> stamp";
	bool there = memmem(pdf.p, pdf.n, " /DSS", 5) != NULL;

	c->reason = "";
	assert_int_equal(v == NULL, stamp);
	if (what.extend)
		return what.extend;
	if (!stamp) {
		if (!there || what.incomplete)
			out->increment = bytes_of(" /DSS");
		return E_OK;
	}
	out->increment = bytes_of(hole);
	out->contents_at = (int64_t)pdf.n + 11;
	out->contents_size = 20;
	return E_OK;
}

enum err
pdf_call_verify(struct call *c, struct bytes pdf, struct pdf_call_verified *out)
{
	c->reason = "";
	(void)pdf;
	out->ok = out->covers_all = !what.lies;
	out->time_stamp_at = NOW;
	out->digest = hex_text(c->arena, bytes_at(stamped, nstamped));
	return E_OK;
}

/* One signature, and a document time stamp when there is one behind it. */
enum err
pdf_call_signatures(struct call *c, struct bytes pdf, struct list *out)
{
	struct pdf_call_reported *rows =
	    arena_array(c->arena, 2, sizeof(*rows));

	assert_non_null(rows);
	rows[1].stamp = true;
	out->rows = rows;
	out->n = memmem(pdf.p, pdf.n, " stamp", 6) != NULL ? 2 : 1;
	return what.report;
}

enum err
pdf_call_check(struct call *c, struct bytes pdf, struct pdf_call_check *out)
{
	(void)c;
	(void)pdf;
	(void)out;
	return E_BUG;
}

enum err
pdf_call_place(struct call *c, struct bytes pdf,
    const struct pdf_call_place *in, struct pdf_call_placed *out)
{
	(void)c;
	(void)pdf;
	(void)in;
	(void)out;
	return E_BUG;
}

enum err
tsa_stamp(struct call *c, struct tsa *tsas, size_t n, struct bytes digest,
    struct bytes *token)
{
	static const unsigned char der[] = { 0x30, 2, 5, 0 };

	(void)c;
	(void)tsas;
	assert_int_equal(n, 1);
	memcpy(stamped, digest.p, digest.n);
	nstamped = digest.n;
	*token = bytes_at(der, sizeof(der));
	return what.stamp;
}

enum err
validation_gather(struct call *c, const struct signing_policy *p,
    const struct list *signatures, struct pdf_validation *out)
{
	(void)c;
	(void)out;
	assert_ptr_equal(p, &policy);
	gathered++;
	by_document_stamp = signatures->n == 2;
	if (what.faster)
		raw_do(root, "UPDATE sign_doc SET reached = 'B-LT'");
	if (what.deleted)
		raw_do(root, "DELETE FROM document_key");
	return what.gather;
}

/* Put a finished batch of one document there, due at a time. */
static void
finished(const char *reached, int64_t due_at)
{
	struct document_ref ref = { .day = 20001 };
	struct bytes upload = bytes_of("%PDF upload");
	struct buf signed_ = BUF(SIGNED_MAX);
	struct id id;
	char *hex;

	random_id(&id);
	hex = hex_text(a, bytes_at(&id, 16));
	assert_int_equal(document_store(&m, upload, NOW + 9 * DAY, &ref), E_OK);
	assert_int_equal(buf_adds(&signed_, " sig <0000>"), E_OK);
	assert_int_equal(document_increment_add(&m, &ref, &id, INCREMENT_SIGNED,
			     buf_bytes(&signed_)),
	    E_OK);
	buf_free(&signed_);
	raw_do(root,
	    arena_printf(a,
		"INSERT INTO sign_batch (id, account, level, sign_key, day,"
		" documents, state, created_at, done_at, deadline_at) VALUES"
		" (X'%s', X'%s', 'simple', X'%s', 20001, 1, 'done', 1, 1, %d)",
		hex, hex, hex, NOW + 9 * DAY));
	raw_do(root,
	    arena_printf(a,
		"INSERT INTO sign_doc (batch, n, document, day, name,"
		" size_bytes, sha256, pages, pdfa, check_json, contents_at,"
		" contents_size, reached, raise_at) VALUES (X'%s', 1, X'%s',"
		" 20001, 'a.pdf', %zu, REPEAT('x', 32), 1, '2b', '{}', %zu,"
		" 4, '%s', %lld)",
		hex, hex_text(a, bytes_at(&ref.document, 16)), upload.n,
		upload.n + 5, reached, (long long)due_at));
}

/* One number of the documents there are. */
static int64_t
number(const char *expression)
{
	return raw_number(
	    root, arena_printf(a, "SELECT %s FROM sign_doc", expression));
}

static int64_t
increments(void)
{
	return raw_number(
	    root, "SELECT IFNULL(MAX(seq), 0) FROM document_increment");
}

/* Run the timer and say how many documents reached the policy's level. */
static int64_t
run(void)
{
	int64_t raised = -1;

	assert_int_equal(signing_raise_due(&m, 10, INT64_MAX, &raised), E_OK);
	return raised;
}

static int
before_each(void **state)
{
	(void)state;
	if (!h.running)
		return 0;
	raw_do(root, "DELETE FROM sign_doc");
	raw_do(root, "DELETE FROM sign_batch");
	raw_do(root, "DELETE FROM document_increment");
	memset(&what, 0, sizeof(what));
	policy.level = LEVEL_BLTA;
	policy.hash = HASH_SHA256;
	gathered = 0;
	return 0;
}

/* From a level to a policy: what is reached, by how many increments. */
static void
test_levels(void **state)
{
	/* clang-format off */
	static const struct {
		const char *from;
		enum signing_level policy;
		const char *to;
		int64_t increments, raised;
	} rows[] = {
		{ "B-B",   LEVEL_BB,   "B-B",   1, 0 },
		{ "B-B",   LEVEL_BT,   "B-T",   2, 1 },
		{ "B-B",   LEVEL_BLT,  "B-LT",  3, 1 },
		{ "B-B",   LEVEL_BLTA, "B-LTA", 4, 1 },
		{ "B-T",   LEVEL_BT,   "B-T",   1, 0 },
		{ "B-T",   LEVEL_BLT,  "B-LT",  2, 1 },
		{ "B-T",   LEVEL_BLTA, "B-LTA", 3, 1 },
		{ "B-LTA", LEVEL_BB,   "B-LTA", 1, 0 },
	};
	/* clang-format on */
	size_t i;

	NEED(h);
	for (i = 0; i < COUNT(rows); i++) {
		(void)before_each(state);
		policy.level = rows[i].policy;
		policy.hash = (enum hash)(i % HASH__MAX);
		finished(rows[i].from, NOW);
		assert_int_equal(run(), rows[i].raised);
		assert_int_equal(
		    number(arena_printf(a, "reached = '%s'", rows[i].to)), 1);
		assert_int_equal(increments(), rows[i].increments);
		assert_int_equal(number("raise_at IS NULL"), 1);
		assert_int_equal(number("raise_tries"), rows[i].raised ? 0 : 1);
		assert_int_equal(run(), 0);
		if (gathered > 0)
			assert_int_equal(by_document_stamp,
			    strcmp(rows[i].from, "B-B") == 0);
	}
}

/* Whatever fails: the level stays, the next try is put off, then it goes on
 * where it stopped. */
static void
test_failures(void **state)
{
	static const char *const names[] = { "extend away", "extend refuses",
		"tsa away", "tsa wrong", "gather away", "lies", "incomplete",
		"report away" };

	NEED(h);
	for (size_t i = 0; i < COUNT(names); i++) {
		bool later = i == 2 || i == 3 || i == 5; /* of the last step */

		(void)before_each(state);
		what.extend = i == 0 ? E_PEER : i == 1 ? E_INPUT : E_OK;
		what.stamp = i == 2 ? E_PEER : i == 3 ? E_CRYPTO : E_OK;
		what.gather = i == 4 ? E_PEER : E_OK;
		what.lies = i == 5;
		what.incomplete = i == 6;
		what.report = i == 7 ? E_PEER : E_OK;
		finished("B-T", NOW);
		assert_int_equal(run(), 0);
		assert_int_equal(
		    number(later ? "reached = 'B-LT'" : "reached = 'B-T'"), 1);
		assert_int_equal(increments(), later ? 2 : 1);
		/* A step that succeeded begins the pauses anew. */
		assert_int_equal(number("raise_tries"), later ? 0 : 1);
		memset(&what, 0, sizeof(what));
		raw_do(root,
		    arena_printf(a, "UPDATE sign_doc SET raise_at = %d", NOW));
		assert_int_equal(run(), 1);
		assert_int_equal(number("reached = 'B-LTA'"), 1);
		assert_int_equal(increments(), 3);
	}
}

/* The pause doubles up to an hour; what is put off is not tried. */
static void
test_pause(void **state)
{
	static const int64_t pauses[] = { 30, 60, 120, 240, 480, 960, 1920,
		3600, 3600 };

	(void)state;
	NEED(h);
	what.gather = E_PEER;
	finished("B-T", NOW);
	for (size_t i = 0; i < COUNT(pauses); i++) {
		assert_int_equal(run(), 0);
		assert_int_equal(number("raise_at"), NOW + pauses[i]);
		assert_int_equal(run(), 0);
		assert_int_equal(number("raise_tries"), (int64_t)i + 1);
		raw_do(root,
		    arena_printf(a, "UPDATE sign_doc SET raise_at = %d", NOW));
	}
}

/* Two timers: who comes second changes nothing. */
static void
test_faster(void **state)
{
	(void)state;
	NEED(h);
	what.faster = true;
	finished("B-T", NOW);
	assert_int_equal(run(), 0);
	assert_int_equal(number("reached = 'B-LT'"), 1);
	assert_int_equal(increments(), 1);
}

/* A document that goes meanwhile is left alone for good. */
static void
test_deleted(void **state)
{
	(void)state;
	NEED(h);
	what.deleted = true;
	finished("B-T", NOW);
	assert_int_equal(run(), 0);
	assert_int_equal(number("raise_at IS NULL"), 1);
	assert_int_equal(number("reached = 'B-T'"), 1);
	assert_int_equal(increments(), 1);
}

/* While a service is away one document a run is tried, not all. */
static void
test_outage(void **state)
{
	(void)state;
	NEED(h);
	what.gather = E_PEER;
	finished("B-T", NOW - 2);
	finished("B-T", NOW - 1);
	finished("B-T", NOW);
	assert_int_equal(run(), 0);
	assert_int_equal(number("SUM(raise_tries)"), 1);
	assert_int_equal(run(), 0);
	assert_int_equal(number("SUM(raise_tries)"), 2);
	what.gather = E_OK;
	assert_int_equal(run(), 1);
}

static int
setup(void **state)
{
	static const struct stmt_table *const tables[] = { &document_sql,
		&signing_sql, &coins_sql, &outbox_sql, &audit_sql };

	(void)state;
	if (house_db_start(&h) != 0)
		return -1;
	if (!h.running)
		return 0;
	if (sodium_init() < 0 || arena_new((size_t)64 << 20, &a))
		return -1;
	root = raw_open(&h, "root");
	random_fill(kek, sizeof(kek));
	policy.ntsas = 1;
	m = (struct model){ .run_dir = "/nonexistent",
		.request_id = "test",
		.document_kek = bytes_at(kek, 32),
		.policy = &policy };
	return (int)house_db_open(&h, "portal", tables, COUNT(tables), &m.db);
}

static int
teardown(void **state)
{
	(void)state;
	if (h.running) {
		db_close(m.db);
		raw_close(root);
	}
	arena_free(a);
	house_db_stop(&h);
	return 0;
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_levels, before_each),
		cmocka_unit_test_setup(test_failures, before_each),
		cmocka_unit_test_setup(test_pause, before_each),
		cmocka_unit_test_setup(test_faster, before_each),
		cmocka_unit_test_setup(test_deleted, before_each),
		cmocka_unit_test_setup(test_outage, before_each),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
