/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What made a file: versions, flags, command line, and all input files as texts with their hashes. */
#include "file/provenance.h"

#include "core/build_info.h"
#include "core/error.h"
#include "core/text_line.h"
#include "file/grid_schema.h"
#include "file/hdf5_helpers.h"
#include "file/hdf5_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <gsl/gsl_version.h>
#include <jansson.h>
#include <yaml.h>

static void describe_libraries(const struct provenance *provenance, char *text, size_t size) {
    unsigned major, minor, patch;
    H5get_libversion(&major, &minor, &patch);
    snprintf(text, size, "HDF5 %u.%u.%u; GSL %s; libyaml %s; jansson %s; %.120s", major, minor, patch, gsl_version,
             yaml_get_version_string(), JANSSON_VERSION, provenance->mpi_library);
    for (char *c = text; *c; c++)
        if ((unsigned char)*c < ' ') *c = ' ';
}

herr_t provenance_put(hid_t file, const struct provenance *provenance) {
    char created[32], libraries[512], source[64];
    const time_t now = time(NULL);
    strftime(created, sizeof created, "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));
    describe_libraries(provenance, libraries, sizeof libraries);
    snprintf(source, sizeof source, "epscan %s", build_version);
    const char *const texts[][2] = {
        {"Conventions", "CF-1.10"},
        {"source", source},
        {"references", "Andreev et al. (NA64), Phys. Rev. D 104, L091701 (2021)"},
        {"created", created},
        {"command_line", provenance->command_line},
        {"epscan_version", build_version},
        {"git_revision", build_git_revision},
        {"compiler", build_compiler},
        {"compiler_flags", build_flags},
        {"libraries", libraries},
    };
    herr_t status = 0;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0] && status >= 0; i++)
        status = hdf5_put_text(file, texts[i][0], texts[i][1]);
    return status;
}

static herr_t put_strings_of_inputs(hid_t file, const struct text_file *inputs, size_t count, hid_t scale) {
    const char **column = malloc((count ? count : 1) * sizeof *column);
    if (!column) return -1;
    for (size_t i = 0; i < count; i++) column[i] = inputs[i].path;
    herr_t status = hdf5_put_strings(file, GRID_INPUT_PATHS, "input files, by the names that name them", column, count, scale);
    for (size_t i = 0; i < count; i++) column[i] = inputs[i].text;
    if (status >= 0) status = hdf5_put_strings(file, GRID_INPUT_TEXTS, "their texts", column, count, scale);
    for (size_t i = 0; i < count; i++) column[i] = inputs[i].sha256;
    if (status >= 0) status = hdf5_put_strings(file, GRID_INPUT_HASHES, "SHA-256 of the texts", column, count, scale);
    free(column);
    return status;
}

herr_t provenance_put_inputs(hid_t file, const char *job_text, const struct text_file *inputs, size_t count) {
    const hid_t properties = hdf5_ordered(H5P_GROUP_CREATE),
                group = H5Gcreate2(file, "provenance", H5P_DEFAULT, properties, H5P_DEFAULT);
    herr_t status = group < 0 ? -1 : 0;
    if (status >= 0 && job_text) status = hdf5_put_strings(file, GRID_JOB, "the job file", &job_text, 0, -1);
    const hid_t scale = group < 0 ? -1 : hdf5_create_dimension(group, "input", count);
    if (status >= 0) status = scale < 0 ? -1 : put_strings_of_inputs(file, inputs, count, scale);
    if (scale >= 0) H5Dclose(scale);
    if (group >= 0) H5Gclose(group);
    H5Pclose(properties);
    return status;
}

/* One input, which must have its hash. */
static epscan_status take_input(const char *path, char *name, const char *text, const char *hash, struct text_file *input) {
    const epscan_status status = text_file_from_memory(text_in_one_line(name), text, strlen(text), input);
    if (status || strcmp(input->sha256, hash) == 0) return status;
    return error_set(EPSCAN_BAD_INPUT, "%s: damaged: input %.160s does not have its hash", path, input->path);
}

epscan_status provenance_get_inputs(const char *path, hid_t file, size_t most, struct text_file **inputs, size_t *count) {
    size_t names = 0, texts = 0, hashes = 0;
    char **name = hdf5_get_strings(file, GRID_INPUT_PATHS, &names), **text = hdf5_get_strings(file, GRID_INPUT_TEXTS, &texts);
    char **hash = hdf5_get_strings(file, GRID_INPUT_HASHES, &hashes);
    const bool fits = name && text && hash && names == texts && names == hashes && names <= most;
    *inputs = calloc(fits && names ? names : 1, sizeof **inputs);
    *count = fits && *inputs ? names : 0;
    epscan_status status = *inputs ? EPSCAN_OK : error_no_memory(path);
    if (!status && !fits) status = error_set(EPSCAN_BAD_INPUT, "%s: damaged: no usable inputs", path);
    for (size_t i = 0; i < *count && !status; i++) status = take_input(path, name[i], text[i], hash[i], &(*inputs)[i]);
    hdf5_free_strings(name, names);
    hdf5_free_strings(text, texts);
    hdf5_free_strings(hash, hashes);
    return status;
}
