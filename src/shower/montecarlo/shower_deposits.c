/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What showers leave in the sums of a batch and in themselves: track lengths by particle, medium and bin of energy, in which a way
 * counts as ln E lies, which falls evenly on it; their profile by depth; energy, evenly on the way, or by a mean profile where a
 * particle is followed no further. E in GeV, depths in X0.
 */
#include "shower/montecarlo/shower_transport.h"

#include <math.h>

/* A way over several bins, each with its share of the fall of ln E. */
static void tally_crossing(struct shower_run *run, const struct lane_steps *steps, int lane, int bin) {
    const struct shower_simulation *s = run->simulation;
    const double end_GeV = steps->end_GeV[lane];
    double high = run->lanes.energy_GeV[lane];
    const double per_log = 1.0 / log(high / end_GeV);
    for (; bin >= 0 && high > end_GeV; bin--) {
        const double low = fmax(end_GeV, s->edges_GeV[bin]), share = low < high ? log(high / low) * per_log : 0.0;
        double *sum = &run->sum[track_index(s, (enum shower_particle)run->lanes.particle[lane], 0, bin)];
        for (int m = 0; m < s->geometry.media; m++) sum[m * (s->setup.energy_bin_count + 1)] += share * steps->path_in_X0[m][lane];
        high = fmin(high, low);
    }
}

/* The bins of energies by the lookup; cells with more than one edge are rare. */
static void find_bins(const struct shower_simulation *s, const double energy_GeV[SHOWER_LANES], int32_t bin[SHOWER_LANES]) {
    const double *edges_GeV = s->edges_GeV, per_GeV = s->lookup_per_GeV;
    const int *lookup = s->lookup;
    uint8_t more[SHOWER_LANES];
    EACH_LANE {
        const double cell = energy_GeV[l] * per_GeV;
        bin[l] = lookup[(int32_t)(cell < BIN_LOOKUP ? cell : BIN_LOOKUP)];
    }
    EACH_LANE bin[l] += energy_GeV[l] >= edges_GeV[bin[l] + 1];
    EACH_LANE more[l] = energy_GeV[l] >= edges_GeV[bin[l] + 1];
    for (uint64_t lanes = lanes_with(more, 0); lanes;) {
        const int l = next_lane(&lanes);
        while (energy_GeV[l] >= edges_GeV[bin[l] + 1]) bin[l]++;
    }
}

/* sum[particle][medium of the way][bin] += the way. Idle lanes have none. */
static void tally_tracks(struct shower_run *run, const struct lane_steps *steps) {
    const struct shower_simulation *s = run->simulation;
    const struct shower_lanes *lanes = &run->lanes;
    const int media = s->geometry.media, bins = s->setup.energy_bin_count + 1;
    const double *edges_GeV = s->edges_GeV;
    int32_t bin[SHOWER_LANES], index[SHOWER_LANES];
    double share[SHOWER_LANES];
    uint8_t crossing[SHOWER_LANES];
    find_bins(s, lanes->energy_GeV, bin);
    EACH_LANE {
        const int32_t above = -(bin[l] >= 0), low = bin[l] & above; /* the lowest bin's edge */
        const int32_t within = -(steps->end_GeV[l] >= edges_GeV[low]);
        index[l] = lanes->particle[l] * (media + 1) * bins + low;
        share[l] = (double)float_select(above & within, 1.0F, 0.0F);
        crossing[l] = (uint8_t)(above & ~within & 1);
    }
    for (uint64_t lanes_crossing = lanes_with(crossing, 0); lanes_crossing;) {
        const int l = next_lane(&lanes_crossing);
        tally_crossing(run, steps, l, bin[l]);
    }
    for (int m = 0; m < media; m++)
        for (int l = 0; l < SHOWER_LANES; l++) run->sum[index[l] + m * bins] += share[l] * steps->path_in_X0[m][l];
}

/* A lane's way in bins of depth. */
struct depth_ways {
    double low[SHOWER_LANES], high[SHOWER_LANES]; /* in bins */
    int32_t first[SHOWER_LANES], last[SHOWER_LANES];
    double in_first[SHOWER_LANES], in_last[SHOWER_LANES]; /* shares; 1 and 0 in one bin */
    uint8_t is_long[SHOWER_LANES];                        /* bins are between */
};

static void find_depth_ways(const struct shower_run *run, const struct lane_steps *steps, struct depth_ways *ways) {
    const double *depth_X0 = run->lanes.depth_X0, per_X0 = run->simulation->depth_bins_per_X0;
    const int32_t most = run->simulation->setup.depth_bin_count - 1;
    EACH_LANE {
        const double low = depth_X0[l] * per_X0, high = steps->end_X0[l] * per_X0;
        const int32_t first = (int32_t)low < most ? (int32_t)low : most, last = (int32_t)high < most ? (int32_t)high : most;
        const int64_t several = -(int64_t)(first != last);
        const double length = double_select(several, high - low, 1.0);
        ways->low[l] = low;
        ways->high[l] = high;
        ways->first[l] = first;
        ways->last[l] = last;
        ways->in_first[l] = double_select(several, (first + 1 - low) / length, 1.0);
        ways->in_last[l] = double_select(several, (high - last) / length, 0.0);
        ways->is_long[l] = last > first + 1;
    }
}

