/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A simulation on all ranks: showers in rounds (parallel/shower_rounds.h), whose tallies are exact sums, then the file and the
 * summary by rank 0.
 */
#include "cli/simulate_run.h"

#include "cli/command.h"
#include "cli/scan_run.h"
#include "cli/simulate_summary.h"
#include "core/build_info.h"
#include "core/clock.h"
#include "core/error.h"
#include "core/stop_signal.h"
#include "output/hepmc_file.h"
#include "output/simulation_appended.h"
#include "output/simulation_checkpoint.h"
#include "output/simulation_file.h"
#include "output/track_length_table.h"
#include "parallel/launch.h"
#include "parallel/shower_rounds.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <mpi.h>
#include <omp.h>

/* Bins of the longitudinal profile. */
static const double depth_bin_X0 = 0.25;
/* Before a time limit: for the last state, and for ending. */
static const double last_state_s = 2.0;
/* A run that keeps nothing has nothing to lose. */
static const double short_round_s = 3.0, long_round_s = 20.0;
enum { LEAST_DEPTH_BINS = 10, MOST_DEPTH_BINS = 1000 };

struct simulation_run {
    const struct simulate_request *request;
    const struct experiment *experiment;
    int rank;
    double edges_GeV[SIMULATION_MAX_ENERGY_EDGES];
    struct simulation_setup setup;
    struct shower_simulation *simulation;
    struct simulation_record record;
    struct simulation_writer *writer;
    struct simulation_appended *appended_to;  /* rank 0; NULL: none */
    struct hepmc_file *hepmc;                 /* rank 0; NULL: none */
    struct simulation_checkpoint *checkpoint; /* rank 0; NULL: none, or none yet */
    uint64_t done;                            /* showers of an earlier run */
    struct shower_tally tally;                /* rank 0 */
    struct shower_tally whole;                /* rank 0: the same without a last part of a batch */
    struct signal_tally yield;                /* rank 0 */
    struct track_length_rows *rows;           /* rank 0, with a table */
};

/* A table does not say what made it. */
struct shower_effects simulate_effects(const struct shower_choice *shower) {
    switch (shower->model) {
    case SHOWER_APPROXIMATION_A: return (struct shower_effects){.ionisation = false};
    case SHOWER_TABLE: return shower_effects_all();
    default: return shower->effects;
    }
}

static int depth_bins(const struct target *target) {
    const double bins = ceil(target_depth_X0(target) / depth_bin_X0);
    return (int)fmin(fmax(bins, LEAST_DEPTH_BINS), MOST_DEPTH_BINS);
}

/* The same on every rank. */
static epscan_status prepare(struct simulation_run *run) {
    const struct simulate_request *request = run->request;
    const struct experiment *e = run->experiment;
    const int edges = simulation_energy_edges(e->beam_energy_GeV, request->cut_GeV, request->soft_share, run->edges_GeV,
                                              SIMULATION_MAX_ENERGY_EDGES);
    run->setup = (struct simulation_setup){
        .target = e->target,
        .effects = simulate_effects(&e->shower),
        .beam = e->beam,
        .beam_energy_GeV = e->beam_energy_GeV,
        .cut_GeV = request->cut_GeV,
        .soft_share = request->soft_share,
        .preshower_cells = e->preshower_cells,
        .energy_bin_count = edges - 1,
        .edges_GeV = run->edges_GeV,
        .depth_bin_count = depth_bins(&e->target),
    };
    const epscan_status status = shower_simulation_create(&run->setup, &run->simulation);
    run->record = (struct simulation_record){.experiment = e,
                                             .simulation = run->simulation,
                                             .setup = &run->setup,
                                             .signal = request->with_signal ? &request->signal : NULL,
                                             .seed = request->seed,
                                             .showers = request->showers};
    run->yield.ecal_threshold_GeV = e->ecal_threshold_GeV;
    return status;
}

static epscan_status keep_events(void *data, const struct signal_event *events, size_t count) {
    struct simulation_run *run = data;
    signal_tally_add(&run->yield, events, count);
    epscan_status status = simulation_writer_put_events(run->writer, events, count);
    if (!status && run->hepmc) status = hepmc_file_put(run->hepmc, events, count);
    if (!status && run->checkpoint) status = simulation_checkpoint_put_events(run->checkpoint, events, count);
    return status;
}

