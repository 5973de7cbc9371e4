/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An electron that brings q makes of a positron of E what one at rest makes of E q/m_e (s = 2 E q + 2 m_e^2), so that with the
 * kernel of electron_kernel.h, in which each ds = 2 q dE,
 *
 *     sigma(E) = int dq 2 q k(q) sigma_rest(E q/m_e),
 *
 * sigma_rest for k = delta(q - m_e)/(2 m_e). The integral over the offset x = E q/m_e - E_res goes by Gauss rules on pieces between
 * edges of k, E_res +- w 5^k within which a Breit-Wigner's poles are far enough (response_fold.c has the same in s), and the
 * chi-chi threshold, next to which t^2 = x - x_threshold is integrated.
 */
#include "yield/moving_cross_section.h"

#include "core/error.h"
#include "core/gauss_legendre.h"
#include "epscan/constants.h"
#include "matter/electron_cells.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum { NODES = 16, MOST_STEPS = 128 };

struct moving_cross_section {
    struct electron_cells *cells;
    struct gauss_rule rule;
    enum coupling coupling;
    epscan_dark_photon model;
    double resonance_GeV, threshold; /* E_res, and the threshold's offset from it */
    double least_y;
    size_t step_count;
    double step[MOST_STEPS]; /* ascending offsets where sigma_rest changes scale */
};

static int ascending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void lay_steps(struct moving_cross_section *moving) {
    const double half_width = epscan_dark_photon_half_width_energy_GeV(&moving->model);
    double step = fmax(0.5 * half_width, 1e-14 * moving->resonance_GeV);
    moving->step[moving->step_count++] = 0.0;
    for (; moving->step_count + 3 < MOST_STEPS && step < 1e4 * moving->resonance_GeV; step *= 5.0) {
        moving->step[moving->step_count++] = step;
        moving->step[moving->step_count++] = -step;
    }
    qsort(moving->step, moving->step_count, sizeof *moving->step, ascending);
}

epscan_status moving_cross_section_create(const struct electron_kernel *kernel, enum coupling coupling,
                                          const epscan_dark_photon *model, double highest_energy_GeV,
                                          struct moving_cross_section **made) {
    struct moving_cross_section *moving = calloc(1, sizeof *moving);
    if (!moving) return error_no_memory("the electrons' motion");
    const double mass = EPSCAN_ELECTRON_MASS_GeV;
    moving->coupling = coupling;
    moving->model = *model;
    moving->resonance_GeV = epscan_dark_photon_resonance_energy_GeV(model);
    moving->threshold = epscan_dark_photon_threshold_offset_GeV(model);
    gauss_rule_init(&moving->rule, NODES);
    lay_steps(moving);
    const double least_q = fmax(moving->resonance_GeV + moving->threshold, mass) * mass / highest_energy_GeV;
    moving->least_y = log(least_q / mass);
    const epscan_status status = electron_cells_create(kernel, least_q, &moving->cells);
    if (status)
        moving_cross_section_free(moving);
    else
        *made = moving;
    return status;
}

void moving_cross_section_free(struct moving_cross_section *moving) {
    if (!moving) return;
    electron_cells_free(moving->cells);
    free(moving);
}

/* From one offset to another, between which all is smooth. */
static double integral_over_piece(const struct moving_cross_section *moving, double energy_GeV, double low, double high) {
    const bool in_root = low - moving->threshold < 2.0 * (high - low);
    const double from = in_root ? sqrt(fmax(0.0, low - moving->threshold)) : low;
    const double to = in_root ? sqrt(high - moving->threshold) : high;
    double sum = 0.0;
    for (int i = 0; i < NODES; i++) {
        const double t = 0.5 * (from + to + (to - from) * moving->rule.node[i]);
        const double x = in_root ? moving->threshold + t * t : t, slope = in_root ? 2.0 * t : 1.0;
        const double y = log((moving->resonance_GeV + x) / energy_GeV);
        sum += 0.5 * (to - from) * moving->rule.weight[i] * slope * electron_cells_density_per_GeV(moving->cells, y) *
               coupling_cross_section_at_offset_cm2(moving->coupling, &moving->model, EPSCAN_REFERENCE_EPSILON, x);
    }
    return sum;
}

/* dq 2 q k = (dx m_e/E) 2 (q k). */
double moving_cross_section_cm2(const struct moving_cross_section *moving, double energy_GeV) {
    double from = fmax(moving->threshold, energy_GeV * exp(moving->least_y) - moving->resonance_GeV), sum = 0.0;
    size_t step = 0;
    while (step < moving->step_count) {
        const double end = electron_cells_end(moving->cells, log((moving->resonance_GeV + from) / energy_GeV));
        if (!isfinite(end)) break;
        double to = energy_GeV * exp(end) - moving->resonance_GeV;
        while (step < moving->step_count && moving->step[step] <= from) step++;
        if (step < moving->step_count) to = fmin(to, moving->step[step]);
        if (to > from) {
            sum += integral_over_piece(moving, energy_GeV, from, to);
            from = to;
        } else {
            from = from + 1e-13 * (moving->resonance_GeV + fabs(from)); /* an edge, by rounding */
        }
    }
    return 2.0 * EPSCAN_ELECTRON_MASS_GeV / energy_GeV * sum;
}
