/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/shared_options.h"
#include "core/error.h"
#include "core/text_line.h"
#include "query/grid_query.h"
#include "file/grid_slice.h"
#include "report/export_csv.h"
#include "report/export_darkcast.h"
#include "report/export_hepdata.h"
#include "report/export_source.h"
#include "parallel/progress.h"
#include "scan/axis.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_FORMAT = 256, KEY_GRID_URL };

struct arguments {
    const char *grid, *format, *output, *grid_url;
    const char *slice[EPSCAN_AXIS_COUNT]; /* the axes' options, NULL when not given */
    bool force, quiet;
};

static const char *const option_of_axis[EPSCAN_AXIS_COUNT] = {"spin", "mA", "alpha-D", "mass-ratio", "threshold", "scale-shift"};

static const struct argp_option options[] = {
    {"format", KEY_FORMAT, "csv|hepdata|darkcast", 0, "What to write (required)", 0},
    OUTPUT_ROW("PATH", "csv: the file; hepdata: the folder; darkcast: how the two files' names begin (required)", 0),
    {"spin", 's', "LIST", 0, "fermion, scalar or both, with a comma", 0},
    {"mA", 'm', "LOW:HIGH", 0, "The grid's dark photon masses in this range, in GeV", 0},
    {"alpha-D", 'a', "LIST", 0, "Dark couplings of the grid, A,B,C", 0},
    {"mass-ratio", 'r', "LIST", 0, "Ratios r = m_chi/m_A' of the grid; fractions as 1/3 are fine", 0},
    {"threshold", 't', "LIST", 0, "ECAL thresholds of the grid in GeV; default of hepdata and darkcast: the experiment's", 0},
    {"scale-shift", 'd', "LIST", 0, "Relative shifts of the ECAL energy scale of the grid; default of hepdata and darkcast: 0", 0},
    {"grid-url", KEY_GRID_URL, "URL", 0, "hepdata: where the grid is published; the submission links to it and has no copy", 0},
    FORCE_ROW("csv, darkcast: replace an export that exists", 0),
    QUIET_ROW("No progress and no summary", 0),
    {0},
};

