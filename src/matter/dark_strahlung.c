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
 * t: z = (t - t_-)/(t_+ - t) runs from 0 to infinity; z = z_p exp(2 asinh[(softness/2) sinh(tau)]) makes R(z) a hyperbolic
 * cosine, so that the integrand is analytic for |Im tau| < pi/2 whatever the masses, and decays on both sides. For such,
 * the trapezoidal rule of step h errs by exp(-pi^2/h) times powers of 1/h.
 * theta: zeta = u_0/u, in which the integrand is a plateau with logarithms that falls off at large angles, about the zeta_c at
 * which the least t is what a nucleus of this size takes whole: Gauss in s, zeta = zeta_min + (1 - zeta_min) b [(1 + 1/b)^(s^power)
 * - 1] with b = 0.3 zeta_c, 1e-3 at least; or s^4 for b [..], which takes half as many nodes again and is the same for all, for
 * places of emission. Integrated over x: dark_strahlung_total.c.
 */
#include "matter/dark_strahlung.h"

#include "core/gauss_legendre.h"
#include "epscan/constants.h"
#include "matter/strahlung_amplitude.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

/* What the first leaves away or errs is below 1e-6 of dsigma/dx but in corners: tests/unit/test_dark_strahlung.c. */
const struct dark_strahlung_rule dark_strahlung_precise = {18, 4.0, 0.45, 1e-8, 1e-7};
const struct dark_strahlung_rule dark_strahlung_fair = {11, 1.3, 0.55, 1e-6, 3e-7};
const struct dark_strahlung_rule dark_strahlung_rough = {8, 1.0, 0.65, 1e-6, 1e-6};
const struct dark_strahlung_rule dark_strahlung_poor = {7, 1.0, 0.8, 1e-5, 1e-5};
static const double largest_t_over_lowest = 300.0;
/* The power of s that places of emission go by. */
static const double place_power = 4.0;
enum { LOWEST_SCALE = -44, LOWEST_BEND = -10, BLOCK = 8 };

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
    for (int i = 0; i <= 2 * STRAHLUNG_STEPS; i++) {
        strahlung->hyperbolic_sine[i] = sinh(rule->step * (i - STRAHLUNG_STEPS));
        strahlung->hyperbolic_cosine[i] = cosh(rule->step * (i - STRAHLUNG_STEPS));
    }
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

/* ln x to 0.01: a parabola between powers of two. */
static inline float rough_log(float x) {
    union {
        float number;
        int32_t bits;
    } of = {x};
    const int exponent = (of.bits >> 23) - 127;
    of.bits = (of.bits & 0x7fffff) | 0x3f800000;
    return 0.693147f * ((float)exponent - 1.674877f + of.number * (2.024658f - 0.344845f * of.number));
}

/* tau of z in steps, roughly: it only says where to end. */
static inline float steps_of(const struct virtual_lepton *lepton, double z, double step) {
    const float root = sqrtf((float)(z / lepton->z_parallel));
    const float sinh_tau = (root - 1.0f / root) / (float)lepton->softness, size = fabsf(sinh_tau);
    return copysignf(rough_log(size + sqrtf(1.0f + size * size)), sinh_tau) / (float)step;
}

static int step_of(float steps) {
    const float most = STRAHLUNG_STEPS - BLOCK;
    return STRAHLUNG_STEPS + (int)fminf(fmaxf(steps, -most), most);
}

/* What the points in tau of one virtual lepton share. */
struct recoil_range {
    int first, last; /* steps, in blocks */
    double half, root_zp, R_scale;
};

static struct recoil_range recoil_range_of(const struct dark_strahlung *strahlung, const struct virtual_lepton *l, double largest) {
    /* At t_- the amplitude is that of longitudinal photons, u/V^2 of the others: below that it falls like t. */
    const double low =
        fmax(l->t_low, strahlung->nucleus.screening_GeV2) * strahlung->rule.negligible_low / fmin(1.0, fmax(l->u / l->V2, 3e-4));
    const double high = fmax(largest, largest_t_over_lowest * l->t_low);
    return (struct recoil_range){
        .first = step_of(floorf(steps_of(l, low / l->t_high, strahlung->rule.step))),
        .last = step_of(ceilf(steps_of(l, high / fmax(l->t_high - high, 1e-7 * l->t_high), strahlung->rule.step))),
        .half = 0.5 * l->softness,
        .root_zp = sqrt(l->z_parallel),
        .R_scale = sqrt(l->A_low * l->A_high) * l->softness};
}

