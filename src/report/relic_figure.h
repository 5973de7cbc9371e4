/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fig. 4 of the paper: y = alpha_D epsilon^2 r^4 against m_chi, limits of a grid and published bounds against the thermal
 * relic-density targets, m_A' = 3 m_chi, in panels for alpha_D = 0.1 and 0.5. Writes the files of report/figure.h.
 */
#ifndef EPSCAN_REPORT_RELIC_FIGURE_H
#define EPSCAN_REPORT_RELIC_FIGURE_H

#include "report/figure_files.h"

struct relic_figure {
    const char *grid_path;     /* fermion and scalar, alpha_D 0.1 and 0.5, r = 1/3, the threshold of its experiment */
    const char *limits_folder; /* published curves as mA_GeV,epsilon_up tables */
    struct figure_output output;
    bool table; /* print the masses at which each target is excluded */
};

/* EPSCAN_BAD_INPUT when the grid is incomplete or lacks a line; uses all OpenMP threads for the targets. */
epscan_status relic_figure_write(const struct relic_figure *figure);

#endif
