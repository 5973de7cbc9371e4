/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Primaries that have hardly lost energy, where a cascade's march begins: see cascade.c. Only cascade.c includes this.
 */
#ifndef EPSCAN_SHOWER_CASCADE_START_H
#define EPSCAN_SHOWER_CASCADE_START_H

#include "core/gauss_legendre.h"

#include <complex.h>

/*
 * Without continuous loss, K = -c ln v + kappa and absorption p:
 * (1/c) int_0^inf x^power exp(-lambda x)/Gamma(1 + x) dx, lambda = ln(1/u) + gamma_E + (kappa + p)/c,
 * is the track length at less than u for power 0 and X = u tau for power 1. ln u = w < -20, Re p >= 0. 1e-13 with
 * a rule of 48 nodes. Pure.
 */
double complex cascade_soft_limit(const struct gauss_rule *rule, double slope, double constant, double complex absorption, double w,
                                  int power);

#endif
