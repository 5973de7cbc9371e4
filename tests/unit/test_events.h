/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of signal events share: events of many showers, and their yields. Under sanitizers half of the showers is run. */
#ifndef EPSCAN_TESTS_TEST_EVENTS_H
#define EPSCAN_TESTS_TEST_EVENTS_H

#include "testing.h"

#include "shower/montecarlo/shower_simulation.h"
#include "shower/montecarlo/signal_tally.h"

#if defined(__SANITIZE_ADDRESS__)
enum { SCALE = 2 };
#else
enum { SCALE = 1 };
#endif

/* Events of many showers, with all that is needed to compare them. */
struct sample {
    struct prepared_experiment *experiment;
    struct shower_simulation *simulation;
    int showers;
    size_t count;
    struct signal_event *events;
};

static inline struct sample sample_of(struct prepared_experiment *experiment, const struct signal_setup *signal, double cut_GeV,
                                      uint64_t seed, int showers) {
    struct sample s = {.experiment = experiment, .showers = showers / SCALE};
    const double edges[2] = {cut_GeV, s.experiment->experiment->beam_energy_GeV};
    const struct simulation_setup setup = {.target = s.experiment->experiment->target,
                                           .effects = s.experiment->experiment->shower.effects,
                                           .beam = s.experiment->experiment->beam,
                                           .beam_energy_GeV = s.experiment->experiment->beam_energy_GeV,
                                           .cut_GeV = cut_GeV,
                                           .soft_share = SIMULATION_SOFT_SHARE,
                                           .preshower_cells = s.experiment->experiment->preshower_cells,
                                           .energy_bin_count = 1,
                                           .edges_GeV = edges};
    if (shower_simulation_create(&setup, &s.simulation)) fail_msg("%s", epscan_error_message());
    s.showers -= s.showers % SIMULATION_BATCH;
    s.events = malloc((size_t)s.showers * SIGNAL_MAX_EVENTS_PER_SHOWER * sizeof *s.events);
    struct shower_tally tally;
    assert_int_equal(shower_tally_init(s.simulation, &tally), EPSCAN_OK);
    for (int first = 0; first < s.showers; first += SIMULATION_BATCH) {
        size_t made = 0;
        assert_int_equal(shower_simulation_signal_batch(s.simulation, signal,
                                                        (struct shower_batch){seed, (uint64_t)first, SIMULATION_BATCH}, &tally,
                                                        s.events + s.count, &made),
                         EPSCAN_OK);
        s.count += made;
    }
    assert_int_equal(shower_tally_unbalanced(&tally), 0);
    shower_tally_clear(&tally);
    return s;
}

/* But for its experiment. */
static inline void clear_sample(struct sample *s) {
    free(s->events);
    shower_simulation_free(s->simulation);
}

static inline void free_sample(struct sample *s) {
    clear_sample(s);
    unload_experiment(s->experiment);
}

static inline struct signal_setup weighted(const epscan_dark_photon *model, double lowest_GeV) {
    return (struct signal_setup){
        .model = *model, .biasing = SIGNAL_WEIGHTED, .lowest_energy_GeV = lowest_GeV, .resolution = {0.1, 0.04, RESOLUTION_LINEAR}};
}

/* Sum of the weights of events that `take` over showers, times the exposure, and its error; one event a shower. */
static inline struct estimate events_of(const struct sample *s, int (*take)(const struct signal_event *, double),
                                        double parameter) {
    double sum = 0.0, squares = 0.0;
    for (size_t i = 0; i < s->count; i++)
        if (take(&s->events[i], parameter)) {
            sum += s->events[i].weight;
            squares += s->events[i].weight * s->events[i].weight;
        }
    const double exposure = experiment_exposure(s->experiment->experiment), showers = s->showers;
    return (struct estimate){exposure * sum / showers, exposure * sqrt(squares - sum * sum / showers) / showers};
}

static inline int all(const struct signal_event *event, double unused) {
    (void)event, (void)unused;
    return 1;
}

static inline int read_below(const struct signal_event *event, double threshold_GeV) {
    return event->ecal_GeV < threshold_GeV;
}

static inline void assert_within(struct estimate found, double expected, double sigmas) {
    if (!(fabs(found.mean - expected) < sigmas * found.error)) fail_msg("%g +- %g, expected %g", found.mean, found.error, expected);
}

#endif
