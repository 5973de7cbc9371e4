/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which share of the annihilation events that read less than the ECAL threshold reads more than a cut in the preshower, the first
 * cells of the target. The deterministic yields know how much energy is missing, not where the rest of it is, so that showers are
 * simulated (shower_simulation.h), with the weighted events of each: of shower i the weight w_i, both readings with resolution.
 *     efficiency = sum of w_i that pass / sum w_i = A / B,
 *     error^2 = sum w_i^2 (p_i - A/B)^2 / B^2, p_i = 1 if i passes, else 0: the spread of a ratio, to first order.
 * Where all pass, it is 0; the effective number of events, B^2 / sum w_i^2, tells what can be said then. Showers depend on their
 * number alone and are summed in its order, so that the numbers are the same for any threads. Units: GeV.
 */
#include "cli/preshower_run.h"

#include "cli/simulate_run.h"
#include "core/error.h"
#include "matter/electron_kernel.h"
#include "text/number_text.h"

#include <math.h>
#include <stdlib.h>

/* The event of a shower; weight 0: it has none. */
struct reading {
    double weight, ecal_GeV, preshower_GeV;
};

struct preshower_sample {
    const struct shower_simulation *simulation;
    struct signal_setup signal;
    uint64_t seed, showers;
    struct reading *reading; /* [showers] */
};

static epscan_status make_showers(const struct experiment *e, const struct preshower_request *request,
                                  struct shower_simulation **simulation) {
    const double edges_GeV[2] = {request->lowest_GeV, e->beam_energy_GeV};
    const struct simulation_setup setup = {.target = e->target,
                                           .effects = simulate_effects(&e->shower),
                                           .beam = e->beam,
                                           .beam_energy_GeV = e->beam_energy_GeV,
                                           .cut_GeV = request->lowest_GeV,
                                           .soft_share = SIMULATION_SOFT_SHARE,
                                           .preshower_cells = e->preshower_cells,
                                           .energy_bin_count = 1,
                                           .edges_GeV = edges_GeV};
    return shower_simulation_create(&setup, simulation);
}

/* Of weighted annihilation a shower has one event at most. */
static void keep_readings(struct reading *reading, const struct signal_event *events, size_t count) {
    for (size_t i = 0; i < count; i++)
        reading[events[i].shower] = (struct reading){events[i].weight, events[i].ecal_GeV, events[i].preshower_GeV};
}

/* Events of showers first .. first + SIMULATION_BATCH - 1, as far as there are any. */
static epscan_status simulate_batch(const struct preshower_sample *sample, uint64_t first) {
    const uint64_t left = sample->showers - first;
    const int count = left < SIMULATION_BATCH ? (int)left : SIMULATION_BATCH;
    struct signal_event *events = malloc((size_t)count * SIGNAL_MAX_EVENTS_PER_SHOWER * sizeof *events);
    size_t made = 0;
    if (!events) return error_no_memory("the events of a batch");
    const epscan_status status = shower_simulation_signal_batch(
        sample->simulation, &sample->signal, (struct shower_batch){sample->seed, first, count}, NULL, events, &made);
    if (!status) keep_readings(sample->reading, events, made);
    free(events);
    return status;
}

static epscan_status simulate_all(const struct preshower_sample *sample) {
    int failed = 0;
    for (uint64_t i = 0; i < sample->showers; i++) sample->reading[i] = (struct reading){0.0, 0.0, 0.0};
#pragma omp parallel for schedule(dynamic) reduction(| : failed)
    for (uint64_t first = 0; first < sample->showers; first += SIMULATION_BATCH)
        failed |= simulate_batch(sample, first) != EPSCAN_OK;
    return failed ? error_no_memory("the showers") : EPSCAN_OK;
}

/* One row: efficiency, error, events and their effective number. */
static void print_row(const struct preshower_sample *sample, double threshold_GeV, double cut_GeV, size_t *missing) {
    double all = 0.0, squares = 0.0, passed = 0.0, passed_squares = 0.0;
    unsigned long events = 0;
    char threshold[NUMBER_TEXT_SIZE], cut[NUMBER_TEXT_SIZE], mass[NUMBER_TEXT_SIZE];
    for (uint64_t i = 0; i < sample->showers; i++) {
        const struct reading *r = &sample->reading[i];
        if (!(r->weight > 0.0) || !(r->ecal_GeV < threshold_GeV)) continue;
        const double pass = r->preshower_GeV > cut_GeV ? r->weight : 0.0;
        events++;
        all += r->weight;
        squares += r->weight * r->weight;
        passed += pass;
        passed_squares += pass * pass;
    }
    const double efficiency = events ? passed / all : NAN;
    const double variance = passed_squares * (1.0 - 2.0 * efficiency) + efficiency * efficiency * squares;
    const double error = events ? sqrt(fmax(0.0, variance)) / all : NAN;
    *missing += events ? 0 : 1;
    printf("%s,%s,%s,%.10g,%.6g,%lu,%.6g\n", number_to_text(sample->signal.model.mass_GeV, mass),
           number_to_text(threshold_GeV, threshold), number_to_text(cut_GeV, cut), efficiency, error, events,
           events ? all * all / squares : 0.0);
}

static epscan_status print_models(const struct preshower_request *request, struct preshower_sample *sample, size_t *missing) {
    for (size_t m = 0; m < request->model_count; m++) {
        sample->signal.model = request->models[m];
        const epscan_status status = simulate_all(sample);
        if (status) return status;
        if (m == 0) puts("mA_GeV,threshold_GeV,preshower_cut_GeV,efficiency,efficiency_error,events,effective_events");
        for (size_t t = 0; t < request->thresholds_GeV->count; t++)
            for (size_t c = 0; c < request->cuts_GeV.count; c++)
                print_row(sample, request->thresholds_GeV->value[t], request->cuts_GeV.value[c], missing);
    }
    return EPSCAN_OK;
}

epscan_status preshower_run(const struct experiment *e, const struct preshower_request *request, size_t *missing) {
    struct electron_kernel *moving = NULL;
    struct shower_simulation *simulation = NULL;
    struct preshower_sample sample = {.seed = request->seed, .showers = request->showers};
    epscan_status status = make_showers(e, request, &simulation);
    if (!status && e->electrons_move) status = electron_kernel_of_nuclei(&e->nuclei, e->binding, &moving);
    sample.simulation = simulation;
    sample.signal = (struct signal_setup){.biasing = SIGNAL_WEIGHTED,
                                          .lowest_energy_GeV = e->minimum_energy_GeV,
                                          .electrons_per_cm2_X0 = e->electrons_of_all_layers ? 0.0 : e->electrons_per_cm2_X0,
                                          .moving_electrons = moving,
                                          .resolution = e->resolution};
    sample.reading = malloc(request->showers * sizeof *sample.reading);
    if (!status && !sample.reading) status = error_no_memory("the events");
    if (!status) status = print_models(request, &sample, missing);
    free(sample.reading);
    electron_kernel_free(moving);
    shower_simulation_free(simulation);
    return status;
}
