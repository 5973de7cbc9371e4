/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * -ln L of counts in bins, its gradient and its Hessian, in closed form from d ln(part of a source) / d parameter, which is 1 or 0
 * for ln nu and ln kappa for theta. Formulas and units (events): likelihood.h. Poisson terms are computed as distances from a
 * perfect fit, without cancellation near it.
 *
 * The constraint terms bring a unit matrix, so that the Hessian is positive definite but for an excess of events, n > lambda, far
 * from the minimum: there the Gauss-Newton form leaves the offending terms out.
 */
#include "limit/likelihood_terms.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void likelihood_clear(struct likelihood *l) {
    free(l->nuisance);
    *l = (struct likelihood){0};
}

/* prod_k kappa^theta of one bin and source. */
static double scale_of(const struct likelihood *l, int bin, int source, const double *theta) {
    double log_scale = 0.0;
    for (int k = 0; k < l->nuisances; k++) log_scale += l->nuisance[k].log_kappa[bin][source] * theta[k];
    return exp(log_scale);
}

double likelihood_parts(const struct likelihood *l, int bin, double signal, const double *theta,
                        double part[LIKELIHOOD_MAX_SOURCES]) {
    double lambda = 0.0;
    for (int source = 0; source < l->sources; source++) {
        const double nominal = (source == likelihood_background(l) ? 1.0 : signal) * l->bin[bin].expected[source];
        part[source] = nominal > 0.0 ? nominal * scale_of(l, bin, source, theta) : 0.0;
        lambda += part[source];
    }
    return lambda;
}

void likelihood_expected(const struct likelihood *l, double signal, const double *theta, double *lambda) {
    for (int i = 0; i < l->bins; i++) {
        double part[LIKELIHOOD_MAX_SOURCES];
        lambda[i] = likelihood_parts(l, i, signal, theta, part);
    }
}

/* lambda - n + n ln(n/lambda) without cancellation where lambda is near n. */
static double poisson_distance(double n, double lambda) {
    if (!(n > 0.0)) return lambda;
    if (!(lambda > 0.0)) return INFINITY;
    const double x = (lambda - n) / n;
    if (fabs(x) < 1e-2) { /* n [x - ln(1+x)] */
        double sum = 0.0, power = x;
        for (int j = 2; j <= 9; j++) {
            power *= -x;
            sum -= power / j;
        }
        return n * sum;
    }
    return lambda - n + n * log(n / lambda);
}

/* First and second derivative of lambda - n ln(lambda) by lambda. */
struct poisson_slopes {
    double first, second;
};
static struct poisson_slopes poisson_slopes(double n, double lambda) {
    if (!(n > 0.0)) return (struct poisson_slopes){1.0, 0.0};
    return (struct poisson_slopes){1.0 - n / lambda, n / (lambda * lambda)};
}

double likelihood_value(const struct likelihood *l, const struct likelihood_data *data, double signal, const double *theta,
                        double *gradient) {
    double value = 0.0;
    if (gradient) gradient[0] = 0.0;
    for (int k = 0; k < l->nuisances; k++) {
        const double pull = theta[k] - data->measured[k];
        value += 0.5 * pull * pull;
        if (gradient) gradient[1 + k] = pull;
    }
    for (int i = 0; i < l->bins; i++) {
        double part[LIKELIHOOD_MAX_SOURCES];
        const double lambda = likelihood_parts(l, i, signal, theta, part);
        value += poisson_distance(data->observed[i], lambda);
        if (!gradient) continue;
        const double slope = poisson_slopes(data->observed[i], lambda).first;
        for (int c = 0; c < likelihood_background(l); c++) gradient[0] += slope * l->bin[i].expected[c] * scale_of(l, i, c, theta);
        for (int k = 0; k < l->nuisances; k++)
            for (int c = 0; c < l->sources; c++) gradient[1 + k] += slope * l->nuisance[k].log_kappa[i][c] * part[c];
    }
    return value;
}

/* ln nu and theta. */
static size_t parameters_of(const struct likelihood *l) {
    return 1 + (size_t)l->nuisances;
}

/* d ln(part of a source) / d parameter j: of ln nu, or of theta_(j-1). */
static double log_slope(const struct likelihood *l, int bin, int source, size_t j) {
    if (j == 0) return source == likelihood_background(l) ? 0.0 : 1.0;
    return l->nuisance[j - 1].log_kappa[bin][source];
}

/* d lambda / d parameter of a bin from its sources' parts. */
static void bin_derivatives(const struct likelihood *l, int bin, const double *part, double *d) {
    for (size_t j = 0; j < parameters_of(l); j++) {
        d[j] = 0.0;
        for (int c = 0; c < l->sources; c++) d[j] += log_slope(l, bin, c, j) * part[c];
    }
}

/* One bin's part of the Hessian. */
static void add_bin_hessian(const struct likelihood *l, int bin, const double *part, struct poisson_slopes slopes,
                            double *hessian) {
    const size_t n = parameters_of(l);
    double d[1 + LIKELIHOOD_MAX_NUISANCES];
    bin_derivatives(l, bin, part, d);
    for (size_t j = 0; j < n; j++)
        for (size_t k = 0; k <= j; k++) {
            double second = 0.0;
            for (int c = 0; c < l->sources; c++) second += log_slope(l, bin, c, j) * log_slope(l, bin, c, k) * part[c];
            hessian[j * n + k] += slopes.second * d[j] * d[k] + slopes.first * second;
        }
}

void likelihood_fill_hessian(const struct likelihood *l, const struct likelihood_data *data, double signal, const double *theta,
                             enum likelihood_hessian kind, double *hessian) {
    const size_t n = parameters_of(l);
    memset(hessian, 0, n * n * sizeof *hessian);
    for (size_t k = 1; k < n; k++) hessian[k * n + k] = 1.0;
    for (int i = 0; i < l->bins; i++) {
        double part[LIKELIHOOD_MAX_SOURCES];
        struct poisson_slopes slopes = poisson_slopes(data->observed[i], likelihood_parts(l, i, signal, theta, part));
        if (kind == HESSIAN_GAUSS_NEWTON) slopes.first = fmax(slopes.first, 0.0);
        add_bin_hessian(l, i, part, slopes, hessian);
    }
}
