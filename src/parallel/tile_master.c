/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rank 0 of all has every tile from the start. The master of a node has what it was given for all ranks of it, asks for more when
 * it begins to hand out the last that it has, and leaves requests unread, in MPI's hands, while it has nothing. It sums what its
 * ranks report, and passes that on whenever it asks.
 *
 * A batch is one tile at first and at the end, so that ranks finish together, and many tiles in between when they are quick,
 * so that masters are asked less often than they can answer. So are batches of nodes, for all ranks of one: at the end they shrink
 * below one tile for each of these, as far as the first master can answer so often, so that no node has many when others have none.
 */
#include "parallel/tile_master.h"

#include "core/clock.h"
#include "core/stop_signal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* A batch is at most this long, and this share of what a rank has left to do. */
static const double longest_batch_s = 0.25, largest_share = 0.25;

/*
 * Until a tile was timed, a node is given this share of what its ranks have left to do: of one tile each, quick ones are done
 * before the first master has answered all nodes.
 */
static const double first_share = 0.05;

/* What a master has for each request of a node at the end: some times the microsecond that it takes. */
static const double answer_s = 5e-6;

/* Lost ranks are looked for so often, in times of the silence they are permitted. */
static const double looks_apart = 0.1;

uint64_t tile_batch_size(uint64_t tiles_left, int ranks, int asking, double slowest_tile_s) {
    const double share = largest_share * (double)tiles_left / ranks, nodes = (double)ranks / asking;
    double size = asking > 1 ? fmax(1.0, first_share * (double)tiles_left / ranks) : 1.0; /* for each rank */
    if (slowest_tile_s > 0.0) {
        const double least = fmin(1.0, nodes * answer_s / slowest_tile_s);
        size = fmax(least, fmin(share, longest_batch_s / slowest_tile_s));
    }
    return size * asking > 1.0 ? (uint64_t)(size * asking) : 1;
}

static struct children children_of(MPI_Comm communicator) {
    struct children children = {.communicator = communicator};
    if (communicator == MPI_COMM_NULL) return children;
    MPI_Comm_size(communicator, &children.size);
    children.left = children.size - 1;
    children.heard_s = malloc((size_t)children.size * sizeof *children.heard_s);
    if (!children.heard_s) MPI_Abort(MPI_COMM_WORLD, EPSCAN_FAILED);
    for (int i = 0; i < children.size; i++) children.heard_s[i] = monotonic_s();
    return children;
}

void tile_master_init(struct tile_master *master, const struct tile_work *work, const struct hierarchy *h) {
    *master = (struct tile_master){
        .work = work, .ranks = h->ranks, .children = {children_of(h->node), children_of(h->first ? h->masters : MPI_COMM_NULL)}};
    asker_init(&master->above, h->first ? MPI_COMM_NULL : h->masters, work->silence_s);
    if (!h->first) return;
    master->now = (struct batch){work->first_tile, work->end_tile - work->first_tile};
    master->dry = true;
}

void tile_master_end(struct tile_master *master) {
    for (int i = 0; i < 2; i++) free(master->children[i].heard_s);
}

/* Ask the master above when nothing is ahead. A node's master. */
static void refill(struct tile_master *master) {
    struct asker *above = &master->above;
    if (above->communicator == MPI_COMM_NULL) return;
    if (above->waiting && asker_answered(above)) {
        master->ahead = above->answer;
        master->dry = above->answer.count == 0;
    }
    if (!master->now.count) {
        master->now = master->ahead;
        master->ahead = (struct batch){0};
    }
    if (master->ahead.count || above->waiting || master->dry || master->stopping) {
        asker_show_life(above);
        return;
    }
    master->done.ranks = master->ranks;
    asker_ask(above, &master->done);
    master->done = (struct report){0};
}

/* Whether an answer is known: tiles, or that there are none. */
static bool can_answer(const struct tile_master *master) {
    return master->now.count || master->dry || master->stopping;
}

