/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One panel's linear system, complex in parts. Only cascade.c includes this. */
#ifndef EPSCAN_SHOWER_CASCADE_SYSTEM_H
#define EPSCAN_SHOWER_CASCADE_SYSTEM_H

#include <stdbool.h>

enum { CASCADE_SYSTEM_MAX = 48 };

/* (re + i im) x = right, row by row. */
struct cascade_system {
    int size;     /* 1 .. CASCADE_SYSTEM_MAX */
    bool is_real; /* the imaginary parts are zero and not read */
    double re[CASCADE_SYSTEM_MAX][CASCADE_SYSTEM_MAX], im[CASCADE_SYSTEM_MAX][CASCADE_SYSTEM_MAX];
    double right_re[CASCADE_SYSTEM_MAX], right_im[CASCADE_SYSTEM_MAX];
};

/* Gaussian elimination with partial pivoting; the solution replaces `right`. False if singular or not finite. Thread-safe. */
bool cascade_system_solve(struct cascade_system *system);

#endif
