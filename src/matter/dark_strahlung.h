/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A'-strahlung, e N -> e N A': exact tree-level cross-sections on one nucleus, at epsilon = 1 (all are times epsilon^2), of
 * electrons and positrons alike; or of another X, of axial, scalar or pseudoscalar coupling.
 *
 * Units: GeV, cm^2. The A' takes `vector_GeV` = omega = x E and leaves `rest_GeV` = E - omega, the recoil of the nucleus
 * included; both are arguments, so that both ends, omega -> mA and E - omega -> m_e, have all their digits; E is their sum.
 * Masses from 10 keV to GeV, energies from the threshold to 10 TeV. Outside the kinematic limits a cross-section is 0,
 * never NaN. Pure, thread-safe; the struct is the caller's and owns nothing.
 */
#ifndef EPSCAN_MATTER_DARK_STRAHLUNG_H
#define EPSCAN_MATTER_DARK_STRAHLUNG_H

#include "matter/nucleus.h"
#include "model/coupling.h"

#include <stdbool.h>
#include <stddef.h>

enum { STRAHLUNG_ANGLES = 18, STRAHLUNG_STEPS = 128, STRAHLUNG_SPECTRA_MAX = 64, STRAHLUNG_SCALES = 64, STRAHLUNG_BENDS = 14 };

/*
 * How finely dsigma/dx is integrated: Gauss nodes in the angle, and the variable that they are in (dark_strahlung.c: power 4, or
 * the power of s in the exponent); the step in tau; what is negligible of the integrand in ln t at the largest t and at the
 * smallest. And nodes on either side of the energies of a total cross-section.
 */
struct dark_strahlung_rule {
    int angles;
    double power, step, negligible, negligible_low;
    int energies;
};

/*
 * Relative errors 1e-6; 2e-6, 3e-5 at worst; 2e-5, 3e-4; 2e-4, 5e-3; 2e-2, 0.2 at worst: of random energies, masses and nuclei
 * where the least t is below 0.3 GeV^2 (tests/unit/test_dark_strahlung.c). Times 20 : 10 : 6 : 4 : 1.
 */
extern const struct dark_strahlung_rule dark_strahlung_precise, dark_strahlung_fair, dark_strahlung_rough, dark_strahlung_poor,
    dark_strahlung_trace;

/* A nucleus and the rules of integration on it. */
struct dark_strahlung {
    struct nucleus nucleus;
    struct dark_strahlung_rule rule;
    enum coupling coupling; /* of what is radiated to electrons: vector, unless changed after init */
    double angle[STRAHLUNG_BENDS][STRAHLUNG_ANGLES], angle_weight[STRAHLUNG_BENDS][STRAHLUNG_ANGLES]; /* by powers of two of b */
    double place_weight[STRAHLUNG_ANGLES];                                                            /* of s */
    double exponential[2 * STRAHLUNG_STEPS + 1];                                                      /* exp of steps in tau */
    double reach_GeV2[STRAHLUNG_SCALES]; /* the t above which little happens, by powers of two of u */
};

/* 1 <= Z, 0 < A; about 20 microseconds. */
void dark_strahlung_init(struct dark_strahlung *strahlung, int Z, double A_g_per_mol, enum form_factor form_factor);
void dark_strahlung_init_with(struct dark_strahlung *strahlung, int Z, double A_g_per_mol, enum form_factor form_factor,
                              const struct dark_strahlung_rule *rule);

/* dsigma/dx [cm^2]; relative error 1e-6, up to 5e-6 where the least t is above 0.3 GeV^2 or x is below 0.01 at tens of keV. */
double dark_strahlung_spectrum_cm2(const struct dark_strahlung *strahlung, double vector_GeV, double rest_GeV, double mass_GeV);

/* The same for `count` <= STRAHLUNG_SPECTRA_MAX energies that leptons keep, each by its own rule, of one nucleus and coupling. */
void dark_strahlung_spectra_cm2(const struct dark_strahlung *const *strahlung, int count, double vector_GeV, const double *rest_GeV,
                                double mass_GeV, double *spectrum_cm2);

/* dsigma/dx dcos(theta) [cm^2], theta between e and A'; takes 1 - cos(theta), for digits at small angles. */
double dark_strahlung_angular_cm2(const struct dark_strahlung *strahlung, double vector_GeV, double rest_GeV, double mass_GeV,
                                  double one_minus_cosine);

/* How dsigma/dx is shared over angles: by a place from 0 to 1, small ones large angles, in which it is smooth. */
struct dark_strahlung_angles {
    double spectrum_cm2;                     /* dsigma/dx */
    double per_place_cm2[STRAHLUNG_ANGLES];  /* of it, at the nodes of the Gauss rule of STRAHLUNG_ANGLES on 0 .. 1 */
    double least_GeV2, span, momenta_2_GeV2; /* u at 0 degrees, 1 - the least u_0/u, 2 |p| |k| */
};

void dark_strahlung_angles_init(struct dark_strahlung_angles *angles, const struct dark_strahlung *strahlung, double vector_GeV,
                                double rest_GeV, double mass_GeV);

/* 1 - cos(theta) at a place. */
double dark_strahlung_one_minus_cosine(const struct dark_strahlung_angles *angles, double place);

/* How the nucleus recoils. */
struct dark_strahlung_recoil {
    double t_GeV2;
    double azimuth_rad; /* of its momentum about p - k, 0 .. pi to either side; 0: on the side of the electron's p */
};

/*
 * t and the azimuth from dsigma/dx dcos(theta) dt dphi by two numbers between 0 and 1; false where nothing is radiated. To one per
 * cent of the densities, by linear interpolation between points of the integrals.
 */
bool dark_strahlung_recoil_draw(const struct dark_strahlung *strahlung, double vector_GeV, double rest_GeV, double mass_GeV,
                                double one_minus_cosine, const double uniform[2], struct dark_strahlung_recoil *recoil);

/* Energies between which A' of `mass_GeV` are emitted. */
struct dark_strahlung_range {
    double lowest_vector_GeV, lowest_rest_GeV; /* least omega, least E - omega; zeros below the threshold */
};

struct dark_strahlung_range dark_strahlung_range(const struct dark_strahlung *strahlung, double energy_GeV, double mass_GeV);

/* sigma [cm^2]: about a hundred spectra; a dozen with the coarsest rule, for which a few per cent do. */
double dark_strahlung_total_cm2(const struct dark_strahlung *strahlung, double energy_GeV, double mass_GeV);

#endif
