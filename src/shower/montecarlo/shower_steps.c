/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A step of all lanes at once, in loops over lanes without branches, which compilers turn into vector code: what a lane gets does
 * not depend on its place or on the others. The way of e+- is cut into steps that end at what may be an interaction, drawn at a
 * constant rate per X0 (the majorants of shower_sampling.h). On the way the energy falls continuously: by collisions, and by
 * photons too soft to be drawn. At the end the cross-sections of the place and of what is left of the energy decide whether
 * anything happens: exact, however the losses and layers lie on the way. Photons are alike, without losses.
 *
 * Four words serve one step: distance, share of energy, acceptance, kind of interaction. Energies and depths are of double
 * precision; random shares, losses and cross-sections of single, 1e-7 of what they are, and what one gets the other has lost. E in
 * GeV, lengths in X0, rates per X0.
 */
#include "shower/montecarlo/shower_transport.h"

#include <math.h>

static inline float float_uniform(uint32_t word) {
    return ((float)word + 0.5F) * 0x1p-32F;
}

/* A place in the energies' grid, of ln E over the cut. */
static inline int32_t energy_row(float log_energy, float energies_per_log, float *fraction) {
    float position = log_energy * energies_per_log;
    position = position > 0.0F ? position : 0.0F;
    const int32_t row = (int32_t)position < SAMPLING_ENERGIES - 2 ? (int32_t)position : SAMPLING_ENERGIES - 2;
    *fraction = position - (float)row;
    return row;
}

/* Philox4x32-10 as random_words, round by round of all lanes, which GCC makes better vector code of. */
static void draw_words(struct shower_run *run, struct lane_steps *steps) {
    struct shower_lanes *lanes = &run->lanes;
    uint32_t(*x)[SHOWER_LANES] = steps->word, key[2] = {(uint32_t)run->seed, (uint32_t)(run->seed >> 32)};
    EACH_LANE {
        x[0][l] = lanes->drawn[l]++;
        x[1][l] = RANDOM_TRANSPORT;
        x[2][l] = (uint32_t)lanes->item[l];
        x[3][l] = (uint32_t)(lanes->item[l] >> 32);
    }
    for (int round = 0; round < 10; round++) {
        const uint32_t key0 = key[0] + (uint32_t)round * PHILOX_W32_0, key1 = key[1] + (uint32_t)round * PHILOX_W32_1;
        EACH_LANE {
            const uint64_t low = (uint64_t)x[0][l] * PHILOX_M4x32_0, high = (uint64_t)x[2][l] * PHILOX_M4x32_1;
            x[0][l] = (uint32_t)(high >> 32) ^ x[1][l] ^ key0;
            x[1][l] = (uint32_t)high;
            x[2][l] = (uint32_t)(low >> 32) ^ x[3][l] ^ key1;
            x[3][l] = (uint32_t)low;
        }
    }
}

static void draw_paths(const struct shower_run *run, struct lane_steps *steps) {
    const struct shower_lanes *lanes = &run->lanes;
    const double depth_X0 = run->simulation->geometry.depth_X0, per_cut = 1.0 / run->simulation->setup.cut_GeV;
    EACH_LANE {
        const float log_energy = float_log((float)(lanes->energy_GeV[l] * per_cut));
        const double path_X0 = (double)(random_exponential(steps->word[0][l]) * lanes->mean_free_X0[l]);
        const double left_X0 = depth_X0 - lanes->depth_X0[l];
        steps->log_energy[l] = log_energy > 0.0F ? log_energy : 0.0F;
        steps->end[l] = path_X0 >= left_X0 ? 1 << STEP_LEAVES : 0;
        steps->path_X0[l] = path_X0 >= left_X0 ? left_X0 : path_X0;
    }
}

/* before_X0[m] += sign x what of each medium lies before the depth; the medium there. */
static void add_before(const struct shower_geometry *g, const double depth_X0[SHOWER_LANES], double sign,
                       double before_X0[][SHOWER_LANES], int32_t medium[SHOWER_LANES]) {
    double cells[SHOWER_LANES], within_X0[SHOWER_LANES];
    EACH_LANE {
        cells[l] = floor(depth_X0[l] * g->cells_per_X0);
        within_X0[l] = depth_X0[l] - g->cell_X0 * cells[l];
        medium[l] = g->medium[0];
    }
    for (int m = 0; m < g->media; m++) {
        const double per_cell_X0 = sign * g->per_cell_X0[m];
        EACH_LANE before_X0[m][l] += per_cell_X0 * cells[l];
    }
    for (int layer = 0; layer < g->layers; layer++) {
        const double begin_X0 = layer ? g->end_X0[layer - 1] : 0.0, thickness_X0 = g->end_X0[layer] - begin_X0;
        const int32_t of_layer = g->medium[layer];
        double *before = before_X0[of_layer];
        EACH_LANE {
            const double beyond_X0 = within_X0[l] - begin_X0;
            const double part_X0 = beyond_X0 < thickness_X0 ? beyond_X0 : thickness_X0;
            before[l] += sign * (part_X0 > 0.0 ? part_X0 : 0.0);
            medium[l] = beyond_X0 >= 0.0 ? of_layer : medium[l];
        }
    }
}

