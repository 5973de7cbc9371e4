/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Flip one random bit of a grid file at a time, and have all that readers are made of read it: each part must give the undamaged
 * file's numbers to the last bit, or refuse with one line. A child process per file, so that a crash or a hang is seen as one.
 *
 *     flip_bits SEED COUNT GRID.h5...     COUNT bits of each file
 */
#include "core/error.h"
#include "query/grid_line.h"
#include "query/grid_query.h"
#include "file/grid_read.h"
#include "file/hdf5_helpers.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gsl/gsl_errno.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* The parts of readers: what each command and libepscan is made of. */
enum part { PART_HEADER, PART_COMPLETE, PART_STATUSES, PART_TILES, PART_LINES, PART_QUERY, PART_COUNT };
static const char *const part_names[PART_COUNT] = {"header", "complete", "statuses", "tiles", "lines", "query"};

enum { HANG_S = 60, MOST_BYTES = 64 << 20 };

/* What reading gave: shared with the child that reads. */
struct reading {
    struct {
        int status, one_line; /* of the reason of a refusal */
        uint64_t numbers;     /* hash of all that came out */
    } part[PART_COUNT];
};

struct digest {
    XXH3_state_t state;
};

static void add(struct digest *d, const void *data, size_t size) {
    XXH3_64bits_update(&d->state, data, size);
}

static void add_text(struct digest *d, const char *text) {
    add(d, text, strlen(text) + 1);
}

static void put(struct reading *reading, enum part part, epscan_status status, const struct digest *d) {
    const char *reason = epscan_error_message();
    reading->part[part].status = (int)status;
    reading->part[part].one_line = reason[0] && !strchr(reason, '\n');
    reading->part[part].numbers = XXH3_64bits_digest(&d->state);
}

static void begin(struct digest *d) {
    XXH3_INITSTATE(&d->state);
    XXH3_64bits_reset(&d->state);
}

/* Axes, titles, inputs and attributes, as `info` and exports print them. */
static void read_header(const struct grid_reader *reader, struct reading *reading) {
    static const char *const attributes[] = {"created",        "source",    "git_revision", "compiler",
                                             "compiler_flags", "libraries", "command_line", "epscan_version"};
    const struct grid_header *header = grid_reader_header(reader);
    const struct grid *grid = grid_reader_grid(reader);
    struct digest d;
    char text[2048];
    begin(&d);
    for (int axis = 0; axis < EPSCAN_AXIS_COUNT; axis++) add(&d, grid->axes[axis].value, grid->axes[axis].count * sizeof(double));
    const struct axis *tables = &grid->axes[EPSCAN_AXIS_TABLE];
    for (size_t i = 0; tables->table && i < tables->count; i++)
        add_text(&d, tables->table[i].file.path), add(&d, &tables->table[i].norm, sizeof(double));
    add(&d, grid->has_channel, sizeof grid->has_channel);
    add(&d, &header->limit_method, sizeof header->limit_method);
    add(&d, &header->confidence_level, sizeof header->confidence_level);
    add(&d, &header->physics_version, sizeof header->physics_version);
    add(&d, &header->shard, sizeof header->shard);
    add_text(&d, header->title);
    add_text(&d, header->experiment);
    add_text(&d, header->job_text);
    for (size_t i = 0; i < header->input_count; i++) add_text(&d, header->inputs[i].path), add_text(&d, header->inputs[i].text);
    for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++) {
        grid_reader_attribute(reader, attributes[i], text, sizeof text);
        add_text(&d, text);
    }
    put(reading, PART_HEADER, EPSCAN_OK, &d);
}

static void read_statuses(const struct grid_reader *reader, struct reading *reading) {
    uint64_t counts[EPSCAN_POINT_STATUSES];
    struct digest d;
    begin(&d);
    const epscan_status status = grid_reader_count_status(reader, counts);
    add(&d, counts, sizeof counts);
    put(reading, PART_STATUSES, status, &d);
}

