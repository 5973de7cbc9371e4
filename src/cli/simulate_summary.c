/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The JSON summary of a simulation: showers and speed, and of signal events the yields at EPSCAN_REFERENCE_EPSILON with their
 * errors, exposure times the tally's means over showers, by channel and of what is selected.
 */
#include "cli/simulate_summary.h"

#include "cli/json_output.h"

#include <math.h>
#include <stdio.h>

static void put_count(json_t *object, const char *key, uint64_t value) {
    json_object_set_new(object, key, json_integer((json_int_t)value));
}

static void put_yield(json_t *object, const char *key, struct estimate per_particle, double exposure) {
    char error_key[64];
    snprintf(error_key, sizeof error_key, "%s_error", key);
    json_put_number(object, key, exposure * per_particle.mean);
    json_put_number(object, error_key, exposure * per_particle.error);
}

static void put_strahlung(json_t *object, const struct simulate_request *request, const struct signal_tally *yield,
                          double exposure) {
    static const struct {
        const char *key;
        enum signal_sample sample;
    } rows[] = {{"n_strahlung", SIGNAL_RADIATED},
                {"n_annihilation_selected", SIGNAL_ANNIHILATED_SELECTED},
                {"n_strahlung_selected", SIGNAL_RADIATED_SELECTED}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        put_yield(object, rows[i].key, signal_tally_yield(yield, rows[i].sample, request->showers), exposure);
}

static void put_signal(json_t *object, const struct simulate_request *request, const struct experiment *e,
                       const struct signal_tally *yield) {
    const struct signal_setup *signal = &request->signal;
    const bool multiplied = signal->biasing == SIGNAL_MULTIPLIED;
    json_put_point(object, &(struct scan_point){signal->model, {e->ecal_threshold_GeV, 0.0}}, NULL);
    json_put_number(object, "reference_epsilon", EPSCAN_REFERENCE_EPSILON);
    json_object_set_new(object, "biasing", json_string(multiplied ? "multiplied" : "weighted"));
    if (multiplied) json_put_number(object, "beta", signal->beta);
    json_put_number(object, "lowest_positron_energy_GeV", signal->lowest_energy_GeV);
    json_put_number(object, "exposure", experiment_exposure(e));
    put_count(object, "events", yield->count[SIGNAL_ANNIHILATED] + yield->count[SIGNAL_RADIATED]);
    put_count(object, "events_selected", yield->count[SIGNAL_SELECTED]);
    const double exposure = experiment_exposure(e);
    put_yield(object, "n_annihilation", signal_tally_yield(yield, SIGNAL_ANNIHILATED, request->showers), exposure);
    if (signal->strahlung) put_strahlung(object, request, yield, exposure);
    put_yield(object, "n_selected", signal_tally_yield(yield, SIGNAL_SELECTED, request->showers), exposure);
}

epscan_status simulate_print_summary(const struct simulate_request *request, const struct experiment *e,
                                     const struct simulate_result *result) {
    const struct estimate undegraded = shower_tally_above_X0(result->simulation, result->tally, SHOWER_PRIMARY, -1);
    json_t *object = json_object();
    json_object_set_new(object, "experiment", json_string(e->name));
    json_object_set_new(object, "output", json_string(request->output_path));
    put_count(object, "showers", request->showers);
    put_count(object, "seed", request->seed);
    json_put_number(object, "cut_GeV", request->cut_GeV);
    json_put_number(object, "seconds", result->seconds);
    json_put_number(object, "showers_per_s", (double)result->simulated / result->seconds);
    put_count(object, "unbalanced_showers", shower_tally_unbalanced(result->tally));
    json_put_number(object, "undegraded_X0", undegraded.mean);
    json_put_number(object, "undegraded_X0_error", undegraded.error);
    if (request->with_signal) put_signal(object, request, e, result->yield);
    return json_print(object);
}
