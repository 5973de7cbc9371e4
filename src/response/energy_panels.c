/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Selections are smooth on the scale of the resolution: P_sel is interpolated between the nodes of panels, the same for all s. T
 * has knots where tables have rows and fits meet: panels are broken into pieces there. On a piece T l_j is a polynomial in v to
 * 1e-9, l_j being the cardinal polynomials of its panel, and what belongs to a node follows from moments of all else on the piece.
 *
 * Next to E0, where T of primaries is singular in the deposit u like 1/(u ln^2 u), nodes lie in ln u, and T's own weight is taken
 * at them.
 */
#include "response/energy_panels.h"

#include "core/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NODES = ENERGY_PANEL_NODES };

/* Deposits that count as next to E0, of E0; panels grow from there by this factor until the resolution limits them: T ~ 1/u is
 * interpolated to 4.4^-16 = 4e-11. */
static const double near_share = 2e-4, growth = 2.5;
/* Phi on half-width h = 1.4 of the resolution is interpolated to (e h^2/(4 n))^(n/2) = 2e-9 at most, alternating in sign. */
static const double sigma_width = 2.3;

static double v_of_deposit(double beam_energy_GeV, double deposit_GeV) {
    return -log1p(-deposit_GeV / beam_energy_GeV);
}

static double deposit_of_v(double beam_energy_GeV, double v) {
    return -beam_energy_GeV * expm1(-v);
}

/* The deposit at which a panel that begins at u ends: at the production cut's, and the last, if these come first. */
static double panel_end_GeV(const struct resolution *resolution, double u, double cut, double last) {
    double end = fmin(growth * u, u + sigma_width * resolution_sigma_GeV(resolution, u));
    if (u < cut * (1.0 - 1e-9) && end > cut * (1.0 - 1e-9)) end = cut;
    return end > last * (1.0 - 1e-9) ? last : end;
}

/* Edges of panels in deposits, where `edge` is not NULL; how many panels. */
static size_t lay_edges(const struct resolution *resolution, double beam, double minimum, double production_cut, double *edge) {
    const double last = beam - minimum, cut = beam - production_cut;
    double u = near_share * beam;
    size_t count = 0;
    if (edge) edge[0] = u;
    for (; u < last; count++) {
        u = panel_end_GeV(resolution, u, cut, last);
        if (edge) edge[count + 1] = u;
    }
    return count;
}

size_t energy_panels_points(const struct resolution *resolution, double beam_energy_GeV, double minimum_energy_GeV,
                            double production_cut_GeV) {
    return 1 + ENERGY_NEAR_NODES + NODES * lay_edges(resolution, beam_energy_GeV, minimum_energy_GeV, production_cut_GeV, NULL);
}

/* T, or 1 without a search. */
static double track_X0_per_GeV(const struct search *search, double deposit_GeV) {
    return search ? search_positrons_after_loss_X0_per_GeV(search, deposit_GeV) : 1.0;
}

static void lay_near(struct energy_panels *panels, const struct search *search) {
    const double beam = panels->beam_energy_GeV, least = log(TRACK_LENGTH_UNDEGRADED_SHARE * beam), most = log(near_share * beam);
    const double half = 0.5 * (most - least) / ENERGY_NEAR_PANELS;
    for (int p = 0; p <= ENERGY_NEAR_PANELS; p++) panels->near_edge[p] = least + 2.0 * half * p;
    for (int j = 0; j < ENERGY_NEAR_NODES; j++) {
        const double u = exp(least + half * (2 * (j / NODES) + 1 + panels->rule.node[j % NODES]));
        panels->deposit_GeV[1 + j] = u;
        panels->near_v[j] = v_of_deposit(beam, u);
        panels->near_X0[j] = half * panels->rule.weight[j % NODES] * u / (beam - u) * track_X0_per_GeV(search, u);
    }
}

double energy_panels_log_deposit(const struct energy_panels *panels, double v) {
    return log(deposit_of_v(panels->beam_energy_GeV, v));
}

double energy_panels_v(const struct energy_panels *panels, double log_deposit) {
    return v_of_deposit(panels->beam_energy_GeV, exp(log_deposit));
}

void energy_panels_near_part(const struct energy_panels *panels, int p, double from, double to, double v[ENERGY_PANEL_NODES],
                             double X0[ENERGY_PANEL_NODES][ENERGY_PANEL_NODES]) {
    const double low = panels->near_edge[p], high = panels->near_edge[p + 1], part = (to - from) / (high - low);
    for (int i = 0; i < NODES; i++) {
        const double log_deposit = 0.5 * (from + to + (to - from) * panels->rule.node[i]);
        v[i] = energy_panels_v(panels, log_deposit);
        gauss_rule_cardinals(&panels->rule, (2.0 * log_deposit - low - high) / (high - low), X0[i]);
        for (int j = 0; j < NODES; j++)
            X0[i][j] *= part * panels->rule.weight[i] / panels->rule.weight[j] * panels->near_X0[p * NODES + j];
    }
}

