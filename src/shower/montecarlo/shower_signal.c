/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Weighted: on each step of a lepton a place is drawn evenly, whose weight is path x rate there, that of positrons to annihilate
 * (annihilation_sampler.h) or of all to radiate at nuclei (strahlung_sampler.h); of all places of a shower and channel one is kept,
 * each with a chance proportional to its weight (reservoir), and gets the sum of weights. So the mean of weight x anything is that
 * over all places. Then the shower is run again with the same numbers, the positron ends at the place kept, or the lepton goes on
 * with what it keeps, and the numbers that follow make the rest of the shower.
 *
 * Multiplied: the positron is absorbed with the cross-section of annihilation times beta, by null collisions against a bound of
 * the cross-section on the step. Nothing is radiated.
 */
#include "shower/montecarlo/shower_signal.h"

#include "core/error.h"
#include "core/random_stream.h"
#include "matter/electron_kernel.h"
#include "model/spectral_density.h"
#include "shower/montecarlo/annihilation_sampler.h"
#include "shower/montecarlo/strahlung_sampler.h"

#include "epscan/constants.h"

#include <math.h>
#include <stdlib.h>

/* What a pass over a shower does. */
enum signal_pass {
    PASS_WEIGH,   /* weigh all steps, keep one for each channel */
    PASS_REPLAY,  /* make the A' of the step kept */
    PASS_MULTIPLY /* annihilate by the multiplied cross-section */
};

/* A place where a dark photon is made. */
struct signal_place {
    uint64_t step; /* counted over the steps of the shower that are looked at */
    double share;  /* of the step's path */
    bool positive;
    double lepton_energy_GeV, depth_X0;
    double electron_q_GeV;      /* of annihilation */
    struct strahlung_draw draw; /* of strahlung */
};

/* A channel's places in one shower. */
struct signal_source {
    struct random_stream random;
    double weight; /* sum over the steps */
    int count;
    struct signal_place places[SIGNAL_MAX_EVENTS_PER_SHOWER];
};

struct signal_shower {
    uint64_t step; /* of those looked at in this pass */
    struct signal_source source[SIGNAL_CHANNELS];
};

/* The observer's state, of the showers of a batch. */
struct signal_run {
    const struct shower_simulation *simulation;
    const struct signal_setup *setup;
    struct spectral_density density;
    enum signal_pass pass;
    enum signal_channel replayed;
    struct signal_shower *of_run[SIMULATION_BATCH]; /* those of this pass, by their place in it */
    uint64_t number[SIMULATION_BATCH];
    struct signal_shower *shower; /* [count] all, owned */
    struct shower_batch batch;
    struct shower_outcome outcome[SIGNAL_CHANNELS][SIMULATION_BATCH]; /* with an event of the channel, where there is one */
    bool is_balanced[SIMULATION_BATCH];                               /* in all passes */
};

/* Electrons per cm^2 and X0 there. */
static double electrons_at(const struct signal_run *signal, double depth_X0) {
    const struct shower_simulation *s = signal->simulation;
    const double everywhere = signal->setup->electrons_per_cm2_X0;
    return everywhere > 0.0 ? everywhere
                            : s->sampling.media.medium[shower_geometry_medium(&s->geometry, depth_X0)].electrons_per_cm2_X0;
}

/* Of annihilation at rest [1/X0]. */
static double rate_at(const struct signal_run *signal, double energy_GeV, double depth_X0) {
    if (energy_GeV < signal->setup->lowest_energy_GeV) return 0.0;
    return annihilation_rate_at_rest(signal->setup, electrons_at(signal, depth_X0), energy_GeV);
}

static double energy_after(const struct shower_step *step, double share) {
    return step->energy_GeV * exp(-step->log_loss * share);
}

static struct signal_place place_at(const struct signal_shower *shower, const struct shower_particle_state *particle,
                                    const struct shower_step *step, double share) {
    return (struct signal_place){.step = shower->step,
                                 .share = share,
                                 .positive = particle->positive,
                                 .lepton_energy_GeV = energy_after(step, share),
                                 .depth_X0 = step->depth_X0 + share * step->path_X0,
                                 .electron_q_GeV = EPSCAN_ELECTRON_MASS_GeV};
}

/* Keep it with a chance of its weight in the sum. */
static void offer(struct signal_source *source, const struct signal_place *place, double weight, double uniform) {
    source->weight += weight;
    if (uniform * source->weight >= weight) return;
    source->places[0] = *place;
    source->count = 1;
}

