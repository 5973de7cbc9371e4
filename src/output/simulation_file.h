/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The file of `epscan simulate`: track lengths and profiles as a netCDF-4 grid, signal events as a table that grows. Written
 * beside its final name and moved there when complete. Serial; on one rank. See outputs/README.md.
 */
#ifndef EPSCAN_OUTPUT_SIMULATION_FILE_H
#define EPSCAN_OUTPUT_SIMULATION_FILE_H

#include "experiment/experiment.h"
#include "file/provenance.h"
#include "shower/montecarlo/shower_simulation.h"

/* What is recorded; all borrowed. */
struct simulation_record {
    const struct experiment *experiment;
    const struct shower_simulation *simulation;
    const struct simulation_setup *setup;
    const struct signal_setup *signal; /* NULL: no events */
    uint64_t seed, showers;
};

/* Refuse (EPSCAN_BAD_INPUT) an output that exists unless `replace`, or that cannot be written. Changes nothing. */
epscan_status simulation_file_check_output(const char *path, const struct simulation_record *record, bool replace);

struct simulation_writer;

/* Check as above and begin (output_file.h). `record` must live as long as the writer. */
epscan_status simulation_writer_create(const char *path, const struct simulation_record *record,
                                       const struct provenance *provenance, bool replace, struct simulation_writer **writer);

/* Append events. */
epscan_status simulation_writer_put_events(struct simulation_writer *writer, const struct signal_event *events, size_t count);

/* Write what was tallied, and of whole batches alone for simulation_appended.h; move the file to its name. */
epscan_status simulation_writer_finish(struct simulation_writer *writer, const struct shower_tally *tally,
                                       const struct shower_tally *whole);

/* Let go of the lock. Unless the file was finished, nothing is left of it. NULL is fine. */
void simulation_writer_free(struct simulation_writer *writer);

#endif
