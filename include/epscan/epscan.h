/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libepscan: dark photon yields and limits of missing-energy experiments, and grids of them. Needs no MPI.
 *
 *     cc program.c $(pkg-config --cflags --libs epscan)
 *
 * Every function that can fail returns an epscan_status and sets a one-line reason, epscan_error_message(); outputs come last.
 * The library prints nothing and never exits. What a program has set of its locale, floating-point traps and GSL's error handler
 * does not reach functions of what is open, and is put back after each call: of the calling thread, not of an OpenMP pool of the
 * program's; set GSL's handler while no other thread is inside. Energies and masses in GeV.
 */
#ifndef EPSCAN_EPSCAN_H
#define EPSCAN_EPSCAN_H

#include "epscan/channel.h"
#include "epscan/constants.h"
#include "epscan/dark_photon.h"
#include "epscan/experiment.h"
#include "epscan/grid.h"
#include "epscan/likelihood.h"
#include "epscan/limit.h"
#include "epscan/many.h"
#include "epscan/point.h"
#include "epscan/relic.h"
#include "epscan/response.h"
#include "epscan/spectrum.h"
#include "epscan/status.h"
#include "epscan/version.h"
#include "epscan/yield.h"

#endif
