/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "matter/nucleus.h"

#include "epscan/constants.h"

#include <math.h>
#include <stddef.h>

/* 1/a^2 of a screening length a = factor/m_e. */
static double screening_GeV2(double factor) {
    const double inverse = EPSCAN_ELECTRON_MASS_GeV / factor;
    return inverse * inverse;
}

const char *const form_factor_names[] = {
    [FORM_FACTOR_TSAI] = "tsai", [FORM_FACTOR_ELASTIC] = "elastic", [FORM_FACTOR_NONE] = "none", [FORM_FACTORS] = NULL};

struct nucleus nucleus_of(int Z, double A_g_per_mol, enum form_factor form_factor) {
    const double mu2 = 2.79 * 2.79, two_m_p = 2.0 * EPSCAN_PROTON_MASS_GeV, third = cbrt(Z);
    struct nucleus nucleus = {
        .Z = Z,
        .mass_GeV = A_g_per_mol * EPSCAN_ATOMIC_MASS_UNIT_GeV,
        .charge2 = (double)Z * Z,
        .screening_GeV2 = screening_GeV2(111.0 / third),
        .size_per_GeV2 = pow(A_g_per_mol, 2.0 / 3.0) / 0.164,
        .protons = Z,
        .proton_screening_GeV2 = screening_GeV2(773.0 / (third * third)),
        .magnetic_per_GeV2 = (mu2 - 1.0) / (two_m_p * two_m_p),
    };
    if (form_factor != FORM_FACTOR_TSAI) nucleus.protons = 0.0;
    if (form_factor == FORM_FACTOR_NONE) nucleus.screening_GeV2 = nucleus.size_per_GeV2 = 0.0;
    return nucleus;
}
