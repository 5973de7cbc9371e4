/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "query/grid_line.h"

#include "experiment/experiment.h"
#include "core/error.h"

#include <stdlib.h>
#include <string.h>

static bool find_line(const struct grid *grid, const epscan_dark_photon *model, const epscan_selection *selection,
                      uint64_t index[EPSCAN_AXIS_COUNT]) {
    index[EPSCAN_AXIS_MASS] = 0;
    return axis_find(&grid->axes[EPSCAN_AXIS_SPIN], model->spin, &index[EPSCAN_AXIS_SPIN]) &&
           axis_find(&grid->axes[EPSCAN_AXIS_ALPHA_D], model->alpha_D, &index[EPSCAN_AXIS_ALPHA_D]) &&
           axis_find(&grid->axes[EPSCAN_AXIS_MASS_RATIO], model->mass_ratio, &index[EPSCAN_AXIS_MASS_RATIO]) &&
           axis_find(&grid->axes[EPSCAN_AXIS_SPLITTING], model->splitting, &index[EPSCAN_AXIS_SPLITTING]) &&
           axis_find(&grid->axes[EPSCAN_AXIS_THRESHOLD], selection->threshold_GeV, &index[EPSCAN_AXIS_THRESHOLD]) &&
           axis_find(&grid->axes[EPSCAN_AXIS_SHIFT], selection->energy_scale_shift, &index[EPSCAN_AXIS_SHIFT]);
}

epscan_status grid_line_threshold(const struct grid_reader *reader, double *threshold_GeV) {
    struct experiment *experiment = NULL;
    const epscan_status status = grid_header_experiment(grid_reader_header(reader), &experiment);
    if (status) return status;
    *threshold_GeV = experiment->ecal_threshold_GeV;
    experiment_free(experiment);
    return EPSCAN_OK;
}

bool grid_has_line(const struct grid_reader *reader, const epscan_dark_photon *model, const epscan_selection *selection) {
    uint64_t index[EPSCAN_AXIS_COUNT];
    return find_line(grid_reader_grid(reader), model, selection, index);
}

epscan_status grid_line_read(const struct grid_reader *reader, const epscan_dark_photon *model, const epscan_selection *selection,
                             struct grid_line *line) {
    const struct axis *mass = &grid_reader_grid(reader)->axes[EPSCAN_AXIS_MASS];
    uint64_t index[EPSCAN_AXIS_COUNT] = {0}; /* of tables, too, which such lines are not of */
    *line = (struct grid_line){.count = mass->count};
    line->mass_GeV = malloc(mass->count * sizeof(double));
    line->epsilon_up = malloc(mass->count * sizeof(double));
    if (!line->mass_GeV || !line->epsilon_up) return error_no_memory("a line of the grid");
    memcpy(line->mass_GeV, mass->value, mass->count * sizeof(double));
    find_line(grid_reader_grid(reader), model, selection, index);
    return grid_reader_line(reader, VARIABLE_EPSILON_UP, index, line->epsilon_up);
}

void grid_line_clear(struct grid_line *line) {
    free(line->mass_GeV);
    free(line->epsilon_up);
    *line = (struct grid_line){0};
}
