/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sums over a target's materials of what cross_sections.h says of each [1/X0]. Each process has its switch in the effects.
 *
 * Loss to electrons is continuous below a share of the energy and delta rays above it. That share is spread over a decade, half a
 * per cent in the middle, lest the cascade's kernels have a kink at it.
 */
#include "shower/target_rates.h"

#include "epscan/constants.h"
#include "matter/trident.h"

#include <math.h>
#include <stdbool.h>

static const double vanishing_loss_share = 1e-11; /* per X0: marching needs some when soft photons are suppressed */

double target_bremsstrahlung(const struct target_rates *r, double energy_GeV, double y) {
    return bremsstrahlung_mean_rate_per_X0(r->media.count, r->media.medium, r->media.share, r->effects.radiation, energy_GeV,
                                           y * energy_GeV);
}

double target_pairs(const struct target_rates *r, double photon_GeV, double x) {
    return pair_mean_rate_per_X0(r->media.count, r->media.medium, r->media.share, r->effects.radiation, photon_GeV, x * photon_GeV);
}

double target_direct_pairs(const struct target_rates *r, double energy_GeV, double y) {
    double sum = 0.0;
    for (int i = 0; i < r->media.count; i++)
        sum +=
            r->media.share[i] * trident_pairs_per_GeV_X0(&r->media.medium[i], trident_of_electrons(), energy_GeV, y * energy_GeV);
    return energy_GeV * sum;
}

double target_direct_positrons(const struct target_rates *r, double energy_GeV, double x) {
    double sum = 0.0;
    for (int i = 0; i < r->media.count; i++)
        sum += r->media.share[i] *
               trident_positrons_per_GeV_X0(&r->media.medium[i], trident_of_electrons(), energy_GeV, x * energy_GeV);
    return energy_GeV * sum;
}

/* Delta rays count as such above a share of the energy, spread over a decade lest kernels have a kink at it. */
static double delta_ray_share(int cut) {
    return 0.001 * pow(10.0, (cut + 0.5) / DELTA_RAY_CUTS);
}

epscan_status target_rates_init(struct target_rates *r, const struct target *target, struct shower_effects effects) {
    const epscan_status status = shower_media_of_target(target, &r->media);
    if (status) return status;
    r->effects = effects;
    r->electrons_per_cm2_X0 = 0.0;
    for (int i = 0; i < r->media.count; i++) r->electrons_per_cm2_X0 += r->media.share[i] * r->media.medium[i].electrons_per_cm2_X0;
    for (int cut = 0; cut < DELTA_RAY_CUTS; cut++) r->delta_ray_shares[cut] = delta_ray_share(cut);
    return EPSCAN_OK;
}

double target_delta_rays(const struct target_rates *r, enum em_lepton lepton, double from, double least) {
    double sum = 0.0, section = 0.0, of = -1.0;
    if (!r->effects.delta_rays) return 0.0;
    for (int cut = 0; cut < DELTA_RAY_CUTS; cut++) {
        const double above = fmax(least, r->delta_ray_shares[cut] * from);
        if (above != of) /* mostly all cuts are below the least */
            section =
                lepton == EM_ELECTRON ? moller_cross_section_above_cm2(from, above) : bhabha_cross_section_above_cm2(from, above);
        of = above;
        sum += section;
    }
    return r->electrons_per_cm2_X0 * sum / DELTA_RAY_CUTS;
}

/* Scattered photons below from + m_e - to. */
double target_compton_electrons(const struct target_rates *r, const struct gauss_rule *rule, double from, double to) {
    const double low = log(from / (1.0 + 2.0 * from / EPSCAN_ELECTRON_MASS_GeV));
    const double high = log(fmin(from + EPSCAN_ELECTRON_MASS_GeV - to, from));
    double sum = 0.0;
    if (!r->effects.compton || !(high > low)) return 0.0;
    for (int i = 0; i < rule->count; i++) {
        const double photon = exp(0.5 * (low + high + (high - low) * rule->node[i]));
        sum += 0.5 * (high - low) * rule->weight[i] * photon * compton_spectrum_cm2_per_GeV(from, photon);
    }
    return r->electrons_per_cm2_X0 * sum;
}

double target_continuous_loss_GeV(const struct target_rates *r, enum em_lepton lepton, double energy_GeV) {
    const bool suppressed = r->effects.radiation.lpm || r->effects.radiation.dielectric;
    double sum = 0.0;
    if (!r->effects.ionisation) return suppressed ? vanishing_loss_share * energy_GeV : 0.0;
    for (int cut = 0; cut < (r->effects.delta_rays ? DELTA_RAY_CUTS : 1); cut++)
        for (int i = 0; i < r->media.count; i++)
            sum += r->media.share[i] * r->media.medium[i].radiation_length_g_per_cm2 *
                   restricted_loss_GeV_cm2_per_g(&r->media.medium[i], lepton, energy_GeV,
                                                 r->effects.delta_rays ? r->delta_ray_shares[cut] * energy_GeV : energy_GeV);
    return r->effects.delta_rays ? sum / DELTA_RAY_CUTS : sum;
}
