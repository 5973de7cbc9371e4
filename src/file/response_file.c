/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A response file is read in the order in which it can be believed: the checksum over all its bytes, so that HDF5 meets nothing
 * that was not written; the format; the axes and panels, in range and increasing, from which nodes and weights are made anew and
 * compared; the numbers, finite and not negative; the experiment, whose channels they must be. Energies in GeV, s in GeV^2.
 */
#include "file/response_file.h"

#include "core/error.h"
#include "file/grid_seal.h"
#include "file/hdf5_helpers.h"
#include "file/hdf5_read.h"
#include "file/provenance.h"
#include "scan/axis.h"
#include "text/number_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of nodes and weights to what the panels make of them, and of a published curve to the experiment's. */
static const double same_within = 1e-10;
/* More events than any beam has particles times electrons on their way. */
static const double most_events = 1e40;

static epscan_status damaged(const char *path, const char *what) {
    return error_set(EPSCAN_BAD_INPUT, "%s: damaged: %s", path, what);
}

struct axis_values {
    double *at; /* owned */
    size_t count;
};

/* Numbers of one dimension, strictly increasing, in an interval. */
static epscan_status read_axis(const char *path, hid_t file, const char *name, size_t most, const struct interval *allowed,
                               struct axis_values *values) {
    char what[100];
    values->at = hdf5_get_doubles(file, name, most, &values->count);
    bool fits = values->at != NULL;
    for (size_t i = 0; fits && i < values->count; i++)
        fits = isfinite(values->at[i]) && interval_holds(allowed, values->at[i]) && (i == 0 || values->at[i] > values->at[i - 1]);
    snprintf(what, sizeof what, "no usable %s", name);
    return fits ? EPSCAN_OK : damaged(path, what);
}

static bool is_same(double found, double expected) {
    return fabs(found - expected) <= same_within * fabs(expected);
}

/* That a dataset of the nodes holds what the panels make of them. */
static epscan_status check_nodes(const char *path, hid_t file, const char *name, const struct response_mesh *mesh, bool is_weight) {
    size_t count = 0;
    double *values = hdf5_get_doubles(file, name, (size_t)mesh->node_count, &count);
    bool fits = values && count == (size_t)mesh->node_count;
    for (size_t j = 0; fits && j < count; j++) fits = is_same(values[j], is_weight ? mesh->weight[j] : sqrt(mesh->s[j]));
    free(values);
    return fits ? EPSCAN_OK : damaged(path, is_weight ? "weights are not those of its panels" : "sqrt_s is not that of its panels");
}

static epscan_status read_axes(const char *path, hid_t file, double beam_energy_GeV, struct response_table *table) {
    static const struct interval any_s = {0.0, 1e6, true, false, "GeV2"};
    const struct interval thresholds = axis_interval(EPSCAN_AXIS_THRESHOLD, beam_energy_GeV);
    const struct interval shifts = axis_interval(EPSCAN_AXIS_SHIFT, beam_energy_GeV);
    struct axis_values edge = {0}, threshold = {0}, shift = {0};
    epscan_status status = read_axis(path, file, RESPONSE_EDGES, RESPONSE_TABLE_MAX_PANELS + 1, &any_s, &edge);
    if (!status) status = read_axis(path, file, RESPONSE_THRESHOLD, RESPONSE_TABLE_MAX_COLUMNS, &thresholds, &threshold);
    if (!status) status = read_axis(path, file, RESPONSE_SHIFT, RESPONSE_TABLE_MAX_COLUMNS, &shifts, &shift);
    if (!status && (edge.count < 2 || threshold.count * shift.count > RESPONSE_TABLE_MAX_COLUMNS))
        status = damaged(path, "too few panels or too many selections");
    if (!status)
        status = response_table_init(table, edge.at, (int)edge.count - 1,
                                     &(struct selection_axes){threshold.at, threshold.count, shift.at, shift.count});
    if (!status) status = check_nodes(path, file, RESPONSE_SQRT_S, &table->mesh, false);
    if (!status) status = check_nodes(path, file, RESPONSE_WEIGHT, &table->mesh, true);
    free(edge.at);
    free(threshold.at);
    free(shift.at);
    return status;
}

static bool are_events(const double *events, size_t count) {
    bool are = true;
    for (size_t i = 0; i < count; i++) are = are && events[i] >= 0.0 && events[i] <= most_events;
    return are;
}

static bool read_point_mass(hid_t set, struct table_channel *channel) {
    if (H5Aexists(set, RESPONSE_POINT_MASS) == 0) return true;
    return hdf5_get_double(set, RESPONSE_POINT_MASS, &channel->point_mass_GeV2) >= 0 &&
           hdf5_get_double(set, RESPONSE_POINT_MASS_AT, &channel->point_mass_at_GeV2) >= 0 && channel->point_mass_GeV2 >= 0.0 &&
           channel->point_mass_GeV2 <= most_events && channel->point_mass_at_GeV2 > 0.0 && channel->point_mass_at_GeV2 <= 1e6;
}

static epscan_status read_folded(const char *path, hid_t file, const char *name, const struct response_table *table,
                                 struct table_channel *channel) {
    hsize_t extent[3] = {(hsize_t)table->mesh.node_count, table->threshold_count, table->shift_count};
    const hsize_t chunk[3] = {extent[0], extent[1], extent[2]};
    const size_t count = (size_t)(extent[0] * extent[1] * extent[2]);
    const hid_t set = hdf5_open_dataset(file, name, H5T_IEEE_F32LE, 3, extent, chunk);
    if (set < 0) return damaged(path, "a response is not what it must be");
    channel->events = malloc(count * sizeof *channel->events);
    const bool fits = channel->events && H5Dread(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, channel->events) >= 0 &&
                      are_events(channel->events, count) && read_point_mass(set, channel);
    H5Dclose(set);
    return fits ? EPSCAN_OK : damaged(path, "a response has what is not a number of events");
}

