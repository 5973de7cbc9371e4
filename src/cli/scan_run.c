/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A scan on all ranks: rank 0 makes the file, tiles go through the queue (parallel/tile_queue.h), each rank computes and writes its
 * own, and the file is complete when a last pass has found every tile sound. Passes compute, mend, or check.
 */
#include "cli/scan_run.h"

#include "cli/command.h"
#include "cli/scan_output.h"
#include "core/error.h"
#include "core/text_line.h"
#include "output/grid_write.h"
#include "parallel/launch.h"
#include "parallel/ranks_share.h"
#include "parallel/tile_queue.h"
#include "scan/strange_job.h"
#include "scan/tile_engine.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <mpi.h>
#include <omp.h>

/* What the queue sums over tiles. */
enum counter { COUNT_FAILED_POINTS, COUNT_SOUND, COUNT_DAMAGED, COUNT_MISSING };

/* What is done with a tile: computed whatever the file holds; kept when sound; or only looked at, until one is not. */
enum pass { PASS_COMPUTE, PASS_MEND, PASS_CHECK };

struct scan {
    const struct scan_request *request;
    struct job *job;
    MPI_Comm communicator;
    struct work_share share;
    struct prepared_experiment *experiment; /* the job's */
    struct limit_table *limits;             /* likewise */
    struct grid_header header;
    struct grid_factors factors; /* of a factored grid: what its file begins with, on rank 0 */
    struct tile_engine *engine;
    struct tile tile;
    struct grid_writer *writer;
    enum pass pass;
    int rank;
    struct scan_output output; /* the lock: rank 0 */
};

epscan_status agree(epscan_status status) {
    int rank, whose;
    const epscan_status worst = ranks_worst(MPI_COMM_WORLD, status, &whose);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    if (whose == rank) command_status(worst);
    return worst;
}

static epscan_status process_tile(void *data, uint64_t id, void (*idle)(void *), void *idle_data,
                                  uint64_t counters[TILE_COUNTERS]) {
    struct scan *scan = data;
    enum tile_state state = TILE_MISSING;
    epscan_status status = EPSCAN_OK;
    if (scan->pass != PASS_COMPUTE) state = grid_writer_check_tile(scan->writer, id, &scan->tile);
    counters[COUNT_SOUND] += state == TILE_SOUND;
    counters[COUNT_DAMAGED] += state == TILE_DAMAGED;
    counters[COUNT_MISSING] += state == TILE_MISSING;
    if (state != TILE_SOUND && scan->pass == PASS_CHECK) return EPSCAN_STOPPED;
    if (state != TILE_SOUND) {
        status = tile_evaluate(scan->engine, id, &scan->tile, idle, idle_data);
        if (!status) status = grid_writer_put_tile(scan->writer, &scan->tile);
        state = TILE_SOUND;
    }
    if (state == TILE_SOUND) counters[COUNT_FAILED_POINTS] += tile_failed_models(&scan->tile) * scan->tile.box.column_count;
    return status;
}

static uint64_t tile_points(void *data, uint64_t id) {
    const struct scan *scan = data;
    const struct tile_box box = grid_tile_box(&scan->job->grid, id);
    return box.model_count * box.column_count;
}

/* Everything that can fail on bad input, the same on every rank; rank 0 looks at the output too. */
static epscan_status read_inputs(struct scan *scan) {
    const struct scan_request *request = scan->request;
    epscan_status status = job_read(request->job_path, &scan->job);
    if (!status) status = scan_output_name(request, scan->job);
    if (!status) status = grid_header_of_job(scan->job, &request->shard, &scan->header);
    if (!status && scan->rank == 0) status = scan_output_check(request, scan->job);
    return status;
}

static void count_limits(void *data, uint64_t limits) {
    struct progress *progress = data;
    progress_add(progress, limits - progress->done);
}

/* The table of limits, which takes half a minute by Bayes: shown when it takes long enough to be seen. */
static epscan_status make_limits(struct scan *scan) {
    const struct experiment *e = scan->job->experiment;
    struct progress progress;
    const struct limit_table_watch watch = {count_limits, &progress};
    progress_start(&progress, limit_table_most_limits(e), "limits", scan->request->quiet || scan->rank);
    const epscan_status status = limit_table_create(e, &watch, &scan->limits);
    if (progress.last_shown_s > progress.start_s || status == EPSCAN_STOPPED) progress_finish(&progress);
    return status;
}