static void weigh_annihilation(const struct signal_run *signal, struct signal_shower *shower,
                               const struct shower_particle_state *particle, const struct shower_step *step) {
    struct signal_source *source = &shower->source[SIGNAL_ANNIHILATION];
    const struct signal_setup *setup = signal->setup;
    const uint32_t *word = random_stream_draw(&source->random);
    struct signal_place place = place_at(shower, particle, step, random_uniform(word[0]));
    double rate;
    if (!setup->moving_electrons)
        rate = rate_at(signal, place.lepton_energy_GeV, place.depth_X0);
    else if (place.lepton_energy_GeV < setup->lowest_energy_GeV)
        rate = 0.0;
    else
        rate = annihilation_rate_in_motion(setup, &signal->density, electrons_at(signal, place.depth_X0), place.lepton_energy_GeV,
                                           word + 2, &place.electron_q_GeV);
    offer(source, &place, step->path_X0 * rate, random_uniform(word[1]));
}

static void weigh_strahlung(const struct signal_run *signal, struct signal_shower *shower,
                            const struct shower_particle_state *particle, const struct shower_step *step) {
    struct signal_source *source = &shower->source[SIGNAL_STRAHLUNG];
    const uint32_t *word = random_stream_draw(&source->random);
    const double share = random_uniform(word[0]), uniform = random_uniform(word[1]);
    struct signal_place place = place_at(shower, particle, step, share);
    const int medium = shower_geometry_medium(&signal->simulation->geometry, place.depth_X0);
    const double rate =
        strahlung_sampler_draw(signal->setup->strahlung, medium, place.lepton_energy_GeV, &source->random, &place.draw);
    offer(source, &place, step->path_X0 * rate, uniform);
}

static double weigh(const struct signal_run *signal, struct signal_shower *shower, const struct shower_particle_state *particle,
                    const struct shower_step *step) {
    if (particle->positive) weigh_annihilation(signal, shower, particle, step);
    if (signal->setup->strahlung) weigh_strahlung(signal, shower, particle, step);
    return step->path_X0;
}

static double replay(const struct signal_run *signal, const struct signal_shower *shower, const struct shower_step *step) {
    const struct signal_place *place = &shower->source[signal->replayed].places[0];
    return shower->step == place->step ? place->share * step->path_X0 : step->path_X0;
}

/* No less than the rate anywhere on the step, for the electrons of the medium that has most. */
static double largest_rate(const struct signal_run *signal, const struct shower_step *step) {
    const struct shower_simulation *s = signal->simulation;
    double electrons = signal->setup->electrons_per_cm2_X0;
    if (!(electrons > 0.0))
        for (int m = 0; m < s->geometry.media; m++) electrons = fmax(electrons, s->sampling.media.medium[m].electrons_per_cm2_X0);
    return annihilation_largest_rate(signal->setup, &signal->density, electrons, energy_after(step, 1.0), step->energy_GeV);
}

static double multiply(const struct signal_run *signal, struct signal_shower *shower, const struct shower_particle_state *particle,
                       const struct shower_step *step) {
    struct signal_source *source = &shower->source[SIGNAL_ANNIHILATION];
    const double beta = signal->setup->beta, majorant = beta * largest_rate(signal, step);
    double way_X0 = 0.0;
    if (!(majorant > 0.0)) return step->path_X0;
    for (;;) {
        const uint32_t *word = random_stream_draw(&source->random);
        way_X0 -= log(random_uniform(word[0])) / majorant;
        if (way_X0 >= step->path_X0) return step->path_X0;
        const struct signal_place place = place_at(shower, particle, step, way_X0 / step->path_X0);
        if (random_uniform(word[1]) * majorant >= beta * rate_at(signal, place.lepton_energy_GeV, place.depth_X0)) continue;
        if (source->count < SIGNAL_MAX_EVENTS_PER_SHOWER) source->places[source->count++] = place;
        return way_X0;
    }
}

static double pass_step(const struct signal_run *signal, struct signal_shower *shower, const struct shower_particle_state *particle,
                        const struct shower_step *step) {
    switch (signal->pass) {
    case PASS_WEIGH: return weigh(signal, shower, particle, step);
    case PASS_REPLAY: return replay(signal, shower, step);
    case PASS_MULTIPLY: return multiply(signal, shower, particle, step);
    }
    return step->path_X0;
}

/* Of leptons that make nothing there is nothing to see, nor of electrons where nothing is radiated. */
static double see_step(void *state, int shower, const struct shower_particle_state *particle, const struct shower_step *step) {
    const struct signal_run *signal = state;
    const bool radiates = signal->setup->strahlung && signal->pass != PASS_MULTIPLY;
    if (!(particle->positive || radiates) || step->energy_GeV < signal->setup->lowest_energy_GeV) return step->path_X0;
    const double until = pass_step(signal, signal->of_run[shower], particle, step);
    signal->of_run[shower]->step++;
    return until;
}

