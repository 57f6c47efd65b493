/*
 * Latin letters with marks, taken apart, for comparing names.
 *
 * Unicode Standard, canonical decomposition. Knows no other script.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODEL_LATIN_H
#define FERNSIGN_MODEL_LATIN_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Take a letter with a mark apart, one step: base may have marks itself.
 *
 * Returns false when the letter has no mark; outputs are unchanged then.
 */
bool latin_split(uint32_t letter, uint32_t *base, uint32_t *mark);

#endif
