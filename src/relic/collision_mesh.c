/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Panels in z = sqrt(s)/m_chi that shrink geometrically towards every feature of the cross-section: the threshold, A', the
 * thresholds of leptons and hadrons, mesons. No panel is longer than twice its distance to the nearest feature or that one's
 * width, whichever is more. A pole of that width lies at least 3.7 half-axes (sum) outside a panel, so that ten Gauss nodes are
 * good to 3.7^-20, whatever the width.
 *
 * Positions are offsets from the nearest feature, so that z - m_A'/m_chi keeps its digits however narrow A' is.
 */
#include "relic/collision_mesh.h"

#include "core/error.h"
#include "core/gauss_legendre.h"
#include "epscan/constants.h"
#include "model/hadron_ratio.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

static const double longest_panel = 2.0;    /* in distances to the nearest feature */
static const double reach = 50.0;           /* e^-reach ends the integral */
static const double threshold_width = 1e-3; /* of thresholds inside the range, relative: their roots are integrated to 1e-8 */
static const double first_panel = 0.02;     /* at the lowest z, in units of 1/last_x */
static const double narrowest = 1e-16;      /* a pole of no width at all */
static const double same_z = 1e-12;         /* of two features, where one of them is the threshold */

enum { MAX_FEATURES = HADRON_FEATURE_COUNT + 6 };

struct feature {
    double z, width;
    double above_threshold, from_resonance; /* z - threshold, z - m_A'/m_chi */
};

struct layout {
    struct collision_mesh *mesh;
    struct gauss_rule rule;
    struct feature feature[MAX_FEATURES];
    int feature_count;
    const struct feature *anchor; /* where offsets are counted from, */
    double direction;             /* up (1) or down (-1) */
    bool is_full;
};

static void add_feature(struct layout *layout, struct feature feature) {
    layout->feature[layout->feature_count++] = feature;
}

static void add_plain_feature(struct layout *layout, const struct relic_model *model, double energy_GeV, double width_GeV) {
    const double z = energy_GeV / model->mass_GeV;
    const double width = width_GeV > 0.0 ? 0.5 * width_GeV / model->mass_GeV : threshold_width * z;
    const double above = z - dark_annihilation_threshold(model);
    if (fabs(above) < same_z) return; /* m_chi = 0.5 GeV: between the two, rounding would be below the threshold */
    add_feature(layout, (struct feature){z, width, above, z - 1.0 / model->mass_ratio});
}

static int by_z(const void *a, const void *b) {
    const double difference = ((const struct feature *)a)->z - ((const struct feature *)b)->z;
    return (difference > 0.0) - (difference < 0.0);
}

static void find_features(struct layout *layout, const struct relic_model *model, double last_x) {
    const double pole = 1.0 / model->mass_ratio, threshold = dark_annihilation_threshold(model);
    const double pole_above = (1.0 - threshold * model->mass_ratio) / model->mass_ratio;
    const double m2 = model->mass_GeV * model->mass_GeV;
    const struct dark_cross_section at_pole = dark_cross_section_at(model, (struct dark_collision){pole, pole_above, 0.0});
    struct hadron_feature hadrons[HADRON_FEATURE_COUNT];
    const double electrons = 2.0 * EPSCAN_ELECTRON_MASS_GeV / model->mass_GeV, closest = first_panel / last_x;
    layout->mesh->lowest_z = dark_annihilation_lowest_z(model);
    layout->mesh->threshold = threshold;
    add_feature(layout, (struct feature){threshold, closest, 0.0, -pole_above});
    /* s - m_A'^2 = i sqrt(s) Gamma at z - pole = i sqrt(s) Gamma / (2 pole m_chi^2) */
    add_feature(layout, (struct feature){pole, fmax(0.5 * at_pole.dark / (pole * m2), narrowest * pole), pole_above, 0.0});
    if (electrons > threshold) add_feature(layout, (struct feature){electrons, closest, electrons - threshold, electrons - pole});
    add_plain_feature(layout, model, 2.0 * EPSCAN_MUON_MASS_GeV, 0.0);
    add_plain_feature(layout, model, 2.0 * EPSCAN_TAU_MASS_GeV, 0.0);
    hadron_features(hadrons);
    for (int i = 0; i < HADRON_FEATURE_COUNT; i++) add_plain_feature(layout, model, hadrons[i].energy_GeV, hadrons[i].width_GeV);
    qsort(layout->feature, (size_t)layout->feature_count, sizeof layout->feature[0], by_z);
}

