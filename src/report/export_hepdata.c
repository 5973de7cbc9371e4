/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A slice of a grid as a submission to HEPData: a folder with submission.yaml; a table for each spin, alpha_D, r, threshold and
 * shift, whose rows are the slice's masses, or of a grid of tables for each threshold and shift, whose rows are the tables; and the
 * grid where it fits, or with grid_url a link to where it is published.
 *
 * Written into a folder that gets its name when it is whole, and is removed when something is more than HEPData takes: 10 MiB of a
 * data file, 50 MB of all. One table is in memory at a time.
 */
#include "report/exporter.h"

#include "core/error.h"
#include "report/hepdata_documents.h"
#include "output/text_output.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const uint64_t most_bytes_of_table = 10 << 20, most_bytes = 50000000;

static const struct output_kind submission_output = {
    .noun = "submission", .when_existing = "another output", .start = "", .is_folder = true};

struct hepdata_summary {
    uint64_t tables, bytes;
    bool with_grid; /* as a file */
};

struct submission {
    struct hepdata_source source;
    const char *output;
    char grid_sha256[SHA256_HEX];
    uint64_t grid_bytes;
    struct hepdata_summary summary;
    struct output_file folder;
};

static struct hepdata_table table_at(const struct submission *s, const uint64_t at[EPSCAN_AXIS_COUNT], uint64_t number) {
    const struct grid *grid = grid_reader_grid(s->source.reader);
    struct hepdata_table table = {.number = number};
    struct scan_point first = {0};
    for (epscan_axis id = 0; id < EPSCAN_AXIS_COUNT; id++) {
        table.index[id] = id == grid_line_axis(grid) ? 0 : s->source.slice->index[id][at[id]];
        axis_set(id, grid->axes[id].value[table.index[id]], &first);
    }
    table.model = first.model;
    table.selection = first.selection;
    return table;
}

static epscan_status for_each_table(struct submission *s, struct yaml_writer *writer,
                                    epscan_status (*visit)(struct submission *, const struct hepdata_table *,
                                                           struct yaml_writer *)) {
    uint64_t count[EPSCAN_AXIS_COUNT], at[EPSCAN_AXIS_COUNT] = {0}, number = 0;
    epscan_status status;
    memcpy(count, s->source.slice->count, sizeof count);
    count[grid_line_axis(grid_reader_grid(s->source.reader))] = 1;
    do {
        const struct hepdata_table table = table_at(s, at, ++number);
        status = visit(s, &table, writer);
    } while (!status && grid_slice_next(count, EPSCAN_AXIS_SPIN, EPSCAN_AXIS_SHIFT, at));
    s->summary.tables = number;
    return status;
}

static epscan_status check_size(const struct submission *s, const char *what, uint64_t bytes, uint64_t allowed) {
    if (bytes <= allowed) return EPSCAN_OK;
    return error_set(EPSCAN_BAD_INPUT,
                     "%s: %s would take more than the %.3g MB that HEPData allows; allowed: fewer points, by --mA, --alpha-D and "
                     "the like",
                     s->output, what, 1e-6 * (double)allowed);
}

/* A file of YAML, as `put` has it of `table`. */
static epscan_status write_yaml(struct submission *s, const char *name, uint64_t most, const struct hepdata_table *table,
                                epscan_status (*put)(struct submission *, const struct hepdata_table *, struct yaml_writer *)) {
    struct yaml_writer *writer = NULL;
    uint64_t bytes = 0;
    FILE *stream;
    epscan_status status = text_output_in_folder(s->folder.temporary, name, &stream);
    if (status) return status;
    status = yaml_writer_create(stream, most, &writer);
    if (!status) {
        status = put(s, table, writer);
        const epscan_status closed = yaml_writer_close(writer, s->output, &bytes);
        if (!status) status = closed;
    }
    s->summary.bytes += bytes;
    if (!status) status = check_size(s, name, bytes, most);
    if (!status) status = check_size(s, "the submission", s->summary.bytes, most_bytes);
    return text_output_finish(stream, s->output, status);
}

static epscan_status put_table(struct submission *s, const struct hepdata_table *table, struct yaml_writer *writer) {
    return hepdata_put_table(writer, &s->source, table);
}

static epscan_status write_table(struct submission *s, const struct hepdata_table *table, struct yaml_writer *none) {
    char name[HEPDATA_NAME_SIZE];
    (void)none;
    hepdata_table_file(table, name);
    return write_yaml(s, name, most_bytes_of_table, table, put_table);
}

static epscan_status put_entry(struct submission *s, const struct hepdata_table *table, struct yaml_writer *writer) {
    hepdata_put_entry(writer, &s->source, table);
    return EPSCAN_OK;
}

static epscan_status put_submission(struct submission *s, const struct hepdata_table *none, struct yaml_writer *writer) {
    (void)none;
    const epscan_status status = hepdata_put_general(writer, &s->source, s->grid_sha256, s->summary.with_grid);
    return status ? status : for_each_table(s, writer, put_entry);
}

