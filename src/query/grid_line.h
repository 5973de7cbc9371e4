/* SPDX-License-Identifier: GPL-3.0-or-later */
/* epsilon_UP against m_A' of one model, from a grid: what figures draw. */
#ifndef EPSCAN_QUERY_GRID_LINE_H
#define EPSCAN_QUERY_GRID_LINE_H

#include "file/grid_read.h"

struct grid_line {
    size_t count;
    double *mass_GeV, *epsilon_up; /* [count], owned; epsilon_up is NaN where a point failed */
};

/* The ECAL threshold of the grid's experiment, that of the lines that figures draw. */
epscan_status grid_line_threshold(const struct grid_reader *reader, double *threshold_GeV);

/* Whether a complete grid has the model (its mass aside) at a selection, to rounding of decimals. */
bool grid_has_line(const struct grid_reader *reader, const epscan_dark_photon *model, const epscan_selection *selection);

/* Read a line that the grid has. Free with grid_line_clear, whatever the status. */
epscan_status grid_line_read(const struct grid_reader *reader, const epscan_dark_photon *model, const epscan_selection *selection,
                             struct grid_line *line);
void grid_line_clear(struct grid_line *line);

#endif
