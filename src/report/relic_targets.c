/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Thermal targets as lines of figures: for each mass along the axis the epsilon of relic/relic_density.h, in the plane that the
 * limits are drawn in, where the limits' own mediator couples chi to electrons, so that both are of one model. A mass without a
 * target is a gap.
 */
#include "report/relic_targets.h"

#include "core/error.h"
#include "model/dark_current.h"

#include <math.h>
#include <stdio.h>

const epscan_spin relic_usual_targets[RELIC_USUAL_TARGETS] = {EPSCAN_SCALAR, EPSCAN_MAJORANA, EPSCAN_PSEUDO_DIRAC};

static const struct {
    const char *name;
    enum figure_dash dash;
} targets[EPSCAN_SPIN_COUNT] = {
    [EPSCAN_FERMION] = {"Dirac", FIGURE_DASH_DOTTED},
    [EPSCAN_SCALAR] = {"scalar", FIGURE_SOLID},
    [EPSCAN_MAJORANA] = {"Majorana", FIGURE_DASHED},
    [EPSCAN_PSEUDO_DIRAC] = {"pseudo-Dirac", FIGURE_DASH_DOTTED},
    [EPSCAN_AXIAL_FERMION] = {"axial Dirac", FIGURE_DOTTED},
    [EPSCAN_YUKAWA_SCALAR] = {"scalar Yukawa", FIGURE_SOLID},
    [EPSCAN_YUKAWA_PSEUDOSCALAR] = {"pseudoscalar Yukawa", FIGURE_DASHED},
};

void relic_targets_find(const struct relic_model *like, size_t count, const double *mchi_GeV, double *epsilon) {
#pragma omp parallel for schedule(dynamic)
    for (size_t i = 0; i < count; i++) {
        struct relic_model model = *like;
        model.mass_GeV = mchi_GeV[i];
        if (relic_thermal_epsilon(&model, &epsilon[i])) epsilon[i] = NAN;
    }
}

const char *relic_target_name(epscan_spin kind) {
    return targets[kind].name;
}

struct figure_style relic_target_style(epscan_spin kind) {
    return (struct figure_style){"#01665E", targets[kind].dash, 2.5};
}

/* Those of `all`: the usual ones of a vector's currents, both of the Yukawa couplings. */
static bool is_wanted(const struct plot_request *request, epscan_spin kind) {
    bool usual = dark_currents[kind].is_yukawa;
    for (int i = 0; i < RELIC_USUAL_TARGETS; i++) usual |= relic_usual_targets[i] == kind;
    return request->target[kind] || (request->all_targets && usual);
}

/* One line over the plane's axis; others than kinetic mixing are named and have a colour of their own. */
static void add_line(struct figure *figure, const struct limit_plane *plane, const double x[2], const struct relic_model *model) {
    static const char *const colours[] = {"#01665E", "#555555", "#8C510A", "#762A83", "#B2182B", "#2166AC", "#4D9221"};
    const size_t row = (size_t)(model->mediator - mediators), colour_count = sizeof colours / sizeof colours[0];
    double mass[RELIC_TARGET_POINTS], mchi[RELIC_TARGET_POINTS], epsilon[RELIC_TARGET_POINTS];
    char name[FIGURE_LABEL], of_mediator[40] = "", split[40] = "";
    for (int i = 0; i < RELIC_TARGET_POINTS; i++) {
        mass[i] = x[0] * pow(x[1] / x[0], i / (RELIC_TARGET_POINTS - 1.0)) / plane_x(plane, 1.0);
        mchi[i] = model->mass_ratio * mass[i];
    }
    relic_targets_find(model, RELIC_TARGET_POINTS, mchi, epsilon);
    if (row) snprintf(of_mediator, sizeof of_mediator, "%s, ", model->mediator->name);
    if (model->splitting > 0.0) snprintf(split, sizeof split, ", Δ = %.4g", model->splitting);
    snprintf(name, sizeof name, "thermal target, %s%s, alpha_D = %g", of_mediator, relic_target_name(model->kind), model->alpha_D);
    struct figure_curve *curve =
        plane_add_line(figure, 0, plane, name, RELIC_TARGET_POINTS, (const double *const[]){mass, epsilon});
    if (!curve) return;
    snprintf(curve->label, FIGURE_LABEL, "relic density, %s%s, α_D = %g%s", of_mediator, relic_target_name(model->kind),
             model->alpha_D, split);
    curve->style = relic_target_style(model->kind);
    snprintf(curve->style.colour, FIGURE_COLOUR, "%s", colours[row % colour_count]);
}

epscan_status relic_targets_add(struct figure *figure, const struct plot_request *request, const struct limit_plane *plane,
                                const double x[2], const struct mediator *mediator, double splitting) {
    char why[COUPLING_WHY_SIZE];
    for (epscan_spin kind = 0; kind < EPSCAN_SPIN_COUNT; kind++) {
        const struct relic_model model = {.kind = kind,
                                          .mass_ratio = plane->mass_ratio,
                                          .alpha_D = plane->alpha_D,
                                          .splitting = dark_currents[kind].splits ? splitting : 0.0,
                                          .mediator = mediator};
        const epscan_dark_photon photon = relic_dark_photon(&model);
        if (!is_wanted(request, kind)) continue;
        if (coupling_takes(mediator->coupling, &photon, why))
            add_line(figure, plane, x, &model);
        else if (request->target[kind])
            return error_set(EPSCAN_BAD_INPUT, "--targets: %s", why);
    }
    return figure_status(figure);
}
