/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sums over batches that are the same bits in any order. Each batch's sum of a quantity is cut into limbs of 32 bits, as
 * integers of 64: 2^31 batches fit, and integers add exactly. value[0] showers, [1] unbalanced ones, [2] full batches, then for
 * each quantity the limbs of the sum, of the sum over full batches, and of their squares: a last, smaller batch has no part in
 * the errors.
 */
#include "core/error.h"
#include "shower/montecarlo/shower_signal.h"
#include "shower/montecarlo/shower_transport.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWERS, UNBALANCED, FULL_BATCHES, HEADER, LIMBS = 4, SUMS = 3 };

static const double largest_sum = 0x1p31; /* of a batch: 8e6 GeV or X0 a shower */

epscan_status shower_tally_init(const struct shower_simulation *s, struct shower_tally *tally) {
    tally->count = HEADER + (size_t)s->quantities * SUMS * LIMBS;
    tally->value = calloc(tally->count, sizeof *tally->value);
    return tally->value ? EPSCAN_OK : error_no_memory("the shower's tallies");
}

void shower_tally_clear(struct shower_tally *tally) {
    free(tally->value);
    *tally = (struct shower_tally){0};
}

void shower_tally_add(const struct shower_tally *from, struct shower_tally *to) {
    for (size_t i = 0; i < to->count; i++) to->value[i] += from->value[i];
}

/* x = sum limb[i] 2^(32 - 32 i), 0 <= x < 2^64, to 2^-64. */
static void add_limbs(double x, int64_t limb[LIMBS]) {
    x *= 0x1p-32;
    for (int i = 0; i < LIMBS; i++) {
        const double whole = floor(x);
        limb[i] += (int64_t)whole;
        x = (x - whole) * 0x1p32;
    }
}

static double limbs_value(const int64_t limb[LIMBS]) {
    return (double)limb[0] * 0x1p32 + (double)limb[1] + ((double)limb[2] + (double)limb[3] * 0x1p-32) * 0x1p-32;
}

static void add_quantity(struct shower_tally *tally, int quantity, double sum, bool full) {
    int64_t *limb = tally->value + HEADER + (size_t)quantity * SUMS * LIMBS;
    add_limbs(sum, limb);
    if (!full) return;
    add_limbs(sum, limb + LIMBS);
    add_limbs(sum * sum, limb + 2 * LIMBS);
}

/* All media together are a quantity of their own, for their error. */
static void sum_media(const struct shower_simulation *s, double *sum) {
    const int media = s->geometry.media;
    for (enum shower_particle particle = 0; particle < SHOWER_PARTICLES; particle++)
        for (int bin = 0; bin <= s->setup.energy_bin_count; bin++) {
            double *all = &sum[track_index(s, particle, media, bin)];
            *all = 0.0;
            for (int m = 0; m < media; m++) *all += sum[track_index(s, particle, m, bin)];
        }
}

static void add_batch(const struct shower_run *run, int showers, int unbalanced, struct shower_tally *tally) {
    const struct shower_simulation *s = run->simulation;
    double *sum = run->sum;
    sum_media(s, sum);
    if (s->setup.depth_bin_count)
        shower_profile_spread(&s->profile, s->setup.depth_bin_count, 1.0 / s->depth_bins_per_X0, run->handed_over,
                              sum + deposit_index(s, 0));
    const bool full = showers == SIMULATION_BATCH;
    for (int q = 0; q < s->quantities; q++) {
        if (sum[q] > 0.0 && sum[q] < largest_sum) add_quantity(tally, q, sum[q], full);
        if (!(sum[q] >= 0.0 && sum[q] < largest_sum)) unbalanced = showers; /* not a number: never, and then seen */
    }
    tally->value[SHOWERS] += showers;
    tally->value[UNBALANCED] += unbalanced;
    tally->value[FULL_BATCHES] += full;
}

/* What a batch is made in: of one thread. */
struct batch_room {
    struct shower_run run;
    double *sum; /* NULL: not tallied */
};

static void batch_room_clear(struct batch_room *room) {
    shower_run_clear(&room->run);
    free(room->sum);
}