static void lay_nodes(struct energy_panels *panels) {
    double *deposit = panels->deposit_GeV + 1 + ENERGY_NEAR_NODES;
    for (size_t p = 0; p < panels->panel_count; p++)
        for (int i = 0; i < NODES; i++)
            *deposit++ =
                deposit_of_v(panels->beam_energy_GeV, 0.5 * (panels->edge[p] + panels->edge[p + 1] +
                                                             (panels->edge[p + 1] - panels->edge[p]) * panels->rule.node[i]));
}

static int ascending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Edges of panels and knots of T, none of them twice. */
static void lay_pieces(struct energy_panels *panels, const double *knot_GeV, size_t knots) {
    const double first = panels->edge[0], last = panels->edge[panels->panel_count];
    size_t count = 0, panel = 0, kept = 0;
    for (size_t p = 0; p <= panels->panel_count; p++) panels->piece_edge[count++] = panels->edge[p];
    for (size_t i = 0; i < knots; i++) {
        const double v = log(panels->beam_energy_GeV / knot_GeV[i]);
        if (v > first && v < last) panels->piece_edge[count++] = v;
    }
    qsort(panels->piece_edge, count, sizeof *panels->piece_edge, ascending);
    for (size_t i = 0; i < count; i++) {
        const double v = panels->piece_edge[i];
        if (kept && !(v > panels->piece_edge[kept - 1])) continue;
        if (kept) {
            while (panels->edge[panel + 1] <= panels->piece_edge[kept - 1]) panel++;
            panels->panel_of_piece[kept - 1] = panel;
        }
        panels->piece_edge[kept++] = v;
    }
    panels->piece_count = kept - 1;
}

/* legendre[m * NODES + n] = (n + 1/2) w_m P_n(x_m). */
static void legendre_projection(const struct gauss_rule *rule, double *legendre) {
    for (int m = 0; m < NODES; m++) {
        double before = 0.0, current = 1.0;
        for (int n = 0; n < NODES; n++) {
            legendre[m * NODES + n] = (n + 0.5) * rule->weight[m] * current;
            const double next = ((2 * n + 1) * rule->node[m] * current - n * before) / (n + 1);
            before = current;
            current = next;
        }
    }
}

/* T l_j at the nodes of a piece, as an expansion in Legendre polynomials. */
static void fill_piece(const struct energy_panels *panels, const struct search *search, size_t f, const double *legendre,
                       double *from_moments) {
    const double low = panels->piece_edge[f], high = panels->piece_edge[f + 1];
    const double *panel = &panels->edge[panels->panel_of_piece[f]];
    double cardinal[NODES];
    memset(from_moments, 0, NODES * NODES * sizeof *from_moments);
    for (int m = 0; m < NODES; m++) {
        const double v = 0.5 * (low + high + (high - low) * panels->rule.node[m]);
        const double T = track_X0_per_GeV(search, deposit_of_v(panels->beam_energy_GeV, v));
        gauss_rule_cardinals(&panels->rule, (2.0 * v - panel[0] - panel[1]) / (panel[1] - panel[0]), cardinal);
        for (int n = 0; n < NODES; n++)
            for (int j = 0; j < NODES; j++) from_moments[n * NODES + j] += legendre[m * NODES + n] * T * cardinal[j];
    }
}

static void fill_pieces(struct energy_panels *panels, const struct search *search) {
    double legendre[NODES * NODES];
    legendre_projection(&panels->rule, legendre);
    for (size_t f = 0; f < panels->piece_count; f++)
        fill_piece(panels, search, f, legendre, panels->from_moments + f * NODES * NODES);
}

static bool allocate(struct energy_panels *panels, size_t knots) {
    const size_t pieces = panels->panel_count + knots;
    panels->edge = malloc((panels->panel_count + 1) * sizeof *panels->edge);
    panels->piece_edge = malloc((pieces + 1) * sizeof *panels->piece_edge);
    panels->panel_of_piece = malloc(pieces * sizeof *panels->panel_of_piece);
    panels->from_moments = malloc(pieces * NODES * NODES * sizeof *panels->from_moments);
    panels->deposit_GeV = calloc(panels->point_count, sizeof *panels->deposit_GeV);
    return panels->edge && panels->piece_edge && panels->panel_of_piece && panels->from_moments && panels->deposit_GeV;
}