void lane_steps_find_media(const struct shower_run *run, struct lane_steps *steps) {
    const struct shower_geometry *g = &run->simulation->geometry;
    const struct shower_lanes *lanes = &run->lanes;
    EACH_LANE steps->end_X0[l] = lanes->depth_X0[l] + steps->path_X0[l];
    if (g->media == 1) {
        EACH_LANE steps->path_in_X0[0][l] = steps->path_X0[l];
        EACH_LANE steps->medium[l] = 0;
        return;
    }
    for (int m = 0; m < g->media; m++) EACH_LANE steps->path_in_X0[m][l] = 0.0;
    add_before(g, lanes->depth_X0, -1.0, steps->path_in_X0, steps->medium);
    add_before(g, steps->end_X0, 1.0, steps->path_in_X0, steps->medium);
    for (int m = 0; m < g->media; m++) /* rounding */
        EACH_LANE steps->path_in_X0[m][l] = steps->path_in_X0[m][l] > 0.0 ? steps->path_in_X0[m][l] : 0.0;
}

/* ln E lost on the path, by the loss at the energy in the middle of it, on the line of the tables at its beginning. */
static void find_losses(const struct shower_run *run, struct lane_steps *steps) {
    const struct shower_sampling *s = &run->simulation->sampling;
    const struct shower_lanes *lanes = &run->lanes;
    const float per_log = (float)s->energies_per_log;
    float rise[SHOWER_LANES];
    EACH_LANE rise[l] = 0.0F;
    EACH_LANE steps->log_loss[l] = 0.0F;
    for (int m = 0; m < run->simulation->geometry.media; m++) {
        const float *table = &s->loss[m * SAMPLED_KINDS * SAMPLING_ENERGIES];
        EACH_LANE {
            float fraction;
            const int32_t i = energy_row(steps->log_energy[l], per_log, &fraction) + lanes->sampled[l] * SAMPLING_ENERGIES;
            const float path_X0 = (float)steps->path_in_X0[m][l], slope = table[i + 1] - table[i];
            steps->log_loss[l] += path_X0 * (table[i] + fraction * slope);
            rise[l] += path_X0 * slope;
        }
    }
    EACH_LANE {
        const float loss = steps->log_loss[l];
        steps->log_loss[l] = loss - 0.5F * loss * per_log * rise[l];
    }
}

/* Where the cut is reached first. Returns whether it is anywhere. */
static bool stop_at_cut(struct lane_steps *steps) {
    int32_t stopped = 0;
    _Pragma("omp simd reduction(| : stopped)") for (int l = 0; l < SHOWER_LANES; l++) {
        const float to_cut = steps->log_energy[l], loss = steps->log_loss[l];
        const int32_t stops = -(loss > to_cut);
        steps->path_X0[l] *= (double)float_select(stops, to_cut / loss, 1.0F);
        steps->log_loss[l] = float_select(stops, to_cut, loss);
        steps->end[l] = int_select(stops, 1 << STEP_STOPS, steps->end[l]);
        stopped |= stops;
    }
    return stopped != 0;
}

void lane_steps_plan(struct shower_run *run, struct lane_steps *steps) {
    draw_words(run, steps);
    draw_paths(run, steps);
    lane_steps_find_media(run, steps);
    find_losses(run, steps);
    if (stop_at_cut(steps)) lane_steps_find_media(run, steps);
}

void lane_steps_go(struct shower_run *run, struct lane_steps *steps) {
    struct shower_lanes *lanes = &run->lanes;
    EACH_LANE {
        float lost;
        float_decay(steps->log_loss[l], &lost);
        const double lost_GeV = lanes->energy_GeV[l] * (double)lost;
        steps->end_GeV[l] = lanes->energy_GeV[l] - lost_GeV;
    }
    lane_steps_tally(run, steps);
    EACH_LANE {
        lanes->deposit_GeV[l] += lanes->energy_GeV[l] - steps->end_GeV[l];
        lanes->energy_GeV[l] = steps->end_GeV[l];
        lanes->depth_X0[l] = steps->end_X0[l];
    }
}

/* What is tried: a photon by y, ln y evenly, or a pair by x, and the rest to 1; of small rests 1e-7 of themselves. */
static void draw_shares(const struct shower_run *run, struct lane_steps *steps) {
    const struct shower_lanes *lanes = &run->lanes;
    const float log_range = (float)-run->simulation->sampling.log_soft_share;
    EACH_LANE {
        const float u = float_uniform(steps->word[1][l]);
        float rest;
        const float radiated = float_decay(u * log_range, &rest);
        steps->share[l] = float_select(lanes->is_photon[l], u, radiated);
        steps->rest[l] = float_select(lanes->is_photon[l], 1.0F - u, rest);
    }
}

