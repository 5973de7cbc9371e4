/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers that programs hand in, against what they may be. EPSCAN_BAD_INPUT with the member's name and its range. */
#ifndef EPSCAN_LIBRARY_RANGES_H
#define EPSCAN_LIBRARY_RANGES_H

#include "text/yaml_reader.h"
#include "epscan/dark_photon.h"
#include "epscan/point.h"
#include "epscan/status.h"
#include "model/coupling.h"
#include "model/mediator.h"

epscan_status check_number(const char *name, double number, const struct interval *allowed);
epscan_status check_model(const epscan_dark_photon *model);

/* The same for a mediator of that coupling, which a current must be one of. */
epscan_status check_model_of(enum coupling coupling, const epscan_dark_photon *model);

/* EPSCAN_BAD_INPUT for `what` of an experiment whose mediator's widths are not neglected. */
struct experiment;
epscan_status check_widths_neglected(const struct experiment *experiment, const char *what);

/* The row of a mediator's name; NULL: the first. */
epscan_status check_mediator(const char *name, const struct mediator **row);

epscan_status check_selection(const epscan_selection *selection, double beam_energy_GeV);

#endif
