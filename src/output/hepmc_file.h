/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The events of a simulation as a HepMC3 file, for detector simulations. Written like all outputs (output_file.h); on one rank. */
#ifndef EPSCAN_OUTPUT_HEPMC_FILE_H
#define EPSCAN_OUTPUT_HEPMC_FILE_H

#include "output/simulation_file.h"

struct hepmc_file;

/* Refuse (EPSCAN_BAD_INPUT) builds without HepMC3, an output that exists unless `replace`, or that cannot be written. */
epscan_status hepmc_file_check_output(const char *path, const struct simulation_record *record, bool replace);

/* Check as above and begin. `record` has a signal, and must live as long as the file. */
epscan_status hepmc_file_create(const char *path, const struct simulation_record *record, bool replace, struct hepmc_file **file);
epscan_status hepmc_file_put(struct hepmc_file *file, const struct signal_event *events, size_t count);

/* Move it to its name. */
epscan_status hepmc_file_finish(struct hepmc_file *file);

/* Unless it was finished nothing is left of it. NULL is fine. */
void hepmc_file_free(struct hepmc_file *file);

#endif
