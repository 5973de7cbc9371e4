/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shower/cascade_start.h"

#include "epscan/constants.h"

#include <math.h>

enum { GAMMA_TERMS = 27 };

/*
 * 1/Gamma(1 + x) = sum a_k x^k (Abramowitz & Stegun 6.1.34), good to 1e-15 for |x| < 2.
 */
static const double reciprocal_gamma[GAMMA_TERMS] = {
    1.0,
    0.5772156649015328606,
    -0.6558780715202538811,
    -0.0420026350340952355,
    0.1665386113822914895,
    -0.0421977345555443367,
    -0.0096219715278769736,
    0.0072189432466630995,
    -0.0011651675918590651,
    -0.0002152416741149510,
    0.0001280502823881162,
    -0.0000201348547807882,
    -0.0000012504934821427,
    0.0000011330272319817,
    -0.0000002056338416978,
    0.0000000061160951045,
    0.0000000050020076445,
    -0.0000000011812745705,
    0.0000000001043426712,
    0.0000000000077822634,
    -0.0000000000036968056,
    0.0000000000005100370,
    -0.0000000000000205833,
    -0.0000000000000053481,
    0.0000000000000012268,
    -0.0000000000000001181,
    0.0000000000000000012,
};

static double complex one_over_gamma(double complex x) {
    double complex sum = 0.0;
    for (int k = GAMMA_TERMS - 1; k >= 0; k--) sum = sum * x + reciprocal_gamma[k];
    return sum;
}

double complex cascade_soft_limit(const struct gauss_rule *rule, double slope, double constant, double complex absorption, double w,
                                  int power) {
    const double complex lambda = -w + EPSCAN_EULER_GAMMA + (constant + absorption) / slope;
    const double end = 36.0; /* e^-36 is below rounding; x = z/lambda stays below 2 */
    double complex sum = 0.0;
    for (int i = 0; i < rule->count; i++) {
        const double z = 0.5 * end * (1.0 + rule->node[i]);
        const double complex x = z / lambda;
        sum += 0.5 * end * rule->weight[i] * exp(-z) * (power ? x : 1.0) * one_over_gamma(x);
    }
    return sum / (slope * lambda);
}
