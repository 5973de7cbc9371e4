/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiment/experiment.h"

#include "core/error.h"
#include "core/stop_signal.h"
#include "epscan/dark_photon.h"
#include "shower/montecarlo/simulated_track_length.h"
#include "shower/tabulated_kernels.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

static epscan_status from_approximation_a(struct experiment *e) {
    const struct cascade_setup setup = {EM_ELECTRON, e->beam_energy_GeV, e->minimum_energy_GeV, INFINITY};
    const struct shower_kernels kernels = approximation_a_kernels(&e->shower.screening_constant);
    return track_length_from_cascade(&kernels, &setup, &e->track_length);
}

static enum em_lepton beam_lepton(const struct experiment *e) {
    return e->beam == BEAM_POSITRON ? EM_POSITRON : EM_ELECTRON;
}

static epscan_status from_cascade(struct experiment *e) {
    const double depth_X0 = cascade_effective_depth_X0(e->shower.depth_X0, e->beam_energy_GeV / e->minimum_energy_GeV);
    const struct cascade_setup setup = {beam_lepton(e), e->beam_energy_GeV, e->minimum_energy_GeV, depth_X0};
    struct tabulated_kernels *tables = NULL;
    epscan_status status =
        tabulated_kernels_create(&e->target, e->shower.effects, e->beam_energy_GeV, e->minimum_energy_GeV, &tables);
    if (status) return status;
    const struct shower_kernels kernels = tabulated_kernels_view(tables);
    status = track_length_from_cascade(&kernels, &setup, &e->track_length);
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
#pragma omp critical(experiment_simulate)
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

static epscan_status from_monte_carlo(struct experiment *e) {
    const struct shower_choice *choice = &e->shower;
    double edges_GeV[SIMULATION_MAX_ENERGY_EDGES];
    const int edges =
        simulation_energy_edges(e->beam_energy_GeV, choice->cut_GeV, choice->soft_share, edges_GeV, SIMULATION_MAX_ENERGY_EDGES);
    const struct simulation_setup setup = {
        .target = e->target,
        .effects = choice->effects,
        .beam = beam_lepton(e),
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
    if (!status) status = track_length_from_simulation(simulation, &tally, &e->track_length);
    shower_tally_clear(&tally);
    shower_simulation_free(simulation);
    return status;
}

static epscan_status from_table(struct experiment *e) {
    const struct csv_table *table = &e->shower.table;
    return track_length_from_table(table->row_count, table->column[0], table->column[1], table->column[2], e->shower.undegraded_X0,
                                   &e->track_length);
}

static epscan_status solve_shower(struct experiment *e) {
    switch (e->shower.model) {
    case SHOWER_CASCADE: return from_cascade(e);
    case SHOWER_MONTE_CARLO: return from_monte_carlo(e);
    case SHOWER_TABLE: return from_table(e);
    default: return from_approximation_a(e);
    }
}

epscan_status experiment_prepare(struct experiment *e) {
    const epscan_status status = solve_shower(e);
    if (status) return status;
    e->search = (struct search){
        .track_length = e->track_length,
        .beam = e->beam,
        .beam_energy_GeV = e->beam_energy_GeV,
        .minimum_energy_GeV = e->minimum_energy_GeV,
        .production_cut_GeV = e->production_cut_GeV,
        .electrons_per_cm2_X0 = e->electrons_per_cm2_X0,
        .exposure = experiment_exposure(e),
        .resolution = e->resolution,
        .convolution = e->convolution,
        .published_strahlung = e->strahlung.count ? &e->strahlung : NULL,
    };
    gauss_rule_init(&e->search.smearing_rule, 16);
    return responses_init(&e->search, &e->responses);
}

void experiment_free(struct experiment *e) {
    if (!e) return;
    for (int i = 0; i < e->input_count; i++) text_file_clear(&e->inputs[i]);
    csv_table_clear(&e->shower.table);
    published_limit_clear(&e->strahlung);
    responses_clear(&e->responses);
    track_length_free(e->track_length);
    free(e);
}

double experiment_exposure(const struct experiment *e) {
    double sum = 0.0;
    for (int i = 0; i < e->data_set_count; i++) sum += e->data_sets[i].particles_on_target * e->data_sets[i].efficiency;
    return sum;
}

double experiment_annihilation_reach_GeV(const struct experiment *e, double mass_ratio) {
    return epscan_dark_photon_resonance_mass_GeV(e->beam_energy_GeV) / (2.0 * mass_ratio);
}

bool experiment_has_channel(const struct experiment *e, size_t channel) {
    return channel == 0 || e->strahlung.count > 0;
}

double experiment_strahlung_events(const struct experiment *e, double mass_GeV) {
    if (e->strahlung.count == 0) return 0.0;
    return EPSCAN_REFERENCE_EPSILON * EPSCAN_REFERENCE_EPSILON * published_limit_events(&e->strahlung, mass_GeV);
}
