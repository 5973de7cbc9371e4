/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Of a polynomial f that the nodes hold, [f(x) - f(z)]/(x - z) is one that the rule is exact for, so that with
 * C_0 = int dx/(x - z) = ln[(z - 1)/(z + 1)] and f(z) from the nodes by the barycentric formula, beta_j its weights,
 *     int f/(x - z) = sum_j f(x_j) (w_j + F beta_j)/(x_j - z),
 *     F = [C_0 - sum_k w_k/(x_k - z)] / sum_k beta_k/(x_k - z).
 * f(z) amplifies rounding like rho^n: this serves for z near the interval, but not for z at a node.
 *
 * Else by C_k = int P_k(x)/(x - z) dx = -2 Q_k(z), which obey the three-term recursion of the Legendre functions,
 *     C_1 = 2 + z C_0,  (k + 1) C_(k+1) = (2k + 1) z C_k - k C_(k-1).
 * Upwards it amplifies rounding likewise: it serves for z at a node; elsewhere the recursion runs downwards from
 * a k where C_k has died out (Miller), and C_0 sets the scale.
 *
 * Numbers are kept as x + i b y with b factored out of the imaginary part: z (x, y) = (a x - b^2 y, x + a y).
 */
#include "yield/cauchy.h"

#include "core/matrix_product.h"
#include "core/vector.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* Rounding may grow by this much, rho^count, in f(z) and in the upward recursion, on terms that have shrunk by as much. */
static const double largest_growth = 1e6;

/* Distance to a node below which its two terms in f(z) cancel to 1e-13 of what they leave, or worse. */
static const double at_a_node = 1e-5;

/* The rule itself integrates l_j/(x - z) to rho^-(count+1); below this it is rounding. */
static const double smallest_error = 1e-17;

/* Where nodes stand that only fill vectors, without weight. */
static const double node_beyond = 3.0;

struct scaled_complex {
    double x, y; /* x + i b y */
};

/* C_k, real and imaginary parts apart, [GAUSS_MAX_NODES] each. */
struct legendre_moments {
    double part[2][GAUSS_MAX_NODES];
};

void cauchy_rule_init(struct cauchy_rule *rule, int count) {
    memset(rule, 0, sizeof *rule);
    gauss_rule_init(&rule->gauss, count);
    for (int j = count; j < GAUSS_MAX_NODES; j++) rule->gauss.node[j] = node_beyond;
    rule->largest_upward_rho = pow(largest_growth, 1.0 / count);
    rule->smallest_quadrature_rho = pow(smallest_error, -1.0 / (count + 1));
    for (int k = 0; k < count; k++) {
        rule->forward[k] = (2 * k + 1) / (k + 1.0);
        rule->back[k] = k / (k + 1.0);
    }
    for (int j = 0; j < count; j++) {
        double previous = 0.0, current = 1.0;
        for (int k = 0; k < count; k++) {
            rule->projection[k][j] = 0.5 * (2 * k + 1) * rule->gauss.weight[j] * current;
            const double next = rule->forward[k] * rule->gauss.node[j] * current - rule->back[k] * previous;
            previous = current;
            current = next;
        }
    }
}

