/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every fallible function of epscan returns, and how the reason is read. */
#ifndef EPSCAN_STATUS_H
#define EPSCAN_STATUS_H

#include "epscan/visibility.h"

EPSCAN_BEGIN

/* Why a call stopped. The values are the exit statuses of the command line. */
typedef enum {
    EPSCAN_OK = 0,
    EPSCAN_FAILED = 1,        /* infrastructure: memory, file system, MPI, a solver that did not converge */
    EPSCAN_BAD_INPUT = 2,     /* the user's input is wrong; the message says where and what is allowed */
    EPSCAN_POINTS_FAILED = 3, /* done, but some grid points are NaN and flagged `failed` */
    EPSCAN_INCOMPLETE = 4,    /* a grid file with tiles missing or damaged */
    EPSCAN_STOPPED = 75,      /* asked to stop, or out of time: the same command with --resume continues */
} epscan_status;

/* The one-line reason of the last failure on this thread; "" when there was none.
 * Owned by the library, valid until the next failing call on the same thread. Thread-safe. */
const char *epscan_error_message(void);

EPSCAN_END

#endif
