/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Weighted: on each step of a positron a place is drawn evenly, whose weight is path x electrons x cross-section; of all places
 * of a shower one is kept, each with a chance proportional to its weight (reservoir), and gets the sum of weights. So the mean of
 * weight x anything is that over all places. Then the shower is run again with the same numbers, the positron ends at the place
 * kept, and the numbers that follow make the rest of the shower without it.
 *
 * Multiplied: the positron is absorbed with the cross-section times beta, by null collisions against a bound of the
 * cross-section on the step.
 */
#include "shower/montecarlo/shower_signal.h"

#include "core/random_stream.h"
#include "model/spectral_density.h"

#include "epscan/constants.h"

#include <math.h>

/* What a pass over a shower does. */
enum signal_pass {
    PASS_WEIGH,   /* weigh all steps, keep one */
    PASS_REPLAY,  /* annihilate at the step kept */
    PASS_MULTIPLY /* annihilate by the multiplied cross-section */
};

/* A place where a dark photon is made. */
struct signal_place {
    uint64_t step; /* counted over the positron steps of the shower */
    double share;  /* of the step's path */
    double positron_energy_GeV, depth_X0;
};

/* The observer's state, of one shower. */
struct signal_run {
    const struct shower_simulation *simulation;
    const struct signal_setup *setup;
    struct spectral_density density;
    enum signal_pass pass;
    struct random_stream random;
    uint64_t step;
    double weight; /* sum over the steps */
    int count;
    struct signal_place places[SIGNAL_MAX_EVENTS_PER_SHOWER];
};

/* Electrons per cm^2 and X0 there, times the cross-section at EPSCAN_REFERENCE_EPSILON [1/X0]. */
static double rate_at(const struct signal_run *signal, double energy_GeV, double depth_X0) {
    const struct shower_simulation *s = signal->simulation;
    const struct signal_setup *setup = signal->setup;
    double electrons = setup->electrons_per_cm2_X0;
    if (energy_GeV < setup->lowest_energy_GeV) return 0.0;
    if (!(electrons > 0.0))
        electrons = s->sampling.media.medium[shower_geometry_medium(&s->geometry, depth_X0)].electrons_per_cm2_X0;
    return electrons * epscan_dark_photon_cross_section_cm2(&setup->model, EPSCAN_REFERENCE_EPSILON, energy_GeV);
}

static double energy_after(const struct shower_step *step, double share) {
    return step->energy_GeV * exp(-step->log_loss * share);
}

static struct signal_place place_at(const struct signal_run *signal, const struct shower_step *step, double share) {
    return (struct signal_place){signal->step, share, energy_after(step, share), step->depth_X0 + share * step->path_X0};
}

static double weigh(struct signal_run *signal, const struct shower_step *step) {
    const uint32_t *word = random_stream_draw(&signal->random);
    const struct signal_place place = place_at(signal, step, random_uniform(word[0]));
    const double weight = step->path_X0 * rate_at(signal, place.positron_energy_GeV, place.depth_X0);
    signal->weight += weight;
    if (random_uniform(word[1]) * signal->weight < weight) {
        signal->places[0] = place;
        signal->count = 1;
    }
    return step->path_X0;
}

static double replay(const struct signal_run *signal, const struct shower_step *step) {
    const struct signal_place *place = &signal->places[0];
    return signal->step == place->step ? place->share * step->path_X0 : step->path_X0;
}

/* s of a positron and an electron at rest. */
static double mass_squared(double energy_GeV) {
    return 2.0 * EPSCAN_ELECTRON_MASS_GeV * (energy_GeV + EPSCAN_ELECTRON_MASS_GeV);
}

/*
 * No less than the rate anywhere on the step: factor by factor, regular x root at its highest energy, the pole's distance at its
 * least, for the electrons of the medium that has most.
 */
static double largest_rate(const struct signal_run *signal, const struct shower_step *step) {
    const struct shower_simulation *s = signal->simulation;
    const struct spectral_density *rho = &signal->density;
    const double low = mass_squared(energy_after(step, 1.0)), high = mass_squared(step->energy_GeV), above = high - rho->threshold;
    if (!(above > 0.0)) return 0.0;
    const double distance = fmin(fmax(rho->pole, low), high) - rho->pole;
    const double section = annihilation_of_unit_density_cm2_GeV2(EPSCAN_REFERENCE_EPSILON) * sqrt(high / low) *
                           spectral_density_regular(rho, above) * sqrt(above) /
                           (distance * distance + rho->half_width * rho->half_width);
    double electrons = signal->setup->electrons_per_cm2_X0;
    if (!(electrons > 0.0))
        for (int m = 0; m < s->geometry.media; m++) electrons = fmax(electrons, s->sampling.media.medium[m].electrons_per_cm2_X0);
    return 1.001 * electrons * section; /* the two forms of Eq. 3 differ by rounding */
}

