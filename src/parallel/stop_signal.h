/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Being asked to stop: SIGTERM, SIGINT and SIGUSR1 raise a flag; a second SIGINT ends the process at once. */
#ifndef EPSCAN_PARALLEL_STOP_SIGNAL_H
#define EPSCAN_PARALLEL_STOP_SIGNAL_H

#include <stdbool.h>

/* Install the handlers. Once, from the main thread. */
void stop_signal_install(void);

/* Whether one of the signals has arrived. Any thread. */
bool stop_signal_arrived(void);

#endif
