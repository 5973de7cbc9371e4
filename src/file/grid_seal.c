/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A checksum over every byte of a file that no tile's writing changes: the list of the others, the chunks of variables and ledgers,
 * is noted in the file itself, and what lies between them is hashed.
 */
#include "file/grid_seal.h"

#include "core/error.h"
#include "file/hdf5_helpers.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define XXH_INLINE_ALL /* compiled for this processor */
#include <xxhash.h>

#define SEAL_BEGINNING "epscan seal 1: "

/* The text's length, where it is looked for, and how much is hashed at a time. */
enum { SEAL_LENGTH = 96, SEAL_WITHIN = 1 << 14, BLOCK = 1 << 16 };

static const uint64_t longest_list = 1 << 28;

struct seal {
    uint64_t at; /* of its text in the file */
    uint64_t checksum, list_at, list_length;
};

/* A piece of the file. */
struct piece {
    uint64_t at, length;
};

static void seal_text(const struct seal *seal, char text[SEAL_LENGTH]) {
    memset(text, 0, SEAL_LENGTH);
    snprintf(text, SEAL_LENGTH, SEAL_BEGINNING "%016" PRIx64 " %020" PRIu64 " %020" PRIu64, seal->checksum, seal->list_at,
             seal->list_length);
}

static bool read_all(int file, void *data, uint64_t length, uint64_t at) {
    for (uint64_t done = 0; done < length;) {
        const ssize_t got = pread(file, (char *)data + done, length - done, (off_t)(at + done));
        if (got == 0 || (got < 0 && errno != EINTR)) return false;
        if (got > 0) done += (uint64_t)got;
    }
    return true;
}

/* Look for the seal's text; *found when there is one, which must read as it was written, to the last byte. */
static bool find_seal(int file, uint64_t size, struct seal *seal, bool *found) {
    char start[SEAL_WITHIN], text[SEAL_LENGTH];
    const size_t length = size < sizeof start ? (size_t)size : sizeof start;
    *found = false;
    if (!read_all(file, start, length, 0)) return false;
    const char *at = memmem(start, length, SEAL_BEGINNING, strlen(SEAL_BEGINNING));
    if (!at) return true;
    *found = true;
    seal->at = (uint64_t)(at - start);
    if (length - seal->at < SEAL_LENGTH) return false;
    char copy[SEAL_LENGTH + 1] = {0}, *end;
    memcpy(copy, at, SEAL_LENGTH);
    seal->checksum = strtoull(copy + strlen(SEAL_BEGINNING), &end, 16);
    seal->list_at = strtoull(end, &end, 10);
    seal->list_length = strtoull(end, &end, 10);
    seal_text(seal, text);
    return memcmp(text, at, SEAL_LENGTH) == 0;
}

/* Hash a piece of the file. */
static bool hash_piece(int file, uint64_t from, uint64_t to, XXH3_state_t *state) {
    unsigned char block[BLOCK];
    for (uint64_t length; from < to; from += length) {
        length = to - from < BLOCK ? to - from : BLOCK;
        if (!read_all(file, block, length, from)) return false;
        XXH3_64bits_update(state, block, (size_t)length);
    }
    return true;
}

/* Hash what is between `from` and `to` but for the seal's own text. */
static bool hash_around_seal(int file, const struct seal *seal, uint64_t from, uint64_t to, XXH3_state_t *state) {
    const uint64_t end = seal->at + SEAL_LENGTH;
    if (to <= seal->at || from >= end) return hash_piece(file, from, to, state);
    return from <= seal->at && to >= end && hash_piece(file, from, seal->at, state) && hash_piece(file, end, to, state);
}

/* Hash all that is sealed; `list` is the text of GRID_SEAL_EXCEPT. */
static bool hash_sealed(int file, uint64_t size, const struct seal *seal, const char *list, uint64_t *checksum) {
    XXH3_state_t state;
    uint64_t from = 0;
    XXH3_INITSTATE(&state);
    XXH3_64bits_reset_withSeed(&state, size);
    for (char *end; *list == '0' || (*list >= '1' && *list <= '9'); list = end) {
        struct piece piece;
        piece.at = strtoull(list, &end, 10);
        if (*end != ' ') return false;
        piece.length = strtoull(end, &end, 10);
        if (*end++ != '\n' || piece.at < from || piece.at > size || piece.length > size - piece.at) return false;
        if (!hash_around_seal(file, seal, from, piece.at, &state)) return false;
        from = piece.at + piece.length;
    }
    if (*list || !hash_around_seal(file, seal, from, size, &state)) return false;
    *checksum = XXH3_64bits_digest(&state);
    return true;
}

