/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Points of a grid as CSV: the numbers that the file stores, and y, to the last bit. Lines that begin with # say where they come
 * from, then a line of names, then a row a point, in C order of the axes (blocks of 2048 selections one after another). Each tile
 * that is needed is read once and checked against its checksum; memory does not grow with the grid.
 */
#include "report/exporter.h"

#include "text/number_text.h"
#include "core/error.h"
#include "report/export_source.h"
#include "output/text_output.h"

#include <stdio.h>

#define FIRST_WORDS "# epscan export"

/* About as many bytes has a row. */
enum { ROW_BYTES = 200 };

static void put_header(FILE *stream, const struct grid_reader *reader, const char *path) {
    fputs(FIRST_WORDS "\n", stream);
    export_source_put(stream, "# ", reader, path);
    fputs("# mA_GeV and ecal_threshold_GeV are in GeV; the other numbers have no unit\n"
          "# epsilon_up, y_up: inf where nothing is excluded\n",
          stream);
    for (size_t c = 0; c < channel_count(); c++) {
        const struct grid_variable events = grid_variable((enum grid_variable_id)c);
        fprintf(stream, "# %s: %s, %s\n", events.name, events.long_name, events.comment);
    }
    for (int axis = 0; axis < EPSCAN_AXIS_COUNT; axis++)
        if (grid_reader_grid(reader)->axes[axis].is_dimension) fprintf(stream, "%s,", axis_descriptions[axis].key);
    for (size_t c = 0; c < channel_count(); c++) fprintf(stream, "%s,", grid_variable((enum grid_variable_id)c).name);
    fprintf(stream, "%s,y_up,%s\n", grid_variable(VARIABLE_EPSILON_UP).name, grid_variable(VARIABLE_STATUS).name);
}

/* A tile and what of it is wanted: at[] counts through count[] of the slice's indices from first[]. */
struct part {
    const struct grid *grid;
    const struct grid_slice *slice;
    const struct tile *tile;
    uint64_t first[EPSCAN_AXIS_COUNT], count[EPSCAN_AXIS_COUNT], at[EPSCAN_AXIS_COUNT];
};

static uint64_t index_on_axis(const struct part *p, int axis) {
    return p->slice->index[axis][p->first[axis] + p->at[axis]];
}

/* What stands on the axes, each in the fewest digits that read back as it and with a comma behind. */
static void put_axes(FILE *stream, const struct part *p) {
    char text[NUMBER_TEXT_SIZE];
    for (epscan_axis id = 0; id < EPSCAN_AXIS_COUNT; id++) {
        const struct axis *axis = &p->grid->axes[id];
        const double value = axis->value[index_on_axis(p, (int)id)];
        if (!axis->is_dimension) continue;
        fprintf(stream, "%s,", axis_value_text(id, axis, value, text));
    }
}

/* Position in the tile along the axes from `slowest` to `fastest`, in C order. */
static uint64_t offset_in_tile(const struct part *p, int slowest, int fastest) {
    uint64_t offset = 0;
    for (int axis = slowest; axis <= fastest; axis++)
        offset = offset * p->tile->box.extent[axis] + index_on_axis(p, axis) - p->tile->box.start[axis];
    return offset;
}

static epscan_dark_photon model_at(const struct part *p) {
    struct scan_point point = {0};
    for (epscan_axis id = 0; id < MODEL_AXIS_COUNT; id++) axis_set(id, p->grid->axes[id].value[index_on_axis(p, (int)id)], &point);
    return point.model;
}

/* The rows of one model, for all selections. */
static void put_model(FILE *stream, struct part *p) {
    const epscan_dark_photon model = model_at(p);
    const uint64_t index = offset_in_tile(p, EPSCAN_AXIS_SPIN, (epscan_axis)(MODEL_AXIS_COUNT - 1));
    const char *status = epscan_point_status_name((epscan_point_status)p->tile->status[index]);
    do {
        const uint64_t point = index * p->tile->box.column_count + offset_in_tile(p, EPSCAN_AXIS_THRESHOLD, EPSCAN_AXIS_SHIFT);
        const double epsilon = p->tile->epsilon_up[point];
        put_axes(stream, p);
        for (size_t c = 0; c < channel_count(); c++)
            fprintf(stream, "%.17g,", p->tile->events[c] ? p->tile->events[c][point] : 0.0);
        fprintf(stream, "%.17g,%.17g,%s\n", epsilon, epscan_dark_photon_y(&model, epsilon), status);
    } while (grid_slice_next(p->count, EPSCAN_AXIS_THRESHOLD, EPSCAN_AXIS_SHIFT, p->at));
}

static uint64_t put_tile(FILE *stream, struct part *p) {
    uint64_t points = 1;
    for (int axis = 0; axis < EPSCAN_AXIS_COUNT; axis++) points *= p->count[axis];
    do put_model(stream, p);
    while (grid_slice_next(p->count, EPSCAN_AXIS_SPIN, (epscan_axis)(MODEL_AXIS_COUNT - 1), p->at));
    return points;
}

static epscan_status put_rows(FILE *stream, const struct grid_reader *reader, const char *path, const struct grid_slice *slice,
                              void (*tick)(void *, uint64_t), void *tick_data) {
    const struct grid *grid = grid_reader_grid(reader);
    struct tile tile = {0};
    struct part part = {.grid = grid, .slice = slice, .tile = &tile};
    epscan_status status = tile_init(&tile, grid);
    for (uint64_t id = 0; id < grid->tile_count && !status && !ferror(stream); id++) {
        const struct tile_box box = grid_tile_box(grid, id);
        if (!grid_slice_within(slice, &box, part.first, part.count)) continue;
        if (!grid_reader_get_tile(reader, id, &tile))
            status = error_set(EPSCAN_BAD_INPUT, "%s: tile %llu is damaged; mend it with epscan scan --resume", path,
                               (unsigned long long)id);
        else
            tick(tick_data, put_tile(stream, &part));
    }
    tile_clear(&tile);
    return status;
}

static epscan_status write_csv(const struct export_task *task, char summary[EXPORT_SUMMARY_SIZE]) {
    static const struct output_kind kind = {
        .noun = "CSV export", .when_existing = "another output, or --force to replace it", .start = FIRST_WORDS};
    const enum existing_output existing = task->replace ? EXISTING_REPLACED : EXISTING_REFUSED;
    const uint64_t points = grid_slice_points(task->slice);
    struct text_output file;
    epscan_status status = grid_reader_require_complete(task->reader);
    if (!status) status = output_file_check(task->output, &kind, existing, ROW_BYTES * points);
    if (!status) status = text_output_open(task->output, &kind, existing, &file);
    if (status) return status;
    put_header(file.stream, task->reader, task->path);
    status = put_rows(file.stream, task->reader, task->path, task->slice, task->tick, task->tick_data);
    snprintf(summary, EXPORT_SUMMARY_SIZE, "%s: %llu points", task->output, (unsigned long long)points);
    return text_output_close(&file, status);
}

const struct exporter csv_exporter = {.name = "csv", .replaces = true, .takes_tables = true, .write = write_csv};
