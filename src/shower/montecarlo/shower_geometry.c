/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shower/montecarlo/shower_geometry.h"

#include <math.h>

struct shower_geometry shower_geometry_of(const struct target *target, const struct shower_media *media) {
    struct shower_geometry g = {.media = media->count, .layers = target->layer_count};
    for (int i = 0; i < g.layers; i++) {
        const struct layer *layer = &target->layers[i];
        g.medium[i] = media->of_layer[i];
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

int shower_geometry_medium(const struct shower_geometry *g, double depth_X0) {
    if (g->media == 1) return 0;
    const double within_X0 = depth_X0 - g->cell_X0 * floor(depth_X0 * g->cells_per_X0);
    int layer = 0;
    while (layer < g->layers - 1 && within_X0 >= g->end_X0[layer]) layer++;
    return g->medium[layer];
}
