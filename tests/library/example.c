/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The limits that a grid holds, at masses of one's own, beside those computed anew from the experiment.
 *
 *     cc example.c $(pkg-config --cflags --libs epscan) -o example
 *     ./example outputs/na64-2021.h5 inputs/experiments/na64-2021.yaml 0.2 0.225 0.25
 */
#include <epscan/epscan.h>

#include <stdio.h>
#include <stdlib.h>

static int fail(epscan_status status) {
    fprintf(stderr, "example: %s\n", epscan_error_message());
    return (int)status;
}

static epscan_status print_row(const epscan_grid *grid, const epscan_experiment *experiment, const epscan_dark_photon *model) {
    const epscan_selection selection = epscan_grid_default_selection(grid);
    const epscan_limit_options options = epscan_limit_options_of(experiment);
    const size_t annihilation = epscan_channel_of_name("annihilation");
    epscan_grid_point point;
    epscan_limit limit;
    epscan_status status = epscan_grid_at(grid, model, &selection, &point);
    if (!status) status = epscan_limit_find(experiment, model, &options, &limit);
    if (status) return status;
    printf("%.9g,%.17g,%.3g,%.17g,%.17g,%.17g,%s\n", model->mass_GeV, point.events[annihilation], point.events_error[annihilation],
           point.epsilon_up, point.y_up, limit.epsilon_up, epscan_point_status_name(point.status));
    return EPSCAN_OK;
}

int main(int argc, char **argv) {
    epscan_grid *grid;
    epscan_experiment *experiment;
    if (argc < 4) {
        fputs("usage: example GRID.h5 EXPERIMENT.yaml MASS_GeV...\n", stderr);
        return EPSCAN_BAD_INPUT;
    }
    epscan_status status = epscan_grid_open(argv[1], &grid);
    if (status) return fail(status);
    status = epscan_experiment_open(argv[2], &experiment);
    if (status) return fail(status);
    puts("mA_GeV,n_annihilation,n_annihilation_error,epsilon_up,y_up,epsilon_up_computed,status");
    for (int i = 3; i < argc && !status; i++) {
        const epscan_dark_photon model = {EPSCAN_FERMION, strtod(argv[i], NULL), 0.1, 1.0 / 3.0};
        status = print_row(grid, experiment, &model);
    }
    epscan_experiment_close(experiment);
    epscan_grid_close(grid);
    return status ? fail(status) : 0;
}