/* Compute the checksum that a found seal should have. False: damaged or unreadable. */
static bool compute_checksum(int file, uint64_t size, const struct seal *seal, uint64_t *checksum) {
    if (seal->list_at > size || seal->list_length > size - seal->list_at || seal->list_length > longest_list) return false;
    char *list = calloc(seal->list_length + 1, 1);
    const bool sound =
        list && read_all(file, list, seal->list_length, seal->list_at) && hash_sealed(file, size, seal, list, checksum);
    free(list);
    return sound;
}

/* Open a regular file: another kind may block for ever. Negative with the reason set. */
static int open_regular(const char *path, int flags, uint64_t *size) {
    struct stat info;
    const int file = open(path, flags | O_NONBLOCK | O_CLOEXEC);
    if (file >= 0 && fstat(file, &info) == 0 && S_ISREG(info.st_mode)) {
        *size = (uint64_t)info.st_size;
        return file;
    }
    error_set(EPSCAN_BAD_INPUT, "%s: cannot be read: %s", path, file < 0 ? strerror(errno) : "not a regular file");
    if (file >= 0) close(file);
    return -1;
}

epscan_status grid_seal_check(const char *path, bool *sealed) {
    struct seal seal = {0};
    uint64_t size, checksum = 0;
    const int file = open_regular(path, O_RDONLY, &size);
    if (file < 0) return EPSCAN_BAD_INPUT;
    bool sound = find_seal(file, size, &seal, sealed);
    if (sound && *sealed) sound = compute_checksum(file, size, &seal, &checksum) && checksum == seal.checksum;
    close(file);
    return sound ? EPSCAN_OK
                 : error_set(EPSCAN_BAD_INPUT, "%s: damaged: its structures, axes or texts are not what was written (seal)", path);
}

herr_t grid_seal_reserve(hid_t file) {
    char text[SEAL_LENGTH];
    const hid_t group_properties = hdf5_ordered(H5P_GROUP_CREATE), properties = hdf5_ordered(H5P_DATASET_CREATE);
    const hid_t group = H5Gcreate2(file, "ledger", H5P_DEFAULT, group_properties, H5P_DEFAULT);
    const hid_t type = H5Tcopy(H5T_C_S1), space = H5Screate(H5S_SCALAR);
    H5Tset_size(type, SEAL_LENGTH);
    const hid_t set = group < 0 ? -1 : H5Dcreate2(file, GRID_SEAL, type, space, H5P_DEFAULT, properties, H5P_DEFAULT);
    seal_text(&(struct seal){0}, text);
    herr_t status = set < 0 ? -1 : H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, text);
    if (status >= 0) status = hdf5_put_text(set, "long_name", "checksum of what no tile's writing changes");
    if (set >= 0 && H5Dclose(set) < 0) status = -1;
    H5Sclose(space);
    H5Tclose(type);
    if (group >= 0) H5Gclose(group);
    H5Pclose(properties);
    H5Pclose(group_properties);
    return status;
}

/* A contiguous dataset's bytes. */
static struct piece piece_of(hid_t set) {
    return (struct piece){H5Dget_offset(set), H5Dget_storage_size(set)};
}

static int by_place(const void *a, const void *b) {
    const uint64_t x = ((const struct piece *)a)->at, y = ((const struct piece *)b)->at;
    return (x > y) - (x < y);
}

/* Variables in chunks, which tiles are. */
enum { CHUNKED_VARIABLES = VARIABLE_STATUS };

/* A variable's chunks, one a tile. */
struct chunks {
    const struct grid *grid;
    enum grid_variable_id variable;
    size_t kept;
    hid_t set;
};

