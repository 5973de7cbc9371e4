/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libepscan: dark photon yields and limits of missing-energy experiments, and grids of them. Needs no MPI.
 *
 *     cc program.c $(pkg-config --cflags --libs epscan)
 *
 * Every function that can fail returns an epscan_status and sets a one-line reason, epscan_error_message(); outputs come last.
 * The library prints nothing and never exits. It puts a handler before GSL's that ignores what GSL reports while epscan calls it,
 * and passes on the rest. Energies and masses in GeV.
 */
#ifndef EPSCAN_EPSCAN_H
#define EPSCAN_EPSCAN_H

#include "epscan/constants.h"
#include "epscan/dark_photon.h"
#include "epscan/experiment.h"
#include "epscan/grid.h"
#include "epscan/limit.h"
#include "epscan/point.h"
#include "epscan/status.h"
#include "epscan/version.h"
#include "epscan/yield.h"

#endif
