/*
 * Pages: what all of them show, and the descriptor that binds a template to
 * the struct that fills it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PORTAL_PAGE_H
#define FERNSIGN_PORTAL_PAGE_H

#include "modules/portal/portal.h"

/* An entry of the menu. */
struct page_nav {
	const char *href;
	const char *label;
	bool current;
};

/* An entry of the summary of refused fields. */
struct page_fault {
	const char *id;
	const char *text;
	bool first;
	bool last;
};

/*
 * What the layout shows: the first member of every page's struct. A page
 * sets state, notice, problem, step and refresh; page_show fills the rest.
 */
struct page {
	const char *lang;
	const char *operator;
	const char *title; /* key */
	const char *state; /* <main data-state> */
	const char *csrf;
	const char *switch_href;
	const char *switch_lang;
	const char *user;
	const char *user_email;
	const char *balance;
	const char *support_email;
	const char *support_phone;
	const char *notice;       /* key: something has been done */
	const char *problem;      /* key: something has not */
	const char *problem_help; /* key: what to do now */
	const char *refresh;      /* seconds; NULL: the page stays */
	const char *poll;         /* address to be looked at by script */
	bool logged_in;
	int64_t step;
	int64_t steps;
	struct list nav;    /* struct page_nav */
	struct list faults; /* struct page_fault */
};

extern const struct field page_nav_fields[3];
extern const struct field page_fault_fields[4];

/* clang-format off */
/* A list under another name than its member's. */
#define PAGE_LIST(label, s, m, row, t, most) { .name = (label), \
	.type = F_LIST, .off = offsetof(struct s, m), .max = (most), \
	.sub = (t), .nsub = sizeof(t) / sizeof((t)[0]), \
	.size = sizeof(struct row) }
/* The rows of struct page for a struct s whose first member is page. */
#define PAGE_FIELDS(s) \
	FIELD_AS("lang", s, page.lang, 2, 0), \
	FIELD_AS("operator", s, page.operator, 120, 0), \
	FIELD_AS("title", s, page.title, 80, 0), \
	FIELD_AS("state", s, page.state, 80, 0), \
	FIELD_AS("csrf", s, page.csrf, 80, 0), \
	FIELD_AS("switch_href", s, page.switch_href, 512, 0), \
	FIELD_AS("switch_lang", s, page.switch_lang, 2, 0), \
	FIELD_AS("user", s, page.user, 254, 0), \
	FIELD_AS("user_email", s, page.user_email, 254, 0), \
	FIELD_AS("balance", s, page.balance, 80, 0), \
	FIELD_AS("support_email", s, page.support_email, 254, 0), \
	FIELD_AS("support_phone", s, page.support_phone, 80, 0), \
	FIELD_AS("notice", s, page.notice, 80, 0), \
	FIELD_AS("problem", s, page.problem, 80, 0), \
	FIELD_AS("problem_help", s, page.problem_help, 80, 0), \
	FIELD_AS("refresh", s, page.refresh, 8, 0), \
	FIELD_AS("poll", s, page.poll, 512, 0), \
	FIELD_AS("logged_in", s, page.logged_in, 0, 0), \
	FIELD_AS("step", s, page.step, 9, 0), \
	FIELD_AS("steps", s, page.steps, 9, 0), \
	PAGE_LIST("nav", s, page.nav, page_nav, page_nav_fields, 16), \
	PAGE_LIST("faults", s, page.faults, page_fault, page_fault_fields, 32)
/* clang-format on */

/* One page: its template, its fields, its texts. */
struct page_def {
	enum page_id id;
	const char *file;  /* in www/templates */
	const char *title; /* key */
	const char *nav;   /* href of its entry in the menu; NULL none */
	bool form;         /* has a form for people who are not logged in */
	const struct field *fields;
	size_t nfields;
};

/* The registry: [enum page_id]. */
extern const struct page_def *const page_defs[PAGE__MAX];

/*
 * Load texts and compile every page in both languages; before the doors
 * close.
 *
 * E_INPUT  a template or a catalogue is wrong (logged)
 */
enum err pages_load(struct portal *p, const char *share_dir) MUST_USE;

/*
 * Answer with a page.
 *
 * object  the page's struct, whose first member is a struct page; status of
 *         the request stays as set
 */
enum err page_show(
    struct visit *v, const struct page_def *def, void *object) MUST_USE;

/*
 * Take over a notice that a redirect asked for (?done=saved); unknown words
 * are ignored.
 */
void page_done(struct visit *v, struct page *p);

/* Set what has gone wrong and what to do: key and "key.help". E_OK. */
enum err page_problem(
    struct visit *v, struct page *p, const char *key) MUST_USE;

/* The pages, each in its group's file. */
extern const struct page_def welcome_page, dashboard_page, register_page,
    registered_page, confirm_page, login_page, logout_page, password_page,
    password_sent_page, password_new_page, identification_page,
    identification_waiting_page, sign_page, place_page, release_page,
    signed_page, documents_page, document_delete_page, certificates_page,
    revoke_page, coins_page, redeem_page, settings_page, account_page,
    personal_data_page, terms_page, faq_page, fault_page;

#endif
