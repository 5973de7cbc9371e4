/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Being asked to stop: SIGTERM, SIGINT and SIGUSR1 raise a flag; a second SIGINT ends the process at once. And a time by which
 * all must end. Both belong to the process; libepscan sets neither.
 */
#ifndef EPSCAN_CORE_STOP_SIGNAL_H
#define EPSCAN_CORE_STOP_SIGNAL_H

#include "epscan/status.h"

#include <stdbool.h>

/* Install the handlers. Once, from the main thread. */
void stop_signal_install(void);

/* Whether a signal ends an open() or read() that waits, as of a pipe, with EINTR; otherwise it goes on waiting. */
void stop_signal_ends_waits(bool ends);

/* The time of monotonic_s() by which all must end; INFINITY, as at first, for none. From the main thread, before the work. */
void stop_deadline_set(double deadline_s);

/* Whether one of the signals has arrived: begin nothing new. Any thread. */
bool stop_signal_arrived(void);

/* Whether what runs is to be given up: a signal arrived two seconds ago, or the deadline has passed. Stays so. Any thread. */
bool stop_is_due(void);

/* EPSCAN_STOPPED with its reason when one of the signals has arrived or the deadline has passed. Any thread. */
epscan_status stop_status(void);

#endif
