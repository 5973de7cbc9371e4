/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lines of limits are called: what all of a figure have in common stands once beside them, what differs in their labels. */
#ifndef EPSCAN_REPORT_LINE_LABELS_H
#define EPSCAN_REPORT_LINE_LABELS_H

#include "report/limit_lines.h"

/* "NAME (2.84·10^{11} e^−), projection, fermion, α_D = 0.1, r = 0.4": for lines->line[index]. */
void line_label(const struct limit_lines *lines, size_t index, char label[FIGURE_LABEL]);

/* The experiment of all lines with its exposure; "" where they differ. */
void line_common_experiment(const struct limit_lines *lines, char text[FIGURE_LABEL]);

/* "m_{A′} = 3 m_χ" of all lines, with thresholds and shifts that are not the experiment's own; "" where nothing is common. */
void line_common_selection(const struct limit_lines *lines, char text[FIGURE_LABEL]);

/* ", 90% C.L. upper limit" of all lines; ", upper limit". */
void line_common_limit(const struct limit_lines *lines, char text[FIGURE_LABEL]);

/* As plain text of one line, for tables: "e+ ", "e- " or "". */
const char *line_beam(const struct limit_line *line);

bool lines_share_confidence(const struct limit_lines *lines);
bool lines_share_ratio(const struct limit_lines *lines);
bool lines_share_threshold(const struct limit_lines *lines);
bool line_has_paper_ratio(const struct limit_line *line);

#endif
