/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processor.h"

#include <string.h>

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>

/* Leaf 1: family, model, features. Leaf 7: more of these. The word that says which core asks is left out. */
void processor_features(uint32_t words[PROCESSOR_WORDS]) {
    unsigned a = 0, b = 0, c = 0, d = 0;
    memset(words, 0, PROCESSOR_WORDS * sizeof *words);
    if (__get_cpuid(1, &a, &b, &c, &d)) {
        words[0] = a;
        words[1] = c;
        words[2] = d;
    }
    if (__get_cpuid_count(7, 0, &a, &b, &c, &d)) {
        words[3] = b;
        words[4] = c;
        words[5] = d;
    }
}
#else
#include <sys/auxv.h>

void processor_features(uint32_t words[PROCESSOR_WORDS]) {
    memset(words, 0, PROCESSOR_WORDS * sizeof *words);
    words[0] = (uint32_t)getauxval(AT_HWCAP);
    words[1] = (uint32_t)getauxval(AT_HWCAP2);
}
#endif
