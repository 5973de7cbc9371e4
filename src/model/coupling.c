/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A lepton is a Dirac fermion to X, as chi may be: its widths are rows of the dark currents. */
#include "model/coupling.h"

#include "epscan/constants.h"
#include "model/dark_current.h"

#include <stdio.h>

const char *const coupling_names[COUPLING_COUNT] = {"vector", "axial", "scalar", "pseudoscalar"};

/* What a Dirac fermion with that coupling is among the dark currents. */
static const epscan_spin dirac[COUPLING_COUNT] = {EPSCAN_FERMION, EPSCAN_AXIAL_FERMION, EPSCAN_YUKAWA_SCALAR,
                                                  EPSCAN_YUKAWA_PSEUDOSCALAR};

double coupling_states(enum coupling coupling) {
    return dark_currents[dirac[coupling]].is_yukawa ? 1.0 : 3.0;
}

epscan_spin coupling_dirac_current(enum coupling coupling) {
    return dirac[coupling];
}

double coupling_lepton_width_GeV(enum coupling coupling, double mass_GeV, double strength, double lepton_GeV) {
    const epscan_dark_photon to_leptons = {dirac[coupling], mass_GeV, strength, lepton_GeV / mass_GeV};
    return to_leptons.mass_ratio < 0.5 ? epscan_dark_photon_width_GeV(&to_leptons) : 0.0;
}

double coupling_annihilation_factor(enum coupling coupling, double s_GeV2) {
    if (coupling == COUPLING_VECTOR) return 1.0;
    const double x = EPSCAN_ELECTRON_MASS_GeV * EPSCAN_ELECTRON_MASS_GeV / s_GeV2, beta2 = 1.0 - 4.0 * x;
    if (!(beta2 > 0.0)) return 0.0;
    return coupling_states(coupling) * dark_current_width(&dark_currents[dirac[coupling]], 1.0, x, beta2) / beta2;
}

double coupling_cross_section_cm2(enum coupling coupling, const epscan_dark_photon *model, double epsilon, double energy_GeV) {
    const double s = 2.0 * EPSCAN_ELECTRON_MASS_GeV * (energy_GeV + EPSCAN_ELECTRON_MASS_GeV);
    return epscan_dark_photon_cross_section_cm2(model, epsilon, energy_GeV) * coupling_annihilation_factor(coupling, s);
}

double coupling_cross_section_at_offset_cm2(enum coupling coupling, const epscan_dark_photon *model, double epsilon,
                                            double offset_GeV) {
    const double s = model->mass_GeV * model->mass_GeV + 2.0 * EPSCAN_ELECTRON_MASS_GeV * offset_GeV;
    return epscan_dark_photon_cross_section_at_offset_cm2(model, epsilon, offset_GeV) * coupling_annihilation_factor(coupling, s);
}

/* "fermion, scalar, ..." */
static void list_currents(bool yukawa, char *text, size_t size) {
    size_t used = 0;
    for (int spin = 0; spin < EPSCAN_SPIN_COUNT; spin++)
        if (dark_currents[spin].is_yukawa == yukawa && used < size)
            used += (size_t)snprintf(text + used, size - used, "%s%s", used ? ", " : "", dark_currents[spin].name);
}

bool coupling_takes(enum coupling coupling, const epscan_dark_photon *model, char *why) {
    const bool yukawa = dark_currents[dirac[coupling]].is_yukawa;
    const struct dark_current *current = dark_current_of(model);
    char names[120];
    if (current->is_yukawa == yukawa && !(yukawa && model->alpha_D > YUKAWA_MOST_ALPHA_D)) return true;
    list_currents(yukawa, names, sizeof names);
    if (current->is_yukawa == yukawa)
        snprintf(why, COUPLING_WHY_SIZE,
                 "alpha_D %.9g is not allowed with %s, whose width is up to alpha_D/2 of the mass; allowed: up to %g",
                 model->alpha_D, current->name, YUKAWA_MOST_ALPHA_D);
    else
        snprintf(why, COUPLING_WHY_SIZE, "%s is not allowed with a mediator of %s coupling to electrons; allowed: %s",
                 current->name, coupling_names[coupling], names);
    return false;
}
