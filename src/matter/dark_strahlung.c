/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cross-sections of e(p) N -> e(p') N A'(k), one radiated photon that is massive, on one nucleus, as integrals of the
 * amplitude of strahlung_amplitude.h, whose names stand here too:
 *
 *     dsigma/dx dcos(theta) = epsilon^2 alpha^3 |k| E/(|p| V) int dt G2(t)/t^2 <T>/(4 M^2),   u = u_0 + 2 |p| |k| (1 - cos(theta))
 *
 * (Liu and Miller, Phys. Rev. D 96, 016004 (2017), give the same for other mediators). Nothing is cut: a quarter of the
 * cross-section of mA > 0.1 GeV is at 1-x < 1e-3.
 *
 * t: recoil_integral.c.
 * theta: zeta = u_0/u, in which the integrand is a plateau with logarithms that falls off at large angles, about the zeta_c at
 * which the least t is what a nucleus of this size takes whole: Gauss in s, zeta = zeta_min + (1 - zeta_min) b [(1 + 1/b)^(s^power)
 * - 1] with b = 0.3 zeta_c, 1e-3 at least; or s^4 for b [..], which takes half as many nodes again and is the same for all, for
 * places of emission. Integrated over x: dark_strahlung_total.c.
 */
#include "matter/dark_strahlung.h"

#include "core/gauss_legendre.h"
#include "epscan/constants.h"
#include "matter/recoil_integral.h"
#include "matter/strahlung_amplitude.h"

#include <math.h>
#include <stdbool.h>

/* What the first leaves away or errs is below 1e-6 of dsigma/dx but in corners: tests/unit/test_dark_strahlung.c. */
const struct dark_strahlung_rule dark_strahlung_precise = {18, 4.0, 0.45, 1e-8, 1e-7, 48};
const struct dark_strahlung_rule dark_strahlung_fair = {11, 1.3, 0.55, 1e-6, 3e-7, 48};
const struct dark_strahlung_rule dark_strahlung_rough = {8, 1.0, 0.65, 1e-6, 1e-6, 48};
const struct dark_strahlung_rule dark_strahlung_poor = {7, 1.0, 0.8, 1e-5, 1e-5, 48};
const struct dark_strahlung_rule dark_strahlung_trace = {4, 1.0, 1.1, 1e-3, 1e-3, 6};
/* The power of s that places of emission go by. */
static const double place_power = 4.0;
enum { LOWEST_SCALE = -44, LOWEST_BEND = -10 };

static const double electron_mass = EPSCAN_ELECTRON_MASS_GeV;

/* How t G2/t^2 <T> falls from small to large t where u is `scale`. */
static double fall_off(const struct nucleus *nucleus, double scale, double t) {
    const struct nucleus unscreened = {.charge2 = 1.0,
                                       .size_per_GeV2 = nucleus->size_per_GeV2,
                                       .protons = nucleus->protons / nucleus->charge2,
                                       .magnetic_per_GeV2 = nucleus->magnetic_per_GeV2};
    return scale / (scale + t) * t * t * nucleus_G2_over_t2(&unscreened, t);
}

static double largest_t(const struct nucleus *nucleus, double scale, double negligible) {
    double low = -28.0, high = 28.0; /* ln t */
    for (int i = 0; i < 20; i++) {
        const double middle = 0.5 * (low + high);
        if (fall_off(nucleus, scale, exp(middle)) > negligible)
            low = middle;
        else
            high = middle;
    }
    return exp(high);
}

/* (zeta - zeta_min)/(1 - zeta_min) at s, and its slope. */
static double angle_of(double power, double b, double s, double *slope) {
    if (power == place_power) {
        *slope = 4.0 * s * s * s;
        return s * s * s * s;
    }
    const double exponent = log1p(1.0 / b) * pow(s, power);
    *slope = b * exp(exponent) * power * exponent / s;
    return b * expm1(exponent);
}

static void lay_angles(struct dark_strahlung *strahlung) {
    const struct dark_strahlung_rule *rule = &strahlung->rule;
    struct gauss_rule gauss;
    gauss_rule_init(&gauss, rule->angles);
    for (int i = 0; i < rule->angles; i++) {
        strahlung->place_weight[i] = 0.5 * gauss.weight[i];
        for (int bend = 0; bend < STRAHLUNG_BENDS; bend++) {
            double slope;
            strahlung->angle[bend][i] = angle_of(rule->power, ldexp(1.0, bend + LOWEST_BEND), 0.5 * (1.0 + gauss.node[i]), &slope);
            strahlung->angle_weight[bend][i] = 0.5 * gauss.weight[i] * slope;
        }
    }
}

/* By which b: a third of the zeta at which the least t is what a nucleus of this size takes whole. */
static int bend_of(const struct dark_strahlung *strahlung, const struct radiated_vector *vector) {
    static const double share = 0.3;
    const double u = vector->least_virtuality, m2 = electron_mass * electron_mass;
    const double V2 = vector->rest * vector->rest - m2 + u;
    int bend;
    frexp(0.5 * share * u * sqrt(strahlung->nucleus.size_per_GeV2 / V2), &bend);
    bend -= LOWEST_BEND;
    return bend < 0 ? 0 : bend < STRAHLUNG_BENDS ? bend : STRAHLUNG_BENDS - 1;
}

void dark_strahlung_init_with(struct dark_strahlung *strahlung, int Z, double A_g_per_mol, enum form_factor form_factor,
                              const struct dark_strahlung_rule *rule) {
    strahlung->rule = *rule;
    strahlung->coupling = COUPLING_VECTOR;
    strahlung->nucleus = nucleus_of(Z, A_g_per_mol, form_factor);
    lay_angles(strahlung);
    for (int i = 0; i <= 2 * STRAHLUNG_STEPS; i++) strahlung->exponential[i] = exp(rule->step * (i - STRAHLUNG_STEPS));
    for (int i = 0; i < STRAHLUNG_SCALES; i++)
        strahlung->reach_GeV2[i] = largest_t(&strahlung->nucleus, ldexp(1.0, i + LOWEST_SCALE), rule->negligible);
}

void dark_strahlung_init(struct dark_strahlung *strahlung, int Z, double A_g_per_mol, enum form_factor form_factor) {
    dark_strahlung_init_with(strahlung, Z, A_g_per_mol, form_factor, &dark_strahlung_precise);
}

/* The t beyond which nothing is left of dsigma/dx: u_0 is the scale of all angles, as larger ones count less by u_0/u. */
static double reach(const struct dark_strahlung *strahlung, double least_virtuality) {
    int scale;
    frexp(least_virtuality, &scale);
    scale -= LOWEST_SCALE;
    return strahlung->reach_GeV2[scale < 0 ? 0 : scale < STRAHLUNG_SCALES ? scale : STRAHLUNG_SCALES - 1];
}

static double cross_section_unit(void) {
    return EPSCAN_FINE_STRUCTURE * EPSCAN_FINE_STRUCTURE * EPSCAN_FINE_STRUCTURE * EPSCAN_HBARC2_GeV2_CM2;
}

/* What the sum over angles that is dsigma/dx is times `unit`, and what angles follow from. */
struct angle_sum {
    double least, span; /* u_0; of zeta = u_0/u */
    double unit_cm2, momenta_2;
};

/* Adds the angles' terms to sum[0], or each to its own: sum[i * stride]. False where nothing is radiated. */
static bool add_angles(const struct dark_strahlung *strahlung, double vector_GeV, double rest_GeV, double mass_GeV,
                       struct recoil_integrals *integrals, struct angle_sum *of, double *sum, int stride) {
    struct radiated_vector vector;
    if (!radiated_vector_init(&vector, strahlung->nucleus.mass_GeV, vector_GeV, rest_GeV, mass_GeV)) return false;
    const double least = vector.least_virtuality, range = vector.virtuality_range, largest = reach(strahlung, least);
    const double zeta_min = least / (least + range), span = range / (least + range);
    const int bend = bend_of(strahlung, &vector);
    const double *const angle = strahlung->angle[bend], *const angle_weight = strahlung->angle_weight[bend];
    for (int i = 0; i < strahlung->rule.angles; i++) {
        const double zeta = zeta_min + span * angle[i], excess = least * span * (1.0 - angle[i]) / zeta;
        if (virtual_lepton_exists(&vector, excess))
            recoil_integrals_add(integrals, strahlung, &vector, excess, largest, angle_weight[i] / (zeta * zeta), sum + i * stride);
    }
    of->least = least;
    of->span = span;
    of->momenta_2 = 2.0 * vector.momentum * vector.vector_momentum;
    of->unit_cm2 = 0.5 * cross_section_unit() * vector.energy / (vector.momentum * vector.momentum) * span * least;
    return true;
}

void dark_strahlung_spectra_cm2(const struct dark_strahlung *const *strahlung, int count, double vector_GeV, const double *rest_GeV,
                                double mass_GeV, double *spectrum_cm2) {
    struct recoil_integrals integrals = {0};
    double unit_cm2[STRAHLUNG_SPECTRA_MAX];
    for (int j = 0; j < count; j++) {
        struct angle_sum of = {0};
        spectrum_cm2[j] = 0.0;
        add_angles(strahlung[j], vector_GeV, rest_GeV[j], mass_GeV, &integrals, &of, &spectrum_cm2[j], 0);
        unit_cm2[j] = of.unit_cm2;
    }
    recoil_integrals_end(&integrals);
    for (int j = 0; j < count; j++) spectrum_cm2[j] *= unit_cm2[j];
}

double dark_strahlung_spectrum_cm2(const struct dark_strahlung *strahlung, double vector_GeV, double rest_GeV, double mass_GeV) {
    double spectrum_cm2;
    dark_strahlung_spectra_cm2(&strahlung, 1, vector_GeV, &rest_GeV, mass_GeV, &spectrum_cm2);
    return spectrum_cm2;
}

void dark_strahlung_angles_init(struct dark_strahlung_angles *angles, const struct dark_strahlung *strahlung, double vector_GeV,
                                double rest_GeV, double mass_GeV) {
    struct recoil_integrals integrals = {0};
    struct angle_sum of;
    double term[STRAHLUNG_ANGLES] = {0.0};
    *angles = (struct dark_strahlung_angles){0};
    if (!add_angles(strahlung, vector_GeV, rest_GeV, mass_GeV, &integrals, &of, term, 1)) return;
    recoil_integrals_end(&integrals);
    angles->least_GeV2 = of.least;
    angles->span = of.span;
    angles->momenta_2_GeV2 = of.momenta_2;
    for (int i = 0; i < strahlung->rule.angles; i++) {
        angles->spectrum_cm2 += of.unit_cm2 * term[i];
        angles->per_place_cm2[i] = of.unit_cm2 * term[i] / strahlung->place_weight[i];
    }
}

double dark_strahlung_one_minus_cosine(const struct dark_strahlung_angles *angles, double place) {
    const double place2 = place * place, angle = place2 * place2;
    const double zeta = 1.0 - angles->span * (1.0 - angle);
    return angles->least_GeV2 * angles->span * (1.0 - angle) / zeta / angles->momenta_2_GeV2;
}

double dark_strahlung_angular_cm2(const struct dark_strahlung *strahlung, double vector_GeV, double rest_GeV, double mass_GeV,
                                  double one_minus_cosine) {
    struct recoil_integrals integrals = {0};
    struct radiated_vector vector;
    double sum = 0.0;
    if (!radiated_vector_init(&vector, strahlung->nucleus.mass_GeV, vector_GeV, rest_GeV, mass_GeV)) return 0.0;
    const double excess = 2.0 * vector.momentum * vector.vector_momentum * one_minus_cosine;
    if (!(excess >= 0.0 && excess <= vector.virtuality_range) || !virtual_lepton_exists(&vector, excess)) return 0.0;
    recoil_integrals_add(&integrals, strahlung, &vector, excess, reach(strahlung, vector.least_virtuality + excess), 1.0, &sum);
    recoil_integrals_end(&integrals);
    return cross_section_unit() * vector.energy * vector.vector_momentum / vector.momentum * sum;
}

bool dark_strahlung_recoil_draw(const struct dark_strahlung *strahlung, double vector_GeV, double rest_GeV, double mass_GeV,
                                double one_minus_cosine, const double uniform[2], struct dark_strahlung_recoil *recoil) {
    enum { AZIMUTHS = 65 };
    struct radiated_vector vector;
    struct virtual_lepton lepton;
    double density[AZIMUTHS];
    if (!radiated_vector_init(&vector, strahlung->nucleus.mass_GeV, vector_GeV, rest_GeV, mass_GeV)) return false;
    const double excess = 2.0 * vector.momentum * vector.vector_momentum * one_minus_cosine;
    if (!(excess >= 0.0 && excess <= vector.virtuality_range) || !virtual_lepton_init(&lepton, &vector, excess)) return false;
    const double z = recoil_integral_draw_z(strahlung, &lepton, reach(strahlung, lepton.u), uniform[0]);
    recoil->t_GeV2 = (lepton.t_low + lepton.t_high * z) / (1.0 + z);
    for (int i = 0; i < AZIMUTHS; i++)
        density[i] = fmax(0.0, strahlung_amplitude_at_azimuth(strahlung->coupling, &lepton, z, recoil->t_GeV2,
                                                              cos(EPSCAN_PI * i / (AZIMUTHS - 1))));
    recoil->azimuth_rad = EPSCAN_PI / (AZIMUTHS - 1) * recoil_draw_between(density, AZIMUTHS, uniform[1]);
    return true;
}
