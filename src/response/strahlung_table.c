/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dN/domega = L sum_nuclei n int dE T(E) (1/E) dsigma/dx(E, omega/E; m), T of all electrons and positrons, n per cm^2 and X0.
 *
 * E: by the rule of lepton_rule.h in E - omega, what the lepton keeps, from m_e and the recoil that the nucleus needs at least, so
 * that the integrand does not vanish on some of the nodes.
 *
 * m: ln dN/domega is smooth in y = 1/2 ln[(m^2 + c^2)/(omega^2 - m^2)], which is ln m but for the lightest A' and goes to infinity
 * with the momentum of the A' to zero; its singularities are some pi/2 beside the real axis. So panels of masses, the same for all
 * energies, with Chebyshev points in y at each omega, for each kind of nuclei, as many as its width asks for; up to the mass at
 * which 0.3 of what the lepton keeps would go into the recoil; beyond, where next to nothing is left, ln dN/domega goes on with its
 * slope. The virtuality is m^2 (1-x) + m_e^2 x^2 at least, so that nothing bends before m = m_e x: with c = m_e omega/E0, masses
 * below need one panel.
 *
 * omega: Gauss nodes in segments of deposits that meet at the knots of T, since A' that take nearly all of the lepton's energy give
 * dN/domega whatever T does.
 *
 * A' so heavy that there are next to none have a panel of their own, which is coarse.
 *
 * One model needs the panels that its spectral density reaches, and what needs no response none.
 */
#include "response/strahlung_table.h"

#include "core/error.h"
#include "core/work_share.h"
#include "epscan/constants.h"
#include "response/kept_strahlung.h"
#include "response/strahlung_panel.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* ln of the ratio of a panel's masses, but for the first, whose A' are light for all electrons that make many. */
static const double panel_width = 1.75, light_masses = 1.4 * EPSCAN_ELECTRON_MASS_GeV;
/* By how much of y a last panel must be wider than none: else the one before takes it. */
static const double least_width = 0.35;

static void lay_energies(struct strahlung_table *table) {
    gauss_rule_init(&table->rule, STRAHLUNG_SEGMENT_NODES);
    gauss_rule_init(&table->piece_rule, STRAHLUNG_PIECE_NODES);
    for (int k = 0; k < table->energies; k++) {
        const int i = k % STRAHLUNG_SEGMENT_NODES;
        double slope;
        table->deposit_GeV[k] = strahlung_segment_deposit_GeV(&table->segment[k / STRAHLUNG_SEGMENT_NODES], table->beam_energy_GeV,
                                                              0.5 * (1.0 + table->rule.node[i]), &slope);
        table->weight_GeV[k] = 0.5 * table->rule.weight[i] * slope;
        table->energy_GeV[k] = table->beam_energy_GeV - table->deposit_GeV[k];
    }
}

/* c^2: of electrons that radiate an A' of this energy, the beam's are the first to feel its mass. */
static double light_mass2(const struct strahlung_table *table, int k) {
    const double light = EPSCAN_ELECTRON_MASS_GeV * table->energy_GeV[k] / table->beam_energy_GeV;
    return light * light;
}

/* y of a mass at energy k, and back. */
static double y_of(const struct strahlung_table *table, int k, double mass2) {
    const double omega = table->energy_GeV[k];
    return 0.5 * log((mass2 + light_mass2(table, k)) / (omega * omega - mass2));
}

double strahlung_table_mass_GeV(const struct strahlung_table *table, int k, double y) {
    const double omega = table->energy_GeV[k], ratio = exp(2.0 * y);
    return sqrt((ratio * omega * omega - light_mass2(table, k)) / (1.0 + ratio));
}

/* By its polarisation along its momentum, as (m_e x/m)^2: dN/domega over this is as smooth as a vector's. */
double strahlung_table_growth(const struct strahlung_table *table, int k, double mass2) {
    return table->search->coupling == COUPLING_AXIAL ? 1.0 + light_mass2(table, k) / mass2 : 1.0;
}

/* Chebyshev points of the first kind, of any number. */
static void lay_points(struct strahlung_table *table) {
    for (int count = 1; count <= STRAHLUNG_PANEL_MASSES; count++)
        for (int i = 0; i < count; i++) {
            const double angle = EPSCAN_PI * (i + 0.5) / count;
            table->points[count].x[i] = cos(angle);
            table->points[count].barycentric[i] = i % 2 ? -sin(angle) : sin(angle);
        }
}

static double most_mass_GeV(const struct search *search) {
    const double beam = search->beam_energy_GeV;
    return fmin(sqrt(2.0 * beam * STRAHLUNG_LARGEST_MOMENTUM_GeV), 0.9 * beam);
}

/* The panels' edges in m^2: light A', equal ratios, and those so heavy that there are next to none. */
static void lay_panels(struct strahlung_table *table) {
    static const double least_ratio = 1.4; /* of masses in a panel of heavy ones of its own */
    const double least = STRAHLUNG_LEAST_MASS_GeV, most = most_mass_GeV(table->search);
    const double heavy = strahlung_maker_heavy_GeV(table->maker);
    const bool are_heavy = heavy > light_masses && heavy * least_ratio < most;
    const double range = log((are_heavy ? heavy : most) / light_masses);
    const int count = (int)fmin(fmax(ceil(range / panel_width), 0.0), STRAHLUNG_PANELS_MAX - 2);
    table->least_mass_GeV = least;
    table->most_mass_GeV = most;
    table->panels = count + 1;
    table->edge_GeV2[0] = least * least;
    for (int p = 1; p <= count + 1; p++) table->edge_GeV2[p] = light_masses * light_masses * exp(2.0 * range * (p - 1) / count);
    if (are_heavy) table->panels++;
    table->edge_GeV2[table->panels] = most * most;
}

