/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The group `continuation` holds a row of 64-bit integers: the simulation's key (simulation_checkpoint.h), the showers of the file,
 * the tallies of its whole batches, whose first is how many showers they have, and XXH3's checksum of all. The events are those of
 * the file's own table, which HDF5 guards by a checksum of each chunk; those of a last part of a batch are simulated again.
 */
#include "output/simulation_appended.h"

#include "core/error.h"
#include "file/hdf5_helpers.h"
#include "output/simulation_schema.h"

#include <stdlib.h>
#include <string.h>

#include <xxhash.h>

#define GROUP "continuation"
#define STATE GROUP "/state"
enum { KEY_WORDS = SIMULATION_KEY / 8, HEAD = KEY_WORDS + 1, EVENTS_AT_ONCE = 4096 };

struct simulation_appended {
    const char *path;
    hid_t file;
    bool has_events;
    size_t count;  /* of the tallies */
    int64_t *word; /* key, showers, tallies, checksum */
};

static int64_t checksum_of(const int64_t *word, size_t count) {
    return (int64_t)XXH3_64bits(word, (HEAD + count) * sizeof *word);
}

herr_t simulation_appended_put(hid_t file, const struct simulation_record *record, const struct shower_tally *whole) {
    const hsize_t size = HEAD + whole->count + 1;
    int64_t *word = calloc(size, sizeof *word);
    if (!word) return -1;
    simulation_key(record, (uint8_t *)word);
    word[KEY_WORDS] = (int64_t)record->showers;
    memcpy(word + HEAD, whole->value, whole->count * sizeof *word);
    word[HEAD + whole->count] = checksum_of(word, whole->count);
    const hid_t properties = hdf5_ordered(H5P_GROUP_CREATE), space = H5Screate_simple(1, &size, NULL);
    const hid_t group = H5Gcreate2(file, GROUP, H5P_DEFAULT, properties, H5P_DEFAULT);
    const hid_t set = group < 0 ? -1 : H5Dcreate2(file, STATE, H5T_STD_I64LE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    herr_t status = set < 0 ? -1 : H5Dwrite(set, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, word);
    if (status >= 0) status = hdf5_put_text(set, "comment", "what `epscan simulate --append` goes on from");
    if (set >= 0) H5Dclose(set);
    if (group >= 0) H5Gclose(group);
    H5Sclose(space);
    H5Pclose(properties);
    free(word);
    return status;
}

/* One-dimensional, and how long. */
static bool size_of(hid_t set, hsize_t *size) {
    const hid_t space = set < 0 ? -1 : H5Dget_space(set);
    const bool good = space >= 0 && H5Sget_simple_extent_ndims(space) == 1 && H5Sget_simple_extent_dims(space, size, NULL) == 1;
    if (space >= 0) H5Sclose(space);
    return good;
}

static bool read_state(struct simulation_appended *a) {
    hsize_t size = 0;
    const hid_t set = H5Lexists(a->file, GROUP, H5P_DEFAULT) > 0 && H5Lexists(a->file, STATE, H5P_DEFAULT) > 0
                          ? H5Dopen2(a->file, STATE, H5P_DEFAULT)
                          : H5I_INVALID_HID;
    const bool good = size_of(set, &size) && size == HEAD + a->count + 1 &&
                      H5Dread(set, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, a->word) >= 0;
    if (set >= 0) H5Dclose(set);
    return good && a->word[HEAD + a->count] == checksum_of(a->word, a->count) && a->word[HEAD] >= 0 &&
           a->word[HEAD] <= a->word[KEY_WORDS];
}

static epscan_status open_state(struct simulation_appended *a, const struct simulation_record *record) {
    uint8_t key[SIMULATION_KEY];
    a->file = H5Fopen(a->path, H5F_ACC_RDONLY, H5P_DEFAULT);
    if (a->file < 0)
        return error_set(EPSCAN_BAD_INPUT, "%s: cannot be read as a simulation; allowed: what --append adds to", a->path);
    const bool is_whole = read_state(a);
    simulation_key(record, key);
    if (is_whole && memcmp(key, a->word, sizeof key) == 0) return EPSCAN_OK;
    return error_set(
        EPSCAN_BAD_INPUT,
        "%s: is of another simulation, seed or build, or damaged; allowed: --append with the options that it was made with",
        a->path);
}

epscan_status simulation_appended_open(const char *path, const struct simulation_record *record, uint64_t *showers,
                                       struct simulation_appended **appended) {
    struct simulation_appended *a = calloc(1, sizeof *a);
    struct shower_tally tally = {0};
    epscan_status status = a ? shower_tally_init(record->simulation, &tally) : error_no_memory(path);
    if (a && !status) {
        *a = (struct simulation_appended){path, H5I_INVALID_HID, record->signal != NULL, tally.count, NULL};
        a->word = calloc(HEAD + tally.count + 1, sizeof *a->word);
        status = a->word ? open_state(a, record) : error_no_memory(path);
    }
    shower_tally_clear(&tally);
    if (status) {
        simulation_appended_free(a);
        return status;
    }
    *showers = (uint64_t)a->word[KEY_WORDS];
    *appended = a;
    return EPSCAN_OK;
}

/* Of events, those of showers below `done`; they come in the order of showers. */
static size_t count_below(const struct signal_event *events, size_t count, uint64_t done) {
    size_t below = 0;
    while (below < count && events[below].shower < done) below++;
    return below;
}

static epscan_status read_events(const struct simulation_appended *a, hid_t set, hid_t type,
                                 const struct simulation_taken_up *earlier) {
    struct signal_event *events = malloc(EVENTS_AT_ONCE * sizeof *events);
    hsize_t total = 0;
    epscan_status status = events ? EPSCAN_OK : error_no_memory(a->path);
    bool good = size_of(set, &total);
    for (hsize_t first = 0; first < total && good && !status; first += EVENTS_AT_ONCE) {
        const hsize_t count = total - first < EVENTS_AT_ONCE ? total - first : EVENTS_AT_ONCE;
        const hid_t memory = H5Screate_simple(1, &count, NULL), disk = H5Dget_space(set);
        good = H5Sselect_hyperslab(disk, H5S_SELECT_SET, &first, NULL, &count, NULL) >= 0 &&
               H5Dread(set, type, memory, disk, H5P_DEFAULT, events) >= 0;
        H5Sclose(disk);
        H5Sclose(memory);
        const size_t kept = good ? count_below(events, count, earlier->done) : 0;
        if (kept) status = earlier->keep(earlier->data, events, kept);
    }
    free(events);
    return good || status ? status : error_set(EPSCAN_BAD_INPUT, "%s: its events are damaged", a->path);
}

epscan_status simulation_appended_take_up(const struct simulation_appended *a, struct simulation_taken_up *earlier) {
    epscan_status status = EPSCAN_OK;
    earlier->done = (uint64_t)a->word[HEAD];
    for (size_t i = 0; i < a->count; i++) earlier->tally->value[i] += a->word[HEAD + i];
    if (!a->has_events) return EPSCAN_OK;
    const hid_t set = H5Dopen2(a->file, SIMULATION_EVENTS "/" SIMULATION_EVENT_TABLE, H5P_DEFAULT);
    const hid_t type = simulation_event_type(true);
    status = read_events(a, set, type, earlier);
    H5Tclose(type);
    if (set >= 0) H5Dclose(set);
    return status;
}

void simulation_appended_free(struct simulation_appended *a) {
    if (!a) return;
    if (a->file >= 0) H5Fclose(a->file);
    free(a->word);
    free(a);
}
