/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Parses what is to be exported, hands it to the exporter of that name (report/exporter.h), and says what was written: slices of a
 * grid, or an experiment's likelihood (export_likelihood.h).
 */
#include "cli/export_likelihood.h"
#include "cli/shared_options.h"
#include "core/error.h"
#include "core/text_line.h"
#include "query/grid_query.h"
#include "file/grid_slice.h"
#include "report/export_source.h"
#include "report/exporter.h"
#include "parallel/progress.h"
#include "scan/axis.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FORMAT_CHOICES EXPORTER_CHOICES LIKELIHOOD_CHOICES
enum { KEY_FORMAT = 256, KEY_GRID_URL };

struct arguments {
    const char *inputs[EXPERIMENTS_MAX_JOINT], *format, *output, *grid_url;
    int input_count;
    const char *slice[EPSCAN_AXIS_COUNT]; /* the axes' options, NULL when not given */
    bool force, quiet;
};

static const struct argp_option options[] = {
    {"format", KEY_FORMAT, &FORMAT_CHOICES[1], 0, "What to write (required)", 0},
    OUTPUT_ROW("PATH", "csv, pyhf, hs3: the file; hepdata: the folder; darkcast: how the two files' names begin (required)", 0),
    AXIS_LIST_ROWS(0),
    {"grid-url", KEY_GRID_URL, "URL", 0, "hepdata: where the grid is published; the submission links to it and has no copy", 0},
    FORCE_ROW("csv, darkcast, pyhf, hs3: replace an export that exists", 0),
    QUIET_ROW("No progress and no summary", 0),
    {0},
};

static error_t keep_slice_option(int key, char *argument, struct arguments *a) {
    for (int axis = 0; axis < EPSCAN_AXIS_COUNT; axis++) {
        if (key != axis_descriptions[axis].letter) continue;
        a->slice[axis] = argument;
        return 0;
    }
    return ARGP_ERR_UNKNOWN;
}

static error_t parse_export_option(int key, char *argument, struct argp_state *state) {
    struct arguments *a = state->input;
    switch (key) {
    case KEY_FORMAT: a->format = argument; break;
    case KEY_GRID_URL: a->grid_url = argument; break;
    case 'o': a->output = argument; break;
    case 'f': a->force = true; break;
    case 'q': a->quiet = true; break;
    case ARGP_KEY_ARG:
        if (a->input_count == EXPERIMENTS_MAX_JOINT) argp_error(state, "more than %d experiments", EXPERIMENTS_MAX_JOINT);
        a->inputs[a->input_count++] = argument;
        break;
    case ARGP_KEY_END:
        if (!a->input_count || !a->format || !a->output)
            argp_error(state, "a grid or an experiment file, --format and --output are required");
        break;
    default: return keep_slice_option(key, argument, a);
    }
    return 0;
}

const struct argp export_argp = {
    options,
    parse_export_option,
    "GRID.h5|EXPERIMENT.yaml...",
    "Hand points of a grid to others, all of them or a slice; or the likelihood of experiments.\v"
    "csv: a row a point with the numbers that the grid stores, to the last bit. Lines that begin with # say where they come from; "
    "pandas.read_csv(PATH, comment='#') reads it.\n"
    "hepdata: a folder to submit, with submission.yaml and, for each spin, alpha_D, r and selection, a table of limits and yields "
    "over the mass; the grid itself goes with them if all is below 50 MB, and a link to it with --grid-url.\n"
    "darkcast: limits on epsilon over the mass, for one spin, alpha_D and r, which are added to the files' names: "
    "PATH_..._r....lmt and .py, for DarkCast's folder limits or one of DARKCAST_LIMIT_PATH. Masses are as dense as its linear "
    "interpolation needs to be good to 1e-3.\n"
    "pyhf: of an experiment, the likelihood of one model as a workspace of pyhf (HistFactory): data sets as channels, channels and "
    "background as samples, uncertainties as normsys; mu = (epsilon/1e-4)^2. Of several experiments one workspace, in which "
    "uncertainties of one name are one parameter where the files say `shared: true`.\n"
    "hs3: the same by the HEP Statistics Serialization Standard 0.2, as ROOT reads it.\n\nExamples:\n"
    "  epscan export outputs/na64-2021.h5 --format csv --mA 0.1:0.4 \\\n"
    "      --alpha-D 0.1 -o outputs/na64-2021.csv\n"
    "  epscan export outputs/na64-2021.h5 --format hepdata \\\n"
    "      --alpha-D 0.1,0.5 --mass-ratio 1/3 -o outputs/hepdata\n"
    "  epscan export outputs/na64-2021.h5 --format darkcast --spin fermion \\\n"
    "      --alpha-D 0.1 --mass-ratio 1/3 -o outputs/NA64_Andreev2021\n"
    "  epscan export inputs/experiments/na64-2021.yaml --format pyhf \\\n"
    "      --spin fermion --mA 0.225 --alpha-D 0.1 --mass-ratio 1/3 \\\n"
    "      -o outputs/na64-225MeV.json\n",
    NULL,
    NULL,
    NULL};

