/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signal events as vertices with four-momenta, as event files of the field hold them (hepmc_text.h). GeV, mm. */
#ifndef EPSCAN_OUTPUT_HEPMC_EVENT_H
#define EPSCAN_OUTPUT_HEPMC_EVENT_H

#include "output/hepmc_text.h"
#include "output/simulation_file.h"

/* One vertex: e+ and e- or e+- and the nucleus come in, the A' and who recoils go out. `record` has a signal. */
struct hepmc_event hepmc_event_of(const struct simulation_record *record, const struct signal_event *event);

#endif