/* As `export` and `merge` do: every tile of the share. */
static void read_tiles(const struct grid_reader *reader, struct reading *reading) {
    const struct grid *grid = grid_reader_grid(reader);
    struct tile tile = {0};
    struct digest d;
    uint64_t first, end;
    begin(&d);
    shard_tiles(&grid_reader_header(reader)->shard, grid->tile_count, &first, &end);
    epscan_status status = tile_init(&tile, grid);
    for (uint64_t id = first; id < end && !status; id++) {
        if (!grid_reader_get_tile(reader, id, &tile)) {
            status = error_set(EPSCAN_BAD_INPUT, "tile %llu is damaged", (unsigned long long)id);
            break;
        }
        const size_t points = tile.box.model_count * tile.box.column_count;
        for (size_t c = 0; c < channel_count(); c++)
            if (tile.events[c]) add(&d, tile.events[c], points * sizeof(double));
        add(&d, tile.epsilon_up, points * sizeof(double));
        add(&d, tile.status, tile.box.model_count);
    }
    tile_clear(&tile);
    put(reading, PART_TILES, status, &d);
}

/* As `plot` and libepscan do: boxes of each variable along the masses, or the tables, for the first of each other axis and its
 * last. */
static void read_lines(const struct grid_reader *reader, struct reading *reading) {
    const struct grid *grid = grid_reader_grid(reader);
    const size_t masses = grid->axes[grid_line_axis(grid)].count;
    double *values = malloc(masses * sizeof *values);
    struct digest d;
    epscan_status status = values ? EPSCAN_OK : error_no_memory("a line");
    begin(&d);
    for (int ends = 0; ends < 1 << EPSCAN_AXIS_COUNT && !status; ends++) {
        uint64_t index[EPSCAN_AXIS_COUNT];
        for (int axis = 0; axis < EPSCAN_AXIS_COUNT; axis++) index[axis] = ends >> axis & 1 ? grid->axes[axis].count - 1 : 0;
        for (enum grid_variable_id id = 0; id < VARIABLE_COUNT && !status; id++) {
            if (id < CHANNELS_MAX && !grid->has_channel[id]) continue;
            status = grid_reader_line(reader, id, index, values);
            if (!status) add(&d, values, masses * sizeof *values);
        }
    }
    free(values);
    put(reading, PART_LINES, status, &d);
}

static void read_query(const char *path, struct reading *reading) {
    struct grid_query *query = NULL;
    struct digest d;
    begin(&d);
    const epscan_status status = grid_query_open(path, &query);
    if (!status) {
        const epscan_selection selection = grid_query_selection(query);
        double *scratch = calloc(grid_query_scratch(query), sizeof *scratch);
        for (int i = 0; i < 20; i++) {
            const epscan_dark_photon of_tables = {.table = 1 + i % 2},
                                     of_masses = {(epscan_spin)(i % 2), 0.11 + 0.01 * i, 0.05, 0.3};
            const bool has_tables = grid_is_of_tables(grid_reader_grid(grid_query_reader(query)));
            const epscan_dark_photon model = has_tables ? of_tables : of_masses;
            const epscan_grid_point p = grid_query_at(query, &model, &selection, scratch);
            const double numbers[] = {p.epsilon_up, p.epsilon_error, (double)p.status};
            add(&d, p.events, sizeof p.events);
            add(&d, numbers, sizeof numbers);
        }
        free(scratch);
    }
    put(reading, PART_QUERY, status, &d);
    grid_query_close(query);
}

static void read_all(const char *path, bool with_query, struct reading *reading) {
    struct grid_reader *reader = NULL;
    struct digest d;
    begin(&d);
    const epscan_status status = grid_reader_open(path, &reader);
    for (enum part part = 0; part < PART_COUNT; part++) put(reading, part, status, &d);
    if (status) return;
    read_header(reader, reading);
    put(reading, PART_COMPLETE, grid_reader_require_complete(reader), &d);
    read_statuses(reader, reading);
    read_tiles(reader, reading);
    read_lines(reader, reading);
    grid_reader_close(reader);
    if (with_query) read_query(path, reading);
}