/* One axis' part of the slice, if its option is given. */
static epscan_status slice_axis(const struct arguments *a, const struct grid *grid, epscan_axis axis, struct grid_slice *slice) {
    const struct interval allowed = axis_interval(axis, OPTION_ANY_BEAM_GeV);
    const char *text = a->slice[axis];
    struct number_list list = {0};
    double low, high;
    epscan_status status;
    if (!text) return EPSCAN_OK;
    if (axis == EPSCAN_AXIS_MASS) {
        status = option_range(axis_descriptions[axis].option, text, &allowed, &low, &high);
        return status ? status : grid_slice_keep_range(slice, grid, axis, low, high);
    }
    status = axis == EPSCAN_AXIS_TABLE ? option_tables(text, &grid->axes[axis], &list)
                                       : option_axis_values(axis, text, OPTION_ANY_BEAM_GeV, &list);
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

/* Tables that have the mass alone. */
static epscan_status check_one_line(const struct exporter *exporter, const struct grid *grid, const struct grid_slice *slice) {
    char range[96];
    for (epscan_axis axis = 0; axis < EPSCAN_AXIS_COUNT; axis++) {
        if (axis == EPSCAN_AXIS_MASS || slice->count[axis] == 1) continue;
        axis_range_text(axis, &grid->axes[axis], range, sizeof range);
        return error_set(EPSCAN_BAD_INPUT, "--%s: %" PRIu64 " values are not allowed with %s; allowed: one of the grid's, %s",
                         axis_descriptions[axis].option, slice->count[axis], exporter->name, range);
    }
    return EPSCAN_OK;
}

/* The slice that the exporter takes. The caller clears it, whatever the status. */
static epscan_status choose_slice(const struct arguments *a, const struct exporter *exporter, const struct export_task *task,
                                  struct grid_slice *slice) {
    const struct grid *grid = grid_reader_grid(task->reader);
    epscan_status status = export_source_check(task->reader, a->inputs[0]);
    if (!status && !exporter->takes_tables) status = grid_require_masses(grid, a->inputs[0], exporter->name);
    if (!status) status = read_slice(a, grid, slice);
    if (!status && exporter->computes) status = add_default_selection(a, task->query, slice);
    return status || !exporter->one_line ? status : check_one_line(exporter, grid, slice);
}

static epscan_status write_export(const struct arguments *a, const struct exporter *exporter, struct export_task *task) {
    char summary[EXPORT_SUMMARY_SIZE];
    struct progress progress;
    progress_start(&progress, grid_slice_points(task->slice), "points", a->quiet || exporter->computes);
    task->tick = tick;
    task->tick_data = &progress;
    const epscan_status status = exporter->write(task, summary);
    if (status) return status;
    progress_finish(&progress);
    if (!a->quiet) text_put_line(stdout, "%s", summary);
    return EPSCAN_OK;
}

static epscan_status export_grid(const struct arguments *a, const struct exporter *exporter) {
    struct grid_reader *reader = NULL;
    struct grid_query *query = NULL;
    struct grid_slice slice = {0};
    epscan_status status = exporter->computes ? grid_query_open(a->inputs[0], &query) : grid_reader_open(a->inputs[0], &reader);
    struct export_task task = {.reader = !status && query ? grid_query_reader(query) : reader,
                               .query = query,
                               .path = a->inputs[0],
                               .slice = &slice,
                               .output = a->output,
                               .grid_url = a->grid_url,
                               .replace = a->force};
    if (!status) status = choose_slice(a, exporter, &task, &slice);
    if (!status) status = write_export(a, exporter, &task);
    grid_slice_clear(&slice);
    grid_query_close(query);
    grid_reader_close(reader);
    return status;
}

/* What the exporters' options mean for one model. */
static epscan_status export_model(const struct arguments *a, const struct likelihood_format *format) {
    struct likelihood_request request = {
        .format = format,
        .experiments = a->inputs,
        .experiment_count = a->input_count,
        .output = a->output,
        .selection = {.threshold = a->slice[EPSCAN_AXIS_THRESHOLD], .shift = a->slice[EPSCAN_AXIS_SHIFT]},
        .force = a->force,
        .quiet = a->quiet,
    };
    memcpy(request.model.text, a->slice, sizeof request.model.text);
    if (a->grid_url) return error_set(EPSCAN_BAD_INPUT, "--grid-url is not allowed with %s; allowed: hepdata", format->name);
    return export_likelihood(&request);
}

static epscan_status check_options(const struct arguments *a, const struct exporter *exporter) {
    char names[128];
    if (a->input_count > 1) return error_set(EPSCAN_BAD_INPUT, "%s: one grid is exported at a time", a->inputs[1]);
    if (!exporter)
        return error_set(EPSCAN_BAD_INPUT, "--format: \"%.60s\" is not allowed; allowed: %s" LIKELIHOOD_LIST, a->format,
                         exporter_names(false, names, sizeof names));
    if (a->grid_url && !exporter->takes_url)
        return error_set(EPSCAN_BAD_INPUT, "--grid-url is not allowed with %s; allowed: %s", exporter->name,
                         exporter_names(true, names, sizeof names));
    if (a->force && !exporter->replaces)
        return error_set(EPSCAN_BAD_INPUT, "--force is not allowed with %s; allowed: an output that does not exist",
                         exporter->name);
    return EPSCAN_OK;
}

int command_export(int argc, char **argv) {
    struct arguments arguments = {0};
    argp_parse(&export_argp, argc, argv, 0, NULL, &arguments);
    const struct likelihood_format *likelihood = likelihood_format_of_name(arguments.format);
    if (likelihood) return command_status(export_model(&arguments, likelihood));
    const struct exporter *exporter = exporter_of_name(arguments.format);
    const epscan_status status = check_options(&arguments, exporter);
    return command_status(status ? status : export_grid(&arguments, exporter));
}
