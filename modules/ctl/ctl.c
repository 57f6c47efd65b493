/*
 * fernsign-ctl: main and the table of commands.
 *
 * In: a command line. Out: text on standard output, faults on standard
 * error, exit status 0 or 1 (2: the command line itself is wrong). Never asks
 * questions, never prints a secret but the one that `shop` has just made.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/ctl/ctl.h"

#include "shared/base/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_MAX (32 * 1024 * 1024)

/* One row: the words, how many arguments, what they are, what it does. */
struct command {
	const char *word[2];
	int least;
	int most;
	const char *args;
	const char *does;
	enum err (*run)(struct ctl *c);
};

/* clang-format off */
static const struct command commands[] = {
	/* words                      least most arguments */
	{ { "config", "check" },        0, 0, "",
	    "look at every key and secret file", ctl_config_check },
	{ { "migrate", NULL },          0, 0, "",
	    "bring the database to this version", ctl_migrate },
	{ { "pki", "init" },            0, 0, "",
	    "make keys and certificates, once", ctl_pki_init },
	{ { "pki", "root-crl" },        0, 0, "",
	    "sign the root's next revocation list", ctl_pki_root_crl },
	{ { "pki", "trusted-list" },    0, 0, "",
	    "write and sign the list of own services", ctl_pki_trusted_list },
	{ { "account", "show" },        1, 1, "ID|EMAIL",
	    "say what is known of an account", ctl_account_show },
	{ { "account", "deactivate" },  1, 1, "ID|EMAIL",
	    "close it, revoke its certificates; for good",
	    ctl_account_deactivate },
	{ { "account", "list-minimal" }, 0, 0, "",
	    "list ids and states only", ctl_account_list },
	{ { "shop", "add" },            1, 2, "ID [NAME]",
	    "add a shop and print its secret", ctl_shop_add },
	{ { "shop", "rotate" },         1, 1, "ID",
	    "print a new secret; the last one stays valid", ctl_shop_rotate },
	{ { "shop", "list" },           0, 0, "",
	    "list the shops", ctl_shop_list },
	{ { "verify", NULL },           1, 2, "FILE [ROOT]",
	    "validate a signed PDF; 0: valid, 1: not, or unknown", ctl_verify },
	{ { "status", NULL },           0, 1, "[PROCESS]",
	    "say who answers, and which documents wait for their level",
	    ctl_status },
	{ { "tick", NULL },             1, 1, "PROCESS",
	    "call a process's housekeeping", ctl_tick },
};
/* clang-format on */

static void
usage(FILE *f)
{
	char words[64];
	const struct command *k;

	(void)fprintf(f,
	    "usage: fernsign-ctl [-c FILE] COMMAND\n\n"
	    "-c FILE  configuration file (%s/fernsign.conf)\n\n",
	    SYSCONFDIR);
	for (k = commands; k < commands + COUNT(commands); k++) {
		(void)snprintf(words, sizeof(words), "%s%s%s %s", k->word[0],
		    k->word[1] ? " " : "", k->word[1] ? k->word[1] : "",
		    k->args);
		(void)fprintf(f, "  %-30s %s\n", words, k->does);
	}
}

/* Find the row whose words begin the line; NULL when none does. */
static const struct command *
find(char **words, int n)
{
	const struct command *k;

	for (k = commands; k < commands + COUNT(commands); k++)
		if (n > 0 && strcmp(words[0], k->word[0]) == 0 &&
		    (!k->word[1] ||
			(n > 1 && strcmp(words[1], k->word[1]) == 0)))
			return k;
	return NULL;
}

/* Load the configuration and run a command. */
static enum err
run(struct ctl *c, const struct command *k, char **words, int n)
{
	int skip = k->word[1] ? 2 : 1;
	enum err r;

	c->args = (const char *const *)words + skip;
	c->nargs = n - skip;
	if (((r = arena_new(ARENA_MAX, &c->arena)) ||
		(r = ctl_config_load(c)) || (r = k->run(c))) &&
	    !c->told)
		(void)fprintf(stderr, "fernsign-ctl: %s\n", err_name(r));
	arena_free(c->arena);
	return r;
}

int
main(int argc, char **argv)
{
	struct ctl c = { .config = SYSCONFDIR "/fernsign.conf" };
	const struct command *k;
	int i = 1, n;

	log_open("ctl", LOG_WARN);
	if (argc > 2 && strcmp(argv[1], "-c") == 0) {
		c.config = argv[2];
		i = 3;
	}
	if (i < argc &&
	    (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "help") == 0)) {
		usage(stdout);
		return EXIT_SUCCESS;
	}
	n = argc - i;
	k = find(argv + i, n);
	if (k)
		n -= k->word[1] ? 2 : 1;
	if (!k || n < k->least || n > k->most) {
		usage(stderr);
		return 2;
	}
	return run(&c, k, argv + i, argc - i) ? EXIT_FAILURE : EXIT_SUCCESS;
}
