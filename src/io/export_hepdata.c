/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two passes over the tables: the first only counts bytes, as HEPData takes no data file above 10 MiB and no archive above 50 MB;
 * the second writes, into a folder that gets its name when it is whole. One table is in memory at a time.
 */
#include "io/export_hepdata.h"

#include "core/error.h"
#include "io/hepdata_documents.h"
#include "io/output_file.h"
#include "io/text_output.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const uint64_t most_bytes_of_table = 10 << 20, most_bytes = 50000000;

struct submission {
    struct hepdata_source source;
    const char *output;
    char grid_sha256[SHA256_HEX];
    uint64_t grid_bytes;
    struct hepdata_summary summary;
    const struct folder_output *folder; /* NULL in the pass that counts */
};

static struct hepdata_table table_at(const struct submission *s, const uint64_t at[EPSCAN_AXIS_COUNT], uint64_t number) {
    const struct grid *grid = grid_reader_grid(s->source.reader);
    struct hepdata_table table = {.number = number};
    double value[EPSCAN_AXIS_COUNT];
    for (int axis = 0; axis < EPSCAN_AXIS_COUNT; axis++) {
        table.index[axis] = axis == EPSCAN_AXIS_MASS ? 0 : s->source.slice->index[axis][at[axis]];
        value[axis] = grid->axes[axis].value[table.index[axis]];
    }
    table.model = (epscan_dark_photon){(epscan_spin)value[EPSCAN_AXIS_SPIN], value[EPSCAN_AXIS_MASS], value[EPSCAN_AXIS_ALPHA_D],
                                       value[EPSCAN_AXIS_MASS_RATIO]};
    table.selection = (epscan_selection){value[EPSCAN_AXIS_THRESHOLD], value[EPSCAN_AXIS_SHIFT]};
    return table;
}

static epscan_status for_each_table(struct submission *s, void *data,
                                    epscan_status (*visit)(struct submission *, const struct hepdata_table *, void *data)) {
    uint64_t count[EPSCAN_AXIS_COUNT], at[EPSCAN_AXIS_COUNT] = {0}, number = 0;
    epscan_status status;
    memcpy(count, s->source.slice->count, sizeof count);
    count[EPSCAN_AXIS_MASS] = 1;
    do {
        const struct hepdata_table table = table_at(s, at, ++number);
        status = visit(s, &table, data);
    } while (!status && grid_slice_next(count, EPSCAN_AXIS_SPIN, EPSCAN_AXIS_SHIFT, at));
    s->summary.tables = number;
    return status;
}

/* A file of the folder, or none in the pass that counts. */
static epscan_status open_file(const struct submission *s, const char *name, FILE **stream) {
    char path[4200];
    *stream = NULL;
    if (!s->folder) return EPSCAN_OK;
    folder_output_file(s->folder, name, path, sizeof path);
    *stream = fopen(path, "w");
    return *stream ? EPSCAN_OK : error_set(EPSCAN_FAILED, "%s: cannot be written: %s", path, strerror(errno));
}

static epscan_status close_file(const struct submission *s, FILE *stream, epscan_status status) {
    const epscan_status closed = stream ? text_output_finish(stream, s->output) : EPSCAN_OK;
    return status ? status : closed;
}

static epscan_status too_large(const char *output, const char *what, uint64_t allowed) {
    return error_set(EPSCAN_BAD_INPUT,
                     "%s: %s would take more than the %.3g MB that HEPData allows; allowed: fewer points, by --mA, --alpha-D and "
                     "the like",
                     output, what, 1e-6 * (double)allowed);
}

static epscan_status do_table(struct submission *s, const struct hepdata_table *table, void *data) {
    char name[HEPDATA_NAME_SIZE];
    struct yaml_writer *writer = NULL;
    uint64_t bytes = 0;
    FILE *stream;
    (void)data;
    hepdata_table_file(table, name);
    epscan_status status = open_file(s, name, &stream);
    if (status) return status;
    status = yaml_writer_create(stream, most_bytes_of_table, &writer);
    if (!status) {
        const epscan_status put = hepdata_put_table(writer, &s->source, table);
        const epscan_status closed = yaml_writer_close(writer, s->output, &bytes);
        status = put ? put : closed;
    }
    s->summary.bytes += bytes;
    if (!status && bytes > most_bytes_of_table) status = too_large(s->output, name, most_bytes_of_table);
    if (!status && s->summary.bytes > most_bytes) status = too_large(s->output, "the submission", most_bytes);
    return close_file(s, stream, status);
}

