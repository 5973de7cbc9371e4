/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gridded part of a simulation file: dimension scales and tallied quantities with their errors. */
#ifndef EPSCAN_OUTPUT_SIMULATION_GRID_H
#define EPSCAN_OUTPUT_SIMULATION_GRID_H

#include "shower/montecarlo/shower_simulation.h"

#include <hdf5.h>

/* Negative on failure, as HDF5 does. */
herr_t simulation_grid_put(hid_t file, const struct shower_simulation *simulation, const struct simulation_setup *setup,
                           const struct shower_tally *tally);

#endif
