/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Labels are lists with commas: each property of a line stands in its own when lines differ in it, and once beside all when not. */
#include "report/line_labels.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

static double confidence_of(const struct limit_line *line) {
    return line->confidence_level;
}

static double ratio_of(const struct limit_line *line) {
    return line->model.mass_ratio;
}

static double threshold_of(const struct limit_line *line) {
    return line->selection.threshold_GeV;
}

static double shift_of(const struct limit_line *line) {
    return line->selection.energy_scale_shift;
}

static double own_threshold_of(const struct limit_line *line) {
    return line->selection.threshold_GeV == line->own_threshold_GeV;
}

static bool all_same(const struct limit_lines *lines, double (*property)(const struct limit_line *)) {
    for (size_t i = 1; i < lines->count; i++)
        if (fabs(property(&lines->line[i]) - property(&lines->line[0])) > 1e-9) return false;
    return true;
}

bool lines_share_confidence(const struct limit_lines *lines) {
    return all_same(lines, confidence_of);
}

bool lines_share_ratio(const struct limit_lines *lines) {
    return all_same(lines, ratio_of);
}

bool lines_share_threshold(const struct limit_lines *lines) {
    return all_same(lines, threshold_of);
}

bool line_has_paper_ratio(const struct limit_line *line) {
    return fabs(3.0 * line->model.mass_ratio - 1.0) < 1e-9;
}

const char *line_beam(const struct limit_line *line) {
    return line->positrons ? "e+ " : line->is_projection ? "e- " : "   ";
}

static bool same_experiment(const struct limit_lines *lines) {
    for (size_t i = 1; i < lines->count; i++)
        if (strcmp(lines->line[i].experiment, lines->line[0].experiment) != 0 ||
            lines->line[i].particles != lines->line[0].particles)
            return false;
    return true;
}

/* Behind what is there, after a comma. */
static void append(char text[FIGURE_LABEL], const char *format, ...) __attribute__((format(printf, 2, 3)));
static void append(char text[FIGURE_LABEL], const char *format, ...) {
    size_t used = strlen(text);
    va_list arguments;
    if (used && used + 3 < FIGURE_LABEL) used += (size_t)snprintf(text + used, FIGURE_LABEL - used, ", ");
    va_start(arguments, format);
    if (used < FIGURE_LABEL) vsnprintf(text + used, FIGURE_LABEL - used, format, arguments);
    va_end(arguments);
}

/* "na64-2021 (2.84·10^{11} e^−)"; of several experiments their names. */
static void append_experiment(const struct limit_line *line, char text[FIGURE_LABEL]) {
    if (!(line->particles > 0.0)) {
        append(text, "%.100s", line->experiment);
        return;
    }
    const double decade = floor(log10(line->particles) + 1e-9);
    char factor[32] = "";
    const double mantissa = line->particles / pow(10.0, decade);
    if (fabs(mantissa - 1.0) >= 5e-3) snprintf(factor, sizeof factor, "%.3g·", mantissa);
    append(text, "%.100s (%s10^{%g} %s)", line->experiment, factor, decade, line->positrons ? "e^+" : "e^−");
}

static void append_ratio(const struct limit_line *line, char text[FIGURE_LABEL]) {
    if (line_has_paper_ratio(line))
        append(text, "m_{A′} = 3 m_χ");
    else
        append(text, "r = %.4g", line->model.mass_ratio);
}

void line_label(const struct limit_lines *lines, size_t index, char label[FIGURE_LABEL]) {
    const struct limit_line *line = &lines->line[index];
    label[0] = '\0';
    if (!same_experiment(lines)) append_experiment(line, label);
    if (line->is_projection) append(label, "projection");
    if (!mediation_is_usual(&line->mediation)) append(label, "%s", line->mediation.mediator->name);
    if (line->mediation.visible_widths) append(label, "visible widths");
    append(label, "%s", epscan_spin_name(line->model.spin));
    append(label, "α_D = %g", line->model.alpha_D);
    if (!lines_share_ratio(lines)) append_ratio(line, label);
    if (line->model.splitting > 0.0) append(label, "Δ = %.4g", line->model.splitting);
    if (!lines_share_threshold(lines) && !all_same(lines, own_threshold_of))
        append(label, "E_{ECAL} < %g GeV", threshold_of(line));
    else if (!lines_share_threshold(lines) && !(own_threshold_of(line) > 0.0))
        append(label, "E_{ECAL} < %g GeV", threshold_of(line));
    if (!all_same(lines, shift_of)) append(label, "δ = %+g", shift_of(line));
    if (!lines_share_confidence(lines)) append(label, "%g%% C.L.", 100.0 * line->confidence_level);
}

void line_common_experiment(const struct limit_lines *lines, char text[FIGURE_LABEL]) {
    text[0] = '\0';
    if (lines->count && same_experiment(lines)) append_experiment(&lines->line[0], text);
}

void line_common_selection(const struct limit_lines *lines, char text[FIGURE_LABEL]) {
    const struct limit_line *line = lines->line;
    text[0] = '\0';
    if (lines_share_ratio(lines)) append_ratio(line, text);
    if (lines_share_threshold(lines) && !(own_threshold_of(line) > 0.0)) append(text, "E_{ECAL} < %g GeV", threshold_of(line));
    if (all_same(lines, shift_of) && shift_of(line) != 0.0) append(text, "δ = %+g", shift_of(line));
}

void line_common_limit(const struct limit_lines *lines, char text[FIGURE_LABEL]) {
    if (lines_share_confidence(lines))
        snprintf(text, FIGURE_LABEL, ", %g%% C.L. upper limit", 100.0 * lines->line[0].confidence_level);
    else
        snprintf(text, FIGURE_LABEL, ", upper limit");
}
