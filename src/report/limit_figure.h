/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The exclusion plot: epsilon_UP against m_A' from grid files, over published bounds. Writes the
 * files of report/figure.h.
 */
#ifndef EPSCAN_REPORT_LIMIT_FIGURE_H
#define EPSCAN_REPORT_LIMIT_FIGURE_H

#include "report/figure_files.h"

struct limit_figure {
    const char
        *grid_path; /* fermion alpha_D 0.1 and 0.5, scalar 0.1, at r = 1/3 and its experiment's threshold, as far as in the grid */
    const char *projection_path; /* positron-beam grid, or NULL */
    const char *limits_folder;   /* published curves as mA_GeV,epsilon_up tables */
    struct figure_output output;
    bool band_of_2021; /* the mixings that the muon's magnetic moment seemed to ask for */
    bool table;        /* print epsilon_UP and y_UP at some masses on stdout */
};

/* EPSCAN_BAD_INPUT when a grid is incomplete or holds none of the lines. */
epscan_status limit_figure_write(const struct limit_figure *figure);

#endif
