/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Parses, merges the shards of one grid (output/grid_merge.h), or writes a factored one as a plain one, and says what was written.
 */
#include "cli/shared_options.h"
#include "core/error.h"
#include "core/stop_signal.h"
#include "core/text_line.h"
#include "output/grid_merge.h"
#include "parallel/progress.h"

#include <stdio.h>
#include <stdlib.h>

struct arguments {
    const char *output, *digits;
    bool force, quiet, plain;
    int count;
    char **shards;
};

static const struct argp_option options[] = {
    OUTPUT_ROW("GRID.h5", "The file to write (required)", 0),
    {"no-compression", 'n', NULL, 0, "Store as it is instead of shuffled, deflated and with Fletcher32 checksums", 0},
    {"significant-digits", 'd', "N", 0, "Round numbers to N digits (1 to 15), which takes less space; the file says so", 0},
    REPLACE_ROW("an output that exists", 0),
    QUIET_ROW("No progress and no summary", 0),
    {0},
};

static error_t parse_merge_option(int key, char *argument, struct argp_state *state) {
    struct arguments *a = state->input;
    switch (key) {
    case 'o': a->output = argument; break;
    case 'n': a->plain = true; break;
    case 'd': a->digits = argument; break;
    case 'f': a->force = true; break;
    case 'q': a->quiet = true; break;
    case ARGP_KEY_ARG: a->shards[a->count++] = argument; break;
    case ARGP_KEY_END:
        if (!a->output || !a->count) argp_error(state, "an output and at least one file are required");
        break;
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

const struct argp merge_argp = {options,
                                parse_merge_option,
                                "-o GRID.h5 SHARD.h5...",
                                "Prove that the shards hold every tile of one scan exactly once, and write them as one file.\v"
                                "Example:\n  epscan merge -o outputs/na64-2021.h5 outputs/na64-2021.shard-*.h5\n",
                                NULL,
                                NULL,
                                NULL};

const struct argp expand_argp = {options,
                                 parse_merge_option,
                                 "-o GRID.h5 FACTORED.h5",
                                 "Write a factored grid (storage: factored in its job) as a plain one, of all numbers.\v"
                                 "Example:\n  epscan expand -o outputs/plain.h5 outputs/factored.h5\n",
                                 NULL,
                                 NULL,
                                 NULL};

static void tick(void *progress, uint64_t points) {
    progress_add(progress, points);
}

static epscan_status run(const struct arguments *a, bool expand, const char *command_line) {
    long digits = 0;
    struct progress progress;
    epscan_status status = a->digits ? option_integer("significant-digits", a->digits, 1, 15, &digits) : EPSCAN_OK;
    if (!status && expand && a->count > 1) status = error_set(EPSCAN_BAD_INPUT, "expand: allowed: one grid; merge shards first");
    if (status) return status;
    const struct provenance provenance = {command_line, "no MPI"};
    const uint64_t points = a->quiet ? 0 : grid_file_points(a->shards[0]);
    progress_start(&progress, points, "points", a->quiet);
    const struct merge_task task = {.output = a->output,
                                    .shard_count = a->count,
                                    .shard_paths = a->shards,
                                    .storage = a->plain ? STORAGE_FOR_SCAN : STORAGE_COMPRESSED,
                                    .significant_bits = grid_form_bits((int)digits),
                                    .expand = expand,
                                    .replace = a->force,
                                    .provenance = &provenance,
                                    .tick = tick,
                                    .tick_data = &progress};
    status = grid_merge(&task);
    if (!status) progress_finish(&progress);
    if (!status && !a->quiet)
        text_put_line(stdout, "%s: %d files %s, %llu points", a->output, a->count, expand ? "expanded" : "merged",
                      (unsigned long long)points);
    return status;
}

static int merge_or_expand(int argc, char **argv, const struct argp *argp) {
    struct arguments arguments = {.shards = calloc((size_t)argc, sizeof(char *))};
    char command_line[2048];
    if (!arguments.shards) return command_status(error_no_memory("the shards' names"));
    stop_signal_install();
    join_arguments(argc, argv, command_line, sizeof command_line);
    argp_parse(argp, argc, argv, 0, NULL, &arguments);
    const epscan_status status = run(&arguments, argp == &expand_argp, command_line);
    free(arguments.shards);
    return command_status(status);
}

int command_merge(int argc, char **argv) {
    return merge_or_expand(argc, argv, &merge_argp);
}

int command_expand(int argc, char **argv) {
    return merge_or_expand(argc, argv, &expand_argp);
}
