/*
 * Run a file of SQL as it stands: what migrate does, and nothing else.
 *
 * In: the text of a file of sql/ and the administrator's account. A line of
 * two dollar signs ends a chunk; a chunk is sent as it is and may hold several
 * statements, so a routine's body needs no DELIMITER. Never used by a
 * responder: their statements are declared and prepared (db.h).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_DB_DB_SCRIPT_H
#define FERNSIGN_DB_DB_SCRIPT_H

#include "shared/db/db.h"

/*
 * Run a script on a connection of its own, statement after statement.
 *
 * cfg     schema NULL or "": no schema is chosen
 * name    of the file, for the log
 * text    UTF-8; borrowed
 *
 * E_DB      not reachable
 * E_DENIED  the account is refused
 * E_INPUT   a statement was refused: logged with the chunk's and the
 *           statement's number; what stands before it has been done
 */
enum err db_script_run(
    const struct db_config *cfg, const char *name, struct bytes text) MUST_USE;

#endif
