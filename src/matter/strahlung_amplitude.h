/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * e(p) N(P) -> e(p') N(P') X(k) at tree level: kinematics and squared amplitude, without cancellations, of X with any coupling to
 * electrons (enum coupling); of a vector, A', first.
 *
 * The nucleus is at rest, M its mass, m the electron's, q = P' - P, t = -q^2, u = m^2 - (p-k)^2 > 0, s = (p'+k)^2 - m^2,
 * V = p - k the lepton's momentum between emission and scattering, E - omega its energy. Of
 *
 *     T = sum_{spins, polarisations} | ubar(p') [ g^a (p'/ + k/ + m)/s P/  -  P/ (p/ - k/ + m)/u g^a ] u(p) |^2
 *
 * terms of order (E M)^2 cancel to order t. The current is conserved, so P may be replaced by W = P - c q with W.(p-k) = 0,
 * c = -2 M (E-omega)/(u+t), which is of the size of the result. With w = W.p = W.k, h = W.q = t (1/2 + c), S = 1/s - 1/u:
 *
 *     T = W^2 { 8 m^2 t S^2 + 4 mA^2 t (1/s^2 + 1/u^2) - 8 t (s - u + t - mA^2)/(s u) - 4 (s/u + u/s) }
 *       - (16 mA^2 + 32 m^2) w (w-h)/s^2 - [32 m^2 w h + 16 t w (h-w) + 16 mA^2 h (w-h)]/(s u) + 16 h^2/s - 16 w h/u,
 *     W^2 = (W^0)^2 (u - m^2)/V^2 - c^2 Q_perp^2,   W^0 = M - c t/(2M),   w = W^0 G/V^2 + c Q_perp p_perp cos(phi),
 *     G = u (E+omega)/2 - omega m^2 - (E-omega) mA^2/2;
 *
 * perp is across V, phi the azimuth about it. s is linear in cos(phi), so averages over phi are elementary:
 * s = A + B cos(phi), B = 2 Q_perp p_perp, <1/s> = 1/R, <1/s^2> = A/R^3, R^2 = A^2 - B^2.
 *
 * In the same words, with |q|^2 = t + t^2/(4 M^2) and |k x q|^2 where the nucleus is at rest, T is
 *
 *     scalar          8 M^2 (|k x q|^2 + mA^2 |q|^2)/(s u) + 8 kappa [w (w-h)/s^2 + w h/(s u) - t W^2 S^2/4],  kappa = 4 m^2 - mA^2
 *     pseudoscalar    the same with kappa = -mA^2
 *     axial vector    that of a vector with mA^2 - 8 m^2 for mA^2, + 64 m^2 M^2 |q|^2/(s u), + 4 m^2/mA^2 that of a pseudoscalar,
 *
 * whose last term is its polarisation along k: not conserved by the electron's mass, it is a pseudoscalar's with 2 m/mA its
 * coupling, and most of all there is for mA < m.
 *
 * In the rest frame of the outgoing e' N', z = tan^2(half the angle of scattering) = (t - t_-)/(t_+ - t), and with
 * e = E - omega - u/(2M) (p'.P/M + t/(2M)), kappa = (p'+P')^2/M^2 = 1 + 2e/M + m^2/M^2, p_e^2 = e^2 - m^2:
 *
 *     kappa t_+ = 2 [(E-omega) e - m^2 + u/2 + V p_e],   kappa t_- t_+ = u^2,   Q_perp^2 = (4 p_e^2/kappa) z/(1+z)^2,
 *     A = (A_- + A_+ z)/(1+z),   B = b sqrt(z)/(1+z),   4 A_- A_+ - b^2 = 4 Sigma/kappa,
 *     Sigma = mA^2 [mA^2 + 4 (E e - m^2)] + m^2 (2 omega + u/M)^2,
 *
 * where Sigma, a Gram determinant, is what stays of R where A' and e' are parallel. All sums have terms of one sign
 * wherever the result is small, so double precision holds at any energy and mass, down to E - omega = m.
 *
 * Units: GeV. Pure, thread-safe. In a header because it is the innermost of loops: four at a time if they inline it.
 */
#ifndef EPSCAN_MATTER_STRAHLUNG_AMPLITUDE_H
#define EPSCAN_MATTER_STRAHLUNG_AMPLITUDE_H

#include "epscan/constants.h"
#include "model/coupling.h"

#include <math.h>
#include <stdbool.h>

/* What is fixed when the lepton radiates: energies, and all that follows. */
struct radiated_vector {
    double nucleus_GeV;                        /* M */
    double mass2, omega, rest;                 /* mA^2, omega, E - omega */
    double energy, momentum, vector_momentum;  /* E, |p|, |k| */
    double least_virtuality, virtuality_range; /* u at 0 degrees, and how far above it u may be */
};

/* u, and what is fixed when the angle of emission is, too. */
struct virtual_lepton {
    double u, inverse_u, mass2, rest, inverse_M;
    double V, V2, inverse_V, across; /* (u - m^2)/V^2 */
    double t_low, t_high;
    double A_low, A_high, b; /* of s */
    double softness,
        z_parallel; /* R(z) is least about z_parallel: R (1+z) = sqrt[A_- A_+ z] sqrt[(z/zp)^1/2 - (zp/z)^1/2)^2 + softness^2] */
    double G_over_V2, s_minus_u, s_slope; /* <s> - u = s_minus_u + t s_slope */
    double recoil2;                       /* Q_perp^2 (1+z)^2/z */
    double k2, k_along, k_across2;        /* |k|^2, k along V, and k_perp^2 */
};

/* False where nothing can be radiated: energies [GeV] of A' and of what is left, E = omega + rest. */
bool radiated_vector_init(struct radiated_vector *vector, double nucleus_GeV, double vector_GeV, double rest_GeV, double mass_GeV);

/* `excess` = u - least_virtuality, 0 .. virtuality_range, exclusive. False on the kinematic boundary. */
bool virtual_lepton_init(struct virtual_lepton *lepton, const struct radiated_vector *vector, double excess);
bool virtual_lepton_exists(const struct radiated_vector *vector, double excess);

/* The same where it exists: for loops over several. */
static inline __attribute__((always_inline)) struct virtual_lepton virtual_lepton_of(const struct radiated_vector *v,
                                                                                     double excess) {
    const double m = EPSCAN_ELECTRON_MASS_GeV, inverse_M = 1.0 / v->nucleus_GeV, m2 = m * m;
    const double u = v->least_virtuality + excess, e = v->rest - 0.5 * u * inverse_M;
    const double pe = sqrt((e - m) * (e + m)), V2 = (v->rest - m) * (v->rest + m) + u, V = sqrt(V2);
    const double inverse_uV2 = 1.0 / (u * V2), inverse_u = inverse_uV2 * V2, inverse_V2 = inverse_uV2 * u,
                 inverse_V = V * inverse_V2;
    const double kappa = 1.0 + (2.0 * e + m2 * inverse_M) * inverse_M, inverse_kappa = 1.0 / kappa;
    const double t_high = 2.0 * (v->rest * e - m2 + 0.5 * u + V * pe) * inverse_kappa, t_low = u * u * inverse_kappa / t_high;
    const double pk2 = 0.25 * excess * (4.0 * v->momentum * v->vector_momentum - excess); /* |p x k|^2 */
    const double G = 0.5 * u * (v->energy + v->omega) - v->omega * m2 - 0.5 * v->rest * v->mass2;
    const double pV = v->energy * v->rest + 0.5 * (u + v->mass2) - m2, kV = v->omega * v->rest - 0.5 * (u - v->mass2);
    const double spread = 2.0 * v->omega + u * inverse_M;
    const double Sigma = (v->mass2 * (v->mass2 + 4.0 * (v->energy * e - m2)) + m2 * spread * spread) * inverse_kappa;
    const double b2 = 16.0 * pk2 * pe * pe * inverse_kappa * inverse_V2, slope = (kV - G * inverse_M) * inverse_V2;
    const double A_low = u * pV * inverse_V2 + t_low * slope;
    const double product_A = 0.25 * b2 + Sigma, inverse_A = 1.0 / (A_low * product_A); /* A_low A_high, 1/(A_low^2 A_high) */
    return (struct virtual_lepton){
        .u = u,
        .inverse_u = inverse_u,
        .mass2 = v->mass2,
        .rest = v->rest,
        .inverse_M = inverse_M,
        .V = V,
        .V2 = V2,
        .inverse_V = inverse_V,
        .across = (u - m2) * inverse_V2,
        .t_low = t_low,
        .t_high = t_high,
        .A_low = A_low,
        .A_high = product_A * product_A * inverse_A,
        .b = sqrt(b2),
        .softness = 2.0 * sqrt(Sigma * A_low * inverse_A),
        .z_parallel = A_low * A_low * A_low * inverse_A,
        .G_over_V2 = G * inverse_V2,
        .s_minus_u = u * kV * inverse_V2,
        .s_slope = slope,
        .recoil2 = 4.0 * pe * pe * inverse_kappa,
        .k2 = v->vector_momentum * v->vector_momentum,
        .k_along = kV * inverse_V,
        .k_across2 = pk2 * inverse_V2,
    };
}

/* Averages over phi of (a + b cos phi)(c + d cos phi)/s^n, over a scale, from those of cos^i/s^n. */
struct azimuth_average {
    double scale;
    double one, cosine, square; /* times scale */
};

static inline double azimuth_linear(const struct azimuth_average *mean, double a, double b) {
    return a * mean->one + b * mean->cosine;
}

static inline double azimuth_square(const struct azimuth_average *mean, double a, double b) {
    return a * a * mean->one + b * (2.0 * a * mean->cosine + b * mean->square);
}

/* What the amplitudes are polynomials of: at an azimuth, or averaged over it. */
struct emission {
    double t, inverse_u, B, Q2;           /* B = 2 Q_perp p_perp, Q2 = Q_perp^2 */
    double W2, h, w0, w1, d0, d1;         /* w = w0 + w1 cos phi, s - u = d0 + d1 cos phi; all of W in units of M */
    double s, cosine;                     /* s, and its cosine, or averages */
    struct azimuth_average first, second; /* of 1/s and 1/s^2 */
};

static inline __attribute__((always_inline)) struct emission emission_of(const struct virtual_lepton *l, double t, double B,
                                                                         double Q2, double inverse_sum) {
    const double c = -2.0 * l->rest * inverse_sum;
    const double W0 = 1.0 - 0.5 * c * t * l->inverse_M;
    return (struct emission){.t = t,
                             .inverse_u = l->inverse_u,
                             .B = B,
                             .Q2 = Q2,
                             .W2 = W0 * W0 * l->across - c * c * Q2,
                             .h = t * (0.5 * l->inverse_M + c),
                             .w0 = W0 * l->G_over_V2,
                             .w1 = 0.5 * c * B,
                             .d0 = l->s_minus_u + t * l->s_slope,
                             .d1 = B};
}

/* T/(4 M^2) of a vector, with `mass2` for mA^2 where that stands in the numerator. */
static inline __attribute__((always_inline)) double vector_amplitude(const struct virtual_lepton *l, const struct emission *e,
                                                                     double mass2) {
    const double m2 = EPSCAN_ELECTRON_MASS_GeV * EPSCAN_ELECTRON_MASS_GeV, u = l->u, inverse_u = e->inverse_u, t = e->t, h = e->h;
    const struct azimuth_average *first = &e->first, *second = &e->second;
    const double w_s = azimuth_linear(first, e->w0, e->w1), w_s2 = azimuth_linear(second, e->w0, e->w1);
    const double ww_s = azimuth_square(first, e->w0, e->w1), ww_s2 = azimuth_square(second, e->w0, e->w1);
    const double squares = 2.0 * m2 * inverse_u * inverse_u * azimuth_square(second, e->d0, e->d1) + mass2 * second->one;
    const double mixed = 2.0 * t * inverse_u * (azimuth_linear(first, e->d0, e->d1) + (t - mass2) * first->one) + u * first->one;
    const double bracket = t * (second->scale * squares + mass2 * inverse_u * inverse_u) - first->scale * mixed - e->s * inverse_u;
    const double crossed = (2.0 * m2 + mass2) * h * w_s + t * (h * w_s - ww_s) - mass2 * h * h * first->one;
    return e->W2 * bracket - (4.0 * mass2 + 8.0 * m2) * second->scale * (ww_s2 - h * w_s2) +
           4.0 * first->scale * (h * h * first->one - crossed * inverse_u) - 4.0 * h * (e->w0 + e->w1 * e->cosine) * inverse_u;
}

/* Of a scalar or pseudoscalar, by kappa. */
static inline __attribute__((always_inline)) double spinless_amplitude(const struct virtual_lepton *l, const struct emission *e,
                                                                       double kappa) {
    const double t = e->t, q0 = 0.5 * t * l->inverse_M, along = (l->rest * q0 + 0.5 * (l->u + t)) * l->inverse_V; /* of q, on V */
    const struct azimuth_average *first = &e->first, *second = &e->second;
    const double crossed = along * along * l->k_across2 * first->one - l->k_along * along * e->B * first->cosine +
                           e->Q2 * (l->k_along * l->k_along * first->square + l->k2 * (first->one - first->square));
    const double w_s = azimuth_linear(first, e->w0, e->w1), w_s2 = azimuth_linear(second, e->w0, e->w1);
    const double soft2 = azimuth_square(second, e->w0, e->w1) - e->h * w_s2 -
                         0.25 * t * e->W2 * azimuth_square(second, e->d0, e->d1) * e->inverse_u * e->inverse_u;
    const double soft = first->scale * e->h * w_s * e->inverse_u + second->scale * soft2;
    return 2.0 * (first->scale * (crossed + l->mass2 * (t + q0 * q0) * first->one) * e->inverse_u + kappa * soft);
}

static inline __attribute__((always_inline)) double axial_amplitude(const struct virtual_lepton *l, const struct emission *e) {
    const double m2 = EPSCAN_ELECTRON_MASS_GeV * EPSCAN_ELECTRON_MASS_GeV, t = e->t, q0 = 0.5 * t * l->inverse_M;
    return vector_amplitude(l, e, l->mass2 - 8.0 * m2) + 16.0 * m2 * (t + q0 * q0) * e->first.scale * e->first.one * e->inverse_u +
           4.0 * m2 / l->mass2 * spinless_amplitude(l, e, -l->mass2);
}

static inline __attribute__((always_inline)) double coupled_amplitude(enum coupling coupling, const struct virtual_lepton *l,
                                                                      const struct emission *e) {
    switch (coupling) {
    case COUPLING_AXIAL: return axial_amplitude(l, e);
    case COUPLING_SCALAR: return spinless_amplitude(l, e, 4.0 * EPSCAN_ELECTRON_MASS_GeV * EPSCAN_ELECTRON_MASS_GeV - l->mass2);
    case COUPLING_PSEUDOSCALAR: return spinless_amplitude(l, e, -l->mass2);
    default: return vector_amplitude(l, e, l->mass2);
    }
}

/* z as the amplitude takes it: whoever integrates has all of these. */
struct scattering {
    double root, weight, share; /* sqrt(z)/(1+z), 1/(1+z), z/(1+z) */
    double R, t;
};

/* s averaged over phi, and what all divides by. */
static inline double scattering_mean_s(const struct virtual_lepton *l, const struct scattering *at) {
    return l->A_low * at->weight + l->A_high * at->share;
}

static inline double scattering_denominator(const struct virtual_lepton *l, const struct scattering *at) {
    return (l->u + at->t) * (at->R * (at->R + scattering_mean_s(l, at))) * at->R;
}

/* <T>/(4 M^2) there; `inverse`: one over the denominator. */
static inline __attribute__((always_inline)) double strahlung_amplitude(enum coupling coupling, const struct virtual_lepton *l,
                                                                        const struct scattering *at, double inverse) {
    const double t = at->t, R = at->R;
    const double A = scattering_mean_s(l, at), B = l->b * at->root, Q2 = l->recoil2 * at->root * at->root;
    const double sum = l->u + t, product = R * (R + A);
    const double of_s = inverse * sum, inverse_R = of_s * product, inverse_RA = of_s * R * R; /* 1/(R+A) */
    struct emission e = emission_of(l, t, B, Q2, inverse * product * R);
    e.s = A;
    e.cosine = 0.0;
    e.first = (struct azimuth_average){inverse_R, 1.0, -B * inverse_RA, A * inverse_RA};
    e.second = (struct azimuth_average){inverse_R * inverse_R * inverse_R, A, -B, (A * R + B * B) * inverse_RA};
    return coupled_amplitude(coupling, l, &e);
}

/* T/(4 M^2) at z and an azimuth of the nucleus's momentum about p - k; 0: on the side of p. */
static inline double strahlung_amplitude_at_azimuth(enum coupling coupling, const struct virtual_lepton *l, double z, double t,
                                                    double cosine) {
    const double rz = sqrt(z) / (1.0 + z), A = (l->A_low + l->A_high * z) / (1.0 + z), B = l->b * rz;
    const double s = A + B * cosine, square = cosine * cosine;
    struct emission e = emission_of(l, t, B, l->recoil2 * rz * rz, 1.0 / (l->u + t));
    e.s = s;
    e.cosine = cosine;
    e.first = (struct azimuth_average){1.0 / s, 1.0, cosine, square};
    e.second = (struct azimuth_average){1.0 / (s * s), 1.0, cosine, square};
    return coupled_amplitude(coupling, l, &e);
}

#endif
