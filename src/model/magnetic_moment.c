/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/magnetic_moment.h"

#include "core/gauss_legendre.h"
#include "epscan/constants.h"

#include <math.h>

/*
 * Electron: measured 1159652180.59(13)e-12 (Fan et al., Phys. Rev. Lett. 130, 071801 (2023)); the Standard Model's value follows
 * from alpha, measured in rubidium (Morel et al., Nature 588, 61 (2020)) and caesium (Parker et al., Science 360, 191 (2018))
 * atoms, which disagree by more than five sigma. Rubidium leaves room for a positive contribution, so the bound is by it. Muon:
 * measured 116592071.5(14.5)e-11 (Muon g-2, arXiv:2506.03069), predicted 116592033(62)e-11 (Theory Initiative White Paper 2025,
 * arXiv:2505.21476); in 2021 the difference was taken for 4.2 sigma (Abi et al., Phys. Rev. Lett. 126, 141801 (2021)).
 */
const struct moment_difference moment_electron_rubidium = {MOMENT_ELECTRON, 3.4e-13, 1.6e-13,
                                                           "PRL 130, 071801 (2023); alpha(Rb): Nature 588, 61 (2020)"};
const struct moment_difference moment_electron_caesium = {MOMENT_ELECTRON, -10.2e-13, 2.6e-13,
                                                          "PRL 130, 071801 (2023); alpha(Cs): Science 360, 191 (2018)"};
const struct moment_difference moment_muon_2025 = {MOMENT_MUON, 38e-11, 63e-11, "arXiv:2506.03069, arXiv:2505.21476 (2025)"};
const struct moment_difference moment_muon_2021 = {MOMENT_MUON, 251e-11, 59e-11, "PRL 126, 141801 (2021)"};

static const double quantile_90 = 1.2815515655446004; /* of the unit normal */

enum { NODES = 16, HALVINGS = 44 };

static double lepton_mass_GeV(enum magnetic_moment moment) {
    return moment == MOMENT_MUON ? EPSCAN_MUON_MASS_GeV : EPSCAN_ELECTRON_MASS_GeV;
}

/* 2 z (1-z)^2 / [(1-z)^2 + z x^2] with y = 1 - z given apart. */
static double integrand(double z, double y, double x2) {
    return 2.0 * z * y * y / (y * y + z * x2);
}

/* Panels halve towards both ends, where light and heavy dark photons bend the integrand. */
double dark_photon_magnetic_moment(enum magnetic_moment moment, double mass_GeV) {
    const double x = mass_GeV / lepton_mass_GeV(moment), x2 = x * x;
    struct gauss_rule rule;
    double sum = 0.0, high = 0.5;
    gauss_rule_init(&rule, NODES);
    for (int panel = 0; panel <= HALVINGS; panel++, high *= 0.5) {
        const double low = panel < HALVINGS ? 0.5 * high : 0.0;
        for (int i = 0; i < NODES; i++) {
            const double t = 0.5 * (low + high + (high - low) * rule.node[i]);
            sum += 0.5 * (high - low) * rule.weight[i] * (integrand(t, 1.0 - t, x2) + integrand(1.0 - t, t, x2));
        }
    }
    return EPSCAN_FINE_STRUCTURE / (2.0 * EPSCAN_PI) * sum;
}

double moment_epsilon(enum magnetic_moment moment, double mass_GeV, double amount) {
    return amount > 0.0 ? sqrt(amount / dark_photon_magnetic_moment(moment, mass_GeV)) : NAN;
}

double moment_epsilon_up(const struct moment_difference *difference, double mass_GeV) {
    return moment_epsilon(difference->moment, mass_GeV, difference->mean + quantile_90 * difference->sigma);
}
