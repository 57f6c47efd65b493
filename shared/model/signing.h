/*
 * The spine: how a signature comes about. Upload, prepare, activate, release,
 * finish; resume after a crash. In one direction; each step stores its
 * outcome before the next begins, so each may be repeated.
 *
 * One id goes from the form's nonce to the ledger. Portal and api call the
 * same functions. What must not be believed from here is checked by signer
 * and by the database's routines.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODEL_SIGNING_H
#define FERNSIGN_MODEL_SIGNING_H

#include "shared/model/document.h"
#include "shared/model/signer_call.h"

#define SIGNING_DOCUMENTS SIGNER_DOCUMENTS /* in one batch */

/* For db_open: portal and api; with document_sql, audit_sql, outbox_sql. */
extern const struct stmt_table signing_sql;

/* A document of a batch. */
struct signing_doc {
	int64_t n; /* 1.. */
	struct id document;
	int64_t day;
	char *name;
	int64_t size_bytes;
	struct bytes sha256;
	int64_t pages;
	const char *pdfa;   /* "2b" */
	char *check;        /* pdf's JSON answer to /check */
	int64_t signatures; /* there before */
	char *placement;    /* form-encoded; NULL: not placed yet */
	int64_t contents_at;
	int64_t contents_size;
	struct bytes digest;
	int64_t signing_at;
	char *reached;    /* "B-T" …; NULL before */
	int64_t raise_at; /* when it is raised further; 0: never again */
};

/* A batch with its documents. */
struct signing {
	struct id id;
	struct id account;
	char *level; /* NULL before the first placement */
	struct id sign_key;
	int64_t day;
	int64_t documents;
	char *state; /* uploaded, prepared, done, abandoned */
	int64_t created_at;
	int64_t done_at;
	int64_t deadline_at;
	int64_t coins;    /* price at its level; 0 before */
	struct list docs; /* struct signing_doc */
};

/* Octets of uploads that one account may have here at a time. */
#define SIGNING_HELD_MAX (2LL << 30)

/*
 * Ask before an upload whether an account has room for one more.
 *
 * E_LIMIT  no: something must be deleted, or be over, first
 */
enum err signing_room(
    struct model *m, const struct id *account, struct arena *a) MUST_USE;

/* What was uploaded: one per file, filled by signing_upload_file. */
struct signing_file {
	struct signing_doc doc;
	char *verdict;     /* "ok" or pdf's code: not_pdfa, encrypted, … */
	char *rule;        /* clause, when not_pdfa */
	char *message_key; /* why and what to do; NULL when ok */
};

/*
 * Take one uploaded file: judge it (pdf /check) and store it encrypted.
 *
 * name     as the client named it; shown only
 * content  the octets
 * file     out: facts and verdict; other verdicts than "ok" store nothing
 *
 * E_INPUT  name unusable, content empty or over DOCUMENT_MAX
 * E_PEER, E_DB  try later
 */
enum err signing_upload_file(struct model *m, struct bytes name,
    struct bytes content, struct signing_file *file, struct arena *a) MUST_USE;

/*
 * Make the batch of uploaded files, all with verdict "ok"; files that come
 * into no batch are deleted.
 *
 * id       the form's nonce: the same again is E_OK and the batch stays
 * files    n rows, 1 to SIGNING_DOCUMENTS
 *
 * E_CONFLICT  the id is another account's
 */
enum err signing_upload(struct model *m, const struct id *id,
    const struct id *account, struct signing_file *files, size_t n,
    struct arena *a) MUST_USE;

/* Delete files that were stored and come into no batch. */
void signing_upload_drop(
    struct model *m, const struct signing_file *files, size_t n);

/* Read a batch of this account. E_NOTFOUND  none, or not this account's. */
enum err signing_load(struct model *m, const struct id *id,
    const struct id *account, struct signing *out, struct arena *a) MUST_USE;

/* One row of "documents": struct signing without docs but names. */
struct signing_row {
	struct id id;
	char *level;
	char *state;
	int64_t documents;
	char *name; /* of the first document */
	int64_t created_at;
	int64_t done_at;
	int64_t deadline_at;
	int64_t reached; /* enum signing_level: the lowest of its documents */
	int64_t raising; /* how many documents are still being raised */
};

/* List an account's batches, newest first (struct signing_row). */
enum err signing_list(struct model *m, const struct id *account,
    struct list *out, struct arena *a) MUST_USE;

/* A choice of place; what pdf /place is asked for. */
struct signing_place {
	int64_t document; /* 1.. */
	char *level;      /* simple, advanced, qualified: fixed by the first */
	char *position;   /* top-left … manual, invisible, field */
	char *page;       /* first, last, or a number */
	char *x;          /* points; with manual only; NULL otherwise */
	char *y;
	char *width;
	char *height;
	char *field;  /* name of an empty signature field; with field only */
	char *lang;   /* of the appearance */
	char *reason; /* NULL: not said; like place it stands in the document
	               * alone */
	char *place;
};

/* What became of a placement. */
struct signing_placed {
	bool prepared; /* every document is placed now */
	char *reason;  /* word of a refusal, in the arena; "" when none */
};

