/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parallel/stop_signal.h"

#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t arrived, interrupts;

static void remember(int signal_number) {
    if (signal_number == SIGINT && interrupts++) {
        signal(SIGINT, SIG_DFL);
        raise(SIGINT);
    }
    arrived = 1;
}

void stop_signal_install(void) {
    const int signals[] = {SIGTERM, SIGINT, SIGUSR1};
    struct sigaction action = {.sa_handler = remember, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) sigaction(signals[i], &action, NULL);
}

bool stop_signal_arrived(void) {
    return arrived;
}
