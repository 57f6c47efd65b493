/*
 * Named points at which a test may kill the process (kill -9).
 *
 * In service a point costs one comparison: unless [common] fault_points is
 * on, nothing is looked up.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_BASE_FAULT_H
#define FERNSIGN_BASE_FAULT_H

#include <stdbool.h>

/* Switch the points on for this process; dir (STATE/fault) is borrowed. */
void fault_enable(bool on, const char *dir);

/*
 * End the process with SIGKILL when the file DIR/name exists; the file is
 * removed first, so a point fires once.
 */
void fault_point(const char *name);

#endif
