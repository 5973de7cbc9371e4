/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * When to stop: SIGTERM, SIGINT and SIGUSR1 are remembered by a flag, which work looks at between its parts; a second SIGINT ends
 * the process. Two seconds of grace let what is nearly done be finished. A time limit is a deadline of the monotonic clock, in
 * seconds.
 */
#include "core/stop_signal.h"

#include "core/clock.h"
#include "core/error.h"

#include <math.h>
#include <signal.h>
#include <stddef.h>

/* What is nearly done is finished after a signal: seconds. */
static const double grace_s = 2.0;

static volatile sig_atomic_t arrived, interrupts;
static double arrived_s; /* written before `arrived`, once */
static double deadline_s = INFINITY;

static void remember(int signal_number) {
    if (signal_number == SIGINT && interrupts++) {
        signal(SIGINT, SIG_DFL);
        raise(SIGINT);
    }
    if (arrived) return;
    arrived_s = monotonic_s();
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    arrived = 1;
}

void stop_signal_install(void) {
    const int signals[] = {SIGTERM, SIGINT, SIGUSR1};
    struct sigaction action = {.sa_handler = remember, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) sigaddset(&action.sa_mask, signals[i]);
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) sigaction(signals[i], &action, NULL);
}

void stop_signal_ends_waits(bool ends) {
    const int signals[] = {SIGTERM, SIGINT, SIGUSR1};
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        struct sigaction action;
        if (sigaction(signals[i], NULL, &action) || action.sa_handler != remember) continue;
        action.sa_flags = ends ? 0 : SA_RESTART;
        sigaction(signals[i], &action, NULL);
    }
}

void stop_deadline_set(double time_s) {
    deadline_s = time_s;
}

bool stop_signal_arrived(void) {
    return arrived;
}

bool stop_is_due(void) {
    if (!arrived && !isfinite(deadline_s)) return false;
    const double now_s = monotonic_s();
    return now_s > deadline_s || (arrived && now_s > arrived_s + grace_s);
}

epscan_status stop_status(void) {
    const bool late = isfinite(deadline_s) && monotonic_s() > deadline_s;
    if (!arrived && !late) return EPSCAN_OK;
    return error_set(EPSCAN_STOPPED, arrived ? "stopped by a signal" : "stopped by the time limit");
}
