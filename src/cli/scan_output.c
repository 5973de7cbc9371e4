/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What stands at a scan's output and what is to become of it: nothing there, a grid to resume, one to replace, or somebody else's
 * file, which is left alone.
 */
#include "cli/scan_output.h"

#include "cli/command.h"
#include "core/error.h"
#include "file/grid_read.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <mpi.h>

static enum existing_output existing_output(const struct scan_request *request) {
    return request->resume ? EXISTING_RESUMED : request->force ? EXISTING_REPLACED : EXISTING_REFUSED;
}

epscan_status scan_output_name(const struct scan_request *request, struct job *job) {
    const struct shard *shard = &request->shard;
    const char *whole = request->output_path ? request->output_path : job->output_path;
    char path[4096], tag[64];
    if (shard->count == 1) return request->output_path ? job_set_output(job, whole, false) : EPSCAN_OK;
    const char *dot = strrchr(whole, '.'), *slash = strrchr(whole, '/');
    const size_t stem = dot && (!slash || dot > slash) ? (size_t)(dot - whole) : strlen(whole);
    const size_t length = (size_t)snprintf(tag, sizeof tag, ".shard-%04" PRIu64 "-of-%04" PRIu64, shard->index, shard->count);
    const bool tagged = stem > length && strncmp(whole + stem - length, tag, length) == 0;
    if (snprintf(path, sizeof path, "%.*s%s%s", (int)stem, whole, tagged ? "" : tag, whole + stem) >= (int)sizeof path)
        return error_set(EPSCAN_BAD_INPUT, "output \"%.60s\": allowed: a shorter path", whole);
    return job_set_output(job, path, !request->output_path);
}

/* The name under which an output that exists is made anew. */
static void name_new(const char *path, char *file, size_t size) {
    snprintf(file, size, "%s.new", path);
}

static bool exists(const char *path) {
    struct stat info;
    return lstat(path, &info) == 0;
}

/* Whether a scan has left a grid there. */
static bool is_grid(const char *path) {
    return exists(path) && output_file_check(path, &grid_output, EXISTING_REPLACED, 0) == EPSCAN_OK;
}

epscan_status scan_output_check(const struct scan_request *request, const struct job *job) {
    const char *path = job->output_path;
    char file[4104];
    name_new(path, file, sizeof file);
    epscan_status status = grid_file_check_output(path, &job->grid, &request->shard, existing_output(request));
    if (!status && request->force && exists(path))
        status = grid_file_check_output(file, &job->grid, &request->shard, EXISTING_REPLACED);
    if (!status && !request->force && !request->resume && is_grid(file))
        status = error_set(EPSCAN_BAD_INPUT, "%s: was left by a scan; allowed: --resume to continue it, or --force", file);
    return job_output_status(job, status);
}

/* Whether a file that is to be continued is what this job would make. */
static epscan_status check_same(const struct scan_request *request, const struct job *job, const struct grid_header *expected,
                                const char *path, const struct grid_header *header) {
    const struct shard *shard = &request->shard;
    const epscan_status status = grid_header_check(path, header, expected);
    if (status) {
        char reason[1024];
        snprintf(reason, sizeof reason, "%s", epscan_error_message());
        return error_set(status, "%s, another output, or --force", reason);
    }
    if (!grid_forms_agree(&header->grid->form, &job->grid.form)) /* what an older version began is continued as it is */
        return error_set(EPSCAN_BAD_INPUT, "%s: was rounded or expanded after its scan; allowed: another output, or --force", path);
    if (header->shard.index != shard->index || header->shard.count != shard->count)
        return error_set(EPSCAN_BAD_INPUT, "%s: holds shard %" PRIu64 "/%" PRIu64 "; allowed: --shard %" PRIu64 "/%" PRIu64, path,
                         header->shard.index, header->shard.count, header->shard.index, header->shard.count);
    return EPSCAN_OK;
}

/* How far a file that is to be continued is. */
static epscan_status check_file(const struct scan_request *request, const struct job *job, const struct grid_header *expected,
                                struct scan_output *output) {
    const char *path = output->file;
    struct grid_reader *reader = NULL;
    uint64_t first, end;
    epscan_status status = grid_reader_open(path, &reader);
    if (status) return status;
    const struct shard *shard = &request->shard;
    status = check_same(request, job, expected, path, grid_reader_header(reader));
    uint64_t *ledger = status ? NULL : grid_reader_ledger(reader);
    if (!status && !ledger) status = error_set(EPSCAN_BAD_INPUT, "%s: damaged: no usable ledger", path);
    shard_tiles(shard, job->grid.tile_count, &first, &end);
    output->state = shard->count > 1 || grid_reader_complete(reader) ? OUTPUT_COMPLETE : OUTPUT_PARTIAL;
    for (uint64_t tile = first; tile < end && !status; tile++)
        if (!ledger[tile]) output->state = OUTPUT_PARTIAL;
    free(ledger);
    grid_reader_close(reader);
    return status;
}

epscan_status scan_output_open(const struct scan_request *request, const struct job *job, const struct grid_header *header,
                               struct scan_output *output) {
    const char *path = job->output_path;
    char mpi_library[MPI_MAX_LIBRARY_VERSION_STRING], file[4104];
    int length;
    epscan_status status = file_lock_take(path, &output->lock);
    if (status) return status;
    name_new(path, file, sizeof file);
    const bool left_over = is_grid(file), is_there = exists(path);
    const bool anew = !is_there && grid_file_has_holes(&job->grid, &request->shard);
    const bool beside = left_over || anew || (is_there && !request->resume && request->force);
    snprintf(output->file, sizeof output->file, "%s", beside ? file : path);
    output->replaced = is_there ? EXISTING_REPLACED : EXISTING_REFUSED;
    if (request->resume && exists(output->file)) return check_file(request, job, header, output);
    MPI_Get_library_version(mpi_library, &length);
    const struct provenance provenance = {request->command_line, mpi_library};
    output->state = OUTPUT_NEW;
    return grid_file_create(output->file, header, &provenance, request->force, &output->lock);
}

epscan_status scan_output_complete(const struct scan_output *output, const struct job *job) {
    if (strcmp(output->file, job->output_path) == 0) return EPSCAN_OK;
    const epscan_status status = output_file_sync(output->file);
    return status ? status : output_file_move(output->file, job->output_path, &grid_output, output->replaced);
}

void scan_output_print_resume(const struct scan_request *request, FILE *stream) {
    put_shell_word(program_invocation_name, stream);
    fputs(" scan --resume", stream);
    if (request->output_path) put_shell_option("output", request->output_path, stream);
    if (request->shard.count > 1) fprintf(stream, " --shard %" PRIu64 "/%" PRIu64, request->shard.index, request->shard.count);
    if (request->threads_given) put_shell_option("threads", request->threads_given, stream);
    if (request->time_limit_given) put_shell_option("time-limit", request->time_limit_given, stream);
    if (request->silence_given) put_shell_option("rank-silence", request->silence_given, stream);
    if (request->ranks_per_master_given) put_shell_option("ranks-per-master", request->ranks_per_master_given, stream);
    if (request->quiet) fputs(" --quiet", stream);
    fputs(request->job_path[0] == '-' ? " -- " : " ", stream);
    put_shell_word(request->job_path, stream);
}