/* A positron is gone; who radiates keeps the rest. */
static double take_energy(void *state, int shower, double energy_GeV) {
    const struct signal_run *signal = state;
    if (signal->pass != PASS_REPLAY || signal->replayed == SIGNAL_ANNIHILATION) return energy_GeV;
    return energy_GeV - signal->of_run[shower]->source[SIGNAL_STRAHLUNG].places[0].draw.rest_GeV;
}

/* Two independent normal numbers. */
static void draw_normal(struct random_stream *random, double normal[2]) {
    const uint32_t *word = random_stream_draw(random);
    const double radius = sqrt(-2.0 * log(random_uniform(word[0]))), angle = 2.0 * EPSCAN_PI * random_uniform(word[1]);
    normal[0] = radius * cos(angle);
    normal[1] = radius * sin(angle);
}

/* What a shower's outcome and a place make of an event; ECAL and preshower are smeared apart. */
static struct signal_event event_of(const struct shower_outcome *outcome, const struct resolution *resolution, uint64_t shower,
                                    const struct signal_place *place, double weight, struct random_stream *readings) {
    double normal[2];
    draw_normal(readings, normal);
    return (struct signal_event){
        .shower = shower,
        .is_positron = place->positive,
        .positron_energy_GeV = place->lepton_energy_GeV,
        .depth_X0 = place->depth_X0,
        .ecal_deposit_GeV = outcome->deposit_GeV,
        .preshower_deposit_GeV = outcome->preshower_GeV,
        .ecal_GeV = outcome->deposit_GeV + normal[0] * resolution_sigma_GeV(resolution, outcome->deposit_GeV),
        .preshower_GeV = outcome->preshower_GeV + normal[1] * resolution_sigma_GeV(resolution, outcome->preshower_GeV),
        .weight = weight,
    };
}

/* What is special to annihilation. The electron at rest has all of its energy in q. */
static void add_annihilation(const struct signal_setup *setup, const struct signal_place *place, struct random_stream *readings,
                             struct signal_event *event) {
    const double q = place->electron_q_GeV;
    double electron = q;
    if (setup->moving_electrons)
        electron = electron_kernel_energy_GeV(setup->moving_electrons, q, random_uniform(random_stream_draw(readings)[0]));
    const double along = electron - q;
    const double across2 = (electron - EPSCAN_ELECTRON_MASS_GeV) * (electron + EPSCAN_ELECTRON_MASS_GeV) - along * along;
    event->channel = SIGNAL_ANNIHILATION;
    event->dark_photon_energy_GeV = place->lepton_energy_GeV + electron;
    event->dark_photon_mass_GeV = annihilation_mass_GeV(place->lepton_energy_GeV, q);
    event->dark_photon_angle_rad = atan2(sqrt(fmax(0.0, across2)), place->lepton_energy_GeV + along);
    event->electron_q_GeV = q;
}

static void add_strahlung(const struct signal_setup *setup, const struct signal_place *place, struct random_stream *readings,
                          struct signal_event *event) {
    const struct strahlung_draw *draw = &place->draw;
    const struct strahlung_emission emission = strahlung_sampler_finish(setup->strahlung, draw, readings);
    event->channel = SIGNAL_STRAHLUNG;
    event->nucleus_Z = (uint64_t)emission.nucleus_Z;
    event->dark_photon_energy_GeV = draw->vector_GeV;
    event->dark_photon_mass_GeV = draw->mass_GeV;
    event->recoil_energy_GeV = draw->rest_GeV;
    event->dark_photon_angle_rad = emission.angle_rad;
    event->momentum_transfer2_GeV2 = emission.recoil.t_GeV2;
    event->recoil_azimuth_rad = emission.recoil.azimuth_rad;
    event->weight *= emission.weight_factor;
}

/* A pass over `count` showers, those of signal->of_run. */
static void pass_over(struct shower_run *run, struct signal_run *signal, int count, enum signal_pass pass,
                      struct shower_outcome *outcome) {
    run->is_event = pass != PASS_WEIGH;
    signal->pass = pass;
    for (int i = 0; i < count; i++) {
        signal->number[i] = signal->batch.first + (uint64_t)(signal->of_run[i] - signal->shower);
        signal->of_run[i]->step = 0;
    }
    shower_run_showers(run, signal->batch.seed, count, signal->number, outcome);
}

