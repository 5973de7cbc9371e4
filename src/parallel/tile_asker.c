/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Waiting gives the core away after a moment: on machines with more ranks than cores the one that is waited for needs it. Signs of
 * life are empty messages, a tenth of the permitted silence apart, which MPI keeps by itself when the rank above is busy.
 */
#include "parallel/tile_asker.h"

#include "core/clock.h"

#include <stdio.h>
#include <time.h>

/* Waiting spins so long before it sleeps, and then sleeps so long at a time. */
static const double spin_s = 1e-3;
static const struct timespec nap = {.tv_nsec = 50000};

enum { SIGNS_PER_SILENCE = 10 };

void asker_init(struct asker *asker, MPI_Comm communicator, double silence_s) {
    *asker = (struct asker){.communicator = communicator, .silence_s = silence_s, .alive_s = monotonic_s()};
}

void asker_ask(struct asker *asker, const struct report *report) {
    asker->sent = *report;
    asker->waiting = true;
    asker->asked_s = asker->alive_s = monotonic_s();
    MPI_Irecv(&asker->answer, sizeof asker->answer, MPI_BYTE, 0, TAG_BATCH, asker->communicator, &asker->requests[0]);
    MPI_Isend(&asker->sent, sizeof asker->sent, MPI_BYTE, 0, TAG_REQUEST, asker->communicator, &asker->requests[1]);
}

bool asker_answered(struct asker *asker) {
    MPI_Status statuses[2]; /* for MPI_STATUSES_IGNORE, GCC warns of MPICH's declarations */
    int done = 1;
    if (asker->waiting) MPI_Testall(2, asker->requests, &done, statuses);
    asker->waiting = !done;
    return done;
}

void asker_wait(struct asker *asker) {
    const double start = monotonic_s();
    while (!asker_answered(asker)) {
        const double now = monotonic_s();
        if (now - start < spin_s) continue;
        nanosleep(&nap, NULL);
        asker_show_life(asker);
        if (asker->silence_s > 0.0 && now - start > asker->silence_s)
            tile_queue_lost("the rank that hands out tiles", asker->silence_s);
    }
}

void asker_leave(struct asker *asker, const struct report *report) {
    MPI_Send(report, sizeof *report, MPI_BYTE, 0, TAG_LAST, asker->communicator);
}

void asker_show_life(void *data) {
    struct asker *asker = data;
    const double now = monotonic_s();
    if (asker->silence_s <= 0.0 || now - asker->alive_s < asker->silence_s / SIGNS_PER_SILENCE) return;
    asker->alive_s = now;
    MPI_Send(NULL, 0, MPI_BYTE, 0, TAG_ALIVE, asker->communicator);
}

_Noreturn void tile_queue_lost(const char *who, double silence_s) {
    char host[MPI_MAX_PROCESSOR_NAME] = "?";
    int rank, length;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Get_processor_name(host, &length);
    fprintf(stderr, "epscan: rank %d on %s: no sign of life from %s for %.0f s; the scan ends, --resume goes on\n", rank, host, who,
            silence_s);
    fflush(stderr);
    MPI_Abort(MPI_COMM_WORLD, EPSCAN_FAILED);
    for (;;) nanosleep(&nap, NULL); /* MPI_Abort does not return, but is not declared so */
}
