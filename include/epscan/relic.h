/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Thermal targets: the mixing at which freeze-out of chi chi -> X* -> leptons, neutrinos, hadrons leaves the dark matter that there
 * is. */
#ifndef EPSCAN_RELIC_H
#define EPSCAN_RELIC_H

#include "epscan/dark_photon.h"
#include "epscan/status.h"

EPSCAN_BEGIN

typedef struct {
    double epsilon;      /* at which Omega h^2 = 0.12 */
    double y;            /* alpha_D epsilon^2 r^4, Eq. 2 */
    double omega_h2;     /* there */
    double x_freeze_out; /* m_chi/T where chi is 2.5 times as abundant as in equilibrium */
} epscan_relic;

/*
 * Of m_chi = r m_A' from 5e-4 to 1 GeV, r from 0.01 to 0.4999, alpha_D from 1e-6 to 10; a Dirac fermion is what `epscan relic`
 * calls pseudo-dirac, without a splitting. Some ten milliseconds. EPSCAN_BAD_INPUT: a number outside its range; EPSCAN_FAILED: chi
 * is too abundant for any mixing up to 1. *target is NaN then. Thread-safe.
 */
epscan_status epscan_relic_target(const epscan_dark_photon *model, epscan_relic *target);

/*
 * The same of a mediator, epscan_mediator_name() of some number; NULL: kinetic mixing. epsilon is its coupling to electrons over e;
 * chi annihilates to all that it couples to, electrons alone for axial, scalar and pseudoscalar ones. EPSCAN_BAD_INPUT: no such
 * mediator, or a current that it does not take. EPSCAN_FAILED also where only an X wider than its mass would leave so little.
 * Thread-safe.
 */
epscan_status epscan_relic_target_for(const char *mediator, const epscan_dark_photon *model, epscan_relic *target);

EPSCAN_END

#endif