/* The masses of all panels at energy k, of one kind of nuclei. */
static void lay_ranges(struct strahlung_table *table, int n, int k) {
    struct nucleus_table *own = &table->nucleus[n];
    const double omega = table->energy_GeV[k], most = strahlung_maker_reach_GeV(table->maker, n, omega, table->deposit_GeV[k]);
    const double most_y = y_of(table, k, most * most);
    double low = y_of(table, k, table->edge_GeV2[0]);
    for (int p = 0; p < table->panels; p++) {
        const double edge = fmin(table->edge_GeV2[p + 1], most * most);
        const bool is_last = p == table->panels - 1 || most_y - y_of(table, k, edge) < least_width;
        const double high = is_last ? most_y : y_of(table, k, edge), width = high - low;
        own->range[p][k] = (struct mass_range){low, high, strahlung_maker_masses(table->maker, n, omega, sqrt(edge), width)};
        own->last_panel[k] = p;
        if (is_last) return;
        low = high;
    }
}

void strahlung_table_free(struct strahlung_table *table) {
    if (!table) return;
    strahlung_maker_free(table->maker);
    pthread_mutex_destroy(&table->making);
    free(table);
}

epscan_status strahlung_table_create(const struct search *search, struct strahlung_table **table) {
    const size_t nuclei = (size_t)search->nuclei->count;
    struct strahlung_table *made = calloc(1, sizeof *made + nuclei * sizeof *made->nucleus);
    struct strahlung_maker *maker = strahlung_maker_create(search, most_mass_GeV(search));
    const epscan_status status =
        work_share_agree(search->share, made && maker ? EPSCAN_OK : error_no_memory("the response of A'-strahlung"));
    if (status) {
        free(made);
        strahlung_maker_free(maker);
        return status;
    }
    made->search = search;
    made->maker = maker;
    made->beam_energy_GeV = search->beam_energy_GeV;
    made->nuclei = search->nuclei->count;
    pthread_mutex_init(&made->making, NULL);
    strahlung_segments_lay(search, made);
    lay_energies(made);
    lay_points(made);
    lay_panels(made);
    for (int n = 0; n < made->nuclei; n++)
        for (int k = 0; k < made->energies; k++) lay_ranges(made, n, k);
    if (search->share) {
        kept_strahlung_panels(made, 0, made->panels);
        for (int p = 0; p < made->panels; p++) atomic_store_explicit(&made->made[p], true, memory_order_release);
    }
    *table = made;
    return EPSCAN_OK;
}

/* Whoever comes first makes it. */
static void need_panel(struct strahlung_table *table, int p) {
    if (atomic_load_explicit(&table->made[p], memory_order_acquire)) return;
    pthread_mutex_lock(&table->making);
    if (!atomic_load_explicit(&table->made[p], memory_order_relaxed)) {
        kept_strahlung_panels(table, p, p + 1);
        atomic_store_explicit(&table->made[p], true, memory_order_release);
    }
    pthread_mutex_unlock(&table->making);
}

double strahlung_curve_at(const struct strahlung_table *table, const struct mass_range *range, const struct mass_curve *curve,
                          double y) {
    const struct mass_points *points = &table->points[range->count];
    const double x = (2.0 * y - range->low_y - range->high_y) / (range->high_y - range->low_y);
    double above = 0.0, below = 0.0;
    for (int i = 0; i < range->count; i++) {
        const double distance = x - points->x[i];
        if (distance == 0.0) return curve->log_density[i];
        const double weight = points->barycentric[i] / distance;
        above += weight * curve->log_density[i];
        below += weight;
    }
    return above / below;
}

/* What a kind of nuclei makes of one energy, its panels at hand. */
static double density_of(const struct strahlung_table *table, const struct nucleus_table *own, int p, int k, double y) {
    const struct mass_range *range = &own->range[p][k];
    const struct mass_curve *curve = &own->curve[p][k];
    const bool is_beyond = p == own->last_panel[k] && y > range->high_y;
    return exp(is_beyond ? curve->last + curve->slope * (y - range->high_y) : strahlung_curve_at(table, range, curve, y));
}

void strahlung_table_densities(struct strahlung_table *table, double s_GeV2, double *density) {
    int panel = 0;
    while (panel < table->panels - 1 && s_GeV2 >= table->edge_GeV2[panel + 1]) panel++;
    for (int k = 0; k < table->energies; k++) {
        density[k] = 0.0;
        if (!(s_GeV2 < table->energy_GeV[k] * table->energy_GeV[k])) continue;
        const double y = y_of(table, k, s_GeV2);
        for (const struct nucleus_table *own = table->nucleus; own < table->nucleus + table->nuclei; own++) {
            const int p = own->last_panel[k] < panel ? own->last_panel[k] : panel;
            need_panel(table, p);
            density[k] += density_of(table, own, p, k, y);
        }
        density[k] *= strahlung_table_growth(table, k, s_GeV2);
    }
}