/* One of them. */
struct recoil_point {
    struct scattering at;
    double jacobian; /* dz/(1+z)^2, over softness dtau */
};

/* Of sinh(tau) and cosh(tau). With g = exp|v|, v half the distance of ln z from that of z_p, z is (r g)^2 or (r/g)^2, r^2 = z_p:
 * all follows from g without dividing by it. */
static inline __attribute__((always_inline)) struct recoil_point
recoil_point_at(const struct virtual_lepton *l, const struct recoil_range *range, double sine, double cosine) {
    const double sinh_v = range->half * sine, size = fabs(sinh_v), cosh_v = sqrt(1.0 + size * size), g = size + cosh_v;
    const double g2 = g * g, r2 = range->root_zp * range->root_zp;
    const double one = sinh_v < 0.0 ? g2 : 1.0, z = sinh_v < 0.0 ? r2 : r2 * g2; /* both in the same units */
    const double sum = one + z, inverse = 1.0 / (sum * cosh_v), inverse_sum = inverse * cosh_v;
    const double root = range->root_zp * g * inverse_sum;
    return (struct recoil_point){.at = {.root = root,
                                        .weight = one * inverse_sum,
                                        .share = z * inverse_sum,
                                        .R = range->R_scale * root * cosine,
                                        .t = (l->t_low * one + l->t_high * z) * inverse_sum},
                                 .jacobian = root * root * cosine * inverse * sum};
}

/* Where the integrand is taken, found before it is: two short loops keep a processor busier than a long one. */
struct recoil_points {
    double root[STRAHLUNG_POINTS], weight[STRAHLUNG_POINTS], share[STRAHLUNG_POINTS], R[STRAHLUNG_POINTS], t[STRAHLUNG_POINTS];
    double jacobian[STRAHLUNG_POINTS];
};

static inline int lay_points(const struct dark_strahlung *strahlung, const struct virtual_lepton *l,
                             const struct recoil_range *range, struct recoil_points *points) {
    const double *const sine = strahlung->hyperbolic_sine + range->first, *const cosine =
                                                                              strahlung->hyperbolic_cosine + range->first;
    const int count = (range->last - range->first) / BLOCK * BLOCK + BLOCK;
#pragma omp simd
    for (int j = 0; j < count; j++) {
        const struct recoil_point point = recoil_point_at(l, range, sine[j], cosine[j]);
        points->root[j] = point.at.root;
        points->weight[j] = point.at.weight;
        points->share[j] = point.at.share;
        points->R[j] = point.at.R;
        points->t[j] = point.at.t;
        points->jacobian[j] = point.jacobian;
    }
    return count;
}

/* G2/t^2 <T>/(4 M^2), by one division. */
static inline __attribute__((always_inline)) double integrand_at(enum coupling coupling, const struct nucleus *nucleus,
                                                                 const struct virtual_lepton *l, const struct scattering *at) {
    const double of_nucleus = nucleus_denominator(nucleus, at->t), of_lepton = scattering_denominator(l, at);
    const double inverse = 1.0 / (of_nucleus * of_lepton);
    return nucleus_G2_over_t2_by(nucleus, at->t, inverse * of_lepton) * strahlung_amplitude(coupling, l, at, inverse * of_nucleus);
}

