/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is rare in a shower, one at a time: delta rays, annihilation in flight, direct pairs, and Compton scattering of photons.
 * Each is tried at a majorant of all media and energies, happens by its cross-section there, and takes further draws of the shower:
 * of an approximate spectrum, refused by what that exceeds the cross-section of matter/ by. Energies in GeV, rates per X0; those of
 * the target's electrons count without the rest energy that was there before.
 */
#include "shower/montecarlo/shower_transport.h"

#include "epscan/constants.h"

#include <math.h>

static const double electron_mass = EPSCAN_ELECTRON_MASS_GeV;

/* The next four words of the lane's shower. */
static philox4x32_ctr_t draw_of_lane(struct shower_run *run, int lane) {
    return random_words(run->seed, run->lanes.item[lane], RANDOM_TRANSPORT, run->lanes.drawn[lane]++);
}

/* T ~ 1/T^2 between the limits, refused by what the cross-section is short of that. */
static double draw_delta_ray(struct shower_run *run, int lane, enum em_lepton lepton, double energy_GeV) {
    const double least = sampling_delta_ray_GeV(&run->simulation->sampling, energy_GeV);
    const double most = lepton == EM_ELECTRON ? 0.5 * (energy_GeV - electron_mass) : energy_GeV - electron_mass;
    /* both stay below 2 x 2 pi r_e^2 m_e/T^2, Moller but for 8 % at equal energies */
    const double bound = 4.6 * EPSCAN_PI * electron_radius_squared_cm2() * electron_mass;
    for (;;) {
        const philox4x32_ctr_t word = draw_of_lane(run, lane);
        const double T = least / (1.0 - random_uniform(word.v[0]) * (1.0 - least / most));
        const double section = lepton == EM_ELECTRON ? moller_cross_section_cm2_per_GeV(energy_GeV, T)
                                                     : bhabha_cross_section_cm2_per_GeV(energy_GeV, T);
        if (random_uniform(word.v[1]) * bound < section * T * T) return T;
    }
}

/* The photon energy of annihilation in flight: ln[k/(W - k)] evenly, W the whole, refused by the spectrum. */
static double draw_annihilation_photon(struct shower_run *run, int lane, double energy_GeV) {
    const double whole = energy_GeV + electron_mass, least = annihilation_lowest_photon_GeV(energy_GeV);
    const double most_log = log((whole - least) / least);
    /* k (W - k) x spectrum is largest at the ends, where it is least x (W - least) x spectrum, within a few per cent */
    const double bound = 1.1 * least * (whole - least) * annihilation_spectrum_cm2_per_GeV(energy_GeV, least * (1.0 + 1e-9));
    for (;;) {
        const philox4x32_ctr_t word = draw_of_lane(run, lane);
        const double k = whole / (1.0 + exp(most_log * (1.0 - 2.0 * random_uniform(word.v[0]))));
        if (random_uniform(word.v[1]) * bound < k * (whole - k) * annihilation_spectrum_cm2_per_GeV(energy_GeV, k)) return k;
    }
}

/* The scattered photon's energy: ln k' evenly, refused by k' x spectrum, which is largest at k' = k. */
static double draw_compton_photon(struct shower_run *run, int lane, double photon_GeV) {
    const double least = photon_GeV / (1.0 + 2.0 * photon_GeV / electron_mass);
    const double log_range = log(photon_GeV / least);
    const double bound = 1.05 * fmax(photon_GeV * compton_spectrum_cm2_per_GeV(photon_GeV, photon_GeV),
                                     least * compton_spectrum_cm2_per_GeV(photon_GeV, least));
    for (;;) {
        const philox4x32_ctr_t word = draw_of_lane(run, lane);
        const double k = least * exp(log_range * random_uniform(word.v[0]));
        if (random_uniform(word.v[1]) * bound < k * compton_spectrum_cm2_per_GeV(photon_GeV, k)) return k;
    }
}

/* Of energy y E, y evenly in its logarithm, refused by what the cross-section is short of its majorant. */
static void make_direct_pair(struct shower_run *run, int lane, int medium) {
    const struct shower_sampling *sampling = &run->simulation->sampling;
    const philox4x32_ctr_t word = draw_of_lane(run, lane);
    const double log_share = random_uniform(word.v[0]) * sampling->log_soft_share, energy_GeV = run->lanes.energy_GeV[lane];
    if (random_uniform(word.v[1]) * sampling->direct_pair_majorant >=
        sampling_direct_pairs(sampling, medium, energy_GeV, log_share))
        return;
    const double pair = exp(log_share) * energy_GeV;
    const double share = sampling_direct_pair_sharing(sampling, medium, energy_GeV, pair, word.v + 2);
    shower_lane_push(run, lane, SHOWER_ELECTRON, false, (1.0 - share) * pair);
    shower_lane_push(run, lane, SHOWER_POSITRON, true, share * pair);
    run->lanes.energy_GeV[lane] -= pair;
}

/* Annihilation, delta rays and direct pairs; `picked` of their majorant picks. */
static bool interact_lepton(struct shower_run *run, int lane, int medium, double picked) {
    const struct shower_sampling *sampling = &run->simulation->sampling;
    const enum em_lepton lepton = run->lanes.sampled[lane] == SAMPLED_POSITRON ? EM_POSITRON : EM_ELECTRON;
    const double energy_GeV = run->lanes.energy_GeV[lane];
    if (picked >= sampling->rare_bound[medium]) return true;
    const double annihilation = lepton == EM_POSITRON ? sampling_annihilation_rate(sampling, medium, energy_GeV) : 0.0;
    if (picked < annihilation) {
        const double k = draw_annihilation_photon(run, lane, energy_GeV) * energy_GeV / (energy_GeV + electron_mass);
        shower_lane_push(run, lane, SHOWER_PHOTON, false, k);
        shower_lane_push(run, lane, SHOWER_PHOTON, false, energy_GeV - k);
        return false;
    }
    const double delta_rays = sampling_delta_ray_rate(sampling, medium, lepton, energy_GeV);
    if (picked < annihilation + delta_rays) {
        const double T = draw_delta_ray(run, lane, lepton, energy_GeV);
        shower_lane_push(run, lane, SHOWER_ELECTRON, false, T);
        run->lanes.energy_GeV[lane] -= T;
    } else if (picked < annihilation + delta_rays + sampling_direct_pair_rate(sampling)) {
        make_direct_pair(run, lane, medium);
    }
    return true;
}

static bool scatter_photon(struct shower_run *run, int lane, int medium, double picked) {
    const double energy_GeV = run->lanes.energy_GeV[lane];
    if (picked >= sampling_compton_rate(&run->simulation->sampling, medium, energy_GeV)) return true;
    const double k = draw_compton_photon(run, lane, energy_GeV);
    shower_lane_push(run, lane, SHOWER_ELECTRON, false, energy_GeV - k);
    shower_lane_push(run, lane, SHOWER_PHOTON, false, k);
    return false;
}

bool shower_lane_interact_rarely(struct shower_run *run, int lane, const struct lane_steps *steps) {
    const struct shower_sampling *sampling = &run->simulation->sampling;
    const double mostly = (double)run->lanes.mostly[lane],
                 picked = (random_uniform(steps->word[3][lane]) - mostly) / (1.0 - mostly);
    if (run->lanes.sampled[lane] == SAMPLED_PHOTON)
        return scatter_photon(run, lane, steps->medium[lane], picked * sampling->compton_majorant);
    return interact_lepton(run, lane, steps->medium[lane], picked * sampling->rare_majorant);
}
