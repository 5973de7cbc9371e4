/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What other experiments exclude of invisibly decaying dark photons, as regions of a figure: published curves from the
 * folder of limits, and the magnetic moments of electron and muon, computed.
 */
#ifndef EPSCAN_REPORT_PUBLISHED_BOUNDS_H
#define EPSCAN_REPORT_PUBLISHED_BOUNDS_H

#include "epscan/status.h"

#include <stddef.h>

enum { BOUND_COUNT = 7, BOUND_MAX_POINTS = 400 };

struct bound {
    const char *name, *label; /* label: empty for the second part of a bound */
    const char *colour;       /* of a region; NULL: a line */
    const char *line_style;   /* of a line, in gnuplot's words */
    size_t count;
    double mass_GeV[BOUND_MAX_POINTS], epsilon_up[BOUND_MAX_POINTS];
};

/* bounds[BOUND_COUNT], regions in the order in which they are drawn, then lines to be drawn over all else. EPSCAN_BAD_INPUT where a
 * file is missing or wrong. */
epscan_status published_bounds_read(const char *folder, struct bound *bounds);

#endif
