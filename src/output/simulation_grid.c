/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tallied quantities of a simulation over their dimensions (energies, particles, media), each with its statistical error.
 */
#include "output/simulation_grid.h"

#include "file/hdf5_helpers.h"
#include "output/simulation_schema.h"

#include <stdio.h>
#include <stdlib.h>

#include <hdf5_hl.h>

struct dimension {
    size_t count;
    hid_t scale;
};

static herr_t describe(hid_t set, const char *long_name, const char *unit) {
    const herr_t status = hdf5_put_text(set, "long_name", long_name);
    return status < 0 || !unit ? status : hdf5_put_text(set, "units", unit);
}

/* What stands along a dimension: values, or labels. */
struct scale {
    const char *name;
    const double *values;
    const char *const *labels;
    const char *long_name, *unit;
};

static herr_t put_scale(hid_t file, const struct scale *scale, struct dimension *dimension) {
    dimension->scale = hdf5_create_scale(file, scale->name, scale->values, scale->labels, dimension->count);
    return dimension->scale < 0 ? -1 : describe(dimension->scale, scale->long_name, scale->unit);
}

static herr_t put_label_scales(hid_t file, const struct shower_simulation *simulation, const struct simulation_setup *setup,
                               struct dimension *dimensions) {
    const struct shower_media *media = shower_simulation_media(simulation);
    const char *names[SHOWER_MAX_MEDIA + 1];
    for (int i = 0; i < setup->target.layer_count; i++) names[media->of_layer[i]] = setup->target.layers[i].material.name;
    names[media->count] = "all";
    dimensions[DIMENSION_PARTICLE].count = SHOWER_PARTICLES;
    dimensions[DIMENSION_MEDIUM].count = (size_t)media->count + 1;
    const herr_t status = put_scale(
        file,
        &(struct scale){"particle", NULL, shower_particle_names, "kind of particle; all but the primary are secondaries", NULL},
        &dimensions[DIMENSION_PARTICLE]);
    return status < 0 ? status
                      : put_scale(file, &(struct scale){"medium", NULL, names, "material", NULL}, &dimensions[DIMENSION_MEDIUM]);
}

static herr_t put_edges(hid_t file, const struct simulation_setup *setup) {
    struct dimension edges = {(size_t)setup->energy_bin_count + 1, -1};
    const herr_t status =
        put_scale(file, &(struct scale){"energy_edges_GeV", setup->edges_GeV, NULL, "edges of the bins of energy", "GeV"}, &edges);
    if (edges.scale >= 0) H5Dclose(edges.scale);
    return status;
}

static herr_t put_number_scales(hid_t file, const struct shower_simulation *simulation, const struct simulation_setup *setup,
                                struct dimension *dimensions) {
    const int energies = setup->energy_bin_count, depths = setup->depth_bin_count;
    const double width_X0 = shower_simulation_depth_X0(simulation) / depths;
    double *centre = malloc((size_t)(energies > depths ? energies : depths) * sizeof *centre);
    if (!centre) return -1;
    dimensions[DIMENSION_ENERGY].count = (size_t)energies;
    dimensions[DIMENSION_DEPTH].count = (size_t)depths;
    for (int i = 0; i < energies; i++) centre[i] = 0.5 * (setup->edges_GeV[i] + setup->edges_GeV[i + 1]);
    herr_t status =
        put_scale(file, &(struct scale){"energy", centre, NULL, "energy, centre of the bin", "GeV"}, &dimensions[DIMENSION_ENERGY]);
    for (int i = 0; i < depths; i++) centre[i] = (i + 0.5) * width_X0;
    if (status >= 0)
        status = put_scale(file, &(struct scale){"depth", centre, NULL, "depth in radiation lengths, centre of the bin", "1"},
                           &dimensions[DIMENSION_DEPTH]);
    if (status >= 0) status = hdf5_put_double(dimensions[DIMENSION_DEPTH].scale, "bin_width", width_X0);
    free(centre);
    return status;
}

static herr_t put_array(hid_t file, const struct simulation_variable *variable, const struct dimension *dimensions,
                        const double *values, bool errors) {
    char name[80], long_name[160];
    hsize_t extent[SIMULATION_MAX_RANK];
    snprintf(name, sizeof name, "%s%s", variable->name, errors ? "_error" : "");
    snprintf(long_name, sizeof long_name, "%s%s", errors ? "statistical error (one standard deviation) of: " : "",
             variable->long_name);
    for (int i = 0; i < variable->rank; i++) extent[i] = dimensions[variable->dimensions[i]].count;
    const hid_t space = H5Screate_simple(variable->rank, extent, NULL), properties = hdf5_ordered(H5P_DATASET_CREATE);
    const hid_t set = H5Dcreate2(file, name, H5T_IEEE_F64LE, space, H5P_DEFAULT, properties, H5P_DEFAULT);
    herr_t status = set < 0 ? -1 : describe(set, long_name, variable->unit);
    if (status >= 0) status = hdf5_put_text(set, "comment", variable->comment);
    for (int i = 0; i < variable->rank && status >= 0; i++)
        status = H5DSattach_scale(set, dimensions[variable->dimensions[i]].scale, (unsigned)i);
    if (status >= 0) status = H5Dwrite(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
    if (set >= 0 && H5Dclose(set) < 0) status = -1;
    H5Pclose(properties);
    H5Sclose(space);
    return status;
}

/* A quantity and its error. */
static herr_t put_variable(hid_t file, const struct simulation_variable *variable, const struct dimension *dimensions,
                           const struct shower_simulation *simulation, const struct shower_tally *tally) {
    size_t count = 1;
    for (int i = 0; i < variable->rank; i++) count *= dimensions[variable->dimensions[i]].count;
    double *mean = malloc(count * sizeof *mean), *error = malloc(count * sizeof *error);
    herr_t status = mean && error ? 0 : -1;
    for (size_t at = 0; at < count && status >= 0; at++) {
        int index[SIMULATION_MAX_RANK];
        size_t rest = at;
        for (int i = variable->rank - 1; i >= 0; i--) {
            index[i] = (int)(rest % dimensions[variable->dimensions[i]].count);
            rest /= dimensions[variable->dimensions[i]].count;
        }
        const struct estimate estimate = variable->value(simulation, tally, index);
        mean[at] = estimate.mean;
        error[at] = estimate.error;
    }
    if (status >= 0) status = put_array(file, variable, dimensions, mean, false);
    if (status >= 0) status = put_array(file, variable, dimensions, error, true);
    free(mean);
    free(error);
    return status;
}

herr_t simulation_grid_put(hid_t file, const struct shower_simulation *simulation, const struct simulation_setup *setup,
                           const struct shower_tally *tally) {
    struct dimension dimensions[SIMULATION_DIMENSIONS];
    for (int i = 0; i < SIMULATION_DIMENSIONS; i++) dimensions[i] = (struct dimension){0, H5I_INVALID_HID};
    herr_t status = put_label_scales(file, simulation, setup, dimensions);
    if (status >= 0) status = put_number_scales(file, simulation, setup, dimensions);
    if (status >= 0) status = put_edges(file, setup);
    for (int i = 0; i < SIMULATION_VARIABLES && status >= 0; i++)
        status = put_variable(file, &simulation_variables[i], dimensions, simulation, tally);
    for (int i = 0; i < SIMULATION_DIMENSIONS; i++)
        if (dimensions[i].scale >= 0) H5Dclose(dimensions[i].scale);
    return status;
}
