/*
 * One line per event on standard error: time, process, level, request id,
 * event, facts. Control characters and quotes in values are escaped, so one
 * event is always one line. Never a secret.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_BASE_LOG_H
#define FERNSIGN_BASE_LOG_H

#include "shared/base/err.h"

/* LOG_NOTHING is for log_open alone. */
enum log_level { LOG_NOTHING, LOG_FAULT, LOG_WARN, LOG_EVENT, LOG_TRACE };

/* Name the process for every later line; name is borrowed for ever. */
void log_open(const char *name, enum log_level most);

/* Set the request id of every later line; NULL or "" ends it. Copied. */
void log_request(const char *request_id);

/*
 * Write one line.
 *
 * event   a word with dots, such as "release.wrong_tan"
 * fmt     facts as key=value, formatted as by printf
 */
void log_line(enum log_level level, const char *event, const char *fmt, ...)
    PRINTF(3, 4);

/*
 * Write a fault line and hand its outcome through: `return log_err(...)`.
 */
enum err log_err(enum err r, const char *event, const char *fmt, ...)
    PRINTF(3, 4);

#endif
