/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rates of the cascade's processes in a target, averaged over its layers by their share of its radiation lengths. Per X0; energies
 * in GeV. Internal to the tables of tabulated_kernels.h.
 */
#ifndef EPSCAN_SHOWER_TARGET_RATES_H
#define EPSCAN_SHOWER_TARGET_RATES_H

#include "core/gauss_legendre.h"
#include "epscan/status.h"
#include "shower/shower_media.h"

enum { DELTA_RAY_CUTS = 8 };

struct target_rates {
    struct shower_media media;
    struct shower_effects effects;
    double electrons_per_cm2_X0;
    double delta_ray_shares[DELTA_RAY_CUTS]; /* above which a delta ray counts as such: spread, see target_rates.c */
};

/* EPSCAN_BAD_INPUT for materials without cross-sections. */
epscan_status target_rates_init(struct target_rates *rates, const struct target *target, struct shower_effects effects);

/* dN/dy of bremsstrahlung times E and dN/dx of pairs times k, at shares y of an e+-'s, x of a photon's energy. Pure, as are all
 * below. */
double target_bremsstrahlung(const struct target_rates *rates, double energy_GeV, double y);
double target_pairs(const struct target_rates *rates, double photon_GeV, double x);

/* Direct pairs of e+- by the share y of the energy that they take, dN/dy, and their positrons by theirs, dN/dx: the electrons' as
 * well. */
double target_direct_pairs(const struct target_rates *rates, double energy_GeV, double y);
double target_direct_positrons(const struct target_rates *rates, double energy_GeV, double x);

/* Moller or Bhabha scattering to delta rays above `least` that count as such. */
double target_delta_rays(const struct target_rates *rates, enum em_lepton lepton, double from, double least);

/* Compton electrons above `to`. */
double target_compton_electrons(const struct target_rates *rates, const struct gauss_rule *rule, double from, double to);

/* Continuous loss of e+- [GeV/X0]. */
double target_continuous_loss_GeV(const struct target_rates *rates, enum em_lepton lepton, double energy_GeV);

#endif
