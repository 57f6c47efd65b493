/*
 * A program of the operator's choice that judges whether a document conforms
 * to PDF/A (veraPDF, mostly).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODULES_PDF_VALIDATOR_H
#define FERNSIGN_MODULES_PDF_VALIDATOR_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/base/buf.h"

#define VALIDATOR_MS 60000 /* longest that one document may take */

/*
 * Run the program on a document and wait for its word.
 *
 * program   absolute path; gets one argument, the path of the document
 *           (/proc/self/fd/3), a bare environment, no input, no output, no
 *           other descriptor; whatever it starts ends with it
 * document  borrowed
 * conforms  set on E_OK only: exit status 0 yes, 1 no
 *
 * E_PEER  another exit status, a signal, no end within most_ms: try later
 *         (logged)
 * E_BUG   the kernel refused (logged)
 */
enum err validator_ask(const char *program, struct bytes document,
    int64_t most_ms, bool *conforms) MUST_USE;

#endif
