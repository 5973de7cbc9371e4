/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shower/cascade_panels.h"

#include <math.h>

double cascade_panel_centre(const struct cascade_solution *s, int panel) {
    return 0.5 * (s->edge[panel] + s->edge[panel + 1]);
}

double cascade_panel_half(const struct cascade_solution *s, int panel) {
    return 0.5 * (s->edge[panel + 1] - s->edge[panel]);
}

double cascade_panel_node(const struct cascade_solution *s, int panel, int node) {
    return cascade_panel_centre(s, panel) + cascade_panel_half(s, panel) * s->rule.node[node];
}

/*
 * Panels narrow where u ~ 1. Below they grow like |w| where X varies like 1/w^2; not so with continuous loss, whose u =
 * (beta/E0)/K may lie anywhere.
 */
static double panel_width(double w, bool continuous, const struct cascade_layer *layer) {
    const double growing = fmax(0.65, 0.3 * fabs(w));
    if (!continuous) return growing;
    return w > layer->low_w && w < layer->high_w ? 0.25 : fmin(growing, 1.3);
}

void cascade_panels_lay(struct cascade_solution *s, double lowest_w, double highest_w, bool continuous,
                        const struct cascade_layer *layer) {
    double edges[CASCADE_MAX_PANELS + 1];
    int count = 0;
    edges[0] = highest_w;
    while (edges[count] > lowest_w + 0.5 && count < CASCADE_MAX_PANELS - 1) {
        edges[count + 1] = fmax(lowest_w, edges[count] - panel_width(edges[count], continuous, layer));
        count++;
    }
    edges[count] = lowest_w;
    s->panel_count = count;
    for (int i = 0; i <= count; i++) s->edge[i] = edges[count - i];
}
