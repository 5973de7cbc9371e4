/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The moments C_k = int P_k(x)/(x - z) dx = -2 Q_k(z) obey the three-term recursion of the Legendre functions,
 *     C_0 = ln[(z - 1)/(z + 1)],  C_1 = 2 + z C_0,  (k + 1) C_(k+1) = (2k + 1) z C_k - k C_(k-1).
 * Upwards it amplifies rounding like rho^k: it serves for z near the interval; elsewhere the recursion runs downwards from
 * a k where C_k has died out (Miller), and C_0 sets the scale.
 *
 * Numbers are kept as x + i b y with b factored out of the imaginary part: z (x, y) = (a x - b^2 y, x + a y).
 */
#include "yield/cauchy.h"

#include <math.h>

/* rho up to which rounding may grow by rho^count in the upward recursion: 1.4^40 is 7e5, on terms that have shrunk by as much. */
static const double largest_upward_rho = 1.4;

/* rho from which the rule itself integrates l_j/(x - z): 6^-(count+1) is below rounding for the counts in use. */
static const double smallest_quadrature_rho = 6.0;

struct scaled_complex {
    double x, y; /* x + i b y */
};

void cauchy_rule_init(struct cauchy_rule *rule, int count) {
    gauss_rule_init(&rule->gauss, count);
    for (int j = 0; j < count; j++) {
        double previous = 0.0, current = 1.0;
        for (int k = 0; k < count; k++) {
            rule->projection[k][j] = 0.5 * (2 * k + 1) * rule->gauss.weight[j] * current;
            const double next = ((2 * k + 1) * rule->gauss.node[j] * current - k * previous) / (k + 1);
            previous = current;
            current = next;
        }
    }
}

double bernstein_size(struct pole_position pole) {
    const double half_sum = 0.5 * (hypot(pole.from_high, pole.b) + hypot(pole.from_low, pole.b));
    return half_sum + sqrt(fmax(0.0, (half_sum - 1.0) * (half_sum + 1.0)));
}

static struct scaled_complex first_moment(struct pole_position pole) {
    const double b2 = pole.b * pole.b;
    const double to_high = pole.from_high * pole.from_high + b2, to_low = pole.from_low * pole.from_low + b2;
    return (struct scaled_complex){
        .x = 0.5 * log(to_high / to_low),
        .y = atan2(2.0 * pole.b, pole.from_high * pole.from_low + b2) / pole.b,
    };
}

static void moments_upwards(double a, double b2, int count, struct scaled_complex *C) {
    if (count > 1) C[1] = (struct scaled_complex){2.0 + a * C[0].x - b2 * C[0].y, C[0].x + a * C[0].y};
    for (int k = 1; k + 1 < count; k++) {
        const double forward = (2 * k + 1) / (k + 1.0), back = k / (k + 1.0);
        C[k + 1].x = forward * (a * C[k].x - b2 * C[k].y) - back * C[k - 1].x;
        C[k + 1].y = forward * (C[k].x + a * C[k].y) - back * C[k - 1].y;
    }
}

/* C[0] holds the true value; the others are found up to a common factor first. */
static void moments_downwards(double a, double b2, double rho, int count, struct scaled_complex *C) {
    const struct scaled_complex first = C[0];
    const int start = count + (int)ceil(20.0 / log(rho)); /* e^-40 is below rounding */
    struct scaled_complex after = {0.0, 0.0}, current = {1e-40, 0.0};
    for (int k = start; k > 0; k--) {
        const double forward = (2 * k + 1) / (double)k, back = (k + 1) / (double)k;
        const struct scaled_complex before = {forward * (a * current.x - b2 * current.y) - back * after.x,
                                              forward * (current.x + a * current.y) - back * after.y};
        after = current;
        current = before;
        if (k <= count) C[k - 1] = current;
    }
    const double norm = current.x * current.x + b2 * current.y * current.y;
    const struct scaled_complex factor = {(first.x * current.x + b2 * first.y * current.y) / norm,
                                          (first.y * current.x - first.x * current.y) / norm};
    for (int k = 0; k < count; k++) {
        const struct scaled_complex c = C[k];
        C[k].x = factor.x * c.x - b2 * factor.y * c.y;
        C[k].y = factor.x * c.y + factor.y * c.x;
    }
    C[0] = first;
}

static void moments_by_quadrature(const struct gauss_rule *gauss, double a, double b2, double *real, double *scaled_imaginary) {
    for (int j = 0; j < gauss->count; j++) {
        const double distance = gauss->node[j] - a, share = gauss->weight[j] / (distance * distance + b2);
        real[j] = share * distance;
        scaled_imaginary[j] = share;
    }
}

void cauchy_moments(const struct cauchy_rule *rule, struct pole_position pole, double *real, double *scaled_imaginary) {
    const int count = rule->gauss.count;
    const double rho = bernstein_size(pole), a = 0.5 * (pole.from_low + pole.from_high), b = pole.b;
    struct scaled_complex C[GAUSS_MAX_NODES];
    C[0] = first_moment(pole);
    if (rho > smallest_quadrature_rho) {
        moments_by_quadrature(&rule->gauss, a, b * b, real, scaled_imaginary);
        return;
    }
    if (rho < largest_upward_rho)
        moments_upwards(a, b * b, count, C);
    else
        moments_downwards(a, b * b, rho, count, C);
    for (int j = 0; j < count; j++) real[j] = scaled_imaginary[j] = 0.0;
    for (int k = 0; k < count; k++) {
        for (int j = 0; j < count; j++) {
            real[j] += rule->projection[k][j] * C[k].x;
            scaled_imaginary[j] += rule->projection[k][j] * C[k].y;
        }
    }
}
