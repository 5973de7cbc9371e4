/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The upper end of the tile queue: hands out tiles, and accounts for what was done with them. */
#ifndef EPSCAN_PARALLEL_TILE_MASTER_H
#define EPSCAN_PARALLEL_TILE_MASTER_H

#include "parallel/tile_asker.h"
#include "parallel/tile_queue.h"

/* Who asks whom, as one rank sees it; MPI_COMM_NULL where there is none. */
struct hierarchy {
    MPI_Comm node;    /* a master and those that ask it: all ranks, or a node's */
    MPI_Comm masters; /* for a node's master: all of them, which ask the first */
    int place, ranks; /* in `node`; for how many ranks its master hands out tiles */
    bool first;       /* rank 0 of all */
};

/* Ranks that ask a master: all of a communicator but itself, which is rank 0. */
struct children {
    MPI_Comm communicator;
    double *heard_s, looked_s; /* of each, when; when it was looked for those not heard of */
    int size, left;            /* ranks, the master among them; how many still ask */
};

struct tile_master {
    const struct tile_work *work;
    struct progress *progress;   /* of rank 0 of all; NULL for a node's master */
    struct children children[2]; /* of its node; for rank 0 of all, the nodes' masters too */
    struct asker above;          /* of a node's master: whom it asks itself; else without a communicator */
    struct batch now, ahead;     /* what it hands out */
    struct report done;          /* of its ranks; for a node's master, since it asked last */
    double slowest_tile_s;
    int ranks; /* for which it hands out */
    bool dry, stopping;
};

/* Whether another tile would not end before the deadline. */
bool tile_time_is_up(const struct tile_work *work, double slowest_tile_s);

/* Before tile_master_end(). Ends the whole program without memory: the others would wait. */
void tile_master_init(struct tile_master *master, const struct tile_work *work, const struct hierarchy *hierarchy);
void tile_master_end(struct tile_master *master);

/* A batch of at most so many tiles for the master's own rank, none when there are no more. Waits for the master above. */
struct batch tile_master_take(struct tile_master *master, uint64_t most);

/* Adds what one of its ranks has done. */
void tile_master_account(struct tile_master *master, const struct report *report);

/* Answers every request that has arrived and can be answered. An `idle` callback. */
void tile_master_serve(void *master);

/* Serves until all its ranks have left, and leaves. */
void tile_master_finish(struct tile_master *master);

#endif
