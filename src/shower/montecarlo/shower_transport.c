/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The way of e+- is cut into steps that end at what may be an interaction, drawn at a constant rate per X0 (the majorants of
 * shower_sampling.h). On the way the energy falls continuously: by collisions, and by photons too soft to be drawn. At the end the
 * cross-sections of the place and of what is left of the energy decide whether anything happens: exact, however the
 * losses and layers lie on the way. Photons are alike, without losses.
 *
 * A draw of four words serves one step: distance, share of energy, acceptance, kind of interaction. What is rare (delta
 * rays, annihilation, direct pairs, Compton scattering) takes further draws. Particles below the cut deposit their energy by a mean
 * profile.
 *
 * Energies of e+- are total ones, but those of the target's electrons count without the rest energy that was there before, so
 * that what is deposited, leaks and is taken by an observer of steps is the beam energy.
 */
#include "shower/montecarlo/shower_transport.h"

#include "core/error.h"

#include "epscan/constants.h"

#include <math.h>
#include <stdlib.h>

enum { STACK_SIZE = 16384 };

static const double electron_mass = EPSCAN_ELECTRON_MASS_GeV;

/* fmin without its care for what is not a number. */
static double lesser(double a, double b) {
    return a < b ? a : b;
}

/* e^-x for x >= 0, mostly small. */
static double decay(double x) {
    return x < 0.01 ? 1.0 - x * (1.0 - 0.5 * x * (1.0 - x * (1.0 / 3.0) * (1.0 - 0.25 * x))) : exp(-x);
}

/* ---- Tallies ---- */

static int bin_of(const struct shower_simulation *s, double energy_GeV) {
    int bin = s->lookup[(int)lesser(energy_GeV * s->lookup_per_GeV, BIN_LOOKUP)];
    while (bin < s->setup.energy_bin_count && energy_GeV >= s->edges_GeV[bin + 1]) bin++;
    return bin;
}

/* sum[particle][medium of the way][bin] += share of the way. */
static void tally_track(struct shower_run *run, enum shower_particle kind, int bin, const double *paths, double share) {
    const struct shower_simulation *s = run->simulation;
    if (bin < 0) return;
    for (int m = 0; m < s->geometry.media; m++) run->sum[track_index(s, kind, m, bin)] += share * paths[m];
}

/* A way over which ln E falls evenly: shared over the bins as ln E is. */
static void tally_step(struct shower_run *run, enum shower_particle kind, const struct shower_step *step, double end_GeV,
                       const double *paths) {
    const struct shower_simulation *s = run->simulation;
    int bin = bin_of(s, step->energy_GeV);
    if (bin < 0) return;
    if (end_GeV >= s->edges_GeV[bin]) {
        tally_track(run, kind, bin, paths, 1.0);
        return;
    }
    double high = step->energy_GeV;
    for (; bin >= 0 && high > end_GeV; bin--) {
        const double low = fmax(end_GeV, s->edges_GeV[bin]);
        if (low < high) tally_track(run, kind, bin, paths, log(high / low) / step->log_loss);
        high = fmin(high, low);
    }
}

/* `amount` spread evenly over depths, into one row of depth bins. */
static void spread(const struct shower_simulation *s, double *row, double from_X0, double to_X0, double amount) {
    const double low = from_X0 * s->depth_bins_per_X0, high = to_X0 * s->depth_bins_per_X0;
    const int last = s->setup.depth_bin_count - 1, first = (int)lesser(low, last), end = (int)lesser(high, last);
    if (first == end) {
        row[first] += amount;
        return;
    }
    const double per_bin = amount / (high - low);
    row[first] += per_bin * (first + 1 - low);
    for (int bin = first + 1; bin < end; bin++) row[bin] += per_bin;
    row[end] += per_bin * (high - end);
}

static void tally_way(struct shower_run *run, enum shower_particle kind, double from_X0, double to_X0) {
    if (run->sum && run->simulation->setup.depth_bin_count)
        spread(run->simulation, &run->sum[profile_index(run->simulation, kind, 0)], from_X0, to_X0, to_X0 - from_X0);
}

/* ---- Deposits ---- */

static void deposit_evenly(struct shower_run *run, double from_X0, double to_X0, double energy_GeV) {
    const struct shower_simulation *s = run->simulation;
    run->deposit_GeV += energy_GeV;
    if (from_X0 < s->preshower_X0)
        run->preshower_GeV += to_X0 <= s->preshower_X0 ? energy_GeV : energy_GeV * (s->preshower_X0 - from_X0) / (to_X0 - from_X0);
    if (run->sum && s->setup.depth_bin_count) spread(s, &run->sum[deposit_index(s, 0)], from_X0, to_X0, energy_GeV);
}

