/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shower/montecarlo/shower_geometry.h"

#include <math.h>

struct shower_geometry shower_geometry_of(const struct target *target, const struct shower_media *media) {
    struct shower_geometry g = {.media = media->count, .layers = target->layer_count};
    for (int i = 0; i < g.layers; i++) {
        const struct layer *layer = &target->layers[i];
        g.medium[i] = media->of_layer[i];
        for (int m = 0; m < g.media; m++) g.before_X0[i][m] = g.per_cell_X0[m];
        const double thickness =
            layer->thickness_cm * layer->material.density_g_per_cm3 / layer->material.radiation_length_g_per_cm2;
        g.per_cell_X0[g.medium[i]] += thickness;
        g.cell_X0 += thickness;
        g.end_X0[i] = g.cell_X0;
    }
    g.cells_per_X0 = 1.0 / g.cell_X0;
    g.depth_X0 = g.cell_X0 * target->repeat;
    return g;
}

struct place {
    double cells, within_X0; /* whole cells before, and the way into this one */
    int layer;
};

static struct place place_of(const struct shower_geometry *g, double depth_X0) {
    const double cells = floor(depth_X0 * g->cells_per_X0), within_X0 = depth_X0 - g->cell_X0 * cells;
    int layer = 0;
    while (layer < g->layers - 1 && within_X0 >= g->end_X0[layer]) layer++;
    return (struct place){cells, within_X0, layer};
}

int shower_geometry_medium(const struct shower_geometry *g, double depth_X0) {
    return g->media == 1 ? 0 : g->medium[place_of(g, depth_X0).layer];
}

/* path[m] += sign x what of medium m lies before the place. */
static void add_before(const struct shower_geometry *g, struct place p, double sign, double *path) {
    for (int m = 0; m < g->media; m++) path[m] += sign * (p.cells * g->per_cell_X0[m] + g->before_X0[p.layer][m]);
    path[g->medium[p.layer]] += sign * (p.within_X0 - (p.layer ? g->end_X0[p.layer - 1] : 0.0));
}

void shower_geometry_paths(const struct shower_geometry *g, double from_X0, double to_X0, double *path_X0) {
    if (g->media == 1) {
        path_X0[0] = to_X0 - from_X0;
        return;
    }
    for (int m = 0; m < g->media; m++) path_X0[m] = 0.0;
    const struct place from = place_of(g, from_X0);
    if (from.within_X0 + (to_X0 - from_X0) < g->end_X0[from.layer]) { /* mostly: the step stays in its layer */
        path_X0[g->medium[from.layer]] = to_X0 - from_X0;
        return;
    }
    add_before(g, place_of(g, to_X0), 1.0, path_X0);
    add_before(g, from, -1.0, path_X0);
    for (int m = 0; m < g->media; m++) path_X0[m] = fmax(path_X0[m], 0.0); /* rounding */
}
