/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The shower of an experiment is solved by the model that its file chooses, cascade equations (cascade.h), Monte Carlo, a table or
 * Approximation A, to the track length T(E) in X0/GeV; that, target, detector and exposure make the search of Eq. 5, and the
 * search the responses of all channels.
 */
#include "experiment/prepared_experiment.h"

#include "core/error.h"
#include "core/stop_signal.h"
#include "shower/montecarlo/simulated_track_length.h"
#include "shower/tabulated_kernels.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

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
        if (!status) status = shower_simulation_batch(simulation, choice->seed, (uint64_t)first, count, own);
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

static struct search search_of(const struct experiment *e, const struct track_length *track_length,
                               const struct electron_kernel *moving_electrons) {
    struct search search = {
        .track_length = track_length,
        .coupling = e->mediation.mediator->coupling,
        .beam = e->beam,
        .beam_energy_GeV = e->beam_energy_GeV,
        .minimum_energy_GeV = e->minimum_energy_GeV,
        .production_cut_GeV = e->production_cut_GeV,
        .electrons_per_cm2_X0 = e->electrons_per_cm2_X0,
        .moving_electrons = moving_electrons,
        .initial_state_radiates = e->initial_state_radiates,
        .exposure = experiment_exposure(e),
        .resolution = e->resolution,
        .convolution = e->convolution,
        .published_strahlung = e->strahlung.count ? &e->strahlung : NULL,
        .published_is_folded = e->strahlung_is_folded,
        .tabulated_strahlung = e->yields.masses ? &e->yields : NULL,
        .nuclei = e->computes_strahlung ? &e->nuclei : NULL,
        .form_factor = e->form_factor,
    };
    gauss_rule_init(&search.smearing_rule, 16);
    return search;
}

epscan_status prepared_experiment_create(const struct experiment *experiment, struct prepared_experiment **prepared) {
    struct prepared_experiment *made = calloc(1, sizeof *made);
    if (!made) return error_no_memory("the experiment");
    made->experiment = experiment;
    epscan_status status = solve_shower(experiment, &made->track_length);
    if (!status && experiment->electrons_move)
        status = electron_kernel_of_nuclei(&experiment->nuclei, experiment->binding, &made->moving_electrons);
    if (!status) {
        made->search = search_of(experiment, made->track_length, made->moving_electrons);
        status = responses_init(&made->search, &made->responses);
    }
    if (!status && experiment->next) status = prepared_experiment_create(experiment->next, &made->next);
    if (status)
        prepared_experiment_free(made);
    else
        *prepared = made;
    return status;
}

double prepared_experiment_events_error(const struct prepared_experiment *prepared, size_t channel) {
    double largest = 0.0;
    for (; prepared; prepared = prepared->next) largest = fmax(largest, response_relative_error(&prepared->responses.of[channel]));
    return largest;
}

void prepared_experiment_free(struct prepared_experiment *prepared) {
    if (!prepared) return;
    prepared_experiment_free(prepared->next);
    responses_clear(&prepared->responses);
    track_length_free(prepared->track_length);
    electron_kernel_free(prepared->moving_electrons);
    free(prepared);
}
