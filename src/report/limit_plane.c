/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Curves of epsilon against m_A' [GeV] in one of two planes, and the bounds of others below and above them. */
#include "report/limit_plane.h"

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

/* A region's label where its header says that it fits, if that is within the axes. */
static void add_label(struct figure *figure, int panel, const struct limit_plane *plane, const struct bound *bound) {
    const struct figure_panel *p = &figure->panel[panel];
    struct figure_text text = {.x = plane_x(plane, bound->place_mass_GeV), .y = plane_y(plane, bound->place_epsilon)};
    if (!bound->has_place || !is_between(text.x, &p->x) || !is_between(text.y, &p->y)) return;
    snprintf(text.text, sizeof text.text, "%s", bound->label);
    figure_add_text(figure, panel, &text);
}

void plane_add_regions(struct figure *figure, int panel, const struct limit_plane *plane, const struct bounds *bounds) {
    for (size_t i = 0; i < bounds->count; i++) {
        const struct bound *b = &bounds->bound[i];
        if (b->kind != BOUND_REGION) continue;
        struct figure_curve *curve =
            plane_add_line(figure, panel, plane, b->name, b->count, (const double *const[]){b->mass_GeV, b->epsilon_up});
        if (!curve) return;
        curve->shape = FIGURE_REGION;
        curve->style = b->style;
    }
}

void plane_add_region_labels(struct figure *figure, int panel, const struct limit_plane *plane, const struct bounds *bounds) {
    for (size_t i = 0; i < bounds->count; i++)
        if (bounds->bound[i].kind == BOUND_REGION) add_label(figure, panel, plane, &bounds->bound[i]);
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