static epscan_status put_entry(struct submission *s, const struct hepdata_table *table, void *writer) {
    hepdata_put_entry(writer, &s->source, table);
    return EPSCAN_OK;
}

static epscan_status do_submission(struct submission *s) {
    struct yaml_writer *writer = NULL;
    uint64_t bytes = 0;
    FILE *stream;
    epscan_status status = open_file(s, "submission.yaml", &stream);
    if (status) return status;
    status = yaml_writer_create(stream, most_bytes, &writer);
    if (!status) {
        status = hepdata_put_general(writer, &s->source, s->grid_sha256, s->summary.with_grid);
        if (!status) status = for_each_table(s, writer, put_entry);
        const epscan_status closed = yaml_writer_close(writer, s->output, &bytes);
        if (!status) status = closed;
    }
    s->summary.bytes += bytes;
    if (!status && s->summary.bytes > most_bytes) status = too_large(s->output, "the submission", most_bytes);
    return close_file(s, stream, status);
}

static epscan_status do_grid(struct submission *s) {
    char block[1 << 16];
    FILE *to = NULL, *from = fopen(s->source.path, "rb");
    if (!from) return error_set(EPSCAN_BAD_INPUT, "%s: cannot be read: %s", s->source.path, strerror(errno));
    epscan_status status = open_file(s, HEPDATA_GRID_NAME, &to);
    for (size_t got; !status && (got = fread(block, 1, sizeof block, from)) > 0;)
        if (fwrite(block, 1, got, to) != got) break;
    if (ferror(from)) status = error_set(EPSCAN_FAILED, "%s: cannot be read", s->source.path);
    fclose(from);
    s->summary.bytes += s->grid_bytes;
    return close_file(s, to, status);
}

/* The size of everything, and whether the grid fits beside it. */
static epscan_status measure(struct submission *s) {
    struct stat about;
    epscan_status status = for_each_table(s, NULL, do_table);
    if (!status) status = do_submission(s);
    if (!status && stat(s->source.path, &about)) status = error_set(EPSCAN_BAD_INPUT, "%s: cannot be read", s->source.path);
    if (!status) status = file_sha256(s->source.path, s->grid_sha256);
    if (status) return status;
    enum { ROOM_FOR_WORDS = 4096 }; /* that submission.yaml has more with the hash and a resource */
    s->grid_bytes = (uint64_t)about.st_size;
    s->summary.with_grid = !s->source.grid_url && s->summary.bytes + s->grid_bytes + ROOM_FOR_WORDS <= most_bytes;
    return EPSCAN_OK;
}

static epscan_status write_all(struct submission *s) {
    struct folder_output folder;
    epscan_status status = folder_output_open(s->output, &folder);
    if (status) return status;
    s->folder = &folder;
    s->summary.bytes = 0;
    status = for_each_table(s, NULL, do_table);
    if (!status) status = do_submission(s);
    if (!status && s->summary.with_grid) status = do_grid(s);
    s->folder = NULL;
    return folder_output_close(&folder, status);
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

epscan_status export_hepdata(const struct grid_query *query, const char *path, const struct grid_slice *slice, const char *output,
                             const char *grid_url, struct hepdata_summary *summary) {
    static const struct output_kind kind = {"submission", "another output", "", NULL};
    const struct grid_reader *reader = grid_query_reader(query);
    const uint64_t masses = grid_reader_grid(reader)->axes[EPSCAN_AXIS_MASS].count;
    struct submission s = {.output = output,
                           .source = {.reader = reader,
                                      .path = path,
                                      .slice = slice,
                                      .experiment = grid_query_experiment(query),
                                      .grid_url = grid_url,
                                      .events = malloc(masses * sizeof(double)),
                                      .epsilon = malloc(masses * sizeof(double))}};
    epscan_status status = s.source.events && s.source.epsilon ? EPSCAN_OK : error_no_memory("a submission");
    if (!status) status = check_url(grid_url);
    if (!status) status = grid_reader_require_complete(reader);
    if (!status) status = output_file_check(output, &kind, EXISTING_REFUSED, 0);
    if (!status) status = measure(&s);
    if (!status)
        status = output_file_check(output, &kind, EXISTING_REFUSED, s.summary.bytes + (s.summary.with_grid ? s.grid_bytes : 0));
    if (!status) status = write_all(&s);
    *summary = s.summary;
    free(s.source.events);
    free(s.source.epsilon);
    return status;
}
