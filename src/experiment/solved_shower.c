/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * T(E) in X0/GeV by the model that an experiment's file chooses: cascade equations (cascade.h), Monte Carlo, a table or
 * Approximation A. It depends on the beam, the target and the choice alone, which are the key under which it is kept; another
 * exposure, detector or selection takes the same shower.
 */
#include "experiment/solved_shower.h"

#include "core/error.h"
#include "core/result_cache.h"
#include "core/stop_signal.h"
#include "shower/montecarlo/simulated_track_length.h"
#include "shower/tabulated_kernels.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static epscan_status from_approximation_a(const struct experiment *e, struct track_length **track_length) {
    const struct cascade_setup setup = {EM_ELECTRON, e->beam_energy_GeV, e->minimum_energy_GeV, INFINITY};
    const struct shower_kernels kernels = approximation_a_kernels(&e->shower.screening_constant);
    return track_length_from_cascade(&kernels, &setup, track_length);
}

static epscan_status from_cascade(const struct experiment *e, struct track_length **track_length) {
    const double depth_X0 = cascade_effective_depth_X0(e->shower.depth_X0, e->beam_energy_GeV / e->minimum_energy_GeV);
    const struct cascade_setup setup = {e->beam, e->beam_energy_GeV, e->minimum_energy_GeV, depth_X0};
    struct tabulated_kernels *tables = NULL;
    epscan_status status =
        tabulated_kernels_create(&e->target, e->shower.effects, e->beam_energy_GeV, e->minimum_energy_GeV, &tables);
    if (status) return status;
    const struct shower_kernels kernels = tabulated_kernels_view(tables);
    status = track_length_from_cascade(&kernels, &setup, track_length);
    tabulated_kernels_free(tables);
    return status;
}

/* The batches of one thread, in a parallel region. */
static epscan_status simulate_share(const struct shower_simulation *simulation, const struct shower_choice *choice,
                                    struct shower_tally *own) {
    const long batches = (choice->showers + SIMULATION_BATCH - 1) / SIMULATION_BATCH;
    epscan_status status = shower_tally_init(simulation, own);
#pragma omp for schedule(dynamic, 1)
    for (long batch = 0; batch < batches; batch++) {
        const long first = batch * SIMULATION_BATCH, left = choice->showers - first;
        const int count = (int)(left < SIMULATION_BATCH ? left : SIMULATION_BATCH);
        if (!status) status = stop_status();
        if (!status) status = shower_simulation_batch(simulation, (struct shower_batch){choice->seed, (uint64_t)first, count}, own);
    }
    return status;
}

/* Batches of showers by this process's threads; the tally's bits do not depend on them. */
static epscan_status simulate(const struct shower_simulation *simulation, const struct shower_choice *choice,
                              struct shower_tally *tally) {
    epscan_status status = EPSCAN_OK;
#pragma omp parallel
    {
        struct shower_tally own;
        const epscan_status mine = simulate_share(simulation, choice, &own);
#pragma omp critical(prepared_experiment)
        {
            if (mine)
                status = mine;
            else
                shower_tally_add(&own, tally);
        }
        shower_tally_clear(&own);
    }
    if (status) return stop_status() ? EPSCAN_STOPPED : error_no_memory("the shower Monte Carlo");
    const uint64_t unbalanced = shower_tally_unbalanced(tally);
    return unbalanced
               ? error_set(EPSCAN_FAILED, "the shower Monte Carlo: the energy of %" PRIu64 " showers does not add up", unbalanced)
               : EPSCAN_OK;
}

static epscan_status from_monte_carlo(const struct experiment *e, struct track_length **track_length) {
    const struct shower_choice *choice = &e->shower;
    double edges_GeV[SIMULATION_MAX_ENERGY_EDGES];
    const int edges =
        simulation_energy_edges(e->beam_energy_GeV, choice->cut_GeV, choice->soft_share, edges_GeV, SIMULATION_MAX_ENERGY_EDGES);
    const struct simulation_setup setup = {
        .target = e->target,
        .effects = choice->effects,
        .beam = e->beam,
        .beam_energy_GeV = e->beam_energy_GeV,
        .cut_GeV = choice->cut_GeV,
        .soft_share = choice->soft_share,
        .energy_bin_count = edges - 1,
        .edges_GeV = edges_GeV,
    };
    struct shower_simulation *simulation = NULL;
    struct shower_tally tally = {0};
    epscan_status status = shower_simulation_create(&setup, &simulation);
    if (!status) status = shower_tally_init(simulation, &tally);
    if (!status) status = simulate(simulation, choice, &tally);
    if (!status) status = track_length_from_simulation(simulation, &tally, track_length);
    shower_tally_clear(&tally);
    shower_simulation_free(simulation);
    return status;
}

