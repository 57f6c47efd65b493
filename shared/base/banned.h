/*
 * Functions that do not exist here: using one is a compile error.
 *
 * Included by the compiler (-include) before every source of our own; no
 * file includes it. The headers that declare the names come first, because a
 * poisoned name may not even be declared; mysql.h uses some of them in macros,
 * so shared/db has it included earlier still (CPPFLAGS_OF_DB).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_BASE_BANNED_H
#define FERNSIGN_BASE_BANNED_H

#include <alloca.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#undef alloca
#undef sprintf /* a macro where clang meets _FORTIFY_SOURCE */

/* Without a bound: buf_…, snprintf and memcpy say how much. */
#pragma GCC poison strcpy strcat sprintf vsprintf gets alloca
/* Bound without an end, or pads: text_… and buf_… */
#pragma GCC poison strncpy strncat
/* State of their own, or the caller's time zone: …_r, clock_… */
#pragma GCC poison strtok gmtime localtime ctime asctime
/* No way to say that it failed: text_int. */
#pragma GCC poison atoi atol
/* Guessable: random_… (a word that foreign headers use for parameters) */
#ifndef __clang__
int rand(void) __attribute__((error("guessable: use random_…")));
#endif
#pragma GCC poison srand
/* A shell. */
#pragma GCC poison system popen

#endif