static double multiply(struct signal_run *signal, const struct shower_step *step) {
    const double beta = signal->setup->beta, majorant = beta * largest_rate(signal, step);
    double way_X0 = 0.0;
    if (!(majorant > 0.0)) return step->path_X0;
    for (;;) {
        const uint32_t *word = random_stream_draw(&signal->random);
        way_X0 -= log(random_uniform(word[0])) / majorant;
        if (way_X0 >= step->path_X0) return step->path_X0;
        const struct signal_place place = place_at(signal, step, way_X0 / step->path_X0);
        if (random_uniform(word[1]) * majorant >= beta * rate_at(signal, place.positron_energy_GeV, place.depth_X0)) continue;
        if (signal->count < SIGNAL_MAX_EVENTS_PER_SHOWER) signal->places[signal->count++] = place;
        return way_X0;
    }
}

static double pass_step(struct signal_run *signal, const struct shower_step *step) {
    switch (signal->pass) {
    case PASS_WEIGH: return weigh(signal, step);
    case PASS_REPLAY: return replay(signal, step);
    case PASS_MULTIPLY: return multiply(signal, step);
    }
    return step->path_X0;
}

/* Of electrons, and of positrons that make nothing, there is nothing to see. */
static double see_step(void *state, const struct shower_particle_state *particle, const struct shower_step *step) {
    struct signal_run *signal = state;
    if (!particle->positive || step->energy_GeV < signal->setup->lowest_energy_GeV) return step->path_X0;
    const double until = pass_step(signal, step);
    signal->step++;
    return until;
}

/* Two independent normal numbers. */
static void draw_normal(struct random_stream *random, double normal[2]) {
    const uint32_t *word = random_stream_draw(random);
    const double radius = sqrt(-2.0 * log(random_uniform(word[0]))), angle = 2.0 * EPSCAN_PI * random_uniform(word[1]);
    normal[0] = radius * cos(angle);
    normal[1] = radius * sin(angle);
}

/* What the run's shower and its place make of an event; ECAL and preshower are smeared apart. */
static struct signal_event event_of(const struct shower_run *run, const struct resolution *resolution, uint64_t shower,
                                    const struct signal_place *place, double weight, struct random_stream *readings) {
    double normal[2];
    draw_normal(readings, normal);
    return (struct signal_event){
        .shower = shower,
        .dark_photon_energy_GeV = place->positron_energy_GeV + EPSCAN_ELECTRON_MASS_GeV,
        .positron_energy_GeV = place->positron_energy_GeV,
        .depth_X0 = place->depth_X0,
        .ecal_deposit_GeV = run->deposit_GeV,
        .preshower_deposit_GeV = run->preshower_GeV,
        .ecal_GeV = run->deposit_GeV + normal[0] * resolution_sigma_GeV(resolution, run->deposit_GeV),
        .preshower_GeV = run->preshower_GeV + normal[1] * resolution_sigma_GeV(resolution, run->preshower_GeV),
        .weight = weight,
    };
}

static void pass_over(struct shower_run *run, struct signal_run *signal, uint64_t seed, uint64_t shower, enum signal_pass pass) {
    run->is_event = pass != PASS_WEIGH;
    signal->pass = pass;
    signal->step = 0;
    random_stream_start(&signal->random, seed, shower, RANDOM_SIGNAL);
    shower_run_one(run, seed, shower);
}

int shower_signal_one(struct shower_run *run, const struct signal_setup *setup, uint64_t seed, uint64_t shower,
                      struct signal_event *events, bool *balanced) {
    struct signal_run signal = {.simulation = run->simulation, .setup = setup, .density = spectral_density_of(&setup->model)};
    struct random_stream readings;
    double *sum = run->sum;
    random_stream_start(&readings, seed, shower, RANDOM_READING);
    run->observer = (struct step_observer){see_step, &signal};
    pass_over(run, &signal, seed, shower, setup->biasing == SIGNAL_MULTIPLIED ? PASS_MULTIPLY : PASS_WEIGH);
    *balanced = shower_run_is_balanced(run);
    if (setup->biasing == SIGNAL_WEIGHTED && signal.count) {
        run->sum = NULL; /* tallied is the shower itself */
        pass_over(run, &signal, seed, shower, PASS_REPLAY);
        *balanced = *balanced && shower_run_is_balanced(run);
        run->sum = sum;
    }
    const double weight = setup->biasing == SIGNAL_MULTIPLIED ? 1.0 / setup->beta : signal.weight;
    for (int i = 0; i < signal.count; i++)
        events[i] = event_of(run, &setup->resolution, shower, &signal.places[i], weight, &readings);
    run->observer = (struct step_observer){NULL, NULL};
    run->is_event = false;
    return signal.count;
}
