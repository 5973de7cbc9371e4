/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A response file says what it is: the sentence that defines R, the formula of N, the densities of the models that epscan has, how
 * R is interpolated and how well, and may be used by people who never see epscan. Numbers are in single precision, 6e-8 of
 * themselves, shuffled and deflated; a checksum seals the whole file.
 */
#include "output/response_output.h"

#include "core/build_info.h"
#include "core/error.h"
#include "file/grid_seal.h"
#include "file/hdf5_helpers.h"
#include "file/response_file.h"
#include "output/netcdf_variable.h"
#include "output/text_output.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define DEFINITION                                                                                                                 \
    "R_c(s; threshold, shift) is the number of events at epsilon = 1 that channel c gives for a narrow invisible vector of mass "  \
    "sqrt(s) in this experiment, selected with this ECAL threshold and energy-scale shift"
#define FORMULA                                                                                                                    \
    "N = epsilon^2 sum_c int ds rho(s) R_c(s), s in GeV^2; R_c is 0 outside the panels; where response_c has a point_mass, N has " \
    "epsilon^2 point_mass rho(point_mass_at_s) more; where it is taken_at the resonance, N_c = epsilon^2 R_c(mA^2)"
#define DENSITIES                                                                                                                  \
    "rho(s) = (1/pi) sqrt(s) Gamma_d(sqrt(s)) / [(s - mA^2)^2 + mA^2 Gamma^2 eta], Gamma = Gamma_d(mA), eta = (s/mA^2)^2 for "     \
    "fermion and pseudo-dirac, 1 for others; with beta = sqrt(1 - 4 m_chi^2/s): sqrt(s) Gamma_d(sqrt(s)) = "                       \
    "alpha_D s/3 (1 + 2 m_chi^2/s) beta for a Dirac fermion, alpha_D s/12 beta^3 for a complex scalar, alpha_D s/6 beta^3 for a "  \
    "Majorana fermion with (g_D/2) A'_mu chibar gamma^mu gamma5 chi, (2 alpha_D q/3)[3 m1 m2 + s - (m1^2 + m2^2)/2 - "             \
    "(m1^2 - m2^2)^2/(2 s)]/sqrt(s) for pseudo-Dirac chi of masses m1, m2, q = lambda^(1/2)(s, m1^2, m2^2)/(2 sqrt(s)), alpha_D "  \
    "s/3 beta^3 for a Dirac fermion with g_D A'_mu chibar gamma^mu gamma5 chi"
#define INTERPOLATION                                                                                                              \
    "on each panel, between panel_edge[p] and panel_edge[p+1] (s in GeV^2), the polynomial in s through its 24 nodes, which are "  \
    "those of Gauss-Legendre: barycentric, with weights (-1)^j sqrt((1 - x_j^2) w_j)"
#define AT_RESONANCE "a power of s between the rows of sqrt_s_published; not known outside"
#define LICENCE "CC0-1.0: these numbers may be used for anything; please cite the experiment and epscan"

static const struct output_kind file_output = {.noun = "response",
                                               .when_existing = "another output, or --force to replace it",
                                               .start = OUTPUT_START_HDF5,
                                               .hdf5_attribute = RESPONSE_FORMAT};
#define CSV_START "# epscan response of "
static const struct output_kind csv_output = {
    .noun = "table of a response", .when_existing = "another output, or --force to replace it", .start = CSV_START};

epscan_status response_output_check(const char *path, size_t columns, bool as_csv, bool replace) {
    enum { NODES = 1500, CSV_ROW = 80 };
    const uint64_t bytes = (uint64_t)columns * NODES * (as_csv ? CSV_ROW : 2 * sizeof(float)) + (1 << 18);
    return output_file_check(path, as_csv ? &csv_output : &file_output, replace ? EXISTING_REPLACED : EXISTING_REFUSED, bytes);
}

static herr_t put_root(hid_t file, const struct experiment *e) {
    char title[160];
    snprintf(title, sizeof title, "response of %s", e->name);
    const char *const texts[][2] = {
        {"title", title},
        {"experiment", e->name},
        {"definition", DEFINITION},
        {"yield", FORMULA},
        {"spectral_density", DENSITIES},
        {"interpolation", INTERPOLATION},
        {"license", LICENCE},
        {RESPONSE_MEDIATOR, e->mediation.mediator->name},
    };
    herr_t status = hdf5_put_integer(file, RESPONSE_FORMAT, RESPONSE_FORMAT_VERSION);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0] && status >= 0; i++)
        status = hdf5_put_text(file, texts[i][0], texts[i][1]);
    if (status >= 0) status = hdf5_put_double(file, "interpolation_error", RESPONSE_TABLE_ERROR);
    return status < 0 ? status : hdf5_put_integer(file, "physics_version", physics_version);
}

