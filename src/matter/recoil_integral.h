/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The integral over the nucleus's recoil of the amplitude of A'-strahlung,
 *
 *     int dt G2(t)/t^2 <T>/(4 M^2) / V [GeV^-3]
 *
 * at one virtuality of the lepton, for eight of them at a time. Pure, thread-safe.
 */
#ifndef EPSCAN_MATTER_RECOIL_INTEGRAL_H
#define EPSCAN_MATTER_RECOIL_INTEGRAL_H

#include "matter/dark_strahlung.h"
#include "matter/strahlung_amplitude.h"

enum { RECOIL_LANES = 8 };

/* Integrals that wait until there are eight of them, on nuclei of one kind and of one coupling. */
struct recoil_integrals {
    int count;
    struct radiated_vector vector[RECOIL_LANES];
    const struct dark_strahlung *strahlung[RECOIL_LANES];
    double excess_GeV2[RECOIL_LANES], largest_GeV2[RECOIL_LANES], weight[RECOIL_LANES];
    double *sum[RECOIL_LANES];
};

/*
 * *sum += weight times an integral up to `largest_GeV2` of t or so, at a virtuality that exists; now or when more are added:
 * `strahlung` and `sum` must stay.
 */
void recoil_integrals_add(struct recoil_integrals *integrals, const struct dark_strahlung *strahlung,
                          const struct radiated_vector *vector, double excess_GeV2, double largest_GeV2, double weight,
                          double *sum);

/* Those that still wait. */
void recoil_integrals_end(struct recoil_integrals *integrals);

/* z = (t - t_-)/(t_+ - t) from the integrand's density, to one per cent, by a number between 0 and 1. */
double recoil_integral_draw_z(const struct dark_strahlung *strahlung, const struct virtual_lepton *lepton, double largest_GeV2,
                              double uniform);

/* Where a number between 0 and 1 lies by a density that is linear between `count` equidistant values, in their distances. */
double recoil_draw_between(const double *value, int count, double uniform);

#endif