/* The integral below for one coupling, a constant to the compiler. */
static inline __attribute__((always_inline)) double integral_of(enum coupling coupling, const struct dark_strahlung *strahlung,
                                                                const struct virtual_lepton *lepton, double largest) {
    const struct virtual_lepton l = *lepton;
    const struct nucleus nucleus = strahlung->nucleus;
    const struct recoil_range range = recoil_range_of(strahlung, lepton, largest);
    struct recoil_points points;
    const int count = lay_points(strahlung, &l, &range, &points);
    double sum = 0.0;
#pragma omp simd reduction(+ : sum)
    for (int j = 0; j < count; j++) {
        const struct scattering at = {points.root[j], points.weight[j], points.share[j], points.R[j], points.t[j]};
        sum += points.jacobian[j] * integrand_at(coupling, &nucleus, &l, &at);
    }
    return sum * strahlung->rule.step * l.softness * (l.t_high - l.t_low) / l.V;
}

/* int dt G2/t^2 <T>/(4 M^2) / V [GeV^-3]. */
static double recoil_integral(const struct dark_strahlung *strahlung, const struct virtual_lepton *lepton, double largest) {
    switch (strahlung->coupling) {
    case COUPLING_AXIAL: return integral_of(COUPLING_AXIAL, strahlung, lepton, largest);
    case COUPLING_SCALAR: return integral_of(COUPLING_SCALAR, strahlung, lepton, largest);
    case COUPLING_PSEUDOSCALAR: return integral_of(COUPLING_PSEUDOSCALAR, strahlung, lepton, largest);
    default: return integral_of(COUPLING_VECTOR, strahlung, lepton, largest);
    }
}

static double cross_section_unit(void) {
    return EPSCAN_FINE_STRUCTURE * EPSCAN_FINE_STRUCTURE * EPSCAN_FINE_STRUCTURE * EPSCAN_HBARC2_GeV2_CM2;
}

/* Terms of the sum over angles that is dsigma/dx, times `unit`. False where nothing is radiated. */
struct angle_terms {
    double least, span; /* u_0; of zeta = u_0/u */
    double term[STRAHLUNG_ANGLES];
    double unit_cm2, momenta_2;
};

static bool angle_terms_init(struct angle_terms *terms, const struct dark_strahlung *strahlung, double vector_GeV, double rest_GeV,
                             double mass_GeV) {
    struct radiated_vector vector;
    struct virtual_lepton lepton;
    if (!radiated_vector_init(&vector, strahlung->nucleus.mass_GeV, vector_GeV, rest_GeV, mass_GeV)) return false;
    const double least = vector.least_virtuality, range = vector.virtuality_range, largest = reach(strahlung, least);
    const double zeta_min = least / (least + range), span = range / (least + range);
    const int bend = bend_of(strahlung, &vector);
    const double *const angle = strahlung->angle[bend], *const angle_weight = strahlung->angle_weight[bend];
    for (int i = 0; i < strahlung->rule.angles; i++) {
        const double zeta = zeta_min + span * angle[i];
        const double excess = least * span * (1.0 - angle[i]) / zeta;
        terms->term[i] = virtual_lepton_init(&lepton, &vector, excess)
                             ? angle_weight[i] / (zeta * zeta) * recoil_integral(strahlung, &lepton, largest)
                             : 0.0;
    }
    terms->least = least;
    terms->span = span;
    terms->momenta_2 = 2.0 * vector.momentum * vector.vector_momentum;
    terms->unit_cm2 = 0.5 * cross_section_unit() * vector.energy / (vector.momentum * vector.momentum) * span * least;
    return true;
}

double dark_strahlung_spectrum_cm2(const struct dark_strahlung *strahlung, double vector_GeV, double rest_GeV, double mass_GeV) {
    struct angle_terms terms;
    double sum = 0.0;
    if (!angle_terms_init(&terms, strahlung, vector_GeV, rest_GeV, mass_GeV)) return 0.0;
    for (int i = 0; i < strahlung->rule.angles; i++) sum += terms.term[i];
    return terms.unit_cm2 * sum;
}

