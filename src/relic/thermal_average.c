/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Gondolo & Gelmini, Nucl. Phys. B 360, 145 (1991), Eq. 3.8, with z = sqrt(s)/m and x = m/T:
 *
 *     <sigma v> = 1/(8 m^4 T K_2(x)^2) int sigma (s - 4 m^2) sqrt(s) K_1(sqrt(s)/T) ds
 *               = x/(4 K_2(x)^2) int sigma(z) z^2 (z^2 - 4) K_1(x z) dz,
 *
 * and for masses m and u m, m^2 m^2 K_2(x)^2 -> m^2 (u m)^2 K_2(x) K_2(u x), z^2 (z^2 - 4) -> [z^2 - (u - 1)^2] [z^2 - (u + 1)^2].
 *
 * On the nodes of one mesh, the Bessel functions depend on x alone and sigma on epsilon alone: the former are kept, so that
 * another epsilon is one sparse matrix times one vector. e^(-x z) is split off the Bessel functions at the lowest z.
 */
#include "relic/thermal_average.h"

#include "core/error.h"
#include "relic/collision_mesh.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include <gsl/gsl_sf_bessel.h>

static const double reach = 50.0; /* nodes with less than e^-reach are dropped */

struct thermal_average {
    size_t x_count, node_count;
    double *log_scale;                        /* [x_count]: what the sum is to be multiplied with */
    size_t *first;                            /* [x_count + 1]: where the entries of an x begin */
    uint32_t *node;                           /* [first[x_count]] */
    double *kernel;                           /* [first[x_count]] */
    struct dark_cross_section *cross_section; /* [node_count] */
};

void thermal_average_free(struct thermal_average *average) {
    if (!average) return;
    free(average->log_scale);
    free(average->first);
    free(average->node);
    free(average->kernel);
    free(average->cross_section);
    free(average);
}

static double exponent_at(const struct collision_mesh *mesh, size_t node, double x) {
    return x * (mesh->node[node].above_threshold - (mesh->lowest_z - mesh->threshold));
}

/* Entries in all: how many nodes each x reaches. */
static size_t count_entries(const struct collision_mesh *mesh, size_t count, const double *x) {
    size_t entries = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < mesh->count; j++) entries += exponent_at(mesh, j, x[i]) < reach;
    return entries;
}

static epscan_status allocate(struct thermal_average *average, size_t entries) {
    average->log_scale = malloc(average->x_count * sizeof *average->log_scale);
    average->first = malloc((average->x_count + 1) * sizeof *average->first);
    average->node = malloc(entries * sizeof *average->node);
    average->kernel = malloc(entries * sizeof *average->kernel);
    average->cross_section = malloc(average->node_count * sizeof *average->cross_section);
    if (average->log_scale && average->first && average->node && average->kernel && average->cross_section) return EPSCAN_OK;
    return error_no_memory("thermal averages");
}

/* The entries of one x, from `at` on; where the next begin. */
static size_t fill_entries(struct thermal_average *average, const struct collision_mesh *mesh, double x, size_t at) {
    for (size_t j = 0; j < mesh->count; j++) {
        const struct dark_collision *node = &mesh->node[j];
        const double exponent = exponent_at(mesh, j, x), split = mesh->threshold - 2.0;
        if (!(exponent < reach)) continue;
        average->node[at] = (uint32_t)j;
        average->kernel[at++] = mesh->weight[j] * (node->z - split) * (node->z + split) * node->above_threshold *
                                (node->z + mesh->threshold) * gsl_sf_bessel_K1_scaled(x * node->z) * exp(-exponent);
    }
    return at;
}

static epscan_status fill(struct thermal_average *average, const struct relic_model *model, const struct collision_mesh *mesh,
                          const double *x) {
    const epscan_status status = allocate(average, count_entries(mesh, average->x_count, x));
    if (status) return status;
    const double u = mesh->threshold - 1.0;
    average->first[0] = 0;
    for (size_t i = 0; i < average->x_count; i++) {
        average->first[i + 1] = fill_entries(average, mesh, x[i], average->first[i]);
        average->log_scale[i] = log(0.25 * x[i] / (u * u)) - log(gsl_sf_bessel_Kn_scaled(2, x[i])) -
                                log(gsl_sf_bessel_Kn_scaled(2, u * x[i])) - x[i] * (mesh->lowest_z - mesh->threshold);
    }
    for (size_t j = 0; j < mesh->count; j++) average->cross_section[j] = dark_cross_section_at(model, mesh->node[j]);
    return EPSCAN_OK;
}

epscan_status thermal_average_create(const struct relic_model *model, size_t count, const double *x,
                                     struct thermal_average **average) {
    struct collision_mesh mesh;
    *average = NULL;
    epscan_status status = collision_mesh_init(model, x[0], x[count - 1], &mesh);
    struct thermal_average *made = status ? NULL : calloc(1, sizeof *made);
    if (!status && !made) status = error_no_memory("thermal averages");
    if (!status) {
        made->x_count = count;
        made->node_count = mesh.count;
        status = fill(made, model, &mesh, x);
    }
    collision_mesh_clear(&mesh);
    if (status)
        thermal_average_free(made);
    else
        *average = made;
    return status;
}

epscan_status thermal_average_evaluate(const struct thermal_average *average, double epsilon, double *log_average) {
    double *sigma = malloc(average->node_count * sizeof *sigma);
    if (!sigma) return error_no_memory("thermal averages");
    for (size_t j = 0; j < average->node_count; j++) sigma[j] = dark_cross_section_GeV_2(&average->cross_section[j], epsilon);
    for (size_t i = 0; i < average->x_count; i++) {
        double sum = 0.0;
        for (size_t k = average->first[i]; k < average->first[i + 1]; k++) sum += average->kernel[k] * sigma[average->node[k]];
        log_average[i] = average->log_scale[i] + log(sum);
    }
    free(sigma);
    return EPSCAN_OK;
}