/* Particles and their continuous losses by depth, evenly on the way. Idle lanes have none. */
static void tally_depths(struct shower_run *run, const struct lane_steps *steps) {
    const struct shower_simulation *s = run->simulation;
    const struct shower_lanes *lanes = &run->lanes;
    double *profile = &run->sum[profile_index(s, SHOWER_PRIMARY, 0)], *deposit = &run->sum[deposit_index(s, 0)];
    double lost_GeV[SHOWER_LANES];
    struct depth_ways ways;
    find_depth_ways(run, steps, &ways);
    EACH_LANE lost_GeV[l] = lanes->energy_GeV[l] - steps->end_GeV[l];
    for (int l = 0; l < SHOWER_LANES; l++) {
        double *row = profile + lanes->particle[l] * s->setup.depth_bin_count;
        const double path_X0 = steps->end_X0[l] - lanes->depth_X0[l];
        row[ways.first[l]] += ways.in_first[l] * path_X0;
        row[ways.last[l]] += ways.in_last[l] * path_X0;
        deposit[ways.first[l]] += ways.in_first[l] * lost_GeV[l];
        deposit[ways.last[l]] += ways.in_last[l] * lost_GeV[l];
    }
    for (uint64_t is_long = lanes_with(ways.is_long, 0); is_long;) {
        const int l = next_lane(&is_long);
        double *row = profile + lanes->particle[l] * s->setup.depth_bin_count;
        const double per_bin = 1.0 / (ways.high[l] - ways.low[l]), path_X0 = steps->end_X0[l] - lanes->depth_X0[l];
        for (int bin = ways.first[l] + 1; bin < ways.last[l]; bin++) {
            row[bin] += per_bin * path_X0;
            deposit[bin] += per_bin * lost_GeV[l];
        }
    }
}

/* The part of the continuous losses that is in the preshower. */
static void add_to_preshower(struct shower_run *run, const struct lane_steps *steps) {
    const double depth_X0 = run->simulation->preshower_X0;
    struct shower_lanes *lanes = &run->lanes;
    for (int l = 0; l < SHOWER_LANES; l++) {
        const double from_X0 = lanes->depth_X0[l], to_X0 = steps->end_X0[l], lost_GeV = lanes->energy_GeV[l] - steps->end_GeV[l];
        if (from_X0 < depth_X0)
            lanes->outcome[l].preshower_GeV += to_X0 <= depth_X0 ? lost_GeV : lost_GeV * (depth_X0 - from_X0) / (to_X0 - from_X0);
    }
}

void lane_steps_tally(struct shower_run *run, const struct lane_steps *steps) {
    if (run->sum) tally_tracks(run, steps);
    if (run->sum && run->simulation->setup.depth_bin_count) tally_depths(run, steps);
    if (run->is_event) add_to_preshower(run, steps);
}

/* Energy to be spread by the profile of its shape, all of the batch at once: see shower_profile_spread. */
static void tally_handed_over(struct shower_run *run, bool is_photon, double log_energy, double depth_X0, double energy_GeV) {
    const struct shower_simulation *s = run->simulation;
    const int bins = s->setup.depth_bin_count, bin = (int)fmin(depth_X0 * s->depth_bins_per_X0, bins - 1);
    const double shape = shower_profile_shape(&s->profile, is_photon, log_energy), part = shape - floor(shape);
    double *row = &run->handed_over[(size_t)shape * (size_t)bins + (size_t)bin];
    row[0] += (1.0 - part) * energy_GeV;
    row[bins] += part * energy_GeV;
}

/* The same of photons that were radiated below the cut; 0 where there is none. */
void lane_steps_hand_over(struct shower_run *run, const double photon_GeV[SHOWER_LANES]) {
    const struct shower_simulation *s = run->simulation;
    const double *depth_X0 = run->lanes.depth_X0, bins_per_X0 = s->depth_bins_per_X0;
    const int32_t bins = s->setup.depth_bin_count;
    int32_t index[SHOWER_LANES];
    double part[SHOWER_LANES];
    EACH_LANE {
        const int32_t there = (int32_t)(depth_X0[l] * bins_per_X0), bin = there < bins - 1 ? there : bins - 1;
        const double shape = shower_profile_shape(&s->profile, true, (double)float_log((float)photon_GeV[l]));
        index[l] = (int32_t)shape * bins + bin;
        part[l] = shape - (int32_t)shape;
    }
    for (int l = 0; l < SHOWER_LANES; l++) {
        double *row = &run->handed_over[index[l]];
        row[0] += (1.0 - part[l]) * photon_GeV[l];
        row[bins] += part[l] * photon_GeV[l];
    }
}

/* What of it leaks matters to events alone; profiles find out by themselves. */
void shower_lane_deposit(struct shower_run *run, int lane, bool is_photon, double energy_GeV) {
    const struct shower_simulation *s = run->simulation;
    struct shower_outcome *outcome = &run->lanes.outcome[lane];
    const double depth_X0 = run->lanes.depth_X0[lane];
    run->lanes.deposit_GeV[lane] += energy_GeV;
    if (!run->sees_depths || !(energy_GeV > 0.0)) return;
    const double log_energy = (double)logf((float)energy_GeV);
    if (run->sum && s->setup.depth_bin_count) tally_handed_over(run, is_photon, log_energy, depth_X0, energy_GeV);
    if (!run->is_event) return;
    const double left_X0 = s->geometry.depth_X0 - depth_X0;
    const double outside = energy_GeV * (1.0 - shower_profile_share(&s->profile, is_photon, log_energy, left_X0));
    run->lanes.deposit_GeV[lane] -= outside;
    outcome->leakage_GeV += outside;
    if (depth_X0 < s->preshower_X0)
        outcome->preshower_GeV += energy_GeV * shower_profile_share(&s->profile, is_photon, log_energy, s->preshower_X0 - depth_X0);
}