static epscan_status prepare_engine(struct scan *scan) {
    epscan_status status = prepared_experiment_create_together(scan->job->experiment, &scan->share, &scan->experiment);
    if (!status) status = make_limits(scan);
    if (!status) status = tile_engine_create(&scan->job->grid, scan->experiment, scan->limits, &scan->engine);
    if (!status && scan->job->grid.form.is_factored && scan->rank == 0) {
        status = tile_engine_factors(scan->engine, &scan->factors);
        scan->header.factors = &scan->factors;
    }
    return status ? status : tile_init(&scan->tile, &scan->job->grid);
}

/* Tiles of a factored grid are of the columns that its file keeps, as long as their limits follow from their events. */
static epscan_status take_factors(struct scan *scan) {
    const struct grid *grid = &scan->job->grid;
    if (!grid->form.is_factored || !grid->form.without_limits) return EPSCAN_OK;
    const struct grid_factors *factors = grid_writer_factors(scan->writer);
    const epscan_status status = tile_engine_keep(scan->engine, factors);
    if (status) return status;
    tile_clear(&scan->tile);
    return tile_init_kept(&scan->tile, grid, factors->kept);
}

/* Points of the share that this scan computes. */
static uint64_t share_points(const struct scan *scan) {
    uint64_t first, end, points = 0;
    shard_tiles(&scan->request->shard, scan->job->grid.tile_count, &first, &end);
    for (uint64_t tile = first; tile < end; tile++) {
        const struct tile_box box = grid_tile_box(&scan->job->grid, tile);
        points += box.model_count * box.column_count;
    }
    return points;
}

/*
 * A rank could not write: closing the file is collective, and would hang when this rank's part of it fails again. What was
 * written is in the file. Does not return when there are other ranks; the reason was printed before.
 */
static void give_up(struct scan *scan, epscan_status status) {
    int size;
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    if (size == 1) return;
    file_lock_release(&scan->output.lock);
    MPI_Barrier(MPI_COMM_WORLD); /* all have printed */
    if (scan->rank == 0) MPI_Abort(MPI_COMM_WORLD, (int)status);
    MPI_Barrier(MPI_COMM_WORLD);
}

/* After a failure that all know of; alone, the file is closed as well as it can be. Returns the status. */
static epscan_status abandon(struct scan *scan, epscan_status status) {
    give_up(scan, status);
    grid_writer_close(scan->writer);
    return status;
}

/* Collective. The worst status of all ranks. */
static epscan_status open_writer(struct scan *scan, bool read_only) {
    scan->writer = NULL;
    const epscan_status status =
        agree(grid_writer_open(MPI_COMM_WORLD, scan->output.file, &scan->job->grid, read_only, &scan->writer));
    int stuck = status && scan->writer;
    MPI_Allreduce(MPI_IN_PLACE, &stuck, 1, MPI_INT, MPI_LOR, MPI_COMM_WORLD);
    if (stuck) give_up(scan, status);
    return status;
}

/* What follows the last tile, whether it was the share's last or not. Collective. */
static epscan_status finish_pass(struct scan *scan, bool writes, const struct tile_summary *summary) {
    uint64_t missing = 0;
    epscan_status status = writes ? agree(grid_writer_finish(scan->writer, &scan->request->shard, &missing)) : EPSCAN_OK;
    if (status) return abandon(scan, status);
    const bool whole = scan->request->shard.count == 1 && !summary->stopped && summary->counters[COUNT_DAMAGED] == 0;
    if (missing && !summary->stopped)
        status = error_set(EPSCAN_INCOMPLETE, "%s: %" PRIu64 " tiles are missing", scan->output.file, missing);
    else if (writes && whole && scan->rank == 0)
        status = grid_writer_complete(scan->writer, true);
    status = agree(status);
    const epscan_status closed = grid_writer_close(scan->writer);
    return status ? status : agree(closed);
}