static herr_t put_point_mass(hid_t set, const struct table_channel *channel) {
    if (!(channel->point_mass_GeV2 > 0.0)) return 0;
    const herr_t status = hdf5_put_double(set, RESPONSE_POINT_MASS, channel->point_mass_GeV2);
    return status < 0 ? status : hdf5_put_double(set, RESPONSE_POINT_MASS_AT, channel->point_mass_at_GeV2);
}

static herr_t put_rows(hid_t file, const char *name, const char *long_name, const struct table_channel *channel) {
    const hid_t scale = netcdf_scale(file, RESPONSE_ROWS, "sqrt(s) of the rows of the published limit", "GeV",
                                     channel->row_sqrt_s_GeV, channel->row_count);
    const hid_t set = scale < 0 ? -1 : netcdf_variable(file, name, channel->row_events, 1, &scale, false);
    herr_t status = set < 0 ? -1
                            : hdf5_put_text(set, "taken_at",
                                            "the resonance, s = mA^2: events N_up/epsilon_UP^2 of a published "
                                            "limit, whatever the selection");
    if (status >= 0) status = hdf5_put_text(set, "interpolation", AT_RESONANCE);
    if (netcdf_close(set, long_name, "1") < 0) status = -1;
    if (scale >= 0) H5Dclose(scale);
    return status;
}

/* The dimensions of what is folded: nodes, thresholds, shifts. */
static herr_t put_channel(hid_t file, const struct response_table *table, size_t c, const hid_t scales[3]) {
    const struct table_channel *channel = &table->channel[c];
    char name[64], long_name[160];
    snprintf(name, sizeof name, RESPONSE_PREFIX "%s", channel_at(c)->name);
    snprintf(long_name, sizeof long_name, "events of a narrow A' of mass sqrt(s) by %s, at epsilon = 1", channel_at(c)->long_name);
    if (!channel->exists) return 0;
    if (channel->at_resonance) return put_rows(file, name, long_name, channel);
    const hid_t set = netcdf_variable(file, name, channel->events, 3, scales, true);
    const herr_t status = set < 0 ? -1 : put_point_mass(set, channel);
    return netcdf_close(set, long_name, "1") < 0 ? -1 : status;
}

static hid_t put_nodes(hid_t file, const struct response_mesh *mesh) {
    double *sqrt_s = malloc((size_t)mesh->node_count * sizeof *sqrt_s);
    if (!sqrt_s) return -1;
    for (int j = 0; j < mesh->node_count; j++) sqrt_s[j] = sqrt(mesh->s[j]);
    const hid_t scale = netcdf_scale(file, RESPONSE_SQRT_S, "sqrt(s), the mass of a narrow A': 24 nodes of each panel", "GeV",
                                     sqrt_s, (size_t)mesh->node_count);
    free(sqrt_s);
    return scale;
}

static herr_t put_table(hid_t file, const struct response_table *table) {
    const struct response_mesh *mesh = &table->mesh;
    const hid_t scales[4] = {
        put_nodes(file, mesh),
        netcdf_scale(file, RESPONSE_THRESHOLD, "ECAL threshold: readings below it are selected", "GeV", table->threshold_GeV,
                     table->threshold_count),
        netcdf_scale(file, RESPONSE_SHIFT, "relative shift of the ECAL's energy scale", "1", table->shift, table->shift_count),
        netcdf_scale(file, RESPONSE_EDGES, "edges in s of the panels", "GeV2", mesh->edge, (size_t)mesh->panel_count + 1),
    };
    herr_t status = 0;
    for (int i = 0; i < 4; i++)
        if (scales[i] < 0) status = -1;
    if (status >= 0)
        status =
            netcdf_close(netcdf_variable(file, RESPONSE_WEIGHT, mesh->weight, 1, scales, false),
                         "weights of Gauss' rule: int f ds = sum of weight f(s) over the nodes, for f smooth on panels", "GeV2");
    for (size_t c = 0; c < channel_count() && status >= 0; c++) status = put_channel(file, table, c, scales);
    for (int i = 0; i < 4; i++)
        if (scales[i] >= 0) H5Dclose(scales[i]);
    return status;
}

