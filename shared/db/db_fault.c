/*
 * What MariaDB's error numbers mean to a caller, in one table.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "shared/base/log.h"
#include "shared/db/db_private.h"

enum consequence {
	C_NONE = 0,
	C_EXPECTED = 1, /* the caller decides: not logged as a fault */
	C_REPEAT = 2,   /* the transaction has to be repeated */
	C_LOST = 4,     /* the connection is broken */
	C_UNSENT = 8,   /* and the statement did not reach the server */
	C_SHOWN = 16    /* the message holds names, never values */
};

/* clang-format off */
static const struct {
	unsigned number;
	enum err err;
	unsigned consequence;
} faults[] = {
	/* number  outcome      what follows               server's name */
	{ 1062, E_CONFLICT, C_EXPECTED },               /* DUP_ENTRY */
	{ 1451, E_CONFLICT, C_NONE },                   /* ROW_IS_REFERENCED */
	{ 1048, E_INPUT,    C_SHOWN },                  /* BAD_NULL */
	{ 1264, E_INPUT,    C_SHOWN },                  /* OUT_OF_RANGE */
	{ 1366, E_INPUT,    C_NONE },                   /* TRUNCATED_WRONG_VALUE */
	{ 1406, E_INPUT,    C_SHOWN },                  /* DATA_TOO_LONG */
	{ 1452, E_INPUT,    C_NONE },                   /* NO_REFERENCED_ROW */
	{ 4025, E_INPUT,    C_SHOWN },                  /* CONSTRAINT_FAILED */
	{ 1044, E_DENIED,   C_SHOWN },                  /* DBACCESS_DENIED */
	{ 1045, E_DENIED,   C_SHOWN },                  /* ACCESS_DENIED */
	{ 1142, E_DENIED,   C_SHOWN },                  /* TABLEACCESS_DENIED */
	{ 1143, E_DENIED,   C_SHOWN },                  /* COLUMNACCESS_DENIED */
	{ 1227, E_DENIED,   C_SHOWN },                  /* SPECIFIC_ACCESS_DENIED */
	{ 1370, E_DENIED,   C_SHOWN },                  /* PROCACCESS_DENIED */
	{ 1698, E_DENIED,   C_SHOWN },                  /* ACCESS_DENIED_NO_PASSWORD */
	{ 1054, E_BUG,      C_SHOWN },                  /* BAD_FIELD */
	{ 1064, E_BUG,      C_SHOWN },                  /* PARSE */
	{ 1146, E_BUG,      C_SHOWN },                  /* NO_SUCH_TABLE */
	{ 1305, E_BUG,      C_SHOWN },                  /* SP_DOES_NOT_EXIST */
	{ 1318, E_BUG,      C_SHOWN },                  /* SP_WRONG_NO_OF_ARGS */
	{ 1020, E_DB,       C_EXPECTED | C_REPEAT },    /* CHECKREAD */
	{ 1047, E_DB,       C_EXPECTED | C_REPEAT },    /* UNKNOWN_COM (Galera) */
	{ 1205, E_DB,       C_EXPECTED | C_REPEAT },    /* LOCK_WAIT_TIMEOUT */
	{ 1213, E_DB,       C_EXPECTED | C_REPEAT },    /* LOCK_DEADLOCK */
	{ 1053, E_DB,       C_LOST },                   /* SERVER_SHUTDOWN */
	{ 1927, E_DB,       C_LOST },                   /* CONNECTION_KILLED */
	{ 2002, E_DB,       C_LOST | C_UNSENT | C_SHOWN }, /* CONNECTION_ERROR */
	{ 2006, E_DB,       C_LOST | C_UNSENT },        /* SERVER_GONE */
	{ 1243, E_DB,       C_LOST | C_UNSENT },        /* UNKNOWN_STMT */
	{ 2013, E_DB,       C_LOST },                   /* SERVER_LOST */
	{ 2014, E_BUG,      C_LOST },                   /* OUT_OF_SYNC */
};
/* clang-format on */

/* A routine says its outcome in the first word of its message. */
static enum err
signalled(const char *message, const char *sql)
{
	struct bytes word, rest;
	char name[16] = "";
	enum err r;

	(void)bytes_cut(bytes_of(message), ' ', &word, &rest);
	(void)bytes_cut(word, ':', &word, &rest);
	if (word.n < sizeof(name))
		memcpy(name, word.p, word.n);
	r = err_from_name(name);
	log_line(r == E_BUG ? LOG_FAULT : LOG_TRACE, "db.signal",
	    "message=%s sql=%s", message, sql);
	return r;
}

static void
note(struct db *db, unsigned consequence)
{
	if (consequence & C_REPEAT)
		db->conflict = true;
	if (consequence & C_LOST)
		db->lost = true;
	db->unsent = (consequence & C_UNSENT) != 0;
}

enum err
db_fault(struct db *db, unsigned number, const char *message, const char *sql)
{
	enum err r = E_DB;
	unsigned consequence = C_NONE;
	size_t i;

	if (number == 1644) /* SIGNAL of a routine, SQLSTATE 45000 */
		return signalled(message, sql);
	for (i = 0; i < COUNT(faults); i++)
		if (faults[i].number == number) {
			r = faults[i].err;
			consequence = faults[i].consequence;
		}
	note(db, consequence);
	log_line(consequence & C_EXPECTED ? LOG_TRACE : LOG_FAULT, "db.fault",
	    "%s number=%u message=%s sql=%s", err_name(r), number,
	    consequence & C_SHOWN ? message : "-", sql);
	return r;
}

enum err
db_stmt_fault(struct db *db, MYSQL_STMT *st, const char *sql)
{
	unsigned number = mysql_stmt_errno(st);

	return number
	    ? db_fault(db, number, mysql_stmt_error(st), sql)
	    : db_fault(db, mysql_errno(db->my), mysql_error(db->my), sql);
}
