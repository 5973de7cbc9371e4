/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/relic_targets.h"

#include <math.h>

static const struct {
    const char *name;
    struct figure_style style;
} targets[RELIC_KIND_COUNT] = {
    [RELIC_SCALAR] = {"scalar", {"#555555", FIGURE_SOLID, 2.5}},
    [RELIC_MAJORANA] = {"Majorana", {"#555555", FIGURE_DASHED, 2.5}},
    [RELIC_PSEUDO_DIRAC] = {"pseudo-Dirac", {"#555555", FIGURE_DASH_DOTTED, 2.5}},
};

void relic_targets_find(const struct relic_model *like, size_t count, const double *mchi_GeV, double *epsilon) {
#pragma omp parallel for schedule(dynamic)
    for (size_t i = 0; i < count; i++) {
        struct relic_model model = *like;
        model.mass_GeV = mchi_GeV[i];
        if (relic_thermal_epsilon(&model, &epsilon[i])) epsilon[i] = NAN;
    }
}

const char *relic_target_name(enum relic_dark_matter kind) {
    return targets[kind].name;
}

struct figure_style relic_target_style(enum relic_dark_matter kind) {
    return targets[kind].style;
}
