/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Curves of epsilon against m_A' [GeV] in one of two planes, and the bounds of others below and above them. */
#include "report/limit_plane.h"

#include <math.h>
#include <string.h>

double plane_x(const struct limit_plane *plane, double mass_GeV) {
    return plane->is_y ? plane->mass_ratio * mass_GeV : mass_GeV;
}

double plane_y(const struct limit_plane *plane, double epsilon) {
    const double r2 = plane->mass_ratio * plane->mass_ratio;
    return plane->is_y ? plane->alpha_D * epsilon * epsilon * r2 * r2 : epsilon;
}

void plane_set_axes(const struct limit_plane *plane, const char *limit, const double x[2], const double y[2],
                    struct figure_panel *panel) {
    panel->x = (struct figure_axis){.logarithmic = true, .low = x[0], .high = x[1]};
    panel->y = (struct figure_axis){.logarithmic = true, .low = y[0], .high = y[1]};
    const char *mass = plane->is_of_others ? "Mediator mass m_{A′} (GeV)" : "Dark photon mass m_{A′} (GeV)";
    const char *mixing = plane->is_of_others ? "Coupling to electrons ε" : "Kinetic mixing ε";
    snprintf(panel->x.label, FIGURE_LABEL, "%s", plane->is_y ? "Dark matter mass m_χ (GeV)" : mass);
    snprintf(panel->y.label, FIGURE_LABEL, "%s%s", plane->is_y ? "y = α_D ε^2 (m_χ/m_{A′})^4" : mixing, limit);
}

struct figure_curve *plane_add_line(struct figure *figure, int panel, const struct limit_plane *plane, const char *name,
                                    size_t count, const double *const me[2]) {
    struct figure_curve *curve = figure_add_curve(figure, panel, FIGURE_LINE, count);
    if (!curve) return NULL;
    snprintf(curve->name, sizeof curve->name, "%.120s%s", name, plane->name_suffix);
    snprintf(curve->columns, sizeof curve->columns, "%s", plane->is_y ? "mchi_GeV y" : "mA_GeV epsilon_up");
    for (size_t i = 0; i < count; i++) {
        curve->column[0][i] = plane_x(plane, me[0][i]);
        curve->column[1][i] = plane_y(plane, me[1][i]);
    }
    return curve;
}

static bool is_between(double value, const struct figure_axis *axis) {
    return value > axis->low && value < axis->high;
}

/* Whether a region's header says of a place within the axes, where its label fits. */
static bool has_label_within(const struct figure_panel *panel, const struct limit_plane *plane, const struct bound *bound) {
    return bound->has_place && is_between(plane_x(plane, bound->place_mass_GeV), &panel->x) &&
           is_between(plane_y(plane, bound->place_epsilon), &panel->y);
}

/* Whether the region above a curve has a part within the axes. */
static bool is_seen(const struct figure_panel *panel, const struct figure_curve *curve) {
    for (size_t i = 1; i < curve->count; i++)
        if (curve->column[0][i] > panel->x.low && curve->column[0][i - 1] < panel->x.high &&
            fmin(curve->column[1][i], curve->column[1][i - 1]) < panel->y.high)
            return true;
    return false;
}

/* Whether a label stands within the axes, on a region or another lobe of it, or in the legend already. */
static bool is_told(const struct figure_panel *panel, const struct limit_plane *plane, const struct bounds *bounds,
                    const char *label) {
    for (size_t i = 0; i < bounds->count; i++)
        if (strcmp(bounds->bound[i].label, label) == 0 && has_label_within(panel, plane, &bounds->bound[i])) return true;
    for (size_t i = 0; i < panel->curve_count; i++)
        if (strcmp(panel->curve[i].label, label) == 0) return true;
    return false;
}

/* A region that has no label within the axes is in the legend, once for all of its lobes. */
void plane_add_regions(struct figure *figure, int panel, const struct limit_plane *plane, const struct bounds *bounds) {
    const struct figure_panel *p = &figure->panel[panel];
    for (size_t i = 0; i < bounds->count; i++) {
        const struct bound *b = &bounds->bound[i];
        if (b->kind != BOUND_REGION) continue;
        struct figure_curve *curve =
            plane_add_line(figure, panel, plane, b->name, b->count, (const double *const[]){b->mass_GeV, b->epsilon_up});
        if (!curve) return;
        curve->shape = FIGURE_REGION;
        curve->style = b->style;
        if (is_seen(p, curve) && !is_told(p, plane, bounds, b->label)) snprintf(curve->label, sizeof curve->label, "%s", b->label);
    }
}

void plane_add_region_labels(struct figure *figure, int panel, const struct limit_plane *plane, const struct bounds *bounds) {
    for (size_t i = 0; i < bounds->count; i++) {
        const struct bound *b = &bounds->bound[i];
        if (b->kind != BOUND_REGION || !has_label_within(&figure->panel[panel], plane, b)) continue;
        struct figure_text text = {.x = plane_x(plane, b->place_mass_GeV), .y = plane_y(plane, b->place_epsilon)};
        snprintf(text.text, sizeof text.text, "%s", b->label);
        figure_add_text(figure, panel, &text);
    }
}

void plane_add_bound_lines(struct figure *figure, int panel, const struct limit_plane *plane, const struct bounds *bounds) {
    for (size_t i = 0; i < bounds->count; i++) {
        const struct bound *b = &bounds->bound[i];
        if (b->kind == BOUND_REGION) continue;
        struct figure_curve *curve =
            plane_add_line(figure, panel, plane, b->name, b->count, (const double *const[]){b->mass_GeV, b->epsilon_up});
        if (!curve) return;
        curve->style = b->style;
        snprintf(curve->label, sizeof curve->label, "%.160s%s", b->label, b->kind == BOUND_PROJECTION ? " (projection)" : "");
    }
}