/* How long a panel may be whose ends have these offsets from the anchor. */
static double allowed_length(const struct layout *layout, double from, double to) {
    const double low = layout->direction > 0.0 ? from : -to, high = layout->direction > 0.0 ? to : -from;
    double shortest = INFINITY;
    for (int i = 0; i < layout->feature_count; i++) {
        const struct feature *feature = &layout->feature[i];
        const double offset = feature->from_resonance - layout->anchor->from_resonance;
        const double distance = fmax(fmax(low - offset, offset - high), 0.0);
        shortest = fmin(shortest, fmax(distance, feature->width));
    }
    return longest_panel * shortest;
}

static void add_panel(struct layout *layout, double from, double to) {
    struct collision_mesh *mesh = layout->mesh;
    const double centre = 0.5 * (from + to), half = 0.5 * (to - from);
    layout->is_full = mesh->count + COLLISION_PANEL_NODES > (size_t)COLLISION_MAX_PANELS * COLLISION_PANEL_NODES;
    if (layout->is_full) return;
    for (int j = 0; j < COLLISION_PANEL_NODES; j++) {
        const double offset = layout->direction * (centre + half * layout->rule.node[j]);
        mesh->weight[mesh->count] = half * layout->rule.weight[j];
        mesh->node[mesh->count++] = (struct dark_collision){layout->anchor->z + offset, layout->anchor->above_threshold + offset,
                                                            layout->anchor->from_resonance + offset};
    }
}

/* Panels between two offsets, the first of which is nearer to the anchor. */
static void lay(struct layout *layout, double from, double to) {
    if (layout->is_full || !(to > from)) return;
    if (to - from <= allowed_length(layout, from, to)) {
        add_panel(layout, from, to);
        return;
    }
    const double middle = from + (to - from) / 3.0;
    lay(layout, from, middle);
    lay(layout, middle, to);
}

/* From each feature half-way to its neighbours. */
static void lay_all(struct layout *layout, double highest_z) {
    for (int i = 0; i < layout->feature_count; i++) {
        const struct feature *here = &layout->feature[i], *next = here + 1;
        if (here->z < layout->mesh->lowest_z || here->z >= highest_z) continue;
        const bool is_last = i + 1 == layout->feature_count || next->z >= highest_z;
        const double gap = is_last ? highest_z - here->z : next->from_resonance - here->from_resonance;
        layout->anchor = here;
        layout->direction = 1.0;
        lay(layout, 0.0, is_last ? gap : 0.5 * gap);
        if (is_last) return;
        layout->anchor = next;
        layout->direction = -1.0;
        lay(layout, 0.0, 0.5 * gap);
    }
}

epscan_status collision_mesh_init(const struct relic_model *model, double first_x, double last_x, struct collision_mesh *mesh) {
    const size_t most = (size_t)COLLISION_MAX_PANELS * COLLISION_PANEL_NODES;
    struct layout layout = {.mesh = mesh};
    *mesh = (struct collision_mesh){.node = malloc(most * sizeof *mesh->node), .weight = malloc(most * sizeof *mesh->weight)};
    if (!mesh->node || !mesh->weight) return error_no_memory("a mesh of collision energies");
    gauss_rule_init(&layout.rule, COLLISION_PANEL_NODES);
    find_features(&layout, model, last_x);
    lay_all(&layout, mesh->lowest_z + reach / first_x);
    if (layout.is_full)
        return error_set(EPSCAN_FAILED, "annihilation at m_chi = %g GeV, r = %.9g needs more than %d panels", model->mass_GeV,
                         model->mass_ratio, COLLISION_MAX_PANELS);
    return EPSCAN_OK;
}

void collision_mesh_clear(struct collision_mesh *mesh) {
    free(mesh->node);
    free(mesh->weight);
    *mesh = (struct collision_mesh){0};
}