/* A tile's chunk; of no length where it is not allocated. HDF5 1.10 goes through all chunks before it. */
static herr_t chunk_place(const struct chunks *chunks, uint64_t tile, struct piece *place) {
    const struct tile_box box = grid_tile_box(chunks->grid, tile);
    hsize_t start[EPSCAN_AXIS_COUNT], extent[EPSCAN_AXIS_COUNT], length;
    unsigned skipped_filters;
    haddr_t at;
    grid_tile_place(chunks->grid, chunks->variable, chunks->kept, &box, start, extent);
    if (H5Dget_chunk_info_by_coord(chunks->set, start, &skipped_filters, &at, &length) < 0) return -1;
    *place = at == HADDR_UNDEF ? (struct piece){0} : (struct piece){at, length};
    return 0;
}

/*
 * The chunks of some variables as one piece, of no length where they do not stand one behind the other. They are allocated in the
 * order of tiles, for one variable after the other or for all of them tile by tile: where what lies from the first on to the last
 * is as long as all of them, it is nothing but these.
 */
static herr_t find_together(const struct chunks *chunks, size_t variables, uint64_t first, uint64_t last, struct piece *whole) {
    uint64_t start = UINT64_MAX, end = 0, length = 0;
    *whole = (struct piece){0};
    for (size_t i = 0; i < variables; i++) {
        struct piece low, high;
        if (chunk_place(&chunks[i], first, &low) < 0 || chunk_place(&chunks[i], last, &high) < 0) return -1;
        if (!low.length || !high.length) return 0;
        if (low.at < start) start = low.at;
        if (high.at + high.length > end) end = high.at + high.length;
        length += H5Dget_storage_size(chunks[i].set);
    }
    if (length && start + length == end) *whole = (struct piece){start, length};
    return 0;
}

/* The chunks between two: halves of a range until those of one stand one behind the other, all of the same length. */
static herr_t find_between(const struct chunks *chunks, uint64_t first, struct piece low, uint64_t last, struct piece high,
                           struct piece *piece, size_t *count) {
    struct piece middle;
    if (last - first < 2) return 0;
    if (low.length && high.length == low.length && high.at == low.at + (last - first) * low.length) {
        piece[(*count)++] = (struct piece){low.at + low.length, (last - first - 1) * low.length};
        return 0;
    }
    const uint64_t half = first + (last - first) / 2;
    if (chunk_place(chunks, half, &middle) < 0 || find_between(chunks, first, low, half, middle, piece, count) < 0) return -1;
    if (middle.length) piece[(*count)++] = middle;
    return find_between(chunks, half, middle, last, high, piece, count);
}

/* A variable's chunks wherever they stand: as many questions as there are pieces, and more, each as long as there are chunks. */
static herr_t find_scattered(const struct chunks *chunks, struct piece *piece, size_t *count) {
    const uint64_t last = chunks->grid->tile_count - 1;
    struct piece low, high;
    if (H5Dget_storage_size(chunks->set) == 0) return 0;
    if (chunk_place(chunks, 0, &low) < 0 || chunk_place(chunks, last, &high) < 0) return -1;
    if (low.length) piece[(*count)++] = low;
    if (last > 0 && high.length) piece[(*count)++] = high;
    return find_between(chunks, 0, low, last, high, piece, count);
}

/* A variable's chunks: of the share's tiles alone, of all, or scattered. */
static herr_t find_chunks(const struct chunks *chunks, const struct shard *shard, struct piece *piece, size_t *count) {
    const uint64_t tiles = chunks->grid->tile_count;
    struct piece whole = {0};
    uint64_t first, end;
    shard_tiles(shard, tiles, &first, &end);
    if (end > first && find_together(chunks, 1, first, end - 1, &whole) < 0) return -1;
    if (!whole.length && find_together(chunks, 1, 0, tiles - 1, &whole) < 0) return -1;
    if (!whole.length) return find_scattered(chunks, piece, count);
    piece[(*count)++] = whole;
    return 0;
}

/*
 * All pieces that writing changes, the chunks that were not allocated left out: piece[numbers per point * tile_count + 4]. Negative
 * on failure.
 */