/*
 * Place the signature of one document; after the last one the batch is
 * prepared. The same document again before that is E_CONFLICT: a new
 * placement is a new batch (signing_again).
 *
 * out      reason is set always, prepared on E_OK
 *
 * E_DENIED    no valid certificate of this level (reason certificate)
 * E_CONFLICT  other level than the first one's, or not in this state
 * E_INPUT     pdf refused the place
 */
enum err signing_place(struct model *m, const struct id *id,
    const struct id *account, const struct signing_place *p,
    struct signing_placed *out, struct arena *a) MUST_USE;

/*
 * Copy the uploads of a batch into a new one, to place them anew; what was
 * open of the old one is abandoned.
 *
 * new_id   the form's nonce: the same again is E_OK
 *
 * E_CONFLICT  signed, or gone on with in another tab: nothing happened
 */
enum err signing_again(struct model *m, const struct id *id,
    const struct id *account, const struct id *new_id,
    struct arena *a) MUST_USE;

/* What the release page shows. */
struct signing_ticket {
	char *factor; /* sms, voice, none */
	char *to;     /* masked number; "" when none */
	int64_t expires_at;
	int64_t coins;
	int64_t sends;
	char *reason; /* word of a refusal, in the arena; "" when none */
};

/*
 * Ask signer for a release of a prepared batch and send the first TAN.
 * Again: the same ticket, no further message.
 *
 * login    hash of the session (session.token)
 * out      reason is set always, the rest on E_OK
 *
 * E_LIMIT     too few coins (reason coins): nothing was sent; or too many
 *             messages (reason sends)
 * E_CONFLICT  signed, void or failed already: see signing_load
 */
enum err signing_activate(struct model *m, const struct id *id,
    const struct id *account, struct bytes login, struct signing_ticket *out,
    struct arena *a) MUST_USE;

/* Send a new TAN; out as above. E_LIMIT  too many were sent (reason sends). */
enum err signing_send(struct model *m, const struct id *id,
    const struct id *account, struct signing_ticket *out,
    struct arena *a) MUST_USE;

/* A person's yes, and what became of it. */
struct signing_consent {
	struct bytes login; /* hash of the session */
	const char *tan;    /* as typed; NULL or "" at level simple */
	char *reason;       /* out, in the arena; "" when none */
	int64_t tries_left; /* out: set with reason tan_wrong, else -1 */
};

/*
 * Release by TAN, sign and finish.
 *
 * c        reason: tan_wrong, tan_expired, tan_locked, coins, void,
 *          certificate
 *
 * E_AUTH   wrong, expired or locked TAN
 * E_LIMIT  coins
 * E_PEER, E_DB  released perhaps; signing_finish or the timer go on
 */
enum err signing_release(struct model *m, const struct id *id,
    const struct id *account, struct signing_consent *c,
    struct arena *a) MUST_USE;

/*
 * Finish a batch whose release is signed: CMS, time stamp, verification,
 * increments, coins, mail. Done already: E_OK.
 *
 * E_NOTFOUND  not signed
 * E_CRYPTO    a document does not hold, or is deleted: it never will be done
 */
enum err signing_finish(
    struct model *m, const struct id *id, struct arena *a) MUST_USE;

/*
 * Finish what a crash left: signed releases of unfinished batches, in any
 * order, each with memory of its own.
 *
 * most      batches in this run
 * until_ms  of clock_ms: none is begun later
 * finished  how many were finished
 */
enum err signing_resume(struct model *m, size_t most, int64_t until_ms,
    int64_t *finished, struct arena *a) MUST_USE;

/*
 * Raise the signatures of a finished batch as far as the policy says and the
 * services allow now: time stamp, validation data, document time stamp, each
 * an increment of its own, stored before the next begins. What is left over
 * after a quarter of a minute, or when a service is away, the timer goes on
 * with; so there is nothing to report.
 */
void signing_raise(struct model *m, const struct id *id, struct arena *a);

/*
 * Raise what is due: signatures whose last try failed or was interrupted.
 * Ends early when a service is away.
 *
 * most      documents in this run
 * until_ms  of clock_ms: it ends then
 * raised    how many reached the level of the policy
 */
enum err signing_raise_due(
    struct model *m, size_t most, int64_t until_ms, int64_t *raised) MUST_USE;

/*
 * Give a batch up before its release; its documents are deleted.
 *
 * E_CONFLICT  signed, or gone on with in another tab: nothing happened
 */
enum err signing_abandon(struct model *m, const struct id *id,
    const struct id *account, struct arena *a) MUST_USE;

/* Delete the documents of a finished batch before their deadline. */
enum err signing_delete(struct model *m, const struct id *id,
    const struct id *account, struct arena *a) MUST_USE;

/* Which document of a batch, and in which form. */
struct signing_part {
	int64_t n;    /* 1.. */
	bool signed_; /* false: the upload; true: the signed document */
	char *name;   /* out: file name, in the arena */
};

/*
 * Append a document for the preview (the upload) or the result.
 *
 * E_NOTFOUND  none, not this account's, not signed, or deleted
 */
enum err signing_document(struct model *m, const struct id *id,
    const struct id *account, struct signing_part *part, struct buf *out,
    struct arena *a) MUST_USE;

#endif
