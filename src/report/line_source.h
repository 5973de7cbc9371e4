/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lines of limits are read from: a grid, with or without computing between its points, or an experiment; and which they are.
 */
#ifndef EPSCAN_REPORT_LINE_SOURCE_H
#define EPSCAN_REPORT_LINE_SOURCE_H

#include "experiment/named_experiment.h"
#include "experiment/prepared_experiment.h"
#include "query/grid_line.h"
#include "query/grid_query.h"
#include "report/limit_lines.h"

/* What an input is read from. */
struct line_source {
    const struct plot_input *input;
    struct grid_query *query;             /* owned; NULL: nothing is computed, or of an experiment */
    struct grid_reader *own_reader;       /* owned; NULL with a query, or of an experiment */
    struct experiment *own_experiment;    /* owned; of what has no query */
    struct prepared_experiment *prepared; /* owned; NULL unless it is needed */
    const struct grid_reader *reader;
    const struct experiment *experiment;
};

/* Zero-initialised but for its input. To be closed, whatever comes back. */
epscan_status line_source_open(const struct line_choice *choice, struct line_source *source);
void line_source_close(struct line_source *source);

/* A grid's axis; NULL of an experiment. */
const struct axis *line_source_axis(const struct line_source *source, epscan_axis id);

/* Adds the lines that are asked for, or those of Fig. 3 or of the grid, without points. EPSCAN_BAD_INPUT with what the input lacks.
 */
epscan_status line_source_choose(const struct line_source *source, const struct line_choice *choice, struct limit_lines *lines);

#endif
