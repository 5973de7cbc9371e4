/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Nuisances act on few numbers of events, by their ln kappa: what they do together is a normal distribution of as many dimensions
 * as their patterns span, however many nuisances there are. The principal axes of that are found first (the eigenvectors of the
 * patterns' products with each other, GSL), and each gets a Gauss-Hermite rule with the more nodes, the larger it is against the
 * Poisson fluctuations. Their product is taken; where that has too many nodes, Sobol points through the normal's quantiles instead.
 */
#include "limit/prior_nodes.h"

#include "core/error.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_qrng.h>

enum { MOST_DIRECTIONS = SOBOL_MOST_DIMENSIONS };

static const double negligible = 1e-9; /* ln kappa */

/* Independent unit normals z_j: ln of a factor is sum_j z_j along[j * rows + row]. */
struct directions {
    size_t count, rows;
    double *along;
    int *nodes; /* of each one's rule */
};

static void directions_clear(struct directions *d) {
    free(d->along);
    free(d->nodes);
}

/* Against fluctuations of sqrt(events): 1e-6 of what is excluded, as more nodes show. */
static int nodes_for(double log_kappa, double events) {
    static const struct {
        double below;
        int nodes;
    } steps[] = {{0.03, 3}, {0.12, 5}, {0.45, 7}, {0.7, 9}, {1.2, 15}, {2.0, 33}};
    const double size = log_kappa * sqrt(1.0 + events);
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        if (size < steps[i].below) return steps[i].nodes;
    return 64;
}

/* Of one eigenvector, unless nothing is left of it. */
static void add_direction(const gsl_matrix *vectors, size_t j, const double *log_kappa, double events, struct directions *d) {
    double *along = d->along + d->count * d->rows, largest = 0.0;
    for (size_t row = 0; row < d->rows; row++) {
        along[row] = 0.0;
        for (size_t k = 0; k < vectors->size1; k++) along[row] += gsl_matrix_get(vectors, k, j) * log_kappa[k * d->rows + row];
        largest = fmax(largest, fabs(along[row]));
    }
    if (largest > negligible) d->nodes[d->count++] = nodes_for(largest, events);
}

static epscan_status find_directions(size_t nuisances, const double *log_kappa, double events, struct directions *d) {
    gsl_matrix *products = gsl_matrix_alloc(nuisances, nuisances), *vectors = gsl_matrix_alloc(nuisances, nuisances);
    gsl_vector *values = gsl_vector_alloc(nuisances);
    gsl_eigen_symmv_workspace *room = gsl_eigen_symmv_alloc(nuisances);
    const bool found = products && vectors && values && room;
    for (size_t k = 0; found && k < nuisances; k++)
        for (size_t l = 0; l < nuisances; l++) {
            double sum = 0.0;
            for (size_t row = 0; row < d->rows; row++) sum += log_kappa[k * d->rows + row] * log_kappa[l * d->rows + row];
            gsl_matrix_set(products, k, l, sum);
        }
    if (found) gsl_eigen_symmv(products, values, vectors, room);
    for (size_t j = 0; found && j < nuisances; j++) add_direction(vectors, j, log_kappa, events, d);
    gsl_eigen_symmv_free(room);
    gsl_vector_free(values);
    gsl_matrix_free(vectors);
    gsl_matrix_free(products);
    return found ? EPSCAN_OK : error_no_memory("nuisance parameters");
}

/* The factors of one node from its z. */
static void place(const struct directions *d, const double *z, double *factor) {
    for (size_t row = 0; row < d->rows; row++) {
        double sum = 0.0;
        for (size_t j = 0; j < d->count; j++) sum += z[j] * d->along[j * d->rows + row];
        factor[row] = exp(sum);
    }
}

static epscan_status allocate(size_t count, size_t rows, struct prior_nodes *nodes) {
    *nodes = (struct prior_nodes){count, rows, malloc(count * sizeof(double)), malloc((count * rows + 1) * sizeof(double))};
    return nodes->weight && nodes->factor ? EPSCAN_OK : error_no_memory("nuisance parameters");
}

/* The product of the directions' rules; the last direction is the fastest. */
static epscan_status fill_product(const struct directions *d, struct prior_nodes *nodes) {
    gsl_integration_fixed_workspace *rule[MOST_DIRECTIONS] = {NULL};
    bool found = true;
    for (size_t j = 0; j < d->count; j++) {
        rule[j] = gsl_integration_fixed_alloc(gsl_integration_fixed_hermite, (size_t)d->nodes[j], 0.0, 0.5, 0.0, 0.0);
        found = found && rule[j];
    }
    for (size_t q = 0; found && q < nodes->count; q++) {
        double z[MOST_DIRECTIONS], weight = 1.0;
        size_t rest = q;
        for (size_t j = d->count; j-- > 0; rest /= (size_t)d->nodes[j]) {
            const size_t at = rest % (size_t)d->nodes[j];
            z[j] = gsl_integration_fixed_nodes(rule[j])[at];
            weight *= gsl_integration_fixed_weights(rule[j])[at] / sqrt(2.0 * M_PI);
        }
        nodes->weight[q] = weight;
        place(d, z, nodes->factor + q * d->rows);
    }
    for (size_t j = 0; j < d->count; j++)
        if (rule[j]) gsl_integration_fixed_free(rule[j]);
    return found ? EPSCAN_OK : error_no_memory("nuisance parameters");
}

bool sobol_normals(size_t points, size_t dimensions, double *normal) {
    if (dimensions == 0) return true;
    gsl_qrng *sobol = gsl_qrng_alloc(gsl_qrng_sobol, (unsigned)dimensions);
    if (!sobol) return false;
    for (size_t i = 0; i < points; i++) {
        double *point = normal + i * dimensions;
        gsl_qrng_get(sobol, point);
        /* the first point is the middle: shifted by half of the spacing, all stay inside */
        for (size_t k = 0; k < dimensions; k++) point[k] = gsl_cdf_ugaussian_Pinv(fmod(point[k] + 0.5 / (double)points, 1.0));
    }
    gsl_qrng_free(sobol);
    return true;
}

static epscan_status fill_sobol(const struct directions *d, struct prior_nodes *nodes) {
    double *normal = malloc(nodes->count * d->count * sizeof *normal);
    const bool drawn = normal && sobol_normals(nodes->count, d->count, normal);
    for (size_t q = 0; drawn && q < nodes->count; q++) {
        nodes->weight[q] = 1.0 / (double)nodes->count;
        place(d, normal + q * d->count, nodes->factor + q * d->rows);
    }
    free(normal);
    return drawn ? EPSCAN_OK : error_no_memory("nuisance parameters");
}

/* Of the product of all rules; `most` + 1 where it is more. */
static size_t product_size(const struct directions *d, size_t most) {
    size_t size = 1;
    for (size_t j = 0; j < d->count && size <= most; j++) size *= (size_t)d->nodes[j];
    return size <= most ? size : most + 1;
}

static epscan_status fill_nodes(const struct directions *d, size_t most, struct prior_nodes *nodes) {
    const size_t product = product_size(d, most);
    if (d->count > MOST_DIRECTIONS)
        return error_set(EPSCAN_BAD_INPUT, "limit method cls: %zu independent uncertainties; allowed: up to %d", d->count,
                         MOST_DIRECTIONS);
    const epscan_status status = allocate(product <= most ? product : most, d->rows, nodes);
    if (status) return status;
    return product <= most ? fill_product(d, nodes) : fill_sobol(d, nodes);
}

epscan_status prior_nodes_create(size_t nuisances, size_t rows, const double *log_kappa, double events, size_t most,
                                 struct prior_nodes *nodes) {
    struct directions d = {0, rows, malloc((nuisances * rows + 1) * sizeof(double)), malloc((nuisances + 1) * sizeof(int))};
    epscan_status status = d.along && d.nodes ? EPSCAN_OK : error_no_memory("nuisance parameters");
    *nodes = (struct prior_nodes){0};
    if (!status && nuisances) status = find_directions(nuisances, log_kappa, events, &d);
    if (!status) status = fill_nodes(&d, most, nodes);
    directions_clear(&d);
    if (status) prior_nodes_clear(nodes);
    return status;
}

void prior_nodes_clear(struct prior_nodes *nodes) {
    free(nodes->weight);
    free(nodes->factor);
    *nodes = (struct prior_nodes){0};
}