void dark_strahlung_angles_init(struct dark_strahlung_angles *angles, const struct dark_strahlung *strahlung, double vector_GeV,
                                double rest_GeV, double mass_GeV) {
    struct angle_terms terms;
    *angles = (struct dark_strahlung_angles){0};
    if (!angle_terms_init(&terms, strahlung, vector_GeV, rest_GeV, mass_GeV)) return;
    angles->least_GeV2 = terms.least;
    angles->span = terms.span;
    angles->momenta_2_GeV2 = terms.momenta_2;
    for (int i = 0; i < strahlung->rule.angles; i++) {
        angles->spectrum_cm2 += terms.unit_cm2 * terms.term[i];
        angles->per_place_cm2[i] = terms.unit_cm2 * terms.term[i] / strahlung->place_weight[i];
    }
}

double dark_strahlung_one_minus_cosine(const struct dark_strahlung_angles *angles, double place) {
    const double place2 = place * place, angle = place2 * place2;
    const double zeta = 1.0 - angles->span * (1.0 - angle);
    return angles->least_GeV2 * angles->span * (1.0 - angle) / zeta / angles->momenta_2_GeV2;
}

double dark_strahlung_angular_cm2(const struct dark_strahlung *strahlung, double vector_GeV, double rest_GeV, double mass_GeV,
                                  double one_minus_cosine) {
    struct radiated_vector vector;
    struct virtual_lepton lepton;
    if (!radiated_vector_init(&vector, strahlung->nucleus.mass_GeV, vector_GeV, rest_GeV, mass_GeV)) return 0.0;
    const double excess = 2.0 * vector.momentum * vector.vector_momentum * one_minus_cosine;
    if (!(excess >= 0.0 && excess <= vector.virtuality_range) || !virtual_lepton_init(&lepton, &vector, excess)) return 0.0;
    return cross_section_unit() * vector.energy * vector.vector_momentum / vector.momentum *
           recoil_integral(strahlung, &lepton, reach(strahlung, lepton.u));
}

/* Where a number between 0 and 1 lies by a density that is linear between `count` equidistant values, in their distances. */
static double draw_between(const double *value, int count, double uniform) {
    double sum = 0.0;
    int i = 0;
    for (int k = 0; k < count - 1; k++) sum += 0.5 * (value[k] + value[k + 1]);
    for (uniform *= sum; i < count - 2 && uniform > 0.5 * (value[i] + value[i + 1]); i++)
        uniform -= 0.5 * (value[i] + value[i + 1]);
    /* a x + b x^2/2 = uniform */
    const double a = value[i], b = value[i + 1] - a, root = sqrt(fmax(a * a + 2.0 * b * uniform, 0.0));
    return i + (a + root > 0.0 ? fmin(2.0 * uniform / (a + root), 1.0) : 0.5);
}

/* z of an angle of emission. */
static double draw_z(const struct dark_strahlung *strahlung, const struct virtual_lepton *lepton, double uniform) {
    const struct recoil_range range = recoil_range_of(strahlung, lepton, reach(strahlung, lepton->u));
    double term[2 * STRAHLUNG_STEPS + 1];
    int count = 0;
    for (int j = range.first; j <= range.last; j++) {
        const struct recoil_point point =
            recoil_point_at(lepton, &range, strahlung->hyperbolic_sine[j], strahlung->hyperbolic_cosine[j]);
        term[count++] = point.jacobian * fmax(0.0, integrand_at(strahlung->coupling, &strahlung->nucleus, lepton, &point.at));
    }
    const double tau =
        strahlung->rule.step * (range.first - STRAHLUNG_STEPS + (count > 1 ? draw_between(term, count, uniform) : 0.0));
    const struct recoil_point drawn = recoil_point_at(lepton, &range, sinh(tau), cosh(tau));
    return drawn.at.share / drawn.at.weight;
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
    const double z = draw_z(strahlung, &lepton, uniform[0]);
    recoil->t_GeV2 = (lepton.t_low + lepton.t_high * z) / (1.0 + z);
    for (int i = 0; i < AZIMUTHS; i++)
        density[i] = fmax(0.0, strahlung_amplitude_at_azimuth(strahlung->coupling, &lepton, z, recoil->t_GeV2,
                                                              cos(EPSCAN_PI * i / (AZIMUTHS - 1))));
    recoil->azimuth_rad = EPSCAN_PI / (AZIMUTHS - 1) * draw_between(density, AZIMUTHS, uniform[1]);
    return true;
}