/* Go once through the share's tiles. Collective. */
static epscan_status run_pass(struct scan *scan, enum pass pass, bool quiet, struct tile_summary *summary) {
    struct progress progress;
    uint64_t first, end;
    const bool writes = pass != PASS_CHECK;
    *summary = (struct tile_summary){0};
    shard_tiles(&scan->request->shard, scan->job->grid.tile_count, &first, &end);
    scan->pass = pass;
    epscan_status status = open_writer(scan, !writes);
    if (status) return status;
    status = take_factors(scan);
    if (!status && pass == PASS_MEND && scan->rank == 0) status = grid_writer_complete(scan->writer, false);
    if ((status = agree(status))) return abandon(scan, status);
    const struct tile_work work = {.first_tile = first,
                                   .end_tile = end,
                                   .process = process_tile,
                                   .points = tile_points,
                                   .data = scan,
                                   .deadline_s = scan->request->deadline_s,
                                   .silence_s = (double)scan->request->silence_s,
                                   .ranks_per_master = (int)scan->request->ranks_per_master};
    progress_start(&progress, share_points(scan), "points", quiet || scan->rank);
    if ((status = agree(tile_queue_run(MPI_COMM_WORLD, &work, &progress, summary)))) return abandon(scan, status);
    MPI_Bcast(summary, sizeof *summary, MPI_BYTE, 0, MPI_COMM_WORLD);
    if (!summary->stopped) progress_finish(&progress);
    return finish_pass(scan, writes, summary);
}

/* Say in the file that it is complete. Collective. */
static epscan_status mark_complete(struct scan *scan) {
    epscan_status status = open_writer(scan, false);
    if (status) return status;
    if (scan->rank == 0 && scan->request->shard.count == 1) status = grid_writer_complete(scan->writer, true);
    status = agree(status);
    const epscan_status closed = grid_writer_close(scan->writer);
    return status ? status : agree(closed);
}

static void print_summary(const struct scan *scan, const struct tile_summary *summary) {
    const uint64_t *count = summary->counters;
    const uint64_t points = share_points(scan);
    char kept[120] = "";
    if (scan->request->resume)
        snprintf(kept, sizeof kept, "; %" PRIu64 " tiles kept, %" PRIu64 " computed, %" PRIu64 " of them damaged before",
                 count[COUNT_SOUND], count[COUNT_MISSING] + count[COUNT_DAMAGED], count[COUNT_DAMAGED]);
    text_put_line(stdout, "%s: %" PRIu64 " points in %.2f s (%.3g points/s), %" PRIu64 " failed%s", scan->job->output_path, points,
                  summary->seconds, (double)points / summary->seconds, count[COUNT_FAILED_POINTS], kept);
}

/* The command that goes on where this one stopped. */
static epscan_status stopped(const struct scan *scan, const struct tile_summary *summary) {
    uint64_t first, end;
    shard_tiles(&scan->request->shard, scan->job->grid.tile_count, &first, &end);
    if (scan->rank) return EPSCAN_STOPPED;
    fprintf(stderr, "%sepscan: stopped after %" PRIu64 " of %" PRIu64 " tiles; continue with: ", isatty(STDERR_FILENO) ? "\n" : "",
            summary->tiles, end - first);
    scan_output_print_resume(scan->request, stderr);
    fputc('\n', stderr);
    return EPSCAN_STOPPED;
}

/* Whether a pass found every tile of the share, and its checksum right. */
static bool all_sound(const struct scan *scan, const struct tile_summary *summary) {
    uint64_t first, end;
    shard_tiles(&scan->request->shard, scan->job->grid.tile_count, &first, &end);
    return summary->counters[COUNT_SOUND] == end - first;
}

/* Whether a pass found a tile that is not what was written. */
static bool any_unsound(const struct tile_summary *summary) {
    return summary->counters[COUNT_DAMAGED] + summary->counters[COUNT_MISSING] > 0;
}

/*
 * A file that is complete is proven and left as it is. One that is not sound does not pass for complete any longer, whatever stops
 * this scan: mending begins with that.
 */
static epscan_status run_complete(struct scan *scan, bool *sound) {
    struct tile_summary summary;
    const epscan_status status = run_pass(scan, PASS_CHECK, true, &summary);
    *sound = !status && all_sound(scan, &summary);
    if (!status && summary.stopped && !any_unsound(&summary)) return stopped(scan, &summary);
    if (*sound && scan->rank == 0 && !scan->request->quiet)
        text_put_line(stdout, "%s: complete, %" PRIu64 " tiles verified; left as it is", scan->job->output_path,
                      summary.counters[COUNT_SOUND]);
    return status;
}

