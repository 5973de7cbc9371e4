/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines of epsilon_UP against m_A' of grids and experiments, as figures draw them: a grid's own points where the line is on its
 * axes, and between them computed again, as finely as the line bends (query/grid_query.h); an experiment's by quadrature.
 */
#ifndef EPSCAN_REPORT_LIMIT_LINES_H
#define EPSCAN_REPORT_LIMIT_LINES_H

#include "epscan/limit.h"
#include "model/mediator.h"
#include "report/plot.h"

enum { LINES_MOST_PER_INPUT = 16, EXPECTED_BANDS = EPSCAN_LIMIT_BANDS };

struct limit_line {
    epscan_dark_photon model; /* but its mass */
    epscan_selection selection;
    struct mediation mediation;
    bool is_projection, positrons;
    double confidence_level, own_threshold_GeV;
    double particles;              /* on target; 0 of several experiments */
    char experiment[FIGURE_LABEL]; /* plain, as figure_plain makes it */
    size_t count;
    double *mass_GeV, *epsilon_up;    /* [count], owned; not finite where there is no limit */
    double *expected[EXPECTED_BANDS]; /* [count], owned; NULL unless asked for */
};

struct limit_lines {
    size_t count;
    struct limit_line *line; /* owned */
};

/* What is read of an input. */
struct line_choice {
    const struct plot_request *request; /* models and selections, if it has any; else those of Fig. 3, else what the grid has */
    size_t most;                        /* without any */
    bool compute;                       /* between a grid's points, and where its axes have none */
    bool takes_experiments;             /* else grids alone */
};

/* Adds the lines of one input. EPSCAN_BAD_INPUT with what the input lacks. */
epscan_status limit_lines_read(const struct plot_input *input, const struct line_choice *choice, struct limit_lines *lines);
void limit_lines_clear(struct limit_lines *lines);

#endif
