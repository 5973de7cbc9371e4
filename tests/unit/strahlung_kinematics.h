/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Points of the phase space of e N -> e N X, at random and as four-vectors in 113 bits, and <T> there by traces and by src. */
#ifndef EPSCAN_TESTS_STRAHLUNG_KINEMATICS_H
#define EPSCAN_TESTS_STRAHLUNG_KINEMATICS_H

#include "assertions.h"
#include "dirac_amplitude.h"

#include "epscan/constants.h"
#include "matter/strahlung_amplitude.h"

static const double m = EPSCAN_ELECTRON_MASS_GeV;

/* A point of phase space. */
struct kinematics {
    double M, omega, rest, mass;
    double excess; /* u above its least */
    double z;      /* of t */
};

/* The point as four-vectors, lepton mass `lepton`, azimuth given by its half-angle's tangent; in quad so that they are on shell. */
struct quad_point {
    struct emission_vectors vectors;
    quad t, u, s_mean, s_cosine; /* s = s_mean + s_cosine cos(phi) */
};

/* t where the nucleus takes the momentum Q. */
static inline quad t_of_momentum(quad M, quad Q) {
    return 2 * M * Q * Q / (quad_sqrt(M * M + Q * Q) + M);
}

static inline struct quad_point quad_point_of(const struct kinematics *point, quad lepton, quad half_tangent) {
    const quad M = point->M, w = point->omega, rest = point->rest, E = w + rest, mA2 = (quad)point->mass * point->mass;
    const quad p = quad_sqrt(E * E - lepton * lepton), k = quad_sqrt(w * w - mA2);
    const quad cosine = 1 - point->excess / (2 * p * k), sine = quad_sqrt(1 - cosine * cosine);
    const quad u = mA2 - 2 * (E * w - p * k * cosine); /* (p-k)^2 - m^2 */
    const quad Vx = -k * sine, Vz = p - k * cosine, V = quad_sqrt(Vx * Vx + Vz * Vz), H = rest + M;
    const quad root = quad_sqrt(u * u + 4 * M * u * H + 4 * M * M * V * V), middle = V * (u + 2 * M * H),
               below = 2 * (H * H - V * V);
    const quad Q_high = (middle + H * root) / below, Q_low = (H * root > middle ? H * root - middle : middle - H * root) / below;
    const quad t_low = t_of_momentum(M, Q_low), t_high = t_of_momentum(M, Q_high);
    const quad z = point->z, t = (t_low + t_high * z) / (1 + z), q0 = t / (2 * M);
    const quad along = (rest * q0 - (u - t) / 2) / V, across = quad_sqrt(q0 * q0 + t - along * along);
    const quad c = (1 - half_tangent * half_tangent) / (1 + half_tangent * half_tangent);
    const quad s = 2 * half_tangent / (1 + half_tangent * half_tangent);
    /* across V: in the plane of p and k, (Vz, 0, -Vx)/V, and y. */
    const struct four_vector q = {{q0, along * Vx / V + across * c * Vz / V, across * s, along * Vz / V - across * c * Vx / V}};
    const struct four_vector in = {{E, 0, 0, p}}, vector = {{w, k * sine, 0, k * cosine}};
    const struct four_vector virtual_lepton = four_sum(in, -1, vector);
    const quad along_p = p * Vz / V, across_p = p * k * sine / V; /* s + t = 2 (Q.p - q0 E) */
    return (struct quad_point){
        .vectors = {.p = in, .k = vector, .p_out = four_sum(virtual_lepton, -1, q), .P = {{M, 0, 0, 0}}, .mass = lepton},
        .t = t,
        .u = u,
        .s_mean = 2 * (along * along_p - q0 * E) - t,
        .s_cosine = 2 * across * across_p,
    };
}

static inline struct emission_invariants invariants_of(const struct quad_point *q, quad s) {
    const struct emission_vectors *v = &q->vectors;
    const quad M = v->P.component[0], mA2 = four_product(v->k, v->k), m2 = v->mass * v->mass;
    return (struct emission_invariants){
        .m2 = m2,
        .mA2 = mA2,
        .M2 = M * M,
        .s = s,
        .u = q->u,
        .pp = m2 - (mA2 - q->u) / 2 + (s + q->t) / 2,
        .pP = M * v->p.component[0],
        .kP = M * v->k.component[0],
        .qP = M * (v->p.component[0] - v->k.component[0] - q->t / (2 * M)),
    };
}

/* <T>/(4 M^2) over so many azimuths, of which the trapezoidal rule makes exponentially little error. */
static inline double averaged_traces(enum coupling coupling, const struct quad_point *q, int azimuths) {
    quad sum = 0;
    for (int i = 0; i < azimuths; i++) {
        const struct emission_invariants at = invariants_of(q, q->s_mean + q->s_cosine * (quad)cos(2.0 * EPSCAN_PI * i / azimuths));
        sum += trace_amplitude(coupling, &at) / (4 * at.M2);
    }
    return (double)(sum / azimuths);
}

/* <T>/(4 M^2) at z. */
static inline double amplitude_at(enum coupling coupling, const struct virtual_lepton *l, double z) {
    const double ratio = sqrt(z / l->z_parallel), weight = 1.0 / (1.0 + z), parallel = ratio - 1.0 / ratio;
    const double R = weight * sqrt(l->A_low * l->A_high * z * (parallel * parallel + l->softness * l->softness));
    const struct scattering at = {sqrt(z) * weight, weight, z * weight, R, (l->t_low + l->t_high * z) * weight};
    return strahlung_amplitude(coupling, l, &at, 1.0 / scattering_denominator(l, &at));
}

static inline double amplitude_of_source(enum coupling coupling, const struct kinematics *point) {
    struct radiated_vector vector;
    struct virtual_lepton l;
    assert_true(radiated_vector_init(&vector, point->M, point->omega, point->rest, point->mass));
    assert_true(virtual_lepton_init(&l, &vector, point->excess));
    return amplitude_at(coupling, &l, point->z);
}

/* A point near which something happens, of a vector that can be radiated: u about its least, t from just above its least. */
static inline bool random_recoil(uint64_t *random, struct kinematics *point) {
    struct radiated_vector vector;
    struct virtual_lepton lepton;
    const double logit = random_between(random, -12.0, 12.0), largest = 1.0 - exp(-fabs(logit) - 0.1);
    if (!radiated_vector_init(&vector, point->M, point->omega, point->rest, point->mass)) return false;
    point->excess = fmin(vector.least_virtuality * exp(logit), vector.virtuality_range * largest);
    if (!virtual_lepton_init(&lepton, &vector, point->excess)) return false;
    point->z = exp(random_between(random, log(lepton.t_low / lepton.t_high) - 5.0, 10.0));
    return true;
}

/* Energies 1 GeV to `highest`, masses 10 keV to 3 GeV, nuclei H to U, both ends of x down to 1-x = m_e/E. */
static inline struct kinematics random_kinematics(uint64_t *random, double highest) {
    for (;;) {
        const double E = exp(random_between(random, log(1.0), log(highest))),
                     mass = exp(random_between(random, log(1e-5), log(3.0)));
        const bool hard = random_unit(random) < 0.5;
        const double least = hard ? m : mass, part = least * pow(0.5 * E / least, random_unit(random));
        struct kinematics point = {.M = exp(random_between(random, log(0.94), log(222.0))),
                                   .omega = hard ? E - part : part,
                                   .rest = hard ? part : E - part,
                                   .mass = mass};
        if (mass < 0.5 * E && random_recoil(random, &point)) return point;
    }
}

#endif
