/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "limit/counting_limit.h"

#include "epscan/dark_photon.h"

#include <math.h>

double counting_upper_events(void) {
    return M_LN10;
}

double counting_epsilon_up(double annihilation_events, double strahlung_events) {
    /* Eq. 7 */
    return EPSCAN_REFERENCE_EPSILON * sqrt(counting_upper_events() / (strahlung_events + annihilation_events));
}
