/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lower end of the tile queue: asks the rank above, rank 0 of a communicator, for tiles, one batch ahead. Used by ranks that
 * compute, and by masters of a node that ask for all of it.
 */
#ifndef EPSCAN_PARALLEL_TILE_ASKER_H
#define EPSCAN_PARALLEL_TILE_ASKER_H

#include "parallel/tile_queue.h"

#include <stdbool.h>
#include <stdint.h>

#include <mpi.h>

/* What the messages are: a report that asks for more, its answer, a report that does not, and a sign of life. */
enum { TAG_REQUEST = 1, TAG_BATCH = 2, TAG_LAST = 3, TAG_ALIVE = 4 };

struct batch {
    uint64_t first, count; /* none: there are no more */
};

struct report {
    uint64_t tiles; /* done */
    uint64_t points, counters[TILE_COUNTERS];
    double slowest_tile_s;
    int ranks; /* for which it asks */
    int stop;  /* a rank was signalled, is out of time, or failed */
};

struct asker {
    MPI_Comm communicator;
    double silence_s; /* as of struct tile_work */
    struct report sent;
    struct batch answer;
    MPI_Request requests[2];
    double asked_s, alive_s; /* when; when a message went last */
    bool waiting;
};

void asker_init(struct asker *asker, MPI_Comm communicator, double silence_s);

/* Reports, and asks. The answer is in `answer` when asker_answered() says so. */
void asker_ask(struct asker *asker, const struct report *report);
bool asker_answered(struct asker *asker);

/* Until it is answered; ends the whole program when it is not within `silence_s`. */
void asker_wait(struct asker *asker);

/* Reports for the last time; nothing may be awaited. */
void asker_leave(struct asker *asker, const struct report *report);

/* Sends a sign of life when one is due. An `idle` callback. */
void asker_show_life(void *asker);

/* A rank above or below was silent for too long: says so and ends the whole program; the output can be resumed. */
_Noreturn void tile_queue_lost(const char *who, double silence_s);

#endif
