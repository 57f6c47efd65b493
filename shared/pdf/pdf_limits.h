/*
 * How much a document may ask for: one table for everything that reads one.
 *
 * The first four are enforced by the kernel on the process that reads
 * (modules/pdf); the others by the functions that count. Whatever exceeds a
 * limit is refused as too complex, never cut.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_LIMITS_H
#define FERNSIGN_PDF_LIMITS_H

/* clang-format off */
#define PDF_LIMIT_MEMORY     (512L << 20) /* address space, octets */
#define PDF_LIMIT_CPU_S      5            /* CPU time of one request */
#define PDF_LIMIT_WALL_S     10           /* wall time of one request */
#define PDF_LIMIT_OWN_CPU_S  4            /* CPU time after which we give up */
#define PDF_LIMIT_ARENA      (256L << 20) /* own objects, octets */
#define PDF_LIMIT_FILE       10485760L    /* an upload, octets */
#define PDF_LIMIT_RESULT     (16L << 20)  /* an upload and its increments */
#define PDF_LIMIT_DECODED    (64L << 20)  /* decoded streams, all together */
#define PDF_LIMIT_OBJECTS    300000       /* /Size of any section */
#define PDF_LIMIT_SECTIONS   512          /* cross-reference sections */
#define PDF_LIMIT_DEPTH      50           /* nesting, page tree, fields */
#define PDF_LIMIT_PAGES      10000
#define PDF_LIMIT_FIELDS     20000        /* form fields, annotations */
#define PDF_LIMIT_FILTERS    4            /* filters on one stream */
#define PDF_LIMIT_SIGNATURES 100          /* signatures in one document */
#define PDF_LIMIT_INCREMENT  (1L << 20)   /* octets of one increment */
#define PDF_LIMIT_COPIES     200          /* pages that bear one signature */
#define PDF_LIMIT_CONTENTS   16384        /* octets that /Contents holds */
/* clang-format on */

#endif