/* Energy to be spread by the profile of its shape, all of the batch at once: see shower_profile_spread. */
static void tally_handed_over(struct shower_run *run, int is_photon, double log_energy, double depth_X0, double energy_GeV) {
    const struct shower_simulation *s = run->simulation;
    const int bins = s->setup.depth_bin_count, bin = (int)fmin(depth_X0 * s->depth_bins_per_X0, bins - 1);
    const double shape = shower_profile_shape(&s->profile, is_photon, log_energy), part = shape - floor(shape);
    double *row = &run->handed_over[(size_t)shape * (size_t)bins + (size_t)bin];
    row[0] += (1.0 - part) * energy_GeV;
    row[bins] += part * energy_GeV;
}

/* A particle that is followed no further. What of it leaks matters to events alone; profiles find out by themselves. */
static void deposit_shower(struct shower_run *run, int is_photon, double energy_GeV, double depth_X0) {
    const struct shower_simulation *s = run->simulation;
    const double left_X0 = s->geometry.depth_X0 - depth_X0;
    const bool binned = run->sum && s->setup.depth_bin_count;
    if (!(energy_GeV > 0.0)) return;
    run->deposit_GeV += energy_GeV;
    if (!run->is_event && !binned) return;
    const double log_energy = (double)logf((float)energy_GeV);
    if (binned) tally_handed_over(run, is_photon, log_energy, depth_X0, energy_GeV);
    if (!run->is_event) return;
    const double outside = energy_GeV * (1.0 - shower_profile_share(&s->profile, is_photon, log_energy, left_X0));
    run->deposit_GeV -= outside;
    run->leakage_GeV += outside;
    if (depth_X0 < s->preshower_X0)
        run->preshower_GeV += energy_GeV * shower_profile_share(&s->profile, is_photon, log_energy, s->preshower_X0 - depth_X0);
}

/* ---- Particles ---- */

static void push(struct shower_run *run, enum shower_particle kind, bool positive, double energy_GeV, double depth_X0) {
    if (energy_GeV < run->simulation->setup.cut_GeV) {
        deposit_shower(run, kind == SHOWER_PHOTON, energy_GeV, depth_X0);
    } else if (run->waiting == STACK_SIZE) {
        run->lost = true;
    } else {
        run->stack[run->waiting++] = (struct shower_particle_state){energy_GeV, log(energy_GeV), depth_X0, kind, positive};
    }
}

/* T ~ 1/T^2 between the limits, refused by what the cross-section is short of that. */
static double draw_delta_ray(struct shower_run *run, enum em_lepton lepton, double energy_GeV) {
    const double least = sampling_delta_ray_GeV(&run->simulation->sampling, energy_GeV);
    const double most = lepton == EM_ELECTRON ? 0.5 * (energy_GeV - electron_mass) : energy_GeV - electron_mass;
    /* both stay below 2 x 2 pi r_e^2 m_e/T^2, Moller but for 8 % at equal energies */
    const double bound = 4.6 * EPSCAN_PI * electron_radius_squared_cm2() * electron_mass;
    for (;;) {
        const uint32_t *word = random_stream_draw(&run->random);
        const double T = least / (1.0 - random_uniform(word[0]) * (1.0 - least / most));
        const double section = lepton == EM_ELECTRON ? moller_cross_section_cm2_per_GeV(energy_GeV, T)
                                                     : bhabha_cross_section_cm2_per_GeV(energy_GeV, T);
        if (random_uniform(word[1]) * bound < section * T * T) return T;
    }
}

/* The photon energy of annihilation in flight: ln[k/(W - k)] evenly, W the whole, refused by the spectrum. */
static double draw_annihilation_photon(struct shower_run *run, double energy_GeV) {
    const double whole = energy_GeV + electron_mass, least = annihilation_lowest_photon_GeV(energy_GeV);
    const double most_log = log((whole - least) / least);
    /* k (W - k) x spectrum is largest at the ends, where it is least x (W - least) x spectrum, within a few per cent */
    const double bound = 1.1 * least * (whole - least) * annihilation_spectrum_cm2_per_GeV(energy_GeV, least * (1.0 + 1e-9));
    for (;;) {
        const uint32_t *word = random_stream_draw(&run->random);
        const double k = whole / (1.0 + exp(most_log * (1.0 - 2.0 * random_uniform(word[0]))));
        if (random_uniform(word[1]) * bound < k * (whole - k) * annihilation_spectrum_cm2_per_GeV(energy_GeV, k)) return k;
    }
}