/* A published curve, which must be that of the experiment. */
static epscan_status read_rows(const char *path, hid_t file, const char *name, const struct published_limit *limit,
                               struct table_channel *channel) {
    static const struct interval masses = {0.0, 1e6, true, false, "GeV"};
    size_t count = 0;
    struct axis_values rows = {0};
    const epscan_status status = read_axis(path, file, RESPONSE_ROWS, limit->count, &masses, &rows);
    channel->row_sqrt_s_GeV = rows.at;
    channel->row_count = rows.count;
    if (status) return status;
    channel->at_resonance = true;
    channel->row_events = hdf5_get_doubles(file, name, limit->count, &count);
    bool fits = channel->row_events && count == limit->count && channel->row_count == limit->count;
    for (size_t i = 0; fits && i < count; i++)
        fits = is_same(channel->row_sqrt_s_GeV[i], exp(limit->log_mass[i])) &&
               is_same(channel->row_events[i], published_limit_events(limit, channel->row_sqrt_s_GeV[i]));
    return fits ? EPSCAN_OK : damaged(path, "the published response is not that of its experiment");
}

static epscan_status read_channels(const char *path, hid_t file, const struct experiment *e, struct response_table *table) {
    epscan_status status = EPSCAN_OK;
    for (size_t c = 0; c < channel_count() && !status; c++) {
        char name[64];
        struct table_channel *channel = &table->channel[c];
        const bool is_published = e->strahlung.count && !e->strahlung_is_folded && c == channel_of_name("strahlung");
        snprintf(name, sizeof name, RESPONSE_PREFIX "%s", channel_at(c)->name);
        channel->exists = experiment_has_channel(e, c);
        if (channel->exists != (H5Lexists(file, name, H5P_DEFAULT) > 0))
            status = damaged(path, "its channels are not those of its experiment");
        else if (channel->exists)
            status =
                is_published ? read_rows(path, file, name, &e->strahlung, channel) : read_folded(path, file, name, table, channel);
    }
    return status;
}

static epscan_status read_experiment(const char *path, hid_t file, struct experiment **experiment) {
    struct text_file *inputs = NULL;
    size_t count = 0;
    int version = 0;
    char reason[800];
    epscan_status status = provenance_get_inputs(path, file, EXPERIMENT_MAX_INPUTS, &inputs, &count);
    if (!status && (!count || hdf5_get_integer(file, "physics_version", &version) < 0))
        status = damaged(path, "no experiment or physics_version");
    if (!status) {
        status = experiment_from_archive(&(struct input_archive){inputs, count, version}, experiment);
        snprintf(reason, sizeof reason, "%.790s", epscan_error_message());
        if (status == EPSCAN_BAD_INPUT) error_set(status, "%s: the experiment that it carries cannot be read: %s", path, reason);
    }
    for (size_t i = 0; i < count; i++) text_file_clear(&inputs[i]);
    free(inputs);
    return status;
}

static epscan_status read_mediator(const char *path, hid_t file, struct mediation *mediation) {
    char name[32] = "";
    if (H5Aexists(file, RESPONSE_MEDIATOR) == 0) return EPSCAN_OK;
    if (hdf5_get_text(file, RESPONSE_MEDIATOR, name, sizeof name) >= 0) mediation->mediator = mediator_of_name(name);
    return mediation->mediator && name[0] ? EPSCAN_OK : damaged(path, "no usable " RESPONSE_MEDIATOR);
}

static epscan_status read_response(const char *path, hid_t file, struct response_file *response) {
    int format = 0;
    if (H5Aexists(file, RESPONSE_FORMAT) <= 0 || hdf5_get_integer(file, RESPONSE_FORMAT, &format) < 0)
        return error_set(EPSCAN_BAD_INPUT, "%s: is no response file; allowed: one that `epscan response` made", path);
    if (format != RESPONSE_FORMAT_VERSION)
        return error_set(EPSCAN_BAD_INPUT, "%s: response_format: %d is not allowed; allowed: %d", path, format,
                         RESPONSE_FORMAT_VERSION);
    epscan_status status = read_experiment(path, file, &response->experiment);
    if (!status) status = read_mediator(path, file, &response->experiment->mediation);
    if (!status) status = read_axes(path, file, response->experiment->beam_energy_GeV, &response->table);
    return status ? status : read_channels(path, file, response->experiment, &response->table);
}

epscan_status response_file_open(const char *path, struct response_file *response) {
    bool sealed = false;
    *response = (struct response_file){0};
    epscan_status status = grid_seal_check(path, &sealed);
    if (!status && !sealed)
        status = error_set(EPSCAN_BAD_INPUT,
                           "%s: is no response file, or one that other software wrote anew; allowed: as `epscan "
                           "response` made it",
                           path);
    if (status) return status;
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_file_locking(access, false, true);
    const hid_t file = H5Fopen(path, H5F_ACC_RDONLY, access);
    H5Pclose(access);
    status = file < 0 ? damaged(path, "not HDF5") : read_response(path, file, response);
    if (file >= 0) H5Fclose(file);
    if (status) response_file_close(response);
    return status;
}

void response_file_close(struct response_file *response) {
    response_table_clear(&response->table);
    experiment_free(response->experiment);
    *response = (struct response_file){0};
}