static epscan_status fill_file(const char *path, const char *final_path, const struct experiment *e,
                               const struct response_table *table, const struct provenance *provenance) {
    const hid_t file = hdf5_create_file(path);
    if (file < 0 || grid_seal_reserve(file) < 0 || provenance_put(file, provenance) < 0 || put_root(file, e) < 0 ||
        put_table(file, table) < 0 || provenance_put_inputs(file, NULL, e->inputs, (size_t)e->input_count) < 0 ||
        grid_seal_note_whole(file) < 0 || H5Fflush(file, H5F_SCOPE_GLOBAL) < 0 || H5Fclose(file) < 0)
        return hdf5_fail(final_path, "cannot be created");
    return grid_seal_set(path);
}

epscan_status response_output_write(const char *path, const struct experiment *experiment, const struct response_table *table,
                                    const struct provenance *provenance, bool replace) {
    struct output_file output;
    const epscan_status status =
        output_file_begin(path, &file_output, replace ? EXISTING_REPLACED : EXISTING_REFUSED, NULL, &output);
    if (status) return status;
    return output_file_end(&output, fill_file(output.temporary, path, experiment, table, provenance));
}

/* Numbers that have no column, on one line. */
static void print_numbers(FILE *stream, const char *what, const double *number, size_t count) {
    fprintf(stream, "\n# %s:", what);
    for (size_t i = 0; i < count; i++) fprintf(stream, " %.15g", number[i]);
}

/* What the columns, which end where the panels do, have not of a channel: the rows of a published curve, the point mass. */
static void print_head_of_channel(FILE *stream, const char *name, const struct table_channel *own) {
    if (own->at_resonance) {
        fprintf(stream, "\n# " RESPONSE_PREFIX "%s is taken at the resonance, whatever the selection: %s", name, AT_RESONANCE);
        print_numbers(stream, RESPONSE_ROWS " (GeV)", own->row_sqrt_s_GeV, own->row_count);
        print_numbers(stream, "its events there", own->row_events, own->row_count);
    }
    if (own->point_mass_GeV2 > 0.0)
        fprintf(stream, "\n# " RESPONSE_PREFIX "%s: point_mass %.17g GeV2 at s = %.17g GeV2", name, own->point_mass_GeV2,
                own->point_mass_at_GeV2);
}

static void print_head(FILE *stream, const struct experiment *e, const struct response_table *table) {
    fprintf(stream,
            CSV_START "%s, by epscan %s\n# %s.\n# %s.\n# %s.\n# interpolation, to %g of R: %s.\n# panel_edge (GeV2):", e->name,
            build_version, DEFINITION, FORMULA, DENSITIES, RESPONSE_TABLE_ERROR, INTERPOLATION);
    for (int p = 0; p <= table->mesh.panel_count; p++) fprintf(stream, " %.17g", table->mesh.edge[p]);
    for (size_t c = 0; c < channel_count(); c++) print_head_of_channel(stream, channel_at(c)->name, &table->channel[c]);
    fprintf(stream, "\n# mediator: %s", e->mediation.mediator->name);
    fprintf(stream, "\n# license: %s\nsqrt_s_GeV,weight_GeV2,ecal_threshold_GeV,energy_scale_shift", LICENCE);
    for (size_t c = 0; c < channel_count(); c++)
        if (table->channel[c].exists) fprintf(stream, "," RESPONSE_PREFIX "%s", channel_at(c)->name);
    fputc('\n', stream);
}

static void print_row(FILE *stream, const struct response_table *table, size_t node, size_t column) {
    const epscan_selection selection = response_table_selection(table, column);
    const double sqrt_s = sqrt(table->mesh.s[node]);
    fprintf(stream, "%.15g,%.15g,%.15g,%.15g", sqrt_s, table->mesh.weight[node], selection.threshold_GeV,
            selection.energy_scale_shift);
    for (size_t c = 0; c < channel_count(); c++) {
        const struct table_channel *own = &table->channel[c];
        if (!own->exists) continue;
        fprintf(stream, ",%.10g",
                own->at_resonance ? response_table_at(table, c, column, sqrt_s)
                                  : own->events[node * response_table_columns(table) + column]);
    }
    fputc('\n', stream);
}

epscan_status response_output_write_csv(const char *path, const struct experiment *experiment, const struct response_table *table,
                                        bool replace) {
    struct text_output output;
    const epscan_status status = text_output_open(path, &csv_output, replace ? EXISTING_REPLACED : EXISTING_REFUSED, &output);
    if (status) return status;
    print_head(output.stream, experiment, table);
    for (size_t j = 0; j < (size_t)table->mesh.node_count; j++)
        for (size_t column = 0; column < response_table_columns(table); column++) print_row(output.stream, table, j, column);
    return text_output_close(&output, EPSCAN_OK);
}