static epscan_status batch_room_init(struct batch_room *room, const struct shower_simulation *s, bool tallied) {
    epscan_status status = shower_run_init(&room->run, s);
    room->sum = tallied ? calloc((size_t)s->quantities, sizeof *room->sum) : NULL;
    room->run.sum = room->sum;
    if (tallied && !room->sum) status = error_no_memory("a batch of showers");
    if (status) batch_room_clear(room);
    return status;
}

epscan_status shower_simulation_batch(const struct shower_simulation *s, struct shower_batch batch, struct shower_tally *tally) {
    struct batch_room room;
    uint64_t shower[SIMULATION_BATCH];
    struct shower_outcome outcome[SIMULATION_BATCH];
    int unbalanced = 0;
    const epscan_status status = batch_room_init(&room, s, true);
    if (status) return status;
    for (int i = 0; i < batch.count; i++) shower[i] = batch.first + (uint64_t)i;
    shower_run_showers(&room.run, batch.seed, batch.count, shower, outcome);
    for (int i = 0; i < batch.count; i++) unbalanced += !shower_is_balanced(s, &outcome[i]);
    add_batch(&room.run, batch.count, unbalanced, tally);
    batch_room_clear(&room);
    return EPSCAN_OK;
}

epscan_status shower_simulation_signal_batch(const struct shower_simulation *s, const struct signal_setup *signal,
                                             struct shower_batch batch, struct shower_tally *tally, struct signal_event *events,
                                             size_t *event_count) {
    struct batch_room room;
    int unbalanced = 0;
    *event_count = 0;
    epscan_status status = batch_room_init(&room, s, tally != NULL);
    if (status) return status;
    status = shower_signal_showers(&room.run, signal, batch, events, event_count, &unbalanced);
    if (!status && tally) add_batch(&room.run, batch.count, unbalanced, tally);
    batch_room_clear(&room);
    return status;
}

uint64_t shower_tally_showers(const struct shower_tally *tally) {
    return (uint64_t)tally->value[SHOWERS];
}

uint64_t shower_tally_unbalanced(const struct shower_tally *tally) {
    return (uint64_t)tally->value[UNBALANCED];
}

/* Mean per shower over `width`, and its error from the spread of full batches. */
static struct estimate estimate_of(const struct shower_tally *tally, int quantity, double width) {
    const int64_t *limb = tally->value + HEADER + (size_t)quantity * SUMS * LIMBS;
    const double showers = (double)tally->value[SHOWERS], batches = (double)tally->value[FULL_BATCHES];
    const double full = limbs_value(limb + LIMBS), squares = limbs_value(limb + 2 * LIMBS);
    const double mean = limbs_value(limb) / showers / width;
    if (!(batches >= 2.0)) return (struct estimate){mean, NAN};
    const double variance = fmax(squares - full * full / batches, 0.0) / (batches - 1.0); /* of a batch's sum */
    return (struct estimate){mean, sqrt(variance / (showers * SIMULATION_BATCH)) / width};
}

struct estimate shower_tally_track_length(const struct shower_simulation *s, const struct shower_tally *tally,
                                          enum shower_particle particle, int medium, int bin) {
    return estimate_of(tally, track_index(s, particle, medium < 0 ? s->geometry.media : medium, bin),
                       s->edges_GeV[bin + 1] - s->edges_GeV[bin]);
}

struct estimate shower_tally_above_X0(const struct shower_simulation *s, const struct shower_tally *tally,
                                      enum shower_particle particle, int medium) {
    return estimate_of(tally, track_index(s, particle, medium < 0 ? s->geometry.media : medium, s->setup.energy_bin_count), 1.0);
}

struct estimate shower_tally_profile(const struct shower_simulation *s, const struct shower_tally *tally,
                                     enum shower_particle particle, int bin) {
    return estimate_of(tally, profile_index(s, particle, bin), 1.0 / s->depth_bins_per_X0);
}

struct estimate shower_tally_deposit(const struct shower_simulation *s, const struct shower_tally *tally, int bin) {
    return estimate_of(tally, deposit_index(s, bin), 1.0 / s->depth_bins_per_X0);
}