/* The scattered photon's energy: ln k' evenly, refused by k' x spectrum, which is largest at k' = k. */
static double draw_compton_photon(struct shower_run *run, double photon_GeV) {
    const double least = photon_GeV / (1.0 + 2.0 * photon_GeV / electron_mass);
    const double log_range = log(photon_GeV / least);
    const double bound = 1.05 * fmax(photon_GeV * compton_spectrum_cm2_per_GeV(photon_GeV, photon_GeV),
                                     least * compton_spectrum_cm2_per_GeV(photon_GeV, least));
    for (;;) {
        const uint32_t *word = random_stream_draw(&run->random);
        const double k = least * exp(log_range * random_uniform(word[0]));
        if (random_uniform(word[1]) * bound < k * compton_spectrum_cm2_per_GeV(photon_GeV, k)) return k;
    }
}

/* Of energy y E, y evenly in its logarithm, refused by what the cross-section is short of its majorant. */
static void make_direct_pair(struct shower_run *run, struct shower_particle_state *p, int medium) {
    const struct shower_sampling *sampling = &run->simulation->sampling;
    const uint32_t *word = random_stream_draw(&run->random);
    const double log_share = random_uniform(word[0]) * sampling->log_soft_share;
    const struct sampling_energy e = sampling_energy(sampling, p->log_energy);
    const double rate = sampling_direct_pairs(sampling, &sampling->medium[medium], e, log_share);
    if (random_uniform(word[1]) * sampling->direct_pair_majorant >= rate) return;
    const double pair = exp(log_share) * p->energy_GeV;
    const double share = sampling_direct_pair_sharing(sampling, medium, p->energy_GeV, pair, word + 2);
    push(run, SHOWER_ELECTRON, false, (1.0 - share) * pair, p->depth_X0);
    push(run, SHOWER_POSITRON, true, share * pair, p->depth_X0);
    p->energy_GeV -= pair;
    p->log_energy = log(p->energy_GeV);
}

/* Annihilation, delta rays and direct pairs; `chance` x the majorant picks. False if the particle is no more. */
static bool interact_rarely(struct shower_run *run, struct shower_particle_state *p, int medium, double chance) {
    const struct shower_sampling *sampling = &run->simulation->sampling;
    const enum em_lepton lepton = p->positive ? EM_POSITRON : EM_ELECTRON;
    const double picked = chance * sampling->rare_majorant;
    const double annihilation = p->positive ? sampling_annihilation_rate(sampling, medium, p->energy_GeV) : 0.0;
    if (picked < annihilation) {
        const double whole = p->energy_GeV, k = draw_annihilation_photon(run, whole) * whole / (whole + electron_mass);
        push(run, SHOWER_PHOTON, false, k, p->depth_X0);
        push(run, SHOWER_PHOTON, false, whole - k, p->depth_X0);
        return false;
    }
    const double delta_rays = sampling_delta_ray_rate(sampling, medium, lepton, p->energy_GeV);
    if (picked < annihilation + delta_rays) {
        const double T = draw_delta_ray(run, lepton, p->energy_GeV);
        push(run, SHOWER_ELECTRON, false, T, p->depth_X0);
        p->energy_GeV -= T;
        p->log_energy = log(p->energy_GeV);
    } else if (picked < annihilation + delta_rays + sampling_direct_pair_rate(sampling)) {
        make_direct_pair(run, p, medium);
    }
    return true;
}

/* What may happen at the end of a step. False if the particle is followed no further. */
static bool interact(struct shower_run *run, struct shower_particle_state *p, const uint32_t *word, double radiation_rate) {
    const struct shower_simulation *s = run->simulation;
    const struct shower_sampling *sampling = &s->sampling;
    const int medium = shower_geometry_medium(&s->geometry, p->depth_X0);
    const double total = radiation_rate + sampling->rare_majorant, kind = random_uniform(word[3]) * total;
    if (kind < radiation_rate) {
        const double log_share = random_uniform(word[1]) * sampling->log_soft_share, share = (double)expf((float)log_share);
        const struct sampling_energy e = sampling_energy(sampling, p->log_energy);
        const double rate = sampling_radiation(sampling, &sampling->medium[medium], e, share, log_share);
        if (random_uniform(word[2]) * sampling->radiation_majorant >= rate) return true;
        push(run, SHOWER_PHOTON, false, share * p->energy_GeV, p->depth_X0);
        p->energy_GeV *= 1.0 - share;
        p->log_energy += (double)logf((float)(1.0 - share));
    } else if (!interact_rarely(run, p, medium, (kind - radiation_rate) / sampling->rare_majorant)) {
        return false;
    }
    if (p->energy_GeV >= s->setup.cut_GeV) return true;
    deposit_shower(run, 0, p->energy_GeV, p->depth_X0);
    return false;
}