static error_t parse_export_option(int key, char *argument, struct argp_state *state) {
    struct arguments *a = state->input;
    switch (key) {
    case KEY_FORMAT: a->format = argument; break;
    case KEY_GRID_URL: a->grid_url = argument; break;
    case 'o': a->output = argument; break;
    case 's': a->slice[EPSCAN_AXIS_SPIN] = argument; break;
    case 'm': a->slice[EPSCAN_AXIS_MASS] = argument; break;
    case 'a': a->slice[EPSCAN_AXIS_ALPHA_D] = argument; break;
    case 'r': a->slice[EPSCAN_AXIS_MASS_RATIO] = argument; break;
    case 't': a->slice[EPSCAN_AXIS_THRESHOLD] = argument; break;
    case 'd': a->slice[EPSCAN_AXIS_SHIFT] = argument; break;
    case 'f': a->force = true; break;
    case 'q': a->quiet = true; break;
    case ARGP_KEY_ARG: keep_argument(state, &a->grid, argument); break;
    case ARGP_KEY_END:
        if (!a->grid || !a->format || !a->output) argp_error(state, "a grid file, --format and --output are required");
        break;
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

const struct argp export_argp = {
    options,
    parse_export_option,
    "GRID.h5",
    "Hand points of a grid to others: all of them, or a slice.\v"
    "csv: a row a point with the numbers that the grid stores, to the last bit. Lines that begin with # say where they come from; "
    "pandas.read_csv(PATH, comment='#') reads it.\n"
    "hepdata: a folder to submit, with submission.yaml and, for each spin, alpha_D, r and selection, a table of limits and yields "
    "over the mass; the grid itself goes with them if all is below 50 MB, and a link to it with --grid-url.\n"
    "darkcast: limits on epsilon over the mass, for one spin, alpha_D and r, which are added to the files' names: "
    "PATH_..._r....lmt and .py, for DarkCast's folder limits or one of DARKCAST_LIMIT_PATH. Masses are as dense as its linear "
    "interpolation needs to be good to 1e-3.\n\nExamples:\n"
    "  epscan export outputs/na64-2021.h5 --format csv --mA 0.1:0.4 \\\n"
    "      --alpha-D 0.1 -o outputs/na64-2021.csv\n"
    "  epscan export outputs/na64-2021.h5 --format hepdata \\\n"
    "      --alpha-D 0.1,0.5 --mass-ratio 1/3 -o outputs/hepdata\n"
    "  epscan export outputs/na64-2021.h5 --format darkcast --spin fermion \\\n"
    "      --alpha-D 0.1 --mass-ratio 1/3 -o outputs/NA64_Andreev2021\n",
    NULL,
    NULL,
    NULL};

/* One axis' part of the slice, if its option is given. */
static epscan_status slice_axis(const struct arguments *a, const struct grid *grid, epscan_axis axis, struct grid_slice *slice) {
    const struct interval allowed = axis_interval(axis, 1e5);
    const char *text = a->slice[axis];
    struct number_list list = {0};
    double low, high;
    epscan_status status;
    if (!text) return EPSCAN_OK;
    if (axis == EPSCAN_AXIS_MASS) {
        status = option_range(option_of_axis[axis], text, &allowed, &low, &high);
        return status ? status : grid_slice_keep_range(slice, grid, axis, low, high);
    }
    status = axis == EPSCAN_AXIS_SPIN ? option_spins(text, &list) : option_list(option_of_axis[axis], text, &allowed, &list);
    if (!status) status = grid_slice_keep_values(slice, grid, axis, list.value, list.count);
    free(list.value);
    return status;
}

static epscan_status read_slice(const struct arguments *a, const struct grid *grid, struct grid_slice *slice) {
    epscan_status status = grid_slice_init(grid, slice);
    for (epscan_axis axis = 0; axis < EPSCAN_AXIS_COUNT && !status; axis++) status = slice_axis(a, grid, axis, slice);
    return status;
}

static void tick(void *progress, uint64_t points) {
    progress_add(progress, points);
}

static epscan_status export_as_csv(const struct arguments *a) {
    struct grid_reader *reader = NULL;
    struct grid_slice slice = {0};
    struct progress progress;
    epscan_status status = grid_reader_open(a->grid, &reader);
    if (!status) status = export_source_check(reader, a->grid);
    if (!status) status = read_slice(a, grid_reader_grid(reader), &slice);
    if (!status) {
        const uint64_t points = grid_slice_points(&slice);
        progress_start(&progress, points, "points", a->quiet);
        status = export_csv(reader, a->grid, &slice, a->output, a->force, tick, &progress);
        if (!status) progress_finish(&progress);
        if (!status && !a->quiet) text_put_line(stdout, "%s: %" PRIu64 " points", a->output, points);
    }
    grid_slice_clear(&slice);
    grid_reader_close(reader);
    return status;
}

/* Of the selection, what is not given is the grid's default. */
static epscan_status add_default_selection(const struct arguments *a, const struct grid_query *query, struct grid_slice *slice) {
    const struct grid *grid = grid_reader_grid(grid_query_reader(query));
    const epscan_selection own = grid_query_selection(query);
    epscan_status status = EPSCAN_OK;
    if (!a->slice[EPSCAN_AXIS_THRESHOLD])
        status = grid_slice_keep_values(slice, grid, EPSCAN_AXIS_THRESHOLD, &own.threshold_GeV, 1);
    if (!status && !a->slice[EPSCAN_AXIS_SHIFT])
        status = grid_slice_keep_values(slice, grid, EPSCAN_AXIS_SHIFT, &own.energy_scale_shift, 1);
    return status;
}

/* The grid with what is computed from it, and the slice of it. The caller closes and clears both, whatever the status. */
static epscan_status open_slice(const struct arguments *a, struct grid_query **query, struct grid_slice *slice) {
    epscan_status status = grid_query_open(a->grid, query);
    if (!status) status = export_source_check(grid_query_reader(*query), a->grid);
    if (!status) status = read_slice(a, grid_reader_grid(grid_query_reader(*query)), slice);
    return status ? status : add_default_selection(a, *query, slice);
}

/* DarkCast's tables have the mass alone. */
static epscan_status check_one_line(const struct grid *grid, const struct grid_slice *slice) {
    char range[96];
    for (epscan_axis axis = 0; axis < EPSCAN_AXIS_COUNT; axis++) {
        if (axis == EPSCAN_AXIS_MASS || slice->count[axis] == 1) continue;
        axis_range_text(axis, &grid->axes[axis], range, sizeof range);
        return error_set(EPSCAN_BAD_INPUT, "--%s: %" PRIu64 " values are not allowed with darkcast; allowed: one of the grid's, %s",
                         option_of_axis[axis], slice->count[axis], range);
    }
    return EPSCAN_OK;
}

static epscan_status export_for_darkcast(const struct arguments *a) {
    struct grid_query *query = NULL;
    struct grid_slice slice = {0};
    struct darkcast_files files = {0};
    epscan_status status = open_slice(a, &query, &slice);
    if (!status) status = check_one_line(grid_reader_grid(grid_query_reader(query)), &slice);
    if (!status) status = export_darkcast(query, a->grid, &slice, a->output, a->force, &files);
    if (!status && !a->quiet) text_put_line(stdout, "%s.lmt, .py: %zu masses", files.base, files.masses);
    grid_slice_clear(&slice);
    grid_query_close(query);
    return status;
}

static epscan_status export_for_hepdata(const struct arguments *a) {
    struct grid_query *query = NULL;
    struct grid_slice slice = {0};
    struct hepdata_summary summary = {0};
    char output[4096];
    size_t length = strlen(a->output);
    while (length > 1 && a->output[length - 1] == '/') length--; /* of a folder's name */
    snprintf(output, sizeof output, "%.*s", (int)length, a->output);
    epscan_status status = EPSCAN_OK;
    if (a->force)
        status = error_set(EPSCAN_BAD_INPUT, "--force is not allowed with hepdata; allowed: an output that does not exist");
    if (!status) status = open_slice(a, &query, &slice);
    if (!status) status = export_hepdata(query, a->grid, &slice, output, a->grid_url, &summary);
    if (!status && !a->quiet)
        text_put_line(stdout, "%s: %" PRIu64 " tables, %.3g MB, %s", output, summary.tables, 1e-6 * (double)summary.bytes,
                      a->grid_url         ? "a link to the grid"
                      : summary.with_grid ? "with the grid"
                                          : "without the grid, which is too large (--grid-url URL links to it)");
    grid_slice_clear(&slice);
    grid_query_close(query);
    return status;
}

static const struct format {
    const char *name;
    epscan_status (*write)(const struct arguments *);
} formats[] = {{"csv", export_as_csv}, {"hepdata", export_for_hepdata}, {"darkcast", export_for_darkcast}};

int command_export(int argc, char **argv) {
    struct arguments arguments = {0};
    argp_parse(&export_argp, argc, argv, 0, NULL, &arguments);
    if (arguments.grid_url && strcmp(arguments.format, "hepdata") != 0)
        return command_status(
            error_set(EPSCAN_BAD_INPUT, "--grid-url is not allowed with %.60s; allowed: hepdata", arguments.format));
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (strcmp(arguments.format, formats[i].name) == 0) return command_status(formats[i].write(&arguments));
    return command_status(
        error_set(EPSCAN_BAD_INPUT, "--format: \"%.60s\" is not allowed; allowed: csv, hepdata, darkcast", arguments.format));
}
