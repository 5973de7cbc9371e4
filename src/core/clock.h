/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EPSCAN_CORE_CLOCK_H
#define EPSCAN_CORE_CLOCK_H

/* Seconds of the monotonic clock. Safe in signal handlers. */
double monotonic_s(void);

#endif