/* ln E lost over a way by what it lies in, at one energy. */
static double loss_at(const struct shower_simulation *s, const struct shower_particle_state *p, double log_energy,
                      const double *paths) {
    const struct sampling_energy e = sampling_energy(&s->sampling, log_energy);
    double loss = 0.0;
    for (int m = 0; m < s->geometry.media; m++)
        loss += paths[m] * sampling_loss(&s->sampling.medium[m], p->positive ? EM_POSITRON : EM_ELECTRON, e);
    return loss;
}

/* The same with the losses in the middle of the way, where that matters. */
static double loss_over(const struct shower_simulation *s, const struct shower_particle_state *p, const double *paths) {
    const double loss = loss_at(s, p, p->log_energy, paths);
    return loss < 1e-3 ? loss : loss_at(s, p, p->log_energy - 0.5 * loss, paths);
}

/* Shorten a step to `path_X0`. */
static void cut_step(const struct shower_simulation *s, struct shower_step *step, double path_X0, double *paths) {
    step->log_loss *= path_X0 / step->path_X0;
    step->path_X0 = path_X0;
    shower_geometry_paths(&s->geometry, step->depth_X0, step->depth_X0 + path_X0, paths);
}

/* The observer takes its part; what is left goes on as another particle. */
static void give_to_observer(struct shower_run *run, const struct shower_particle_state *p) {
    const double taken = run->observer.take(run->observer.state, p->energy_GeV);
    run->absorbed_GeV += taken;
    if (taken < p->energy_GeV) push(run, p->kind, p->positive, p->energy_GeV - taken, p->depth_X0);
}

/* Go a step; returns whether the particle is still there, above the cut and inside. */
static bool go(struct shower_run *run, struct shower_particle_state *p, double path_X0) {
    const struct shower_simulation *s = run->simulation;
    double paths[SHOWER_MAX_MEDIA];
    const bool leaves = p->depth_X0 + path_X0 >= s->geometry.depth_X0;
    struct shower_step step = {p->energy_GeV, p->log_energy, p->depth_X0, leaves ? s->geometry.depth_X0 - p->depth_X0 : path_X0,
                               0.0};
    shower_geometry_paths(&s->geometry, step.depth_X0, step.depth_X0 + step.path_X0, paths);
    step.log_loss = loss_over(s, p, paths);
    const double to_cut = p->log_energy - s->sampling.low_log_energy;
    const bool stops = step.log_loss > to_cut;
    if (stops) cut_step(s, &step, step.path_X0 * to_cut / step.log_loss, paths);
    bool is_observed = false;
    if (run->observer.see) {
        const double until = run->observer.see(run->observer.state, p, &step);
        is_observed = until < step.path_X0;
        if (is_observed) cut_step(s, &step, until, paths);
    }
    p->depth_X0 += step.path_X0;
    p->log_energy -= step.log_loss;
    p->energy_GeV *= decay(step.log_loss);
    if (run->sum) tally_step(run, p->kind, &step, p->energy_GeV, paths);
    tally_way(run, p->kind, step.depth_X0, p->depth_X0);
    deposit_evenly(run, step.depth_X0, p->depth_X0, step.energy_GeV - p->energy_GeV);
    if (is_observed) {
        give_to_observer(run, p);
    } else if (stops) {
        deposit_shower(run, 0, p->energy_GeV, p->depth_X0);
    } else if (leaves) {
        run->leakage_GeV += p->energy_GeV;
    }
    return !is_observed && !stops && !leaves;
}

static void follow_lepton(struct shower_run *run, struct shower_particle_state p) {
    const struct shower_sampling *sampling = &run->simulation->sampling;
    const double radiation_rate = -sampling->radiation_majorant * sampling->log_soft_share;
    const double step_X0 = 1.0 / (radiation_rate + sampling->rare_majorant);
    for (;;) {
        const uint32_t *word = random_stream_draw(&run->random);
        if (!go(run, &p, step_X0 * random_stream_exponential(&run->random))) return;
        if (!interact(run, &p, word, radiation_rate)) return;
    }
}

