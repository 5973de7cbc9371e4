/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/command.h"
#include "io/grid_read.h"
#include "io/hdf5_helpers.h"
#include "scan/tile.h"

#include <inttypes.h>
#include <stdio.h>

static error_t parse(int key, char *argument, struct argp_state *state) {
    const char **path = state->input;
    if (key == ARGP_KEY_ARG)
        keep_argument(state, path, argument);
    else if (key == ARGP_KEY_END && !*path)
        argp_error(state, "a grid file is required");
    else if (key != ARGP_KEY_END)
        return ARGP_ERR_UNKNOWN;
    return 0;
}

static const struct argp argp = {NULL,
                                 parse,
                                 "GRID.h5",
                                 "What a grid file holds, how complete it is, and where it came from.\v"
                                 "Exit status 4 when tiles are missing.\n\nExample:\n  epscan info outputs/na64-2021.h5\n",
                                 NULL,
                                 NULL,
                                 NULL};

static void print_axes(const struct grid *grid) {
    for (int id = 0; id < AXIS_COUNT; id++) {
        const struct axis *axis = &grid->axes[id];
        const struct axis_description *description = &axis_descriptions[id];
        printf("%-20s %8zu  ", description->dimension, axis->count);
        if (id == AXIS_SPIN)
            for (size_t i = 0; i < axis->count; i++)
                printf("%s ", epscan_spin_name(axis->value[i] == EPSCAN_FERMION ? EPSCAN_FERMION : EPSCAN_SCALAR));
        else
            printf("%.10g to %.10g %s", axis->value[0], axis->value[axis->count - 1],
                   description->unit[0] == '1' ? "" : description->unit);
        putchar('\n');
    }
}

static epscan_status print_completeness(const struct grid_reader *reader) {
    const struct grid *grid = grid_reader_grid(reader);
    uint64_t written, counts[POINT_STATUS_COUNT];
    epscan_status status = grid_reader_written_tiles(reader, &written);
    if (!status) status = grid_reader_count_status(reader, counts);
    if (status) return status;
    printf("points               %" PRIu64 " (%" PRIu64 " model points x %" PRIu64 " selections)\n", grid->point_count,
           grid->model_count, grid->column_count);
    printf("tiles                %" PRIu64 " of %" PRIu64 " written, %s\n", written, grid->tile_count,
           grid_reader_complete(reader) ? "complete" : "INCOMPLETE");
    for (int i = 0; i < POINT_STATUS_COUNT; i++)
        if (counts[i]) printf("model points %-24s %" PRIu64 "\n", point_status_names[i], counts[i]);
    return EPSCAN_OK;
}

static void print_provenance(const struct grid_reader *reader) {
    static const char *const names[] = {"title",    "experiment",     "created",   "source",       "git_revision",
                                        "compiler", "compiler_flags", "libraries", "command_line", "job_sha256"};
    char text[2048];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        grid_reader_attribute(reader, names[i], text, sizeof text);
        printf("%-20s %s\n", names[i], text);
    }
    size_t count, hash_count;
    char **paths = grid_reader_strings(reader, GRID_INPUT_PATHS, &count);
    char **hashes = grid_reader_strings(reader, GRID_INPUT_HASHES, &hash_count);
    for (size_t i = 0; paths && hashes && i < count && i < hash_count; i++)
        printf("input                %s sha256 %s\n", paths[i], hashes[i]);
    hdf5_free_strings(paths, count);
    hdf5_free_strings(hashes, hash_count);
}

int command_info(int argc, char **argv) {
    const char *path = NULL;
    struct grid_reader *reader = NULL;
    argp_parse(&argp, argc, argv, 0, NULL, &path);
    epscan_status status = grid_reader_open(path, &reader);
    if (!status) {
        print_axes(grid_reader_grid(reader));
        status = print_completeness(reader);
    }
    if (!status) print_provenance(reader);
    const bool complete = !status && grid_reader_complete(reader);
    grid_reader_close(reader);
    if (status) return command_status(status);
    return complete ? EPSCAN_OK : EPSCAN_INCOMPLETE;
}