/* The rates of what is tried, over those of complete screening: by the tables, linear in ln E and the columns. */
static void find_ratios(const struct shower_run *run, const struct lane_steps *steps, float ratio[SHOWER_LANES]) {
    const struct shower_sampling *s = &run->simulation->sampling;
    const struct shower_lanes *lanes = &run->lanes;
    const float *table = s->ratio;
    const float per_log = (float)s->energies_per_log, log_range = (float)-s->log_soft_share;
    const float shares_per_log = (float)s->shares_per_log, shares_per_root = (float)s->shares_per_root;
    const float pairs_per_root = (float)s->pairs_per_root;
    int32_t index[SHOWER_LANES];
    float along[SHOWER_LANES], across[SHOWER_LANES];
    EACH_LANE {
        const int32_t photon = lanes->is_photon[l], soft = ~photon & -(steps->share[l] < (float)SAMPLING_HARD_SHARE);
        const int32_t folded = photon & -(steps->share[l] < steps->rest[l]);
        const float of_root = float_select(folded, steps->share[l], steps->rest[l]);
        const float root = sqrtf(of_root) * float_select(photon, pairs_per_root, shares_per_root);
        const float u = float_uniform(steps->word[1][l]);
        const float position = float_select(soft, (1.0F - u) * log_range * shares_per_log, root);
        const int32_t most = SAMPLING_SHARES - 2, whole = (int32_t)position, column = whole < most ? whole : most;
        const int32_t first = int_select(photon, SAMPLING_PAIRS, int_select(soft, SAMPLING_RADIATION, SAMPLING_HARD_RADIATION));
        const int32_t row = energy_row(steps->log_energy[l] - steps->log_loss[l], per_log, &across[l]);
        index[l] = (steps->medium[l] * SAMPLING_ENERGIES + row) * SAMPLING_COLUMNS + first + column;
        along[l] = position - (float)column;
    }
    EACH_LANE {
        const int32_t i = index[l], above = i + SAMPLING_COLUMNS;
        const float low = table[i] + along[l] * (table[i + 1] - table[i]);
        const float high = table[above] + along[l] * (table[above + 1] - table[above]);
        ratio[l] = low + across[l] * (high - low);
    }
}

/* Radiation or a pair by its rate, or what is rare. */
static void choose(const struct shower_run *run, struct lane_steps *steps) {
    const struct shower_lanes *lanes = &run->lanes;
    const float c = (float)run->simulation->sampling.screening_constant;
    float ratio[SHOWER_LANES];
    draw_shares(run, steps);
    find_ratios(run, steps, ratio);
    EACH_LANE {
        const float share = steps->share[l], rest = steps->rest[l];
        const float screened = float_select(lanes->is_photon[l], 1.0F - c * share * rest, c * rest + share * share);
        const int32_t rare = -(float_uniform(steps->word[3][l]) >= lanes->mostly[l]);
        const int32_t accepted = -(float_uniform(steps->word[2][l]) * lanes->majorant[l] < screened * ratio[l]);
        const int32_t made = accepted & int_select(lanes->is_photon[l], 1 << STEP_PAIR, 1 << STEP_RADIATES);
        const int32_t gone = -(steps->end[l] != 0);
        steps->end[l] |= ~gone & int_select(rare, 1 << STEP_RARE, made);
    }
}

/* Photons are radiated; those below the cut are left where they are, unless it matters how deep in each shower. */
void lane_steps_interact(struct shower_run *run, struct lane_steps *steps) {
    struct shower_lanes *lanes = &run->lanes;
    const double cut_GeV = run->simulation->setup.cut_GeV;
    const double least_GeV = run->is_event ? 0.0 : cut_GeV;
    double left_there_GeV[SHOWER_LANES];
    choose(run, steps);
    EACH_LANE {
        const int64_t radiates = -(int64_t)(steps->end[l] == 1 << STEP_RADIATES);
        const double E = lanes->energy_GeV[l], share = (double)steps->share[l];
        const double part_GeV = double_select(-(int64_t)(share < 0.5), E * share, E - E * (double)steps->rest[l]);
        const double photon_GeV = double_select(radiates, part_GeV, 0.0), left_GeV = E - photon_GeV;
        const int64_t unseen = radiates & -(int64_t)(photon_GeV < least_GeV), below = -(int64_t)(left_GeV < cut_GeV);
        lanes->energy_GeV[l] = left_GeV;
        left_there_GeV[l] = double_select(unseen, photon_GeV, 0.0);
        lanes->deposit_GeV[l] += left_there_GeV[l];
        steps->radiated_GeV[l] = photon_GeV;
        const int32_t end = (steps->end[l] & ~(int32_t)unseen) | ((int32_t)below & 1 << STEP_BELOW);
        steps->end[l] = end | (-((end & ((1 << STEP_RARE) - 1)) != 0) & 1 << STEP_LAST);
    }
    if (run->sees_depths && !run->is_event) lane_steps_hand_over(run, left_there_GeV);
}
