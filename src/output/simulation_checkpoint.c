/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A log that only grows: a header with the key of the simulation, then records of events and of states (showers done, tallies),
 * each with its size and XXH3's checksum. What counts ends with the last state that is whole; what a killed run wrote behind it is
 * cut off. States are synced, events with them.
 *
 * The key is of all that decides the bits: the experiment's files, seed, cuts, the model, how it is biased, and the program's
 * source. How many showers there shall be is not in it: a run may be made longer while it goes on.
 */
#include "output/simulation_checkpoint.h"

#include "model/mediator.h"
#include "core/build_info.h"
#include "core/clock.h"
#include "core/error.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <nettle/sha2.h>
#include <xxhash.h>

static const double state_s = 10.0;
enum { MOST_EVENTS = 1 << 20 };

struct header {
    char format[32];
    uint8_t key[SIMULATION_KEY];
};
static const char format[32] = "epscan showers under way, 1\n";

enum record_kind { RECORD_EVENTS = 1, RECORD_STATE = 2 };
struct record_head {
    uint64_t kind, size, checksum; /* of the payload, with kind as seed */
};

struct simulation_checkpoint {
    char path[4200];
    int descriptor;
    double last_state_s;
    uint64_t *state; /* showers, tallies: scratch */
    size_t state_size;
};

/* ---- The key ---- */

static void add(struct sha256_ctx *hash, const void *bytes, size_t size) {
    sha256_update(hash, size, bytes);
}

static void add_text(struct sha256_ctx *hash, const char *text) {
    add(hash, text, strlen(text) + 1);
}

static void add_number(struct sha256_ctx *hash, double number) {
    add(hash, &number, sizeof number);
}

static void add_signal(struct sha256_ctx *hash, const struct signal_setup *signal) {
    const double numbers[] = {signal->model.spin,
                              signal->model.mass_GeV,
                              signal->model.alpha_D,
                              signal->model.mass_ratio,
                              signal->model.splitting,
                              signal->biasing,
                              signal->beta,
                              signal->lowest_energy_GeV,
                              signal->electrons_per_cm2_X0,
                              signal->moving_electrons != 0,
                              signal->strahlung != 0};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) add_number(hash, numbers[i]);
    add_text(hash, signal_mediator(signal)->name);
}

void simulation_key(const struct simulation_record *record, uint8_t key[SIMULATION_KEY]) {
    struct sha256_ctx hash;
    sha256_init(&hash);
    add_text(&hash, build_source_sha256);
    for (int i = 0; i < record->experiment->input_count; i++) add_text(&hash, record->experiment->inputs[i].sha256);
    add(&hash, &record->seed, sizeof record->seed);
    add_number(&hash, record->setup->cut_GeV);
    add_number(&hash, record->setup->soft_share);
    if (record->signal) add_signal(&hash, record->signal);
    sha256_digest(&hash, SIMULATION_KEY, key);
}

static struct header header_of(const struct simulation_record *record) {
    struct header header = {{0}, {0}};
    memcpy(header.format, format, sizeof format);
    simulation_key(record, header.key);
    return header;
}

/* ---- Reading ---- */

static bool read_all(int descriptor, void *bytes, size_t size) {
    for (size_t done = 0; done < size;) {
        const ssize_t got = read(descriptor, (char *)bytes + done, size - done);
        if (got <= 0) return false;
        done += (size_t)got;
    }
    return true;
}

static uint64_t checksum_of(uint64_t kind, const void *payload, size_t size) {
    return XXH3_64bits_withSeed(payload, size, kind);
}

/* Whether a record of such a size can be one. */
static bool is_possible(const struct simulation_checkpoint *c, const struct record_head *head) {
    const size_t event = sizeof(struct signal_event);
    if (head->kind == RECORD_STATE) return head->size == c->state_size;
    return head->kind == RECORD_EVENTS && head->size > 0 && head->size % event == 0 && head->size <= MOST_EVENTS * event;
}

/* The next record, whose payload the caller frees; NULL: there is no more, or none that is whole. */
static void *read_record(const struct simulation_checkpoint *c, struct record_head *head) {
    if (!read_all(c->descriptor, head, sizeof *head) || !is_possible(c, head)) return NULL;
    void *payload = malloc(head->size);
    if (payload && read_all(c->descriptor, payload, head->size) && checksum_of(head->kind, payload, head->size) == head->checksum)
        return payload;
    free(payload);
    return NULL;
}

/* Where the last whole state ends, and that state in c->state; 0: there is none. */
static off_t find_state(struct simulation_checkpoint *c) {
    struct record_head head;
    off_t end = 0;
    for (void *payload; (payload = read_record(c, &head)); free(payload))
        if (head.kind == RECORD_STATE) {
            memcpy(c->state, payload, c->state_size);
            end = lseek(c->descriptor, 0, SEEK_CUR);
        }
    return end;
}

static epscan_status replay_events(struct simulation_checkpoint *c, off_t end, keep_events_function *keep, void *data) {
    struct record_head head;
    epscan_status status = EPSCAN_OK;
    lseek(c->descriptor, sizeof(struct header), SEEK_SET);
    while (!status && lseek(c->descriptor, 0, SEEK_CUR) < end) {
        void *payload = read_record(c, &head);
        if (!payload) return error_no_memory(c->path); /* it was whole before */
        if (head.kind == RECORD_EVENTS) status = keep(data, payload, head.size / sizeof(struct signal_event));
        free(payload);
    }
    return status;
}

