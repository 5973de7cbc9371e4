/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What this processor can do: compilers and libraries choose instructions by it, and with them the last bits of results. */
#ifndef EPSCAN_CORE_PROCESSOR_H
#define EPSCAN_CORE_PROCESSOR_H

#include <stdint.h>

enum { PROCESSOR_WORDS = 8 };

/* The same words on all processors of one type; thread-safe. */
void processor_features(uint32_t words[PROCESSOR_WORDS]);

#endif