double bernstein_size(struct pole_position pole) {
    const double b2 = pole.b * pole.b;
    const double half_sum = 0.5 * (sqrt(pole.from_high * pole.from_high + b2) + sqrt(pole.from_low * pole.from_low + b2));
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

static struct scaled_complex quotient(struct scaled_complex above, struct scaled_complex below, double b2) {
    const double norm = below.x * below.x + b2 * below.y * below.y;
    return (struct scaled_complex){(above.x * below.x + b2 * above.y * below.y) / norm,
                                   (above.y * below.x - above.x * below.y) / norm};
}

enum { MOST_VECTORS = GAUSS_MAX_NODES / VECTOR_LANES };

/* Of each node x: x - a, and 1/|x - z|^2. */
struct node_distances {
    vector8 along[MOST_VECTORS], share[MOST_VECTORS];
};

/* Whether the pole is at no node. */
static bool find_distances(const struct cauchy_rule *rule, double a, double b2, struct node_distances *node) {
    vector8 largest = {0};
    for (int v = 0; v * VECTOR_LANES < rule->gauss.count; v++) {
        node->along[v] = vector8_load(rule->gauss.node + v * VECTOR_LANES) - a;
        node->share[v] = 1.0 / (node->along[v] * node->along[v] + b2);
        largest = vector8_chosen(node->share[v] > largest, node->share[v], largest);
    }
    return !(vector8_largest(largest) > 1.0 / (at_a_node * at_a_node));
}

/* sum_k weight[k]/(x_k - z) */
static struct scaled_complex sum_over_nodes(const struct node_distances *node, int count, const double *weight) {
    vector8 x = {0}, y = {0};
    for (int v = 0; v * VECTOR_LANES < count; v++) {
        const vector8 share = vector8_load(weight + v * VECTOR_LANES) * node->share[v];
        x += share * node->along[v];
        y += share;
    }
    return (struct scaled_complex){vector8_sum(x), vector8_sum(y)};
}

/* By f(z): room for whole vectors in `real` and `scaled_imaginary`. */
static void moments_by_value(const struct cauchy_rule *rule, const struct node_distances *node, struct scaled_complex first,
                             double b2, double *real, double *scaled_imaginary) {
    const struct gauss_rule *gauss = &rule->gauss;
    const struct scaled_complex by_rule = sum_over_nodes(node, gauss->count, gauss->weight);
    const struct scaled_complex missed = {first.x - by_rule.x, first.y - by_rule.y};
    const struct scaled_complex F = quotient(missed, sum_over_nodes(node, gauss->count, gauss->barycentric), b2);
    for (int j = 0; j < gauss->count; j += VECTOR_LANES) {
        const vector8 beta = vector8_load(gauss->barycentric + j), x = vector8_load(gauss->weight + j) + F.x * beta, y = F.y * beta;
        const vector8 along = node->along[j / VECTOR_LANES], share = node->share[j / VECTOR_LANES];
        vector8_store(real + j, share * (along * x - b2 * y));
        vector8_store(scaled_imaginary + j, share * (x + along * y));
    }
}

/*
 * forward z current - back other. What waits for `current` is two fused multiply-adds and no more: the recursion is a chain of
 * them.
 */
static inline struct scaled_complex recursion(double forward, double back, double a, double b2, struct scaled_complex current,
                                              struct scaled_complex other) {
    const double forward_a = forward * a, forward_b2 = forward * b2, x = back * other.x, y = back * other.y;
    return (struct scaled_complex){forward_a * current.x - (forward_b2 * current.y + x),
                                   forward_a * current.y + (forward * current.x - y)};
}

static void moments_upwards(const struct cauchy_rule *rule, struct scaled_complex first, double a, double b2,
                            struct legendre_moments *C) {
    struct scaled_complex before = first, current = {2.0 + a * first.x - b2 * first.y, first.x + a * first.y};
    const int count = rule->gauss.count;
    C->part[0][0] = first.x, C->part[1][0] = first.y;
    for (int k = 1; k < count; k++) {
        C->part[0][k] = current.x, C->part[1][k] = current.y;
        const struct scaled_complex next = recursion(rule->forward[k], rule->back[k], a, b2, current, before);
        before = current;
        current = next;
    }
}

/* C[0] holds the true value; the others are found up to a common factor first. */
static void moments_downwards(int count, struct scaled_complex first, double a, double b2, double rho, struct legendre_moments *C) {
    double *x = C->part[0], *y = C->part[1];
    const int start = count + (int)ceil(20.0 / log(rho)); /* e^-40 is below rounding */
    struct scaled_complex after = {0.0, 0.0}, current = {1e-40, 0.0};
    for (int k = start; k > 0; k--) {
        const double back = 1.0 + 1.0 / k;
        const struct scaled_complex before = recursion(1.0 + back, back, a, b2, current, after);
        after = current;
        current = before;
        if (k <= count) x[k - 1] = current.x, y[k - 1] = current.y;
    }
    const struct scaled_complex factor = quotient(first, current, b2);
    for (int k = 0; k < count; k++) {
        const struct scaled_complex c = {x[k], y[k]};
        x[k] = factor.x * c.x - b2 * factor.y * c.y;
        y[k] = factor.x * c.y + factor.y * c.x;
    }
    x[0] = first.x, y[0] = first.y;
}

void cauchy_moments_by_rule(const struct cauchy_rule *rule, struct pole_position pole, double *real, double *scaled_imaginary) {
    const double a = 0.5 * (pole.from_low + pole.from_high), b2 = pole.b * pole.b;
    for (int j = 0; j < rule->gauss.count; j++) {
        const double distance = rule->gauss.node[j] - a, share = rule->gauss.weight[j] / (distance * distance + b2);
        if (real) real[j] = share * distance;
        scaled_imaginary[j] = share;
    }
}

/* moment[i][j] = sum_k legendre[i][k] projection[k][j]: from integrals against P_k to integrals against l_j. */
static void project(const struct cauchy_rule *rule, double legendre[2][GAUSS_MAX_NODES], double moment[2][GAUSS_MAX_NODES]) {
    const size_t count = (size_t)rule->gauss.count;
    const struct matrix_product product = {.rows = 2,
                                           .inner = count,
                                           .columns = count,
                                           .a = legendre[0],
                                           .a_stride = GAUSS_MAX_NODES,
                                           .b = rule->projection[0],
                                           .b_stride = GAUSS_MAX_NODES,
                                           .c = moment[0],
                                           .c_stride = GAUSS_MAX_NODES};
    matrix_product(&product);
}

/* By C_k, upwards or downwards. */
static void moments_by_recursion(const struct cauchy_rule *rule, double rho, double a, double b2, struct scaled_complex first,
                                 double moment[2][GAUSS_MAX_NODES]) {
    struct legendre_moments C;
    if (rho < rule->largest_upward_rho)
        moments_upwards(rule, first, a, b2, &C);
    else
        moments_downwards(rule->gauss.count, first, a, b2, rho, &C);
    project(rule, C.part, moment);
}

void cauchy_moments(const struct cauchy_rule *rule, struct pole_position pole, double *real, double *scaled_imaginary) {
    const size_t bytes = (size_t)rule->gauss.count * sizeof(double);
    const double rho = bernstein_size(pole), a = 0.5 * (pole.from_low + pole.from_high), b2 = pole.b * pole.b;
    if (rho > rule->smallest_quadrature_rho) {
        cauchy_moments_by_rule(rule, pole, real, scaled_imaginary);
        return;
    }
    const struct scaled_complex first = first_moment(pole);
    struct node_distances node;
    double moment[2][GAUSS_MAX_NODES];
    if (rho < rule->largest_upward_rho && find_distances(rule, a, b2, &node))
        moments_by_value(rule, &node, first, b2, moment[0], moment[1]);
    else
        moments_by_recursion(rule, rho, a, b2, first, moment);
    if (real) memcpy(real, moment[0], bytes);
    memcpy(scaled_imaginary, moment[1], bytes);
}
