/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A small file, written at once, whose dimension `model_table` has the files' names as labels; the tables' texts stand among its
 * inputs with their hashes, and a checksum seals it as a whole.
 */
#include "output/table_grid_file.h"

#include "core/build_info.h"
#include "core/error.h"
#include "file/grid_schema.h"
#include "file/grid_seal.h"
#include "file/hdf5_helpers.h"
#include "output/netcdf_variable.h"
#include "output/output_file.h"

#include <stdio.h>
#include <stdlib.h>

/* The value of the root attribute that only these files have. */
enum { TABLE_GRID_FORMAT_VERSION = 1 };

static const struct output_kind grid_output = {.noun = "grid of tables",
                                               .when_existing = "another output, or --force to replace it",
                                               .start = OUTPUT_START_HDF5,
                                               .hdf5_attribute = TABLE_GRID_FORMAT};

epscan_status table_grid_check_output(const struct table_job *job, bool replace) {
    const uint64_t bytes = table_job_points(job) * 8 * (CHANNELS_MAX + 2) + (1 << 20);
    return output_file_check(job->output_path, &grid_output, replace ? EXISTING_REPLACED : EXISTING_REFUSED, bytes);
}

static herr_t put_root(hid_t file, const struct table_job *job) {
    const struct experiment *e = job->experiment;
    herr_t status = hdf5_put_integer(file, TABLE_GRID_FORMAT, TABLE_GRID_FORMAT_VERSION);
    if (status >= 0) status = hdf5_put_text(file, "title", job->title[0] ? job->title : e->name);
    if (status >= 0) status = hdf5_put_text(file, "experiment", e->name);
    if (status >= 0) status = hdf5_put_text(file, "job_sha256", job->source.sha256);
    if (status >= 0) status = hdf5_put_text(file, "limit_method", epscan_limit_method_name(e->statistics.method));
    if (status >= 0) status = hdf5_put_double(file, "confidence_level", e->statistics.confidence_level);
    return status < 0 ? status : hdf5_put_integer(file, "physics_version", physics_version);
}

/* The experiment's inputs, then the tables. */
static herr_t put_inputs(hid_t file, const struct table_job *job) {
    const struct experiment *e = job->experiment;
    const size_t count = (size_t)e->input_count + job->table_count;
    struct text_file *inputs = malloc(count * sizeof *inputs);
    if (!inputs) return -1;
    for (size_t i = 0; i < count; i++)
        inputs[i] = i < (size_t)e->input_count ? e->inputs[i] : job->tables[i - (size_t)e->input_count].file;
    const herr_t status = provenance_put_inputs(file, job->source.text, inputs, count);
    free(inputs);
    return status;
}

static hid_t put_labels(hid_t file, const struct table_job *job) {
    const char **labels = malloc(job->table_count * sizeof *labels);
    if (!labels) return -1;
    for (size_t i = 0; i < job->table_count; i++) labels[i] = job->tables[i].file.path;
    const hid_t scale = hdf5_create_scale(file, "model_table", NULL, labels, job->table_count);
    free(labels);
    if (scale >= 0 && hdf5_put_text(scale, "long_name", "file of the spectral density sqrt_s_GeV,rho_per_GeV2") < 0) {
        H5Dclose(scale);
        return -1;
    }
    return scale;
}

static herr_t put_norms(hid_t file, const struct table_job *job, const hid_t *scales) {
    const hsize_t extent = job->table_count;
    double *norms = malloc(job->table_count * sizeof *norms);
    if (!norms) return -1;
    for (size_t i = 0; i < job->table_count; i++) norms[i] = job->tables[i].norm;
    const herr_t status = netcdf_close(netcdf_variable(file, "rho_norm", norms, 1, &extent, scales, false),
                                       "int rho ds of the table, 1 of one narrow A'", "1");
    free(norms);
    return status;
}

/* The statuses, as doubles of small whole numbers. */
static herr_t put_statuses(hid_t file, const struct table_job *job, const struct table_results *results, const hsize_t *extent,
                           const hid_t *scales) {
    const size_t points = table_job_points(job);
    double *numbers = malloc(points * sizeof *numbers);
    if (!numbers) return -1;
    for (size_t i = 0; i < points; i++) numbers[i] = results->status[i];
    const herr_t status = netcdf_close(netcdf_variable(file, "status", numbers, 3, extent, scales, false),
                                       "0 ok, 2 no limit was found, 6 no signal at any epsilon", "1");
    free(numbers);
    return status;
}

static herr_t put_numbers(hid_t file, const struct table_job *job, const struct table_results *results, const hid_t *scales) {
    const hsize_t extent[3] = {job->table_count, job->thresholds.count, job->shifts.count};
    char name[64], long_name[160];
    herr_t status = put_norms(file, job, scales);
    for (size_t c = 0; c < channel_count() && status >= 0; c++) {
        if (!results->events[c]) continue;
        snprintf(name, sizeof name, "n_%s", channel_at(c)->name);
        snprintf(long_name, sizeof long_name, "expected events of %s at epsilon = 1e-4", channel_at(c)->long_name);
        status = netcdf_close(netcdf_variable(file, name, results->events[c], 3, extent, scales, false), long_name, "1");
    }
    if (status >= 0)
        status = netcdf_close(netcdf_variable(file, "epsilon_up", results->epsilon_up, 3, extent, scales, false),
                              "upper limit on epsilon, of the coupling that the densities are made with", "1");
    return status < 0 ? status : put_statuses(file, job, results, extent, scales);
}

static herr_t put_variables(hid_t file, const struct table_job *job, const struct table_results *results) {
    const hid_t scales[3] = {
        put_labels(file, job),
        netcdf_scale(file, "ecal_threshold", "ECAL threshold: readings below it are selected", "GeV", job->thresholds.value,
                     job->thresholds.count),
        netcdf_scale(file, "energy_scale_shift", "relative shift of the ECAL's energy scale", "1", job->shifts.value,
                     job->shifts.count),
    };
    herr_t status = scales[0] < 0 || scales[1] < 0 || scales[2] < 0 ? -1 : put_numbers(file, job, results, scales);
    for (int i = 0; i < 3; i++)
        if (scales[i] >= 0 && H5Dclose(scales[i]) < 0) status = -1;
    return status;
}

static epscan_status fill_file(const char *path, const struct table_job *job, const struct table_results *results,
                               const struct provenance *provenance) {
    const hid_t file = hdf5_create_file(path);
    if (file < 0 || grid_seal_reserve(file) < 0 || provenance_put(file, provenance) < 0 || put_root(file, job) < 0 ||
        put_variables(file, job, results) < 0 || put_inputs(file, job) < 0 || grid_seal_note_whole(file) < 0 ||
        H5Fflush(file, H5F_SCOPE_GLOBAL) < 0 || H5Fclose(file) < 0)
        return hdf5_fail(job->output_path, "cannot be created");
    return grid_seal_set(path);
}

epscan_status table_grid_write(const struct table_job *job, const struct table_results *results,
                               const struct provenance *provenance, bool replace) {
    struct output_file output;
    const epscan_status status =
        output_file_begin(job->output_path, &grid_output, replace ? EXISTING_REPLACED : EXISTING_REFUSED, NULL, &output);
    if (status) return status;
    return output_file_end(&output, fill_file(output.temporary, job, results, provenance));
}
