/*
 * The PDF/A gate: rules of ISO 19005-1, -2 and -3, levels A, B and U judged
 * as B, one file per group of rules. It checks many rules but is no certified
 * validator, and the pages say so.
 *
 * A group is a table row of functions that are called with the document, each
 * object of the file, and each thing that the pages use. A function that
 * finds a fault calls pdf_gate_fail with the clause of part 1 and of parts 2
 * and 3; the earliest group decides what a person is told.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_GATE_H
#define FERNSIGN_PDF_GATE_H

#include "shared/pdf/pdf_gate_report.h"

/* The groups, in the order in which they speak. */
extern const struct pdf_gate_group pdf_gate_groups[];
extern const size_t pdf_gate_ngroups;

/*
 * Judge a document.
 *
 * policy    which findings refuse
 * pdfa      what it claims to be ("2b"), set as soon as it is known
 * warnings  set: findings that only warn; NULL allowed
 *
 * E_INPUT  refused: not_pdfa or active_content, or trouble met while reading
 * E_NOMEM  out of memory
 */
enum err pdf_gate(struct pdf_file *f, const struct pdf_pages *pages,
    enum pdf_gate_policy policy, char pdfa[4],
    struct pdf_gate_warnings *warnings) MUST_USE;

/* As pdf_gate, and keep all findings in *g for tests. */
enum err pdf_gate_all(struct pdf_file *f, const struct pdf_pages *pages,
    struct pdf_gate *g) MUST_USE;

#endif