static herr_t find_pieces(const struct grid *grid, const struct tile_datasets *sets, const struct shard *shard, struct piece *piece,
                          size_t *count) {
    const hid_t contiguous[] = {sets->variables[VARIABLE_STATUS], sets->ledger, sets->status_ledger, sets->complete};
    *count = 0;
    for (size_t i = 0; i < sizeof contiguous / sizeof contiguous[0]; i++) piece[(*count)++] = piece_of(contiguous[i]);
    struct chunks chunks[CHUNKED_VARIABLES];
    struct piece whole;
    size_t variables = 0;
    for (int variable = 0; variable < CHUNKED_VARIABLES; variable++) {
        const size_t kept = variable < CHANNELS_MAX ? sets->factors.kept[variable] : 0;
        if (sets->variables[variable] >= 0)
            chunks[variables++] = (struct chunks){grid, (enum grid_variable_id)variable, kept, sets->variables[variable]};
    }
    if (find_together(chunks, variables, 0, grid->tile_count - 1, &whole) < 0) return -1;
    if (whole.length) piece[(*count)++] = whole;
    for (size_t i = 0; i < variables && !whole.length; i++)
        if (find_chunks(&chunks[i], shard, piece, count) < 0) return -1;
    qsort(piece, *count, sizeof *piece, by_place);
    return 0;
}

/* The pieces as lines, neighbours joined. NULL: no memory, or pieces that overlap. */
static char *list_pieces(const struct piece *piece, size_t count) {
    char *list = calloc(count, 44), *end = list;
    for (size_t i = 0; list && i < count;) {
        const uint64_t at = piece[i].at;
        uint64_t to = at;
        for (; i < count && piece[i].at == to; i++) to += piece[i].length;
        end += sprintf(end, "%" PRIu64 " %" PRIu64 "\n", at, to - at);
    }
    return list;
}

/* The place of GRID_SEAL_EXCEPT becomes the seal's, whose checksum is still to come. */
static herr_t put_place(hid_t file) {
    char text[SEAL_LENGTH];
    const hid_t list = H5Dopen2(file, GRID_SEAL_EXCEPT, H5P_DEFAULT), set = H5Dopen2(file, GRID_SEAL, H5P_DEFAULT);
    const struct piece place = list < 0 ? (struct piece){0} : piece_of(list);
    seal_text(&(struct seal){.list_at = place.at, .list_length = place.length - 1}, text);
    const hid_t type = set < 0 ? -1 : H5Dget_type(set);
    const herr_t status = type < 0 || list < 0 ? -1 : H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, text);
    if (type >= 0) H5Tclose(type);
    if (set >= 0) H5Dclose(set);
    if (list >= 0) H5Dclose(list);
    return status;
}

static herr_t put_list(hid_t file, const char *list) {
    const herr_t status =
        hdf5_put_strings(file, GRID_SEAL_EXCEPT, "what the seal leaves out: offset and length of each piece", &list, 0, -1);
    return status < 0 ? status : put_place(file);
}

herr_t grid_seal_note_whole(hid_t file) {
    return put_list(file, "");
}

herr_t grid_seal_note(hid_t file, const struct grid *grid, const struct tile_datasets *sets, const struct shard *shard) {
    struct piece *piece = malloc((grid_numbers_per_point(grid) * grid->tile_count + 4) * sizeof *piece);
    size_t count = 0;
    if (!piece || find_pieces(grid, sets, shard, piece, &count) < 0) {
        free(piece);
        return -1;
    }
    char *list = list_pieces(piece, count);
    const herr_t status = list ? put_list(file, list) : -1;
    free(list);
    free(piece);
    return status;
}

epscan_status grid_seal_set(const char *path) {
    struct seal seal = {0};
    uint64_t size;
    bool found;
    char text[SEAL_LENGTH];
    const int file = open_regular(path, O_RDWR, &size);
    if (file < 0) return EPSCAN_BAD_INPUT;
    bool done = find_seal(file, size, &seal, &found) && found && compute_checksum(file, size, &seal, &seal.checksum);
    seal_text(&seal, text);
    if (done) done = pwrite(file, text, SEAL_LENGTH, (off_t)seal.at) == SEAL_LENGTH;
    if (close(file)) done = false;
    return done ? EPSCAN_OK : error_set(EPSCAN_FAILED, "%s: cannot be sealed: %s", path, strerror(errno));
}