/* What a reading by a child did: 0 when it is as it must be, else one line about it. */
static int judge(const char *path, const struct reading *good, struct reading *found, bool with_query, char *why, size_t size) {
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        alarm(HANG_S);
        read_all(path, with_query, found);
        _exit(0);
    }
    int state = 0;
    if (child < 0 || waitpid(child, &state, 0) != child) return snprintf(why, size, "no child process");
    if (WIFSIGNALED(state)) return snprintf(why, size, "signal %d", WTERMSIG(state));
    if (WEXITSTATUS(state)) return snprintf(why, size, "exit %d", WEXITSTATUS(state));
    const bool says_incomplete = found->part[PART_COMPLETE].status != good->part[PART_COMPLETE].status;
    for (int part = 0; part < PART_COUNT; part++) {
        if (found->part[part].status) {
            if (!found->part[part].one_line) return snprintf(why, size, "%s: refused without a line", part_names[part]);
            continue;
        }
        if (part == PART_QUERY && !with_query) continue;
        if (part == PART_STATUSES && says_incomplete) continue; /* counted with those not run, as `info` says */
        if (found->part[part].numbers != good->part[part].numbers)
            return snprintf(why, size, "%s: other numbers, silently", part_names[part]);
    }
    return 0;
}

/* splitmix64 */
static uint64_t next_random(uint64_t *state) {
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static void die(const char *what) {
    perror(what);
    exit(2);
}

static size_t read_file(const char *path, unsigned char *bytes) {
    FILE *file = fopen(path, "rb");
    const size_t size = file ? fread(bytes, 1, MOST_BYTES, file) : 0;
    if (size == 0 || size == MOST_BYTES) die(path);
    fclose(file);
    return size;
}

static void write_file(const char *path, const unsigned char *bytes, size_t size) {
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(bytes, 1, size, file) != size || fclose(file)) die(path);
}

static long flip_bits_of(const char *path, uint64_t seed, long count) {
    char damaged[4096], why[200];
    unsigned char *bytes = malloc(MOST_BYTES);
    struct reading *shared = mmap(NULL, 2 * sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (!bytes || shared == MAP_FAILED) die("memory");
    struct reading *good = &shared[0], *found = &shared[1];
    const size_t size = read_file(path, bytes);
    long wrong = 0, refused = 0;
    snprintf(damaged, sizeof damaged, "%s.flipped-%ld", path, (long)getpid());
    judge(path, good, good, true, why, sizeof why);
    for (int part = 0; part < PART_COUNT; part++)
        if (part != PART_COMPLETE && good->part[part].status) die("the undamaged file is refused");
    for (long i = 0; i < count; i++) {
        const uint64_t bit = next_random(&seed) % (8 * size);
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
        write_file(damaged, bytes, size);
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
        memset(found, 0, sizeof *found);
        if (judge(damaged, good, found, i % 4 == 0, why, sizeof why)) {
            wrong++;
            printf("%s: bit %llu of byte %llu: %s\n", path, (unsigned long long)(bit % 8), (unsigned long long)(bit / 8), why);
        }
        for (int part = 0; part < PART_COUNT; part++)
            if (found->part[part].status && found->part[part].status != good->part[part].status) {
                refused++;
                break;
            }
    }
    printf("%s: %zu bytes, %ld bits flipped one by one: %ld refused, %ld wrong\n", path, size, count, refused, wrong);
    unlink(damaged);
    munmap(shared, 2 * sizeof *shared);
    free(bytes);
    return wrong;
}

int main(int argc, char **argv) {
    long wrong = 0;
    if (argc < 4) return fprintf(stderr, "usage: flip_bits SEED COUNT GRID.h5...\n"), 2;
    gsl_set_error_handler_off();
    hdf5_remember_errors();
    for (int i = 3; i < argc; i++) wrong += flip_bits_of(argv[i], strtoull(argv[1], NULL, 10), strtol(argv[2], NULL, 10));
    return wrong ? 1 : 0;
}
