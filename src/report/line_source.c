/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Grids are read or queried, experiments prepared: as little of it as the lines need. */
#include "report/line_source.h"

void line_source_close(struct line_source *source) {
    prepared_experiment_free(source->prepared);
    grid_query_close(source->query);
    if (source->own_reader) grid_reader_close(source->own_reader);
    experiment_free(source->own_experiment);
}

static epscan_status open_grid(const struct line_choice *choice, struct line_source *source) {
    const char *path = source->input->path;
    epscan_status status = choice->compute ? grid_query_open(path, &source->query) : grid_reader_open(path, &source->own_reader);
    if (status) return status;
    source->reader = source->query ? grid_query_reader(source->query) : source->own_reader;
    status = grid_reader_require_complete(source->reader);
    if (!status) status = grid_require_masses(grid_reader_grid(source->reader), path, "this figure");
    if (!status && !source->query) status = grid_header_experiment(grid_reader_header(source->reader), &source->own_experiment);
    source->experiment = source->query ? grid_query_experiment(source->query) : source->own_experiment;
    return status;
}

epscan_status line_source_open(const struct line_choice *choice, struct line_source *source) {
    const bool expected = choice->request->expected;
    epscan_status status;
    if (choice->takes_experiments && experiment_is_meant(source->input->path)) {
        status = experiment_read(source->input->path, &source->own_experiment);
        source->experiment = source->own_experiment;
    } else {
        status = open_grid(choice, source);
    }
    if (!status && (!source->reader || expected)) status = prepared_experiment_create(source->experiment, &source->prepared);
    return status;
}

const struct axis *line_source_axis(const struct line_source *source, epscan_axis id) {
    return source->reader ? &grid_reader_grid(source->reader)->axes[id] : NULL;
}