static struct batch hand_out(struct tile_master *master, uint64_t most, int ranks) {
    if (stop_signal_arrived() || tile_time_is_up(master->work, master->slowest_tile_s)) master->stopping = true;
    struct batch batch = {.first = master->now.first};
    if (master->stopping) return batch;
    const uint64_t left = master->now.count + master->ahead.count;
    batch.count = tile_batch_size(left, master->ranks, ranks, master->slowest_tile_s);
    if (batch.count > most) batch.count = most;
    if (batch.count > master->now.count) batch.count = master->now.count;
    master->now.first += batch.count;
    master->now.count -= batch.count;
    return batch;
}

static void pause_a_moment(void) {
    const struct timespec pause = {.tv_nsec = 200000};
    nanosleep(&pause, NULL);
}

struct batch tile_master_take(struct tile_master *master, uint64_t most) {
    while (tile_master_serve(master), !can_answer(master)) pause_a_moment();
    return hand_out(master, most, 1);
}

void tile_master_account(struct tile_master *master, const struct report *report) {
    master->stopping |= report->stop;
    master->done.stop |= report->stop;
    master->done.tiles += report->tiles;
    master->done.points += report->points;
    master->slowest_tile_s = fmax(master->slowest_tile_s, report->slowest_tile_s);
    master->done.slowest_tile_s = master->slowest_tile_s;
    for (int i = 0; i < TILE_COUNTERS; i++) master->done.counters[i] += report->counters[i];
    if (master->progress) progress_add(master->progress, report->points);
}

/* One message that has arrived. */
static void receive(struct tile_master *master, struct children *children, const MPI_Status *envelope) {
    const int from = envelope->MPI_SOURCE, tag = envelope->MPI_TAG;
    struct report report;
    MPI_Recv(&report, sizeof report, MPI_BYTE, from, tag, children->communicator, MPI_STATUS_IGNORE);
    children->heard_s[from] = tag == TAG_LAST ? INFINITY : monotonic_s();
    if (tag == TAG_ALIVE) return;
    tile_master_account(master, &report);
    if (tag == TAG_LAST) {
        children->left--;
        return;
    }
    const struct batch batch = hand_out(master, UINT64_MAX, report.ranks);
    MPI_Send(&batch, sizeof batch, MPI_BYTE, from, TAG_BATCH, children->communicator);
}

/* End the program when one that still asks was not heard of for too long. */
static void look_for_lost(const struct tile_master *master, struct children *children) {
    const double silence_s = master->work->silence_s, now = monotonic_s();
    if (silence_s <= 0.0 || now - children->looked_s < looks_apart * silence_s) return;
    children->looked_s = now;
    for (int i = 1; i < children->size; i++) {
        if (now - children->heard_s[i] <= silence_s) continue;
        MPI_Group all, some;
        char who[40];
        int rank;
        MPI_Comm_group(MPI_COMM_WORLD, &all);
        MPI_Comm_group(children->communicator, &some);
        MPI_Group_translate_ranks(some, 1, &i, all, &rank);
        snprintf(who, sizeof who, "rank %d", rank);
        tile_queue_lost(who, silence_s);
    }
}

static void serve_children(struct tile_master *master, struct children *children) {
    int waiting = children->left;
    while (waiting && can_answer(master)) {
        MPI_Status envelope;
        MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, children->communicator, &waiting, &envelope);
        if (!waiting) break;
        receive(master, children, &envelope);
        refill(master);
        waiting = children->left;
    }
}

void tile_master_serve(void *data) {
    struct tile_master *master = data;
    refill(master);
    for (int i = 0; i < 2; i++) {
        serve_children(master, &master->children[i]);
        if (can_answer(master)) look_for_lost(master, &master->children[i]);
    }
    if (master->progress) progress_add(master->progress, 0);
}

void tile_master_finish(struct tile_master *master) {
    while (tile_master_serve(master), master->children[0].left || master->children[1].left) pause_a_moment();
    if (master->above.communicator == MPI_COMM_NULL) return;
    asker_wait(&master->above); /* what it was given now is left */
    asker_leave(&master->above, &master->done);
}
