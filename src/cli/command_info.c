/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a grid file is, in lines of a name and a value; with --verify every tile against its checksum and a sample of points against
 * quadrature.
 */
#include "cli/shared_options.h"
#include "core/error.h"
#include "core/text_line.h"
#include "file/stored_form.h"
#include "query/grid_verify.h"
#include "parallel/progress.h"
#include "scan/missed_peak.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct arguments {
    const char *path, *sample, *seed, *same_as;
    bool verify, quiet;
};

static const struct argp_option options[] = {
    {"verify", 'v', NULL, 0, "Check every tile against its checksum and recompute sampled points by adaptive quadrature", 0},
    {"sample", 's', "N", 0, "With --verify: recompute N points (default 100)", 0},
    {"seed", 'S', "N", 0, "With --verify: which points (default 1)", 0},
    {"same-as", 'a', "GRID.h5", 0, "Refuse the grid unless another grid, or a shard, is of the same job and inputs", 0},
    QUIET_ROW("Print nothing but errors", 0),
    {0},
};

static error_t parse_info_option(int key, char *argument, struct argp_state *state) {
    struct arguments *a = state->input;
    switch (key) {
    case 'v': a->verify = true; break;
    case 's': a->sample = argument; break;
    case 'S': a->seed = argument; break;
    case 'a': a->same_as = argument; break;
    case 'q': a->quiet = true; break;
    case ARGP_KEY_ARG: keep_argument(state, &a->path, argument); break;
    case ARGP_KEY_END:
        if (!a->path) argp_error(state, "a grid file is required");
        if ((a->sample || a->seed) && !a->verify) argp_error(state, "--sample and --seed go with --verify");
        break;
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

const struct argp info_argp = {options,
                               parse_info_option,
                               "GRID.h5",
                               "What a grid file holds, how complete it is, and where it came from.\v"
                               "Exit status 4 when tiles are missing or, with --verify, when anything is wrong.\n\n"
                               "Examples:\n  epscan info outputs/na64-2021.h5\n  epscan info --verify outputs/na64-2021.h5\n",
                               NULL,
                               NULL,
                               NULL};

static void print_axes(const struct grid *grid) {
    for (int id = 0; id < EPSCAN_AXIS_COUNT; id++) {
        const struct axis *axis = &grid->axes[id];
        char range[96];
        if (!axis->is_dimension) continue;
        axis_range_text((epscan_axis)id, axis, range, sizeof range);
        printf("%-20s %8zu  %s\n", axis_descriptions[id].dimension, axis->count, range);
    }
}

static uint64_t share_size(const struct grid_reader *reader) {
    uint64_t first, end;
    shard_tiles(&grid_reader_header(reader)->shard, grid_reader_grid(reader)->tile_count, &first, &end);
    return end - first;
}

/* Tiles of the file that the ledger has, against its share. */
static epscan_status count_written(const struct grid_reader *reader, uint64_t *written) {
    uint64_t *ledger = grid_reader_ledger(reader);
    if (!ledger) return error_set(EPSCAN_FAILED, "the ledger cannot be read");
    *written = 0;
    for (uint64_t i = 0; i < grid_reader_grid(reader)->tile_count; i++) *written += ledger[i] != 0;
    free(ledger);
    return EPSCAN_OK;
}

static epscan_status print_completeness(const struct grid_reader *reader, uint64_t written, bool verify) {
    const struct grid *grid = grid_reader_grid(reader);
    const struct shard *shard = &grid_reader_header(reader)->shard;
    uint64_t counts[EPSCAN_POINT_STATUSES];
    char form[400];
    const epscan_status status = grid_reader_count_status(reader, counts);
    if (status && !(verify && status == EPSCAN_BAD_INPUT)) return status; /* of damage the verification says all */
    stored_form_text(grid, form, sizeof form);
    printf("points               %" PRIu64 " (%" PRIu64 " model points x %" PRIu64 " selections)\n", grid->point_count,
           grid->model_count, grid->column_count);
    if (form[0]) printf("stored               %s\n", form);
    if (shard->count > 1)
        printf("shard                %" PRIu64 "/%" PRIu64 ": %" PRIu64 " of the grid's %" PRIu64 " tiles\n", shard->index,
               shard->count, share_size(reader), grid->tile_count);
    printf("tiles                %" PRIu64 " of %" PRIu64 " written, %s\n", written, share_size(reader),
           written == share_size(reader) && (shard->count > 1 || grid_reader_complete(reader)) ? "complete" : "INCOMPLETE");
    for (int i = 0; i < EPSCAN_POINT_STATUSES && !status; i++)
        if (counts[i]) printf("model points %-24s %" PRIu64 "\n", epscan_point_status_name((epscan_point_status)i), counts[i]);
    return EPSCAN_OK;
}

static epscan_status print_missed_peak(const struct grid_reader *reader) {
    struct experiment *first = NULL;
    struct missed_peak peak;
    char text[256];
    const epscan_status status = grid_header_experiment(grid_reader_header(reader), &first);
    for (const struct experiment *e = first; e && !status; e = e->next) {
        if (!missed_peak_find(e, grid_reader_grid(reader), &peak)) continue;
        missed_peak_text(&peak, text, sizeof text);
        printf("%-20s %s\n", "missed peak", text);
    }
    experiment_free(first);
    return status;
}

static epscan_status print_provenance(const struct grid_reader *reader) {
    static const char *const names[] = {"title",    "experiment",     "limit_method", "created",      "source",    "git_revision",
                                        "compiler", "compiler_flags", "libraries",    "command_line", "job_sha256"};
    const struct grid_header *header = grid_reader_header(reader);
    char text[2048], mediation[MEDIATION_TEXT_SIZE];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const epscan_status status = grid_reader_attribute(reader, names[i], text, sizeof text);
        if (status) return status;
        text_put_line(stdout, "%-20s %s", names[i], text);
    }
    printf("%-20s %s\n", GRID_MEDIATOR, mediation_text(&header->mediation, mediation));
    if (header->limit_caution[0]) printf("%-20s %s\n", GRID_LIMIT_CAUTION, header->limit_caution);
    for (size_t i = 0; i < header->input_count; i++)
        text_put_line(stdout, "input                %s sha256 %s", header->inputs[i].path, header->inputs[i].sha256);
    return EPSCAN_OK;
}

static void tick(void *progress, uint64_t points) {
    progress_add(progress, points);
}

static epscan_status verify_tiles(const struct grid_reader *reader, const struct arguments *a) {
    struct tile_census census;
    struct progress progress;
    progress_start(&progress, grid_reader_grid(reader)->point_count / grid_reader_header(reader)->shard.count, "points", a->quiet);
    const epscan_status status = grid_verify_tiles(reader, &census, tick, &progress);
    if (status) return status;
    if (!a->quiet)
        printf("checksums            %" PRIu64 " tiles sound, %" PRIu64 " missing, %" PRIu64 " damaged\n", census.sound,
               census.missing, census.damaged);
    for (uint64_t i = 0; i < census.damaged && i < 8; i++)
        fprintf(stderr, "epscan: tile %" PRIu64 " is damaged\n", census.first_damaged[i]);
    if (census.damaged || census.missing)
        return error_set(EPSCAN_INCOMPLETE, "%s: %" PRIu64 " tiles damaged, %" PRIu64 " missing; epscan scan --resume mends it",
                         a->path, census.damaged, census.missing);
    return EPSCAN_OK;
}

static epscan_status verify_sample(const struct grid_reader *reader, const struct arguments *a) {
    long count = 100, seed = 1;
    double worst;
    uint64_t compared;
    epscan_status status = a->sample ? option_integer("sample", a->sample, 0, 100000000, &count) : EPSCAN_OK;
    if (!status && a->seed) status = option_integer("seed", a->seed, 0, 1000000000, &seed);
    if (!status) status = grid_verify_sample(reader, (uint64_t)count, (uint64_t)seed, &worst, &compared);
    if (status) return status;
    if (!a->quiet)
        printf("sample               %" PRIu64 " points recomputed by adaptive quadrature: largest difference %.2g of the allowed "
               "1e-9 relative (strahlung where it is computed: 1e-6) + 1e-13 events%s\n",
               compared, worst, grid_form_error(&grid_reader_grid(reader)->form) > 0.0 ? " + rounding" : "");
    return worst <= 1.0 ? EPSCAN_OK
                        : error_set(EPSCAN_INCOMPLETE, "%s: a sampled point differs from quadrature by %.2g times what is allowed",
                                    a->path, worst);
}

static epscan_status check_same(const struct grid_reader *reader, const char *path, const char *other_path) {
    struct grid_reader *other = NULL;
    epscan_status status = grid_reader_open(other_path, &other);
    if (!status) status = grid_header_check(path, grid_reader_header(reader), grid_reader_header(other));
    grid_reader_close(other);
    return status;
}

static epscan_status print_all(const struct grid_reader *reader, uint64_t written, bool verify) {
    print_axes(grid_reader_grid(reader));
    epscan_status status = print_completeness(reader, written, verify);
    if (!status) status = print_missed_peak(reader);
    return status ? status : print_provenance(reader);
}

static epscan_status verify_grid(const struct grid_reader *reader, const struct arguments *a) {
    const epscan_status status = verify_tiles(reader, a);
    return status ? status : verify_sample(reader, a);
}

static epscan_status check_written(const struct grid_reader *reader, uint64_t written, const char *path) {
    const bool whole = grid_reader_header(reader)->shard.count == 1;
    if (written >= share_size(reader) && (!whole || grid_reader_complete(reader))) return EPSCAN_OK;
    return error_set(EPSCAN_INCOMPLETE, "%s: incomplete; continue its scan with --resume", path);
}

int command_info(int argc, char **argv) {
    struct arguments arguments = {0};
    struct grid_reader *reader = NULL;
    uint64_t written = 0;
    argp_parse(&info_argp, argc, argv, 0, NULL, &arguments);
    epscan_status status = grid_reader_open(arguments.path, &reader);
    if (!status && arguments.same_as) status = check_same(reader, arguments.path, arguments.same_as);
    if (!status) status = count_written(reader, &written);
    if (!status && !arguments.quiet) status = print_all(reader, written, arguments.verify);
    if (!status && arguments.verify) status = verify_grid(reader, &arguments);
    if (!status) status = check_written(reader, written, arguments.path);
    grid_reader_close(reader);
    return command_status(status);
}