/* All showers, to find their places. */
static void find_places(struct shower_run *run, struct signal_run *signal, struct shower_outcome *outcome) {
    static const enum random_purpose purpose[] = {RANDOM_SIGNAL, RANDOM_STRAHLUNG};
    for (int i = 0; i < signal->batch.count; i++) {
        signal->of_run[i] = &signal->shower[i];
        for (int c = 0; c < SIGNAL_CHANNELS; c++) {
            struct signal_source *source = &signal->shower[i].source[c];
            source->weight = 0.0;
            source->count = 0;
            random_stream_start(&source->random, signal->batch.seed, signal->batch.first + (uint64_t)i, purpose[c]);
        }
    }
    pass_over(run, signal, signal->batch.count, signal->setup->biasing == SIGNAL_MULTIPLIED ? PASS_MULTIPLY : PASS_WEIGH, outcome);
}

/* The showers that have an event of a channel, with it. */
static void replay_channel(struct shower_run *run, struct signal_run *signal, enum signal_channel channel) {
    struct shower_outcome replayed[SIMULATION_BATCH];
    int count = 0;
    for (int i = 0; i < signal->batch.count; i++)
        if (signal->shower[i].source[channel].count) signal->of_run[count++] = &signal->shower[i];
    signal->replayed = channel;
    pass_over(run, signal, count, PASS_REPLAY, replayed);
    for (int i = 0; i < count; i++) {
        const ptrdiff_t shower = signal->of_run[i] - signal->shower;
        signal->outcome[channel][shower] = replayed[i];
        signal->is_balanced[shower] &= shower_is_balanced(run->simulation, &replayed[i]);
    }
}

/* The events of a shower and channel; returns how many. */
static int make_events(const struct signal_run *signal, int shower, enum signal_channel channel, struct signal_event *events) {
    static const enum random_purpose purpose[] = {RANDOM_READING, RANDOM_STRAHLUNG_READING};
    const struct signal_setup *setup = signal->setup;
    const struct signal_source *source = &signal->shower[shower].source[channel];
    const uint64_t number = signal->batch.first + (uint64_t)shower;
    const double weight = setup->biasing == SIGNAL_WEIGHTED ? source->weight : 1.0 / setup->beta;
    struct random_stream readings;
    random_stream_start(&readings, signal->batch.seed, number, purpose[channel]);
    for (int i = 0; i < source->count; i++) {
        events[i] = event_of(&signal->outcome[channel][shower], &setup->resolution, number, &source->places[i], weight, &readings);
        (channel == SIGNAL_STRAHLUNG ? add_strahlung : add_annihilation)(setup, &source->places[i], &readings, &events[i]);
    }
    return source->count;
}

/* Weighted, a shower is run again with each of its events, and what is tallied is the shower itself. */
static void run_passes(struct shower_run *run, struct signal_run *signal) {
    struct shower_outcome *outcome = signal->outcome[SIGNAL_ANNIHILATION];
    double *const sum = run->sum;
    run->observer = (struct step_observer){see_step, take_energy, signal};
    find_places(run, signal, outcome);
    for (int i = 0; i < signal->batch.count; i++) signal->is_balanced[i] = shower_is_balanced(run->simulation, &outcome[i]);
    run->sum = NULL;
    if (signal->setup->biasing == SIGNAL_WEIGHTED)
        for (int channel = 0; channel < SIGNAL_CHANNELS; channel++) replay_channel(run, signal, (enum signal_channel)channel);
    run->sum = sum;
    run->observer = (struct step_observer){NULL, NULL, NULL};
    run->is_event = false;
}

epscan_status shower_signal_showers(struct shower_run *run, const struct signal_setup *setup, struct shower_batch batch,
                                    struct signal_event *events, size_t *made, int *unbalanced) {
    struct signal_run *signal = malloc(sizeof *signal);
    struct signal_shower *shower = malloc((size_t)batch.count * sizeof *shower);
    epscan_status status = signal && shower ? EPSCAN_OK : error_no_memory("the dark photons of showers");
    *made = 0;
    *unbalanced = 0;
    if (!status) {
        signal->simulation = run->simulation;
        signal->setup = setup;
        signal->density = spectral_density_of(&setup->model);
        signal->shower = shower;
        signal->batch = batch;
        run_passes(run, signal);
        for (int i = 0; i < batch.count; i++) *unbalanced += !signal->is_balanced[i];
        for (int i = 0; i < batch.count; i++)
            for (int channel = 0; channel < SIGNAL_CHANNELS; channel++)
                *made += (size_t)make_events(signal, i, (enum signal_channel)channel, events + *made);
    }
    free(shower);
    free(signal);
    return status;
}
