/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work on arrays for programs: each element as its single call does it, on threads if asked, and the first failure told. */
#ifndef EPSCAN_LIBRARY_MANY_H
#define EPSCAN_LIBRARY_MANY_H

#include "epscan/dark_photon.h"
#include "epscan/point.h"
#include "epscan/status.h"

#include <stddef.h>

struct many {
    size_t count;
    int threads;    /* 1: the caller's alone, without OpenMP */
    size_t scratch; /* doubles that each thread has for itself */
    const void *data;
    epscan_status (*one)(const void *data, size_t index, double *scratch); /* one element */
};

/*
 * Do all of it between call_guard_enter and _leave, which the caller calls: no lock is taken here. The failure of the smallest
 * index, "index 17: reason"; elements behind it may not be done. EPSCAN_FAILED: no memory.
 */
epscan_status many_run(const struct many *many);

/* Set numbers[count] to NaN. */
void many_nothing(size_t count, double *numbers);

/* EPSCAN_BAD_INPUT unless it is 1 to 1024. */
epscan_status many_check_threads(int threads);

/* `status` with its reason, "index 17: reason". */
epscan_status many_failed_at(size_t index, epscan_status status);

#endif
