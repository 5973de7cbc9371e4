/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sums over batches that are the same bits in any order. Each batch's sum of a quantity, and its square, is cut into limbs of 32
 * bits, as integers of 64: 2^31 batches fit, and integers add exactly. value[0] showers, [1] unbalanced ones, [2] batches, then
 * six limbs a quantity.
 */
#include "core/error.h"
#include "physics/shower_transport.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWERS, UNBALANCED, BATCHES, HEADER, LIMBS = 3 };

epscan_status shower_tally_init(const struct shower_simulation *s, struct shower_tally *tally) {
    tally->count = HEADER + (size_t)s->quantities * 2 * LIMBS;
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

/* x = sum limb[i] 2^(-32 i), 0 <= x < 2^31, to 2^-64. */
static void add_limbs(double x, int64_t limb[LIMBS]) {
    for (int i = 0; i < LIMBS; i++) {
        const double whole = floor(x);
        limb[i] += (int64_t)whole;
        x = (x - whole) * 0x1p32;
    }
}

static double limbs_value(const int64_t limb[LIMBS]) {
    return (double)limb[0] + ((double)limb[1] + (double)limb[2] * 0x1p-32) * 0x1p-32;
}

static void add_quantity(struct shower_tally *tally, int quantity, double sum) {
    int64_t *limb = tally->value + HEADER + (size_t)quantity * 2 * LIMBS;
    add_limbs(sum, limb);
    add_limbs(fmin(sum * sum, 0x1p40), limb + LIMBS);
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
    for (int q = 0; q < s->quantities; q++)
        if (sum[q] > 0.0) add_quantity(tally, q, sum[q]);
    tally->value[SHOWERS] += showers;
    tally->value[UNBALANCED] += unbalanced;
    tally->value[BATCHES]++;
}

/* `events` NULL: no dark photons. */
static int run_batch(const struct shower_simulation *s, const struct signal_setup *signal, uint64_t seed, uint64_t first, int count,
                     struct signal_event *events, struct shower_tally *tally) {
    struct shower_run run;
    double *sum = tally ? calloc((size_t)s->quantities, sizeof *sum) : NULL;
    int made = 0, unbalanced = 0;
    const bool ready = !shower_run_init(&run, s) && (sum || !tally);
    run.sum = sum;
    for (int i = 0; i < count && ready; i++) {
        bool balanced = true;
        if (signal) {
            made += shower_signal_one(&run, signal, seed, first + (uint64_t)i, events + made, &balanced);
        } else {
            shower_run_one(&run, seed, first + (uint64_t)i);
            balanced = shower_run_is_balanced(&run);
        }
        unbalanced += !balanced;
    }
    if (!ready) unbalanced = count; /* no memory: nothing was simulated, and that is seen */
    if (sum) add_batch(&run, count, unbalanced, tally);
    if (tally && !sum) tally->value[UNBALANCED] += count;
    shower_run_clear(&run);
    free(sum);
    return made;
}

void shower_simulation_batch(const struct shower_simulation *s, uint64_t seed, uint64_t first, int count,
                             struct shower_tally *tally) {
    run_batch(s, NULL, seed, first, count, NULL, tally);
}

int shower_simulation_signal_batch(const struct shower_simulation *s, const struct signal_setup *signal, uint64_t seed,
                                   uint64_t first, int count, struct signal_event *events, struct shower_tally *tally) {
    return run_batch(s, signal, seed, first, count, events, tally);
}

uint64_t shower_tally_showers(const struct shower_tally *tally) {
    return (uint64_t)tally->value[SHOWERS];
}

uint64_t shower_tally_unbalanced(const struct shower_tally *tally) {
    return (uint64_t)tally->value[UNBALANCED];
}

/* Mean per shower over `width`, and its error from the spread of the batches, which are taken as of one size. */
static struct estimate estimate_of(const struct shower_tally *tally, int quantity, double width) {
    const int64_t *limb = tally->value + HEADER + (size_t)quantity * 2 * LIMBS;
    const double showers = (double)tally->value[SHOWERS], batches = (double)tally->value[BATCHES];
    const double sum = limbs_value(limb), squares = limbs_value(limb + LIMBS);
    if (!(batches >= 2.0)) return (struct estimate){showers > 0.0 ? sum / showers / width : NAN, NAN};
    const double variance = fmax(squares - sum * sum / batches, 0.0) * batches / (batches - 1.0);
    return (struct estimate){sum / showers / width, sqrt(variance) / showers / width};
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