static epscan_status keep_state(void *data, uint64_t done, const struct shower_tally *tally) {
    struct simulation_run *run = data;
    const bool is_last = run->request->deadline_s - monotonic_s() < last_state_s || stop_signal_arrived();
    if (done % SIMULATION_BATCH != 0) return EPSCAN_OK; /* all the last: it is a part of a batch, which cannot be gone on with */
    run->done = done;
    memcpy(run->whole.value, tally->value, tally->count * sizeof *tally->value);
    return run->checkpoint ? simulation_checkpoint_put_state(run->checkpoint, done, tally, is_last) : EPSCAN_OK;
}

/* Rank 0: what an earlier run has done is taken up, its events into the new files: from its checkpoint, or its finished file. */
static epscan_status take_up(struct simulation_run *run) {
    const struct simulate_request *request = run->request;
    struct simulation_taken_up earlier = {.keep = keep_events, .data = run, .tally = &run->tally};
    epscan_status status = EPSCAN_OK;
    if (request->resumable)
        status = simulation_checkpoint_open(request->output_path, &run->record, request->force, &earlier, &run->checkpoint);
    if (!status && run->appended_to && earlier.done == 0) {
        status = simulation_appended_take_up(run->appended_to, &earlier);
        if (!status && run->checkpoint) status = simulation_checkpoint_put_state(run->checkpoint, earlier.done, &run->tally, true);
    }
    run->done = earlier.done;
    if (status) return status;
    memcpy(run->whole.value, run->tally.value, run->tally.count * sizeof *run->tally.value);
    if (run->done <= run->record.showers) return EPSCAN_OK;
    return error_set(EPSCAN_BAD_INPUT,
                     "%s.checkpoint: has %" PRIu64
                     " showers already, more than --showers; allowed: as many or more, or another output",
                     request->output_path, run->done);
}

/* An output beside the simulation's file, NULL: none, is neither that nor an input. */
static epscan_status check_apart(const struct simulation_run *run, const char *other, const char *role) {
    if (!other) return EPSCAN_OK;
    const epscan_status status = output_file_check_apart_from_inputs(other, run->request->experiment_path, run->experiment);
    return status ? status : output_file_check_apart(run->request->output_path, role, other);
}

/* Outputs are none of the inputs, nor one another. */
static epscan_status check_outputs(const struct simulation_run *run) {
    const struct simulate_request *request = run->request;
    const char *table = request->table_path, *hepmc = request->hepmc_path;
    epscan_status status = output_file_check_apart_from_inputs(request->output_path, request->experiment_path, run->experiment);
    if (!status) status = check_apart(run, table, "table");
    if (!status) status = check_apart(run, hepmc, "HepMC file");
    if (!status && table && hepmc) status = output_file_check_apart(hepmc, "table", table);
    return status || !table ? status : track_length_table_check_output(table, request->force);
}

/* Rank 0: everything that can be wrong with the outputs, before anything is computed. */
static epscan_status open_outputs(struct simulation_run *run) {
    const struct simulate_request *request = run->request;
    if (request->append) {
        uint64_t before = 0;
        const epscan_status opened = simulation_appended_open(request->output_path, &run->record, &before, &run->appended_to);
        if (opened) return opened;
        run->record.showers = before + request->append;
        if (run->record.showers > SIMULATION_MOST_SHOWERS)
            return error_set(EPSCAN_BAD_INPUT,
                             "--append: %" PRIu64 " and the file's %" PRIu64 " are too many; allowed: %" PRId64 " together",
                             request->append, before, SIMULATION_MOST_SHOWERS);
    }
    char mpi_library[MPI_MAX_LIBRARY_VERSION_STRING];
    int length;
    epscan_status status = check_outputs(run);
    if (!status) status = shower_tally_init(run->simulation, &run->tally);
    if (!status) status = shower_tally_init(run->simulation, &run->whole);
    run->rows = malloc(sizeof *run->rows);
    if (!status && !run->rows) status = error_no_memory("the track length");
    if (status) return status;
    MPI_Get_library_version(mpi_library, &length);
    const struct provenance provenance = {request->command_line, mpi_library};
    if (request->hepmc_path) status = hepmc_file_create(request->hepmc_path, &run->record, request->force, &run->hepmc);
    if (status) return status;
    const bool replaces = request->force || run->appended_to;
    status = simulation_writer_create(request->output_path, &run->record, &provenance, replaces, &run->writer);
    return status ? status : take_up(run);
}

static epscan_status write_table(const struct simulation_run *run) {
    const struct simulate_request *request = run->request;
    char comment[1024];
    snprintf(comment, sizeof comment,
             "# %.63s: track length of simulated showers, epscan %s (%s)\n"
             "# showers %" PRIu64 ", seed %" PRIu64 ", cut %.15g GeV, soft share %.15g\n"
             "# undegraded_X0: %.15g\n",
             run->experiment->name, build_version, build_git_revision, run->record.showers, request->seed, request->cut_GeV,
             request->soft_share, run->rows->undegraded_X0);
    return track_length_table_write(request->table_path, run->rows, comment, request->force);
}