/* Damage that stays after mending sits in the file's own structures. A mended file is complete once this has been proven. */
static epscan_status prove_mended(struct scan *scan) {
    struct tile_summary summary;
    const epscan_status status = run_pass(scan, PASS_CHECK, true, &summary);
    if (status) return status;
    if (summary.stopped && !any_unsound(&summary)) return stopped(scan, &summary);
    if (!all_sound(scan, &summary))
        return agree(error_set(EPSCAN_FAILED, "%s: damaged beyond mending: its index leads tiles astray; start again with --force",
                               scan->output.file));
    return mark_complete(scan);
}

static epscan_status run_tiles(struct scan *scan, enum output_state state) {
    struct tile_summary summary;
    bool sound = false;
    epscan_status status = state == OUTPUT_COMPLETE ? run_complete(scan, &sound) : EPSCAN_OK;
    if (status || sound) return status;
    status = run_pass(scan, state == OUTPUT_NEW ? PASS_COMPUTE : PASS_MEND, scan->request->quiet, &summary);
    if (status) return status;
    if (summary.stopped) return stopped(scan, &summary);
    if (summary.counters[COUNT_DAMAGED]) status = prove_mended(scan);
    if (status) return status;
    if (scan->rank == 0 && !scan->request->quiet) print_summary(scan, &summary);
    if (summary.counters[COUNT_FAILED_POINTS])
        status = error_set(EPSCAN_POINTS_FAILED, "%" PRIu64 " points failed; they are NaN, with status failed",
                           summary.counters[COUNT_FAILED_POINTS]);
    return agree(status);
}

/* Rank 0 opens the output and tells the others which file it is. Collective. */
static epscan_status open_output(struct scan *scan) {
    struct scan_output *output = &scan->output;
    int state = OUTPUT_NEW;
    epscan_status status = EPSCAN_OK;
    if (scan->rank == 0) status = scan_output_open(scan->request, scan->job, &scan->header, output);
    if (scan->rank == 0) state = (int)output->state;
    status = agree(status);
    MPI_Bcast(&state, 1, MPI_INT, 0, MPI_COMM_WORLD);
    MPI_Bcast(output->file, sizeof output->file, MPI_BYTE, 0, MPI_COMM_WORLD);
    output->state = (enum output_state)state;
    return status;
}

static void warn_of_strange_values(const struct job *job) {
    struct strange_values strange = {0};
    if (job_strange_values(job, &strange)) return;
    for (int i = 0; i < strange.count; i++) fprintf(stderr, "epscan: %s\n", strange.text[i]);
}

/* Collective. */
static void warn_of_launch(const struct scan *scan) {
    char *folder = path_beside(scan->job->output_path, ".");
    uint64_t first, end;
    launch_warn(MPI_COMM_WORLD, scan->request->threads, folder ? folder : ".");
    free(folder);
    shard_tiles(&scan->request->shard, scan->job->grid.tile_count, &first, &end);
    launch_warn_of_idle_ranks(MPI_COMM_WORLD, end - first);
}

static epscan_status run(struct scan *scan) {
    epscan_status status = agree(read_inputs(scan));
    if (!status && scan->rank == 0 && !scan->request->quiet) warn_of_strange_values(scan->job);
    if (!status && scan->rank == 0) command_caution(scan->job->experiment, scan->job->experiment->statistics.method);
    if (!status) status = agree(prepare_engine(scan));
    if (status) return status;
    if (!scan->request->quiet) warn_of_launch(scan);
    status = open_output(scan);
    if (!status) status = run_tiles(scan, scan->output.state);
    if (status && status != EPSCAN_POINTS_FAILED) return status;
    const epscan_status moved = agree(scan->rank ? EPSCAN_OK : scan_output_complete(&scan->output, scan->job));
    return moved ? moved : status;
}

epscan_status scan_run(const struct scan_request *request) {
    struct scan scan = {.request = request, .communicator = MPI_COMM_WORLD, .output.lock.descriptor = -1};
    scan.share = ranks_share(&scan.communicator);
    MPI_Comm_rank(MPI_COMM_WORLD, &scan.rank);
    omp_set_num_threads(request->threads);
    const epscan_status status = run(&scan);
    file_lock_release(&scan.output.lock);
    tile_engine_free(scan.engine);
    tile_clear(&scan.tile);
    grid_header_clear(&scan.header);
    grid_factors_clear(&scan.factors);
    limit_table_free(scan.limits);
    prepared_experiment_free(scan.experiment);
    job_free(scan.job);
    return status;
}