/* ---- Writing ---- */

static epscan_status fail(const struct simulation_checkpoint *c) {
    return error_set(EPSCAN_FAILED, "%s: cannot be written: %s", c->path, strerror(errno));
}

static epscan_status write_all(const struct simulation_checkpoint *c, const void *bytes, size_t size) {
    for (size_t done = 0; done < size;) {
        const ssize_t put = write(c->descriptor, (const char *)bytes + done, size - done);
        if (put <= 0) return fail(c);
        done += (size_t)put;
    }
    return EPSCAN_OK;
}

static epscan_status put_record(const struct simulation_checkpoint *c, enum record_kind kind, const void *payload, size_t size) {
    const struct record_head head = {kind, size, checksum_of(kind, payload, size)};
    const epscan_status status = write_all(c, &head, sizeof head);
    return status ? status : write_all(c, payload, size);
}

epscan_status simulation_checkpoint_put_events(struct simulation_checkpoint *c, const struct signal_event *events, size_t count) {
    epscan_status status = EPSCAN_OK;
    for (size_t first = 0; first < count && !status; first += MOST_EVENTS) {
        const size_t some = count - first < MOST_EVENTS ? count - first : MOST_EVENTS;
        status = put_record(c, RECORD_EVENTS, events + first, some * sizeof *events);
    }
    return status;
}

epscan_status simulation_checkpoint_put_state(struct simulation_checkpoint *c, uint64_t done, const struct shower_tally *tally,
                                              bool now) {
    if (!now && monotonic_s() - c->last_state_s < state_s) return EPSCAN_OK;
    c->state[0] = done;
    memcpy(c->state + 1, tally->value, c->state_size - sizeof *c->state);
    const epscan_status status = put_record(c, RECORD_STATE, c->state, c->state_size);
    if (!status && fdatasync(c->descriptor)) return fail(c);
    c->last_state_s = monotonic_s();
    return status;
}

/* ---- Opening ---- */

static epscan_status begin(struct simulation_checkpoint *c, const struct header *header) {
    c->descriptor = open(c->path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    return c->descriptor < 0 ? fail(c) : write_all(c, header, sizeof *header);
}

/* *header is what the file begins with. */
static epscan_status open_existing(struct simulation_checkpoint *c, struct header *header) {
    struct stat info;
    c->descriptor = open(c->path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (c->descriptor < 0 || fstat(c->descriptor, &info) || !S_ISREG(info.st_mode))
        return error_set(EPSCAN_BAD_INPUT, "%s: exists and is not a regular file that can be read and written", c->path);
    if (!read_all(c->descriptor, header, sizeof *header) || memcmp(header->format, format, sizeof format) != 0)
        return error_set(EPSCAN_BAD_INPUT, "%s: exists and is no checkpoint of a simulation", c->path);
    return EPSCAN_OK;
}

/* Go on behind the last state, or behind the header. */
static epscan_status take_up(struct simulation_checkpoint *c, struct simulation_taken_up *earlier) {
    const off_t found = find_state(c), end = found ? found : (off_t)sizeof(struct header);
    epscan_status status = found ? replay_events(c, end, earlier->keep, earlier->data) : EPSCAN_OK;
    if (!status && (ftruncate(c->descriptor, end) || lseek(c->descriptor, end, SEEK_SET) != end)) status = fail(c);
    if (status || !found) return status;
    struct shower_tally *tally = earlier->tally;
    earlier->done = c->state[0];
    for (size_t i = 0; i < tally->count; i++) tally->value[i] += (int64_t)c->state[1 + i];
    return EPSCAN_OK;
}

static epscan_status open_or_begin(struct simulation_checkpoint *c, const struct header *header, bool replace,
                                   struct simulation_taken_up *earlier) {
    struct header found;
    struct stat info;
    if (lstat(c->path, &info)) return begin(c, header);
    const epscan_status status = open_existing(c, &found);
    if (status) return status;
    if (memcmp(found.key, header->key, sizeof found.key) == 0) return take_up(c, earlier);
    if (!replace)
        return error_set(EPSCAN_BAD_INPUT,
                         "%s: is of another simulation, or of another build; allowed: another output, or --force "
                         "to begin anew",
                         c->path);
    close(c->descriptor);
    unlink(c->path);
    return begin(c, header);
}

epscan_status simulation_checkpoint_open(const char *output, const struct simulation_record *record, bool replace,
                                         struct simulation_taken_up *earlier, struct simulation_checkpoint **checkpoint) {
    const struct header header = header_of(record);
    struct simulation_checkpoint *c = calloc(1, sizeof *c);
    earlier->done = 0;
    if (!c) return error_no_memory(output);
    c->descriptor = -1;
    c->last_state_s = monotonic_s();
    c->state_size = (1 + earlier->tally->count) * sizeof *c->state;
    c->state = calloc(1, c->state_size);
    snprintf(c->path, sizeof c->path, "%s.checkpoint", output);
    const epscan_status status = c->state ? open_or_begin(c, &header, replace, earlier) : error_no_memory(c->path);
    if (status)
        simulation_checkpoint_free(c);
    else
        *checkpoint = c;
    return status;
}

void simulation_checkpoint_remove(struct simulation_checkpoint *c) {
    unlink(c->path);
}

void simulation_checkpoint_free(struct simulation_checkpoint *c) {
    if (!c) return;
    if (c->descriptor >= 0) close(c->descriptor);
    free(c->state);
    free(c);
}