/* Pairs or Compton scattering, or neither. False if the photon is no more. */
static bool interact_photon(struct shower_run *run, struct shower_particle_state *p, const uint32_t *word) {
    const struct shower_simulation *s = run->simulation;
    const struct shower_sampling *sampling = &s->sampling;
    const int medium = shower_geometry_medium(&s->geometry, p->depth_X0);
    const double total = sampling->pair_majorant + sampling->compton_majorant, kind = random_uniform(word[3]) * total;
    if (kind < sampling->pair_majorant) {
        const double share = random_uniform(word[1]);
        const struct sampling_energy e = sampling_energy(sampling, p->log_energy);
        if (random_uniform(word[2]) * sampling->pair_majorant >= sampling_pairs(sampling, &sampling->medium[medium], e, share))
            return true;
        push(run, SHOWER_ELECTRON, false, (1.0 - share) * p->energy_GeV, p->depth_X0);
        push(run, SHOWER_POSITRON, true, share * p->energy_GeV, p->depth_X0);
        return false;
    }
    if (kind - sampling->pair_majorant >= sampling_compton_rate(sampling, medium, p->energy_GeV)) return true;
    const double k = draw_compton_photon(run, p->energy_GeV);
    push(run, SHOWER_ELECTRON, false, p->energy_GeV - k, p->depth_X0);
    push(run, SHOWER_PHOTON, false, k, p->depth_X0);
    return false;
}

static void follow_photon(struct shower_run *run, struct shower_particle_state p) {
    const struct shower_simulation *s = run->simulation;
    const double step_X0 = 1.0 / (s->sampling.pair_majorant + s->sampling.compton_majorant);
    const int bin = run->sum ? bin_of(s, p.energy_GeV) : -1;
    double paths[SHOWER_MAX_MEDIA];
    for (;;) {
        const uint32_t *word = random_stream_draw(&run->random);
        const double from_X0 = p.depth_X0, to_X0 = from_X0 + step_X0 * random_stream_exponential(&run->random);
        p.depth_X0 = lesser(to_X0, s->geometry.depth_X0);
        if (bin >= 0) {
            shower_geometry_paths(&s->geometry, from_X0, p.depth_X0, paths);
            tally_track(run, SHOWER_PHOTON, bin, paths, 1.0);
        }
        tally_way(run, SHOWER_PHOTON, from_X0, p.depth_X0);
        if (to_X0 >= s->geometry.depth_X0) {
            run->leakage_GeV += p.energy_GeV;
            return;
        }
        if (!interact_photon(run, &p, word)) return;
    }
}

/* ---- Showers ---- */

void shower_run_one(struct shower_run *run, uint64_t seed, uint64_t shower) {
    const struct shower_simulation *s = run->simulation;
    random_stream_start(&run->random, seed, shower, RANDOM_TRANSPORT);
    run->deposit_GeV = run->preshower_GeV = run->leakage_GeV = run->absorbed_GeV = 0.0;
    run->lost = false;
    run->waiting = 0;
    push(run, SHOWER_PRIMARY, s->setup.beam == EM_POSITRON, s->setup.beam_energy_GeV, 0.0);
    while (run->waiting > 0) {
        const struct shower_particle_state p = run->stack[--run->waiting];
        if (p.kind == SHOWER_PHOTON)
            follow_photon(run, p);
        else
            follow_lepton(run, p);
    }
}

bool shower_run_is_balanced(const struct shower_run *run) {
    const double beam_GeV = run->simulation->setup.beam_energy_GeV;
    const double left = run->deposit_GeV + run->leakage_GeV + run->absorbed_GeV;
    return !run->lost && fabs(left - beam_GeV) <= 1e-9 * beam_GeV;
}

epscan_status shower_run_init(struct shower_run *run, const struct shower_simulation *simulation) {
    *run = (struct shower_run){.simulation = simulation};
    run->stack = malloc(STACK_SIZE * sizeof *run->stack);
    run->handed_over = calloc((size_t)(PROFILE_SHAPES * simulation->setup.depth_bin_count + 1), sizeof *run->handed_over);
    return run->stack && run->handed_over ? EPSCAN_OK : error_no_memory("a shower");
}

void shower_run_clear(struct shower_run *run) {
    free(run->stack);
    free(run->handed_over);
    run->stack = NULL;
    run->handed_over = NULL;
}