static epscan_status from_table(const struct experiment *e, struct track_length **track_length) {
    const struct csv_table *table = &e->shower.table;
    return track_length_from_table(table->row_count, table->column[0], table->column[1], table->column[2], e->shower.undegraded_X0,
                                   track_length);
}

static epscan_status solve_shower(const struct experiment *e, struct track_length **track_length) {
    switch (e->shower.model) {
    case SHOWER_CASCADE: return from_cascade(e, track_length);
    case SHOWER_MONTE_CARLO: return from_monte_carlo(e, track_length);
    case SHOWER_TABLE: return from_table(e, track_length);
    default: return from_approximation_a(e, track_length);
    }
}

/* ---- Kept from one process to the next ---- */

static void add_material(struct cache_key *key, const struct material *material) {
    cache_key_add(key, material->name, strlen(material->name) + 1); /* layers of one name are one medium */
    cache_key_add_number(key, material->density_g_per_cm3);
    cache_key_add_number(key, material->radiation_length_g_per_cm2);
    cache_key_add_integer(key, material->element_count);
    for (int i = 0; i < material->element_count; i++) {
        cache_key_add_integer(key, material->elements[i].Z);
        cache_key_add_number(key, material->elements[i].A_g_per_mol);
        cache_key_add_number(key, material->elements[i].atoms);
    }
}

static void add_target(struct cache_key *key, const struct target *target) {
    cache_key_add_integer(key, target->repeat);
    cache_key_add_integer(key, target->layer_count);
    for (int i = 0; i < target->layer_count; i++) {
        add_material(key, &target->layers[i].material);
        cache_key_add_number(key, target->layers[i].thickness_cm);
    }
}

/* All that any model of the shower reads. */
static void shower_key(const struct experiment *e, struct cache_key *key) {
    const struct shower_choice *choice = &e->shower;
    cache_key_begin(key, "shower");
    cache_key_add_integer(key, choice->model);
    cache_key_add_integer(key, e->beam);
    cache_key_add_number(key, e->beam_energy_GeV);
    cache_key_add_number(key, e->minimum_energy_GeV);
    add_target(key, &e->target);
    cache_key_add_number(key, choice->screening_constant);
    for (int i = 0; i < SHOWER_EFFECT_COUNT; i++) cache_key_add_integer(key, shower_effect_is_on(&choice->effects, i));
    cache_key_add_number(key, choice->depth_X0);
    cache_key_add_integer(key, choice->showers);
    cache_key_add_integer(key, (int64_t)choice->seed);
    cache_key_add_number(key, choice->cut_GeV);
    cache_key_add_number(key, choice->soft_share);
}

static struct track_length *kept_shower(const struct cache_key *key) {
    size_t size;
    void *bytes = result_cache_read(key, &size);
    struct track_length *kept = bytes ? track_length_of_bytes(bytes, size) : NULL;
    free(bytes);
    return kept;
}

static void keep_shower(const struct cache_key *key, const struct track_length *track_length) {
    size_t size;
    void *bytes = track_length_bytes(track_length, &size);
    if (bytes) result_cache_write(key, bytes, size);
    free(bytes);
}

epscan_status solved_shower(const struct experiment *experiment, struct track_length **track_length) {
    struct cache_key key;
    if (!result_cache_is_on() || experiment->shower.model == SHOWER_TABLE) return solve_shower(experiment, track_length);
    shower_key(experiment, &key);
    *track_length = kept_shower(&key);
    if (*track_length) return EPSCAN_OK;
    const epscan_status status = solve_shower(experiment, track_length);
    if (!status) keep_shower(&key, *track_length);
    return status;
}
