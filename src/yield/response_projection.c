/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * On each panel R is the polynomial through its 24 nodes, sum_j l_j(s) R_j, so that int rho R ds needs int rho l_j ds alone. Of the
 * models with a pole these are moments.c's, in closed form; of any other density those of density_fold.c. A published curve, a
 * power of s between its rows, is folded in the same way with itself in the place of the l_j.
 */
#include "yield/response_projection.h"

#include "core/error.h"
#include "model/dark_current.h"

#include <math.h>
#include <stdlib.h>

size_t response_projection_size(const struct response_table *table) {
    return (size_t)(table->mesh.node_count ? table->mesh.node_count : 1);
}

void response_project_model(const struct response_table *table, const epscan_dark_photon *model, double *scratch,
                            struct response_projection *projection) {
    const struct spectral_density rho = spectral_density_of(model);
    if (table->mesh.panel_count) {
        density_numerators(&table->rules, &rho, scratch);
        density_moments(&table->rules, &rho, table->mesh.edge[table->mesh.panel_count] - rho.resonance, scratch,
                        projection->moment);
    }
    for (size_t c = 0; c < CHANNELS_MAX; c++) {
        const struct table_channel *own = &table->channel[c];
        projection->fixed[c] =
            own->at_resonance ? response_table_at(table, c, 0, model->mass_GeV) * dark_photon_signal_share(model) : 0.0;
        if (own->point_mass_GeV2 > 0.0)
            projection->fixed[c] =
                own->point_mass_GeV2 * spectral_density_at_offset(model, own->point_mass_at_GeV2 - rho.resonance);
    }
}

/* A published curve, and nothing where it ends. */
struct curve {
    const struct response_table *table;
    size_t channel;
};

static void curve_at(double s, double *f, void *data) {
    const struct curve *own = data;
    const double R = response_table_at(own->table, own->channel, 0, sqrt(s));
    f[0] = isnan(R) ? 0.0 : R;
}

static double fold_rows(struct density_fold *fold, const struct response_table *table, size_t channel) {
    const struct table_channel *own = &table->channel[channel];
    struct curve curve = {table, channel};
    const struct folded_functions function = {1, curve_at, &curve};
    double sum = 0.0;
    fold->scale = 0.0;
    for (size_t i = 0; i + 1 < own->row_count; i++)
        density_fold_add(fold, &function, own->row_sqrt_s_GeV[i] * own->row_sqrt_s_GeV[i],
                         own->row_sqrt_s_GeV[i + 1] * own->row_sqrt_s_GeV[i + 1], &sum);
    return sum;
}

static epscan_status project(const struct response_table *table, struct density_fold *fold,
                             struct response_projection *projection) {
    density_fold_moments(fold, &table->rules, projection->moment);
    for (size_t c = 0; c < CHANNELS_MAX; c++) {
        const struct table_channel *own = &table->channel[c];
        projection->fixed[c] = own->at_resonance ? fold_rows(fold, table, c) : 0.0;
        if (own->point_mass_GeV2 > 0.0)
            projection->fixed[c] = own->point_mass_GeV2 * density_fold_at(fold, own->point_mass_at_GeV2);
    }
    return density_fold_status(fold);
}

epscan_status response_project_density(const struct response_table *table, const struct any_density *rho,
                                       struct response_projection *projection) {
    struct density_fold fold;
    epscan_status status = density_fold_init(&fold, rho, DENSITY_PANEL_NODES);
    if (!status) status = project(table, &fold, projection);
    density_fold_clear(&fold);
    return status;
}

epscan_status response_project_table(const struct response_table *table, const struct density_table *rho,
                                     struct response_projection *projection) {
    double low, high;
    struct density_fold fold;
    response_table_range(table, &low, &high);
    epscan_status status = density_table_check_range(rho, low, high);
    if (status) return status;
    status = density_fold_init_table(&fold, rho, DENSITY_PANEL_NODES);
    if (!status) status = project(table, &fold, projection);
    density_fold_clear(&fold);
    return status;
}

double response_projection_events(const struct response_table *table, const struct response_projection *projection, size_t channel,
                                  size_t column) {
    const struct table_channel *own = &table->channel[channel];
    const size_t columns = response_table_columns(table);
    double sum = projection->fixed[channel];
    if (!own->exists) return 0.0;
    if (!own->at_resonance)
        for (size_t j = 0; j < (size_t)table->mesh.node_count; j++)
            sum += projection->moment[j] * own->events[j * columns + column];
    return EPSCAN_REFERENCE_EPSILON * EPSCAN_REFERENCE_EPSILON * (sum > 0.0 || isnan(sum) ? sum : 0.0);
}

epscan_status response_projected_events(const struct response_table *table, const struct response_projection *projection,
                                        const epscan_selection *selection, double *events) {
    size_t column;
    const epscan_status status = response_table_find_column(table, selection, &column);
    for (size_t c = 0; c < channel_count() && !status; c++) events[c] = response_projection_events(table, projection, c, column);
    return status;
}

epscan_status response_events(const struct response_table *table, const epscan_dark_photon *model, const struct density_table *rho,
                              const epscan_selection *selection, double *events) {
    const size_t size = response_projection_size(table);
    struct response_projection projection = {.moment = malloc(2 * size * sizeof(double))};
    epscan_status status = projection.moment ? EPSCAN_OK : error_no_memory("a yield");
    if (!status && rho) status = response_project_table(table, rho, &projection);
    if (!status && !rho) response_project_model(table, model, projection.moment + size, &projection);
    if (!status) status = response_projected_events(table, &projection, selection, events);
    free(projection.moment);
    return status;
}
