/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * z = (t - t_-)/(t_+ - t) runs from 0 to infinity; z = z_p exp(2 asinh[(softness/2) sinh(tau)]) makes R(z) a hyperbolic cosine, so
 * that the integrand is analytic for |Im tau| < pi/2 whatever the masses, and decays on both sides. For such, the trapezoidal rule
 * of step h errs by exp(-pi^2/h) times powers of 1/h.
 *
 * Eight leptons go side by side, each over its own range of tau in its own steps, until the longest has come to its end: what one
 * of them gives does not depend on the others. exp(tau) grows by a factor from point to point.
 */
#include "matter/recoil_integral.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

enum { LANES = RECOIL_LANES };

static const double largest_t_over_lowest = 300.0;

/* Of numbers alone, which compilers can do side by side. */
static inline double lesser(double a, double b) {
    return a < b ? a : b;
}

static inline double greater(double a, double b) {
    return a > b ? a : b;
}

/* ln x to 0.01: a parabola between powers of two. */
static inline __attribute__((always_inline)) double rough_log(double x) {
    int64_t bits;
    memcpy(&bits, &x, sizeof bits);
    const int64_t mantissa_bits = (bits & 0xfffffffffffff) | 0x3ff0000000000000;
    double mantissa;
    memcpy(&mantissa, &mantissa_bits, sizeof mantissa);
    return 0.693147 * ((double)((bits >> 52) - 1023) - 1.674877 + mantissa * (2.024658 - 0.344845 * mantissa));
}

/* tau of z in steps, roughly: it only says where to end. `ratio`: z/z_p. */
static inline __attribute__((always_inline)) double steps_of(double softness, double ratio, double inverse_step) {
    const double sinh_tau = (ratio - 1.0) / (sqrt(ratio) * softness), size = fabs(sinh_tau);
    const double steps = lesser(rough_log(size + sqrt(1.0 + size * size)) * inverse_step, STRAHLUNG_STEPS - 1);
    return sinh_tau < 0.0 ? -steps : steps;
}

/* What the points in tau of one virtual lepton share. */
struct recoil_range {
    double first, last; /* steps */
    double half, root_zp, R_scale;
};