/* The panels of a search, and T of `tracks`: the same, or NULL. */
static epscan_status init(struct energy_panels *panels, const struct search *search, const struct search *tracks) {
    const double beam = search->beam_energy_GeV;
    size_t knots = 0;
    const double *knot_GeV = tracks ? track_length_knots_GeV(search->track_length, &knots) : NULL;
    *panels =
        (struct energy_panels){.beam_energy_GeV = beam, .undegraded_X0 = tracks ? search_undegraded_positrons_X0(search) : 1.0};
    gauss_rule_init(&panels->rule, NODES);
    const size_t counted = lay_edges(&search->resolution, beam, search->minimum_energy_GeV, search->production_cut_GeV, NULL);
    panels->panel_count = counted + (tracks ? 0 : ENERGY_LOW_PANELS);
    panels->point_count = 1 + ENERGY_NEAR_NODES + NODES * panels->panel_count;
    if (!allocate(panels, knots)) {
        energy_panels_clear(panels);
        return error_no_memory("the response");
    }
    lay_edges(&search->resolution, beam, search->minimum_energy_GeV, search->production_cut_GeV, panels->edge);
    for (size_t p = 0; p <= counted; p++) panels->edge[p] = v_of_deposit(beam, panels->edge[p]);
    for (size_t p = counted; p < panels->panel_count; p++)
        panels->edge[p + 1] = panels->edge[p] - log(ENERGY_LOWEST) / ENERGY_LOW_PANELS;
    lay_near(panels, tracks);
    lay_nodes(panels);
    lay_pieces(panels, knot_GeV, knots);
    fill_pieces(panels, tracks);
    return EPSCAN_OK;
}

epscan_status energy_panels_init(struct energy_panels *panels, const struct search *search) {
    return init(panels, search, search);
}

epscan_status energy_panels_init_of_ones(struct energy_panels *panels, const struct search *search) {
    return init(panels, search, NULL);
}

size_t energy_panels_cardinals(const struct energy_panels *panels, double deposit_GeV, double cardinal[ENERGY_PANEL_NODES]) {
    const double v = v_of_deposit(panels->beam_energy_GeV, deposit_GeV), log_deposit = log(deposit_GeV);
    size_t panel = 0;
    if (log_deposit < panels->near_edge[ENERGY_NEAR_PANELS]) {
        while (panel + 1 < ENERGY_NEAR_PANELS && panels->near_edge[panel + 1] <= log_deposit) panel++;
        const double low = panels->near_edge[panel], high = panels->near_edge[panel + 1];
        const size_t first = 1 + panel * NODES;
        gauss_rule_cardinals(&panels->rule, (2.0 * log_deposit - low - high) / (high - low), cardinal);
        for (size_t k = 0; k < NODES; k++) cardinal[k] *= panels->deposit_GeV[first + k] / deposit_GeV;
        return first;
    }
    while (panel + 1 < panels->panel_count && panels->edge[panel + 1] <= v) panel++;
    const double low = panels->edge[panel], high = panels->edge[panel + 1];
    gauss_rule_cardinals(&panels->rule, (2.0 * v - low - high) / (high - low), cardinal);
    return 1 + ENERGY_NEAR_NODES + panel * NODES;
}

void energy_panels_clear(struct energy_panels *panels) {
    free(panels->edge);
    free(panels->piece_edge);
    free(panels->panel_of_piece);
    free(panels->from_moments);
    free(panels->deposit_GeV);
    *panels = (struct energy_panels){0};
}

/* Where a panel is cut, its nodes count by what is left of int l_j dv. */
static void cut_panel(const struct energy_panels *panels, size_t p, double most_v, double *share) {
    const double low = panels->edge[p], high = panels->edge[p + 1], end = fmin(most_v, high);
    double left[NODES] = {0.0}, cardinal[NODES];
    for (int m = 0; m < NODES && end > low; m++) {
        const double v = 0.5 * (low + end + (end - low) * panels->rule.node[m]);
        gauss_rule_cardinals(&panels->rule, (2.0 * v - low - high) / (high - low), cardinal);
        for (int j = 0; j < NODES; j++) left[j] += (end - low) / (high - low) * panels->rule.weight[m] * cardinal[j];
    }
    for (int j = 0; j < NODES; j++) share[j] *= left[j] / panels->rule.weight[j];
}

void energy_panels_acceptance(const struct energy_panels *panels, const struct resolution *resolution,
                              const epscan_selection *selection, double least_missing_GeV, double *share) {
    const double most_v = least_missing_GeV > 0.0 ? log(panels->beam_energy_GeV / least_missing_GeV) : INFINITY;
    for (size_t i = 0; i < panels->point_count; i++)
        share[i] = selection ? resolution_below_threshold(resolution, panels->deposit_GeV[i], selection->threshold_GeV,
                                                          selection->energy_scale_shift)
                             : 1.0;
    for (size_t p = 0; p < panels->panel_count; p++)
        if (panels->edge[p + 1] > most_v * (1.0 + 1e-9)) cut_panel(panels, p, most_v, share + 1 + ENERGY_NEAR_NODES + p * NODES);
}
