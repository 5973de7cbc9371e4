/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A finished simulation to which showers are appended: its file keeps the exact tallies of its whole batches, from which another
 * run goes on as if it had never stopped. Serial; on one rank.
 */
#ifndef EPSCAN_OUTPUT_SIMULATION_APPENDED_H
#define EPSCAN_OUTPUT_SIMULATION_APPENDED_H

#include "output/simulation_checkpoint.h"

#include <hdf5.h>

/* Into a file that is being finished: what simulation_appended_open reads. */
herr_t simulation_appended_put(hid_t file, const struct simulation_record *record, const struct shower_tally *whole);

struct simulation_appended;

/* EPSCAN_BAD_INPUT for a file of another simulation, seed or build, or one that is damaged. *showers: how many it has. */
epscan_status simulation_appended_open(const char *path, const struct simulation_record *record, uint64_t *showers,
                                       struct simulation_appended **appended);

/* Of its whole batches; they need not be simulated again. */
epscan_status simulation_appended_take_up(const struct simulation_appended *appended, struct simulation_taken_up *earlier);

/* NULL is fine. */
void simulation_appended_free(struct simulation_appended *appended);

#endif
