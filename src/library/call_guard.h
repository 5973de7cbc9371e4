/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a program has set that would change numbers or stop it, put aside for the time of a call: its locale (a decimal comma),
 * its floating-point environment (traps, rounding, flushing to zero), and GSL's error handler (which aborts).
 */
#ifndef EPSCAN_LIBRARY_CALL_GUARD_H
#define EPSCAN_LIBRARY_CALL_GUARD_H

#include <fenv.h>
#include <locale.h>

struct call_guard {
    fenv_t floating_point;
    locale_t locale;
};

/* Of this thread only, and without a lock: for functions that use no GSL. Thread-safe. */
void call_guard_enter_thread(struct call_guard *guard);
void call_guard_leave_thread(const struct call_guard *guard);

/* Of the process too: GSL's handler is off while any thread is inside. Thread-safe. */
void call_guard_enter(struct call_guard *guard);
void call_guard_leave(const struct call_guard *guard);

#endif