/* Rank 0: the others first, so that the simulation's file is there only when all is. */
static epscan_status write_outputs(struct simulation_run *run, uint64_t simulated, double seconds) {
    const uint64_t unbalanced = shower_tally_unbalanced(&run->tally);
    epscan_status status = EPSCAN_OK;
    if (unbalanced) return error_set(EPSCAN_FAILED, "the energy of %" PRIu64 " showers does not add up", unbalanced);
    if (run->request->table_path) {
        status = simulated_track_length_rows(run->simulation, &run->tally, run->rows);
        if (!status) status = write_table(run);
    }
    if (!status && run->hepmc) status = hepmc_file_finish(run->hepmc);
    if (!status) status = simulation_writer_finish(run->writer, &run->tally, &run->whole);
    if (!status && run->checkpoint) simulation_checkpoint_remove(run->checkpoint);
    struct simulate_request all = *run->request;
    all.showers = run->record.showers;
    const struct simulate_result result = {simulated, seconds, run->simulation, &run->tally, &run->yield};
    return status ? status : simulate_print_summary(&all, run->experiment, &result);
}

/* Collective. */
static epscan_status stopped(struct simulation_run *run, const struct progress *progress) {
    const bool keeps = run->checkpoint != NULL;
    const epscan_status status =
        agree(keeps ? simulation_checkpoint_put_state(run->checkpoint, run->done, &run->tally, true) : EPSCAN_OK);
    if (status) return status;
    if (run->rank == 0)
        fprintf(stderr, "%sepscan: stopped after %" PRIu64 " of %" PRIu64 " showers; %s\n", isatty(STDERR_FILENO) ? "\n" : "",
                keeps ? run->done : progress->done, run->record.showers,
                keeps ? "the same command with --resume goes on" : "nothing is kept");
    return EPSCAN_STOPPED;
}

/* Collective. */
static epscan_status run_showers(struct simulation_run *run) {
    const struct simulate_request *request = run->request;
    MPI_Bcast(&run->done, 1, MPI_UINT64_T, 0, MPI_COMM_WORLD);
    MPI_Bcast(&run->record.showers, 1, MPI_UINT64_T, 0, MPI_COMM_WORLD);
    const uint64_t first = run->done;
    const struct shower_work work = {.simulation = run->simulation,
                                     .signal = run->record.signal,
                                     .seed = request->seed,
                                     .first = first,
                                     .showers = run->record.showers,
                                     .deadline_s = request->deadline_s - last_state_s,
                                     .round_s = run->request->resumable ? short_round_s : long_round_s,
                                     .keep = keep_events,
                                     .round_done = keep_state,
                                     .data = run};
    struct progress progress;
    bool was_stopped = false;
    progress_start(&progress, run->record.showers - first, "showers", request->quiet || run->rank);
    const epscan_status status = agree(shower_rounds_run(MPI_COMM_WORLD, &work, &progress, &run->tally, &was_stopped));
    if (status) return status;
    if (was_stopped) return stopped(run, &progress);
    progress_finish(&progress);
    return agree(run->rank ? EPSCAN_OK : write_outputs(run, run->record.showers - first, progress_elapsed_s(&progress)));
}

static void warn(const struct simulate_request *request) {
    char *folder = path_beside(request->output_path, ".");
    launch_warn(MPI_COMM_WORLD, request->threads, folder ? folder : ".");
    free(folder);
}

epscan_status simulate_run(const struct simulate_request *request, const struct experiment *experiment) {
    struct simulation_run run = {.request = request, .experiment = experiment};
    MPI_Comm_rank(MPI_COMM_WORLD, &run.rank);
    omp_set_num_threads(request->threads);
    epscan_status status = agree(prepare(&run));
    if (!status) status = agree(run.rank ? EPSCAN_OK : open_outputs(&run));
    if (!status && !request->quiet) warn(request);
    if (!status) status = run_showers(&run);
    simulation_checkpoint_free(run.checkpoint);
    simulation_appended_free(run.appended_to);
    hepmc_file_free(run.hepmc);
    simulation_writer_free(run.writer);
    shower_tally_clear(&run.tally);
    shower_tally_clear(&run.whole);
    shower_simulation_free(run.simulation);
    free(run.rows);
    return status;
}