/* Its hash, and whether it fits beside the tables. */
static epscan_status look_at_grid(struct submission *s) {
    enum { ROOM = 16384, ROOM_OF_TABLE = 2048 }; /* for submission.yaml, generously */
    struct stat about;
    if (stat(s->source.path, &about)) return error_set(EPSCAN_BAD_INPUT, "%s: cannot be read", s->source.path);
    s->grid_bytes = (uint64_t)about.st_size;
    s->summary.with_grid =
        !s->source.grid_url && s->summary.bytes + s->grid_bytes + ROOM + ROOM_OF_TABLE * s->summary.tables <= most_bytes;
    return file_sha256(s->source.path, s->grid_sha256);
}

static epscan_status copy_grid(struct submission *s) {
    char block[1 << 16];
    FILE *to = NULL, *from = fopen(s->source.path, "rb");
    if (!from) return error_set(EPSCAN_BAD_INPUT, "%s: cannot be read: %s", s->source.path, strerror(errno));
    epscan_status status = text_output_in_folder(s->folder.temporary, HEPDATA_GRID_NAME, &to);
    for (size_t got; !status && (got = fread(block, 1, sizeof block, from)) > 0;)
        if (fwrite(block, 1, got, to) != got) break;
    if (ferror(from)) status = error_set(EPSCAN_FAILED, "%s: cannot be read", s->source.path);
    fclose(from);
    s->summary.bytes += s->grid_bytes;
    return to ? text_output_finish(to, s->output, status) : status;
}

static epscan_status write_all(struct submission *s) {
    epscan_status status = output_folder_begin(s->output, &submission_output, EXISTING_REFUSED, &s->folder);
    if (status) return status;
    status = for_each_table(s, NULL, write_table);
    if (!status) status = look_at_grid(s);
    if (!status) status = write_yaml(s, "submission.yaml", most_bytes, NULL, put_submission);
    if (!status && s->summary.with_grid) status = copy_grid(s);
    return output_file_end(&s->folder, status);
}

/* What HEPData follows, in as many characters as its schema lets a location have. */
static epscan_status check_url(const char *url) {
    enum { MOST_CHARACTERS = 256 };
    const size_t scheme = !url ? 0 : strncmp(url, "https://", 8) == 0 ? 8 : strncmp(url, "http://", 7) == 0 ? 7 : 0;
    bool plain = scheme && url[scheme] && strlen(url) <= MOST_CHARACTERS;
    for (const char *c = url; plain && *c; c++) plain = isgraph((unsigned char)*c);
    if (!url || plain) return EPSCAN_OK;
    return error_set(EPSCAN_BAD_INPUT,
                     "--grid-url: \"%.60s\" is not allowed; allowed: https://... or http://... of at most %d "
                     "characters without spaces",
                     url, MOST_CHARACTERS);
}

/* Room for a line of each column. */
static epscan_status allocate_lines(struct hepdata_source *source) {
    const struct grid *grid = grid_reader_grid(source->reader);
    const uint64_t rows = grid->axes[grid_line_axis(grid)].count;
    source->epsilon = malloc(rows * sizeof(double));
    source->y = malloc(rows * sizeof(double));
    bool whole = source->epsilon && source->y;
    for (size_t c = 0; c < channel_count(); c++) {
        if (!grid->has_channel[c]) continue;
        source->events[c] = malloc(rows * sizeof(double));
        whole = whole && source->events[c];
    }
    return whole ? EPSCAN_OK : error_no_memory("a submission");
}

static void free_lines(struct hepdata_source *source) {
    for (size_t c = 0; c < channel_count(); c++) free(source->events[c]);
    free(source->epsilon);
    free(source->y);
}

static epscan_status check_and_write(struct submission *s) {
    epscan_status status = check_url(s->source.grid_url);
    if (!status) status = grid_reader_require_complete(s->source.reader);
    if (!status) status = output_file_check(s->output, &submission_output, EXISTING_REFUSED, 0);
    return status ? status : write_all(s);
}

static epscan_status write_submission(const struct export_task *task, char summary[EXPORT_SUMMARY_SIZE]) {
    char output[4096];
    size_t length = strlen(task->output);
    while (length > 1 && task->output[length - 1] == '/') length--; /* of a folder's name */
    snprintf(output, sizeof output, "%.*s", (int)length, task->output);
    struct submission s = {.output = output,
                           .source = {.reader = task->reader,
                                      .path = task->path,
                                      .slice = task->slice,
                                      .experiment = grid_query_experiment(task->query),
                                      .grid_url = task->grid_url}};
    epscan_status status = allocate_lines(&s.source);
    if (!status) status = check_and_write(&s);
    snprintf(summary, EXPORT_SUMMARY_SIZE, "%s: %llu tables, %.3g MB, %s", output, (unsigned long long)s.summary.tables,
             1e-6 * (double)s.summary.bytes,
             task->grid_url        ? "a link to the grid"
             : s.summary.with_grid ? "with the grid"
                                   : "without the grid, which is too large (--grid-url URL links to it)");
    free_lines(&s.source);
    return status;
}

const struct exporter hepdata_exporter = {
    .name = "hepdata", .computes = true, .takes_url = true, .takes_tables = true, .write = write_submission};
