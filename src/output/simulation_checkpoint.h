/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a simulation stands, beside its output: FILE.checkpoint. The events so far and, every few seconds, the tallies: what is
 * needed to go on as if nothing had happened. To be used while the lock of the output is held. Serial; on one rank.
 */
#ifndef EPSCAN_OUTPUT_SIMULATION_CHECKPOINT_H
#define EPSCAN_OUTPUT_SIMULATION_CHECKPOINT_H

#include "output/simulation_file.h"

/* What decides the bits of a simulation, but for how many showers there are: the SHA-256 of it. */
enum { SIMULATION_KEY = 32 };
void simulation_key(const struct simulation_record *record, uint8_t key[SIMULATION_KEY]);

struct simulation_checkpoint;

/* Takes events; as shower_rounds.h wants it. */
typedef epscan_status keep_events_function(void *data, const struct signal_event *events, size_t count);

/* Where what an earlier run has done goes: its events to `keep`, its tallies are added to `tally`, and so many showers are done. */
struct simulation_taken_up {
    keep_events_function *keep;
    void *data;
    struct shower_tally *tally;
    uint64_t done;
};

/*
 * Open or begin the checkpoint of `output`. What an earlier run of the same simulation, seed and program has left is taken up, and
 * need not be simulated again; none: done = 0. EPSCAN_BAD_INPUT for one of another simulation, or a file that is none; `replace`
 * begins anew then. The caller frees *checkpoint.
 */
epscan_status simulation_checkpoint_open(const char *output, const struct simulation_record *record, bool replace,
                                         struct simulation_taken_up *earlier, struct simulation_checkpoint **checkpoint);

epscan_status simulation_checkpoint_put_events(struct simulation_checkpoint *checkpoint, const struct signal_event *events,
                                               size_t count);

/* All showers below `done` are tallied, and their events put; written at once if `now`, else every few seconds. */
epscan_status simulation_checkpoint_put_state(struct simulation_checkpoint *checkpoint, uint64_t done,
                                              const struct shower_tally *tally, bool now);

/* The output is there: the file is removed. */
void simulation_checkpoint_remove(struct simulation_checkpoint *checkpoint);

/* NULL is fine. The file stays. */
void simulation_checkpoint_free(struct simulation_checkpoint *checkpoint);

#endif
