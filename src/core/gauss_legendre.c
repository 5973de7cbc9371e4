/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Gauss-Legendre nodes on (-1, 1): zeros of P_n by Newton's method from cosines near them, weights 2/((1-x^2) P_n'^2) from the
 * three-term recurrence. Interpolation at the nodes is barycentric, of the second kind (Berrut and Trefethen, SIAM Rev. 46, 501
 * (2004)); integrals of cardinal polynomials from -1 to each node are by the rule itself, exact for them.
 */
#include "core/gauss_legendre.h"

#include <math.h>
#include <stdbool.h>

/* P_n and P_n' at x. */
static void legendre(int n, double x, double *value, double *derivative) {
    double previous = 1.0, current = x;
    for (int k = 1; k < n; k++) {
        const double next = ((2 * k + 1) * x * current - k * previous) / (k + 1);
        previous = current;
        current = next;
    }
    *value = current;
    *derivative = n * (previous - x * current) / ((1.0 - x) * (1.0 + x));
}

void gauss_rule_init(struct gauss_rule *rule, int count) {
    rule->count = count;
    for (int i = 0; i < count; i++) {
        double x = -cos(M_PI * (i + 0.75) / (count + 0.5)), value, derivative;
        double step = 1.0;
        for (int tries = 0; tries < 8 && fabs(step) > 1e-9; tries++) { /* Newton doubles the digits */
            legendre(count, x, &value, &derivative);
            step = value / derivative;
            x -= step;
        }
        legendre(count, x, &value, &derivative);
        rule->node[i] = x;
        rule->weight[i] = 2.0 / ((1.0 - x) * (1.0 + x) * derivative * derivative);
        /* Wang and Xiang, Math. Comp. 81, 861 (2012): (-1)^i sqrt((1 - x^2) w) */
        rule->barycentric[i] = (i % 2 ? -1.0 : 1.0) * sqrt((1.0 - x) * (1.0 + x) * rule->weight[i]);
    }
}

static bool is_node(const struct gauss_rule *rule, double x) {
    int nodes = 0;
    for (int j = 0; j < rule->count; j++) nodes += x == rule->node[j];
    return nodes > 0;
}

void gauss_rule_cardinals(const struct gauss_rule *rule, double x, double *cardinal) {
    const int count = rule->count;
    double sum = 0.0;
    if (is_node(rule, x)) {
        for (int j = 0; j < count; j++) cardinal[j] = x == rule->node[j];
        return;
    }
    for (int j = 0; j < count; j++) cardinal[j] = rule->barycentric[j] / (x - rule->node[j]);
    for (int j = 0; j < count; j++) sum += cardinal[j];
    for (int j = 0; j < count; j++) cardinal[j] /= sum;
}

double gauss_rule_interpolate(const struct gauss_rule *rule, const double *value, double x) {
    double above = 0.0, below = 0.0;
    for (int j = 0; j < rule->count; j++) {
        const double distance = x - rule->node[j];
        if (distance == 0.0) return value[j];
        const double share = rule->barycentric[j] / distance;
        above += share * value[j];
        below += share;
    }
    return above / below;
}

void lagrange_powers(int count, const double *node, double *power) {
    for (int i = 0; i < count * count; i++) power[i] = 0.0;
    for (int j = 0; j < count; j++) {
        power[j] = 1.0;
        int degree = 0;
        for (int other = 0; other < count; other++) {
            if (other == j) continue;
            const double scale = 1.0 / (node[j] - node[other]);
            for (int p = ++degree; p >= 0; p--) {
                const double before = p ? power[(p - 1) * count + j] : 0.0, own = p < degree ? power[p * count + j] : 0.0;
                power[p * count + j] = scale * (before - node[other] * own);
            }
        }
    }
}

void gauss_rule_integrals(const struct gauss_rule *rule, double *integral) {
    double cardinal[GAUSS_MAX_NODES];
    for (int i = 0; i < rule->count; i++) {
        const double half = 0.5 * (1.0 + rule->node[i]);
        double *row = integral + i * rule->count;
        for (int j = 0; j < rule->count; j++) row[j] = 0.0;
        for (int q = 0; q < rule->count; q++) { /* the rule is exact for its own polynomials */
            gauss_rule_cardinals(rule, -1.0 + half * (1.0 + rule->node[q]), cardinal);
            for (int j = 0; j < rule->count; j++) row[j] += half * rule->weight[q] * cardinal[j];
        }
    }
}

void gauss_rule_slopes(const struct gauss_rule *rule, double *slope) {
    double barycentric[GAUSS_MAX_NODES], sum = 0.0; /* with -1 as one node more, whose weight makes their sum zero */
    for (int j = 0; j < rule->count; j++) {
        barycentric[j] = rule->barycentric[j] / (1.0 + rule->node[j]);
        sum += barycentric[j];
    }
    for (int i = 0; i < rule->count; i++) {
        double *row = slope + i * rule->count;
        row[i] = sum / barycentric[i] / (1.0 + rule->node[i]); /* rows of the derivative of a constant are zero */
        for (int j = 0; j < rule->count; j++) {
            if (j == i) continue;
            row[j] = barycentric[j] / barycentric[i] / (rule->node[i] - rule->node[j]);
            row[i] -= row[j];
        }
    }
}
