/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/laplace_inversion.h"

#include "epscan/constants.h"

#include <math.h>

/* Binomial tails of Euler's summation: eta_0 = 1/2, eta_1 .. eta_M = 1, eta_{2M-k} = 2^-M (C(M,0) + .. + C(M,k)). */
static void euler_weights(double eta[LAPLACE_NODES]) {
    double binomial = 1.0, sum = 0.0;
    for (int k = 0; k <= LAPLACE_ORDER; k++) eta[k] = k ? 1.0 : 0.5;
    for (int k = 0; k < LAPLACE_ORDER; k++) {
        sum += ldexp(binomial, -LAPLACE_ORDER);
        eta[2 * LAPLACE_ORDER - k] = sum;
        binomial *= (double)(LAPLACE_ORDER - k) / (k + 1);
    }
}

void laplace_rule_init(struct laplace_rule *rule, double t) {
    const double shift = LAPLACE_ORDER * log(10.0) / 3.0;
    double eta[LAPLACE_NODES];
    euler_weights(eta);
    for (int k = 0; k < LAPLACE_NODES; k++) {
        rule->node[k] = (shift + I * EPSCAN_PI * k) / t;
        rule->weight[k] = exp(shift) / t * (k % 2 ? -eta[k] : eta[k]);
    }
}
