/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An ideal gas without chemical potentials: photons, leptons, three neutrinos, and the hadrons that matter below 150 MeV, where a
 * dark particle of up to 1 GeV freezes out; there is no quark-gluon plasma above. Dark particles are left out: they have gone from
 * the plasma before they freeze out.
 *
 * Neutrinos decouple at once at 2 MeV, so that h T^3 of the rest scales as their T_nu^3 from then on:
 *     (T_nu/T)^3 = h_rest(T) / h_rest(2 MeV),    h = h_rest (1 + 21/4 / h_rest(2 MeV)).
 * Total entropy is conserved throughout, which is all that freeze-out needs.
 *
 * With E^2 = q^2 + (m/T)^2 and f = 1/(e^E +- 1), one particle of w states adds
 *     g: (15 w/pi^4) int q^2 E f dq,    h: (45 w/(4 pi^4)) int q^2 (E + q^2/(3E)) f dq,
 *     3h + dh/dln T: (45 w/(4 pi^4)) int q^2 E^2 f (1 -+ f) dq,
 * the last from T ds/dT = drho/dT. The integrals are trapezoidal sums in t, q = exp(t - e^-t), whose ends fall off faster than
 * any power.
 */
#include "relic/thermal_bath.h"

#include "epscan/constants.h"

#include <math.h>
#include <stddef.h>

struct species {
    double mass_GeV;
    int states;     /* spins, charges, antiparticles */
    int statistics; /* +1 fermions, -1 bosons */
};

/* Masses of hadrons that stand in no cross-section: PDG 2022. */
static const struct species massive[] = {
    {EPSCAN_ELECTRON_MASS_GeV, 4, +1},
    {EPSCAN_MUON_MASS_GeV, 4, +1},
    {EPSCAN_TAU_MASS_GeV, 4, +1},
    {EPSCAN_NEUTRAL_PION_MASS_GeV, 1, -1},
    {EPSCAN_CHARGED_PION_MASS_GeV, 2, -1},
    {EPSCAN_CHARGED_KAON_MASS_GeV, 2, -1},
    {EPSCAN_NEUTRAL_KAON_MASS_GeV, 2, -1},
    {0.547862, 1, -1}, /* eta */
    {EPSCAN_RHO_MASS_GeV, 9, -1},
    {EPSCAN_OMEGA_MASS_GeV, 3, -1},
    {0.8936, 12, -1},  /* K*(892) */
    {0.938919, 8, +1}, /* nucleons */
    {0.95778, 1, -1},  /* eta' */
    {EPSCAN_PHI_MASS_GeV, 3, -1},
};

static const double photon_states = 2.0, neutrino_weight = 6.0 * 7.0 / 8.0;
static const double gone_below = 45.0; /* m/T at which e^(-m/T) is 3e-20 */

/* Everything but neutrinos: g, h, and 3h + dh/dln T. */
struct plasma {
    double energy, entropy, heat;
};

static void add_species(const struct thermal_bath *bath, const struct species *species, double temperature, struct plasma *sum) {
    const double y = species->mass_GeV / temperature, statistics = species->statistics;
    const double scale = 15.0 * species->states / (EPSCAN_PI * EPSCAN_PI * EPSCAN_PI * EPSCAN_PI);
    double energy = 0.0, pressure = 0.0, heat = 0.0;
    if (y > gone_below) return;
    for (int i = 0; i < THERMAL_BATH_NODES; i++) {
        const double q2 = bath->momentum[i] * bath->momentum[i], E = sqrt(q2 + y * y), decay = exp(-E);
        const double f = decay / (1.0 + statistics * decay), w = bath->weight[i] * q2 * f;
        energy += w * E;
        pressure += w * q2 / (3.0 * E);
        heat += w * E * E / (1.0 + statistics * decay);
    }
    sum->energy += scale * energy;
    sum->entropy += 0.75 * scale * (energy + pressure);
    sum->heat += 0.75 * scale * heat;
}

static struct plasma plasma_at(const struct thermal_bath *bath, double temperature) {
    struct plasma sum = {photon_states, photon_states, 3.0 * photon_states};
    for (size_t i = 0; i < sizeof massive / sizeof massive[0]; i++) add_species(bath, &massive[i], temperature, &sum);
    return sum;
}

void thermal_bath_init(bool neutrinos_coupled, struct thermal_bath *bath) {
    const double first = -2.5, last = 4.55, step = (last - first) / (THERMAL_BATH_NODES - 1);
    for (int i = 0; i < THERMAL_BATH_NODES; i++) {
        const double t = first + i * step;
        bath->momentum[i] = exp(t - exp(-t));
        bath->weight[i] = step * bath->momentum[i] * (1.0 + exp(-t));
    }
    bath->neutrinos_coupled = neutrinos_coupled;
    bath->entropy_at_decoupling = plasma_at(bath, THERMAL_BATH_NEUTRINO_DECOUPLING_GeV).entropy;
}

struct thermal_bath_state thermal_bath_at(const struct thermal_bath *bath, double temperature_GeV) {
    const struct plasma plasma = plasma_at(bath, temperature_GeV);
    struct thermal_bath_state state = {.neutrino_to_photon = 1.0};
    double heat = plasma.heat + 3.0 * neutrino_weight;
    if (temperature_GeV < THERMAL_BATH_NEUTRINO_DECOUPLING_GeV && !bath->neutrinos_coupled) {
        state.neutrino_to_photon = cbrt(plasma.entropy / bath->entropy_at_decoupling);
        heat = plasma.heat * (1.0 + neutrino_weight / bath->entropy_at_decoupling);
    }
    const double ratio3 = state.neutrino_to_photon * state.neutrino_to_photon * state.neutrino_to_photon;
    state.energy = plasma.energy + neutrino_weight * ratio3 * state.neutrino_to_photon;
    state.entropy = plasma.entropy + neutrino_weight * ratio3;
    state.expansion = heat / (3.0 * sqrt(state.energy));
    return state;
}
