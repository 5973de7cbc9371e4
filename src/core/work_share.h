/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Independent pieces of work that several processes share: which of them are this one's, and how what all have done comes together.
 * Layers below MPI take it as a pointer; NULL: this process is alone and does everything. What has a share is collective: all
 * processes call it alike, and those that fail before go on to the next work_share_agree.
 */
#ifndef EPSCAN_CORE_WORK_SHARE_H
#define EPSCAN_CORE_WORK_SHARE_H

#include "epscan/status.h"

#include <stddef.h>

struct work_share {
    int first, step; /* this one does pieces first, first + step, ...; `step` processes there are */
    /* The worst status of all processes, with its reason. */
    epscan_status (*agree)(void *data, epscan_status own);
    /* Adds up values[count] of all processes: one has done a piece, the others have zeros there, so that sums are exact. */
    void (*add)(void *data, double *values, size_t count);
    void *data;
};

static inline int work_share_first(const struct work_share *share) {
    return share ? share->first : 0;
}

static inline int work_share_step(const struct work_share *share) {
    return share ? share->step : 1;
}

static inline epscan_status work_share_agree(const struct work_share *share, epscan_status own) {
    return share ? share->agree(share->data, own) : own;
}

static inline void work_share_add(const struct work_share *share, double *values, size_t count) {
    if (share) share->add(share->data, values, count);
}

#endif