static inline __attribute__((always_inline)) struct recoil_range
recoil_range_of(const struct virtual_lepton *l, double screening_GeV2, double negligible_low, double step, double largest) {
    /* At t_- the amplitude is that of longitudinal photons, u/V^2 of the others: below that it falls like t. */
    const double low =
        greater(l->t_low, screening_GeV2) * negligible_low / lesser(1.0, greater(l->u * l->inverse_V * l->inverse_V, 3e-4));
    const double high = greater(largest, largest_t_over_lowest * l->t_low), inverse_step = 1.0 / step;
    const double low_ratio = low / (l->t_high * l->z_parallel);
    const double high_ratio = high / (greater(l->t_high - high, 1e-7 * l->t_high) * l->z_parallel);
    return (struct recoil_range){.first = floor(steps_of(l->softness, low_ratio, inverse_step)),
                                 .last = ceil(steps_of(l->softness, high_ratio, inverse_step)),
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

/* G2/t^2 <T>/(4 M^2), by one division. */
static inline __attribute__((always_inline)) double integrand_at(enum coupling coupling, const struct nucleus *nucleus,
                                                                 const struct virtual_lepton *l, const struct scattering *at) {
    const double of_nucleus = nucleus_denominator(nucleus, at->t), of_lepton = scattering_denominator(l, at);
    const double inverse = 1.0 / (of_nucleus * of_lepton);
    return nucleus_G2_over_t2_by(nucleus, at->t, inverse * of_lepton) * strahlung_amplitude(coupling, l, at, inverse * of_nucleus);
}

/* ---- Eight side by side ---- */

/* clang-format off */
#define VECTOR_NUMBERS(OF) \
    OF(nucleus_GeV) OF(mass2) OF(omega) OF(rest) OF(energy) OF(momentum) OF(vector_momentum) OF(least_virtuality) \
    OF(virtuality_range)
#define LEPTON_NUMBERS(OF) \
    OF(u) OF(inverse_u) OF(mass2) OF(rest) OF(inverse_M) OF(V) OF(V2) OF(inverse_V) OF(across) OF(t_low) OF(t_high) OF(A_low) \
    OF(A_high) OF(b) OF(softness) OF(z_parallel) OF(G_over_V2) OF(s_minus_u) OF(s_slope) OF(recoil2) OF(k2) OF(k_along) \
    OF(k_across2)
/* clang-format on */

/* Eight vectors and virtual leptons. */
#define LANES_OF(NUMBER) double NUMBER[LANES];
struct vector_lanes {
    VECTOR_NUMBERS(LANES_OF)
};
struct lepton_lanes {
    LEPTON_NUMBERS(LANES_OF)
};
_Static_assert(sizeof(struct vector_lanes) == LANES * sizeof(struct radiated_vector), "all numbers of a vector have lanes");
_Static_assert(sizeof(struct lepton_lanes) == LANES * sizeof(struct virtual_lepton), "all numbers of a lepton have lanes");

#define PUT(NUMBER) lanes->NUMBER[i] = from->NUMBER;
#define MEMBER(NUMBER) .NUMBER = lanes->NUMBER[i],
static void put_vector(struct vector_lanes *lanes, int i, const struct radiated_vector *from) {
    VECTOR_NUMBERS(PUT)
}

static inline __attribute__((always_inline)) struct radiated_vector vector_of(const struct vector_lanes *lanes, int i) {
    return (struct radiated_vector){VECTOR_NUMBERS(MEMBER)};
}

static inline __attribute__((always_inline)) void put_lepton(struct lepton_lanes *lanes, int i, const struct virtual_lepton *from) {
    LEPTON_NUMBERS(PUT)
}

static inline __attribute__((always_inline)) struct virtual_lepton lepton_of(const struct lepton_lanes *lanes, int i) {
    return (struct virtual_lepton){LEPTON_NUMBERS(MEMBER)};
}

/* What else eight integrals need. */
struct recoil_lanes {
    struct vector_lanes vector;
    struct lepton_lanes lepton;
    double excess[LANES], step[LANES], negligible_low[LANES], largest[LANES];
    double first[LANES], count[LANES], half[LANES], root_zp[LANES], R_scale[LANES]; /* of their ranges */
    double up[LANES], down[LANES], growth[LANES], fall[LANES];                      /* exp(tau)/2, exp(-tau)/2; per step */
    double unit[LANES], sum[LANES];
};

/* Lanes that are not used do what the first does. */
static void fill_lanes(const struct recoil_integrals *integrals, struct recoil_lanes *lanes) {
    for (int i = 0; i < LANES; i++) {
        const int k = i < integrals->count ? i : 0;
        const struct dark_strahlung_rule *rule = &integrals->strahlung[k]->rule;
        put_vector(&lanes->vector, i, &integrals->vector[k]);
        lanes->excess[i] = integrals->excess_GeV2[k];
        lanes->step[i] = rule->step;
        lanes->negligible_low[i] = rule->negligible_low;
        lanes->largest[i] = integrals->largest_GeV2[k];
    }
}

static void lay_leptons(const struct nucleus *nucleus, struct recoil_lanes *lanes) {
#pragma omp simd
    for (int i = 0; i < LANES; i++) {
        const struct radiated_vector vector = vector_of(&lanes->vector, i);
        const struct virtual_lepton lepton = virtual_lepton_of(&vector, lanes->excess[i]);
        const struct recoil_range range =
            recoil_range_of(&lepton, nucleus->screening_GeV2, lanes->negligible_low[i], lanes->step[i], lanes->largest[i]);
        put_lepton(&lanes->lepton, i, &lepton);
        lanes->first[i] = range.first;
        lanes->count[i] = range.last - range.first + 1.0;
        lanes->half[i] = range.half;
        lanes->root_zp[i] = range.root_zp;
        lanes->R_scale[i] = range.R_scale;
        lanes->unit[i] = lanes->step[i] * lepton.softness * (lepton.t_high - lepton.t_low) * lepton.inverse_V;
        lanes->sum[i] = 0.0;
    }
}

/* How many points the longest range has. */
static int start(const struct recoil_integrals *integrals, struct recoil_lanes *lanes) {
    double most = 0.0;
    for (int i = 0; i < LANES; i++) {
        const double *const exponential = integrals->strahlung[i < integrals->count ? i : 0]->exponential + STRAHLUNG_STEPS;
        const int first = (int)lanes->first[i];
        lanes->up[i] = 0.5 * exponential[first];
        lanes->down[i] = 0.5 * exponential[-first];
        lanes->growth[i] = exponential[1];
        lanes->fall[i] = exponential[-1];
        most = fmax(most, lanes->count[i]);
    }
    return (int)most;
}

/* Where the integrands are taken, found before they are: short loops keep a processor busier than a long one. */
enum { TOGETHER = 8 };
struct recoil_points {
    double root[TOGETHER][LANES], weight[TOGETHER][LANES], share[TOGETHER][LANES], R[TOGETHER][LANES], t[TOGETHER][LANES];
    double jacobian[TOGETHER][LANES];
};

static inline __attribute__((always_inline)) void lay_points(struct recoil_lanes *lanes, int count, struct recoil_points *points) {
    for (int j = 0; j < count; j++)
#pragma omp simd
        for (int i = 0; i < LANES; i++) {
            const struct virtual_lepton l = lepton_of(&lanes->lepton, i);
            const struct recoil_range range = {.half = lanes->half[i], .root_zp = lanes->root_zp[i], .R_scale = lanes->R_scale[i]};
            const double up = lanes->up[i], down = lanes->down[i];
            const struct recoil_point point = recoil_point_at(&l, &range, up - down, up + down);
            points->root[j][i] = point.at.root;
            points->weight[j][i] = point.at.weight;
            points->share[j][i] = point.at.share;
            points->R[j][i] = point.at.R;
            points->t[j][i] = point.at.t;
            points->jacobian[j][i] = point.jacobian;
            lanes->up[i] = up * lanes->growth[i];
            lanes->down[i] = down * lanes->fall[i];
        }
}

/* The sums for one coupling, a constant to the compiler. */
static inline __attribute__((always_inline)) void add_points(enum coupling coupling, const struct nucleus *of_nucleus,
                                                             struct recoil_lanes *lanes, int count) {
    const struct nucleus nucleus = *of_nucleus;
    struct recoil_points points;
    for (int first = 0; first < count; first += TOGETHER) {
        const int together = count - first < TOGETHER ? count - first : TOGETHER;
        lay_points(lanes, together, &points);
        for (int j = 0; j < together; j++)
#pragma omp simd
            for (int i = 0; i < LANES; i++) {
                const struct virtual_lepton l = lepton_of(&lanes->lepton, i);
                const struct scattering at = {points.root[j][i], points.weight[j][i], points.share[j][i], points.R[j][i],
                                              points.t[j][i]};
                const double term = points.jacobian[j][i] * integrand_at(coupling, &nucleus, &l, &at);
                lanes->sum[i] += first + j < lanes->count[i] ? term : 0.0;
            }
    }
}

static void add_points_of(enum coupling coupling, const struct nucleus *nucleus, struct recoil_lanes *lanes, int points) {
    switch (coupling) {
    case COUPLING_AXIAL: add_points(COUPLING_AXIAL, nucleus, lanes, points); break;
    case COUPLING_SCALAR: add_points(COUPLING_SCALAR, nucleus, lanes, points); break;
    case COUPLING_PSEUDOSCALAR: add_points(COUPLING_PSEUDOSCALAR, nucleus, lanes, points); break;
    default: add_points(COUPLING_VECTOR, nucleus, lanes, points);
    }
}

void recoil_integrals_end(struct recoil_integrals *integrals) {
    struct recoil_lanes lanes;
    if (!integrals->count) return;
    const struct dark_strahlung *strahlung = integrals->strahlung[0];
    fill_lanes(integrals, &lanes);
    lay_leptons(&strahlung->nucleus, &lanes);
    add_points_of(strahlung->coupling, &strahlung->nucleus, &lanes, start(integrals, &lanes));
    for (int i = 0; i < integrals->count; i++) *integrals->sum[i] += integrals->weight[i] * lanes.unit[i] * lanes.sum[i];
    integrals->count = 0;
}

void recoil_integrals_add(struct recoil_integrals *integrals, const struct dark_strahlung *strahlung,
                          const struct radiated_vector *vector, double excess_GeV2, double largest_GeV2, double weight,
                          double *sum) {
    const int i = integrals->count++;
    integrals->vector[i] = *vector;
    integrals->excess_GeV2[i] = excess_GeV2;
    integrals->strahlung[i] = strahlung;
    integrals->largest_GeV2[i] = largest_GeV2;
    integrals->weight[i] = weight;
    integrals->sum[i] = sum;
    if (integrals->count == LANES) recoil_integrals_end(integrals);
}

/* ---- Drawn at random ---- */

double recoil_draw_between(const double *value, int count, double uniform) {
    double sum = 0.0;
    int i = 0;
    for (int k = 0; k < count - 1; k++) sum += 0.5 * (value[k] + value[k + 1]);
    for (uniform *= sum; i < count - 2 && uniform > 0.5 * (value[i] + value[i + 1]); i++)
        uniform -= 0.5 * (value[i] + value[i + 1]);
    /* a x + b x^2/2 = uniform */
    const double a = value[i], b = value[i + 1] - a, root = sqrt(fmax(a * a + 2.0 * b * uniform, 0.0));
    return i + (a + root > 0.0 ? fmin(2.0 * uniform / (a + root), 1.0) : 0.5);
}

double recoil_integral_draw_z(const struct dark_strahlung *strahlung, const struct virtual_lepton *lepton, double largest_GeV2,
                              double uniform) {
    const double step = strahlung->rule.step;
    const struct recoil_range range =
        recoil_range_of(lepton, strahlung->nucleus.screening_GeV2, strahlung->rule.negligible_low, step, largest_GeV2);
    double term[2 * STRAHLUNG_STEPS + 1];
    int count = 0;
    for (double j = range.first; j <= range.last; j += 1.0) {
        const struct recoil_point point = recoil_point_at(lepton, &range, sinh(step * j), cosh(step * j));
        term[count++] = point.jacobian * fmax(0.0, integrand_at(strahlung->coupling, &strahlung->nucleus, lepton, &point.at));
    }
    const double tau = step * (range.first + (count > 1 ? recoil_draw_between(term, count, uniform) : 0.0));
    const struct recoil_point drawn = recoil_point_at(lepton, &range, sinh(tau), cosh(tau));
    return drawn.at.share / drawn.at.weight;
}
