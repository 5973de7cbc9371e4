/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Failing with a reason: the message travels in a per-thread buffer beside the status. */
#ifndef EPSCAN_CORE_ERROR_H
#define EPSCAN_CORE_ERROR_H

#include "epscan/status.h"

/* Store a one-line reason (printf style, cut at 1023 bytes) and return `status`. Thread-safe. */
epscan_status error_set(epscan_status status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The reason for a failed allocation of `what`. */
epscan_status error_no_memory(const char *what);

#endif
