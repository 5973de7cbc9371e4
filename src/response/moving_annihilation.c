/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A positron of energy E meets an electron that brings q = E_e - p_z: s = 2 E q + 2 m_e^2. With the kernel k(q) of the target's
 * electrons (matter/electron_kernel.h) Eq. 5 of PRD 104 L091701 is N = epsilon^2 int ds rho(s) R(s) with
 *
 *     R(s) = L n_e 4 pi^2 alpha (hbar c)^2 int dq k(q) T(E) P_sel(E0 - E),   E = (s - 2 m_e^2)/(2 q),   L = sum of N_EOT eta,
 *
 * between the minimum energy and E0. Primaries of a positron beam that have lost nothing yet, T0 at E0, add T0 (q0/E0) k(q0), q0 =
 * (s - 2 m_e^2)/(2 E0): the edge that electrons at rest have at sqrt(2 m_e E0) is smooth, and masses beyond it have a yield.
 *
 * Method. Selections are smooth on the scale of the resolution: P_sel is interpolated between nodes of panels of deposits, which
 * are the same for all s, and what belongs to a node, int dq k T l_i, is found for each s by Gauss rules on pieces between which
 * k, T and the interpolating polynomials are all analytic: edges of the kernel's panels, knots of T, edges of the deposits' panels.
 * Next to E0, where T of primaries is singular in the deposit u like 1/(u ln^2 u), nodes lie in ln u, and the kernel, which does
 * not change over so little energy, is taken at them.
 */
#include "response/moving_annihilation.h"

#include "core/error.h"
#include "epscan/constants.h"
#include "epscan/dark_photon.h"

#include <math.h>
#include <stdlib.h>

enum { NODES = 16, NEAR_PANELS = 2, PANELS = MISSING_POINTS_MAX / NODES, PIECES_MAX = 4096 };

/* Deposits that count as next to E0, of E0; panels grow from there by this factor until the resolution limits them: T ~ 1/u is
 * interpolated to 3.4^-24 by the rule of a piece. */
static const double near_share = 2e-4, growth = 2.5;
/* Phi on half-width h = 1.4 of the resolution is interpolated to (e h^2/(4 n))^(n/2) = 2e-9 at most, alternating in sign. */
static const double sigma_width = 2.8;

struct moving {
    const struct electron_kernel *kernel; /* borrowed */
    struct gauss_rule rule;
    double events_GeV; /* R = events_GeV int dq k W, with W in X0/GeV */
    double near_edge_GeV[NEAR_PANELS + 1];
    int panel_count;             /* of those that follow */
    double edge_GeV[PANELS + 1]; /* deposits */
    size_t piece_count;          /* of the same, broken at knots of T: */
    double piece_GeV[PIECES_MAX + 1];
    size_t room; /* points of the kernel */
    double undegraded_X0;
    /* at the nodes next to E0 */
    double near_deposit_GeV[NEAR_PANELS * NODES], near_X0[NEAR_PANELS * NODES]; /* T times the node's weight */
};

static void destroy(void *state) {
    free(state);
}

static void lay_near(struct moving *moving, const struct search *search) {
    const double beam = search->beam_energy_GeV, least = log(TRACK_LENGTH_UNDEGRADED_SHARE), most = log(near_share);
    for (int i = 0; i <= NEAR_PANELS; i++) moving->near_edge_GeV[i] = beam * exp(least + (most - least) * i / NEAR_PANELS);
    const double half = 0.5 * (most - least) / NEAR_PANELS;
    for (int j = 0; j < NEAR_PANELS * NODES; j++) {
        const double u = beam * exp(least + half * (2 * (j / NODES) + 1 + moving->rule.node[j % NODES]));
        moving->near_deposit_GeV[j] = u;
        moving->near_X0[j] = half * moving->rule.weight[j % NODES] * u * search_positrons_after_loss_X0_per_GeV(search, u);
    }
}

static epscan_status lay_panels(struct moving *moving, const struct search *search) {
    const double most = search->beam_energy_GeV - search->minimum_energy_GeV;
    double u = near_share * search->beam_energy_GeV;
    int count = 0;
    moving->edge_GeV[0] = u;
    while (u < most) {
        if (count == PANELS - NEAR_PANELS - 1)
            return error_set(EPSCAN_BAD_INPUT, "ecal_resolution: too fine for electrons in motion; allowed: from about 5 %% on");
        u = fmin(growth * u, u + sigma_width * resolution_sigma_GeV(&search->resolution, u));
        if (u > most * (1.0 - 1e-9)) u = most;
        moving->edge_GeV[++count] = u;
    }
    moving->panel_count = count;
    return EPSCAN_OK;
}

static int ascending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static epscan_status lay_pieces(struct moving *moving, const struct search *search) {
    size_t knots, count = 0;
    const double *knot_GeV = track_length_knots_GeV(search->track_length, &knots);
    const double first = moving->edge_GeV[0], last = moving->edge_GeV[moving->panel_count];
    if (knots + PANELS > PIECES_MAX)
        return error_set(EPSCAN_BAD_INPUT, "shower: %zu rows are too many for electrons in motion; allowed: at most %d", knots,
                         PIECES_MAX - PANELS);
    for (int p = 0; p <= moving->panel_count; p++) moving->piece_GeV[count++] = moving->edge_GeV[p];
    for (size_t i = 0; i < knots; i++) {
        const double u = search->beam_energy_GeV - knot_GeV[i];
        if (u > first && u < last) moving->piece_GeV[count++] = u;
    }
    qsort(moving->piece_GeV, count, sizeof *moving->piece_GeV, ascending);
    moving->piece_count = count - 1;
    return EPSCAN_OK;
}

/* What lies above q is less than R by this, whatever T: k is taken as a step. */
static double most_above(const struct response *response, double s) {
    const struct moving *moving = response->state;
    double *q = malloc(2 * moving->room * sizeof *q), sum = 0.0;
    if (!q) return INFINITY;
    double *weight = q + moving->room;
    const double q0 = 0.5 * (s / EPSCAN_ELECTRON_MASS_GeV / EPSCAN_ELECTRON_MASS_GeV - 2.0) * EPSCAN_ELECTRON_MASS_GeV *
                      EPSCAN_ELECTRON_MASS_GeV / response->search->beam_energy_GeV;
    const size_t count = electron_kernel_points(moving->kernel, q0, INFINITY, q, weight);
    for (size_t j = 0; j < count; j++) sum += weight[j];
    free(q);
    return 2.0 * EPSCAN_ELECTRON_MASS_GeV * sum * response->largest_events;
}

/* Where nothing that counts is left, to 1 %. */
static double end_of(const struct response *response) {
    const double at_rest = 2.0 * EPSCAN_ELECTRON_MASS_GeV * (response->search->beam_energy_GeV + EPSCAN_ELECTRON_MASS_GeV);
    double low = at_rest, high = 1e3 * at_rest;
    while (high > 1.01 * low) {
        const double middle = sqrt(low * high);
        if (most_above(response, middle) > 1e-2 * response->negligible_events)
            low = middle;
        else
            high = middle;
    }
    return high;
}

/* Electrons that run along as fast as the positron: s = 4 m_e^2; below, and where the kernel leaves nothing, R is zero. */
static double start_of(const struct response *response) {
    static const double reference2 = EPSCAN_REFERENCE_EPSILON * EPSCAN_REFERENCE_EPSILON;
    double room[2 * MISSING_POINTS_MAX];
    struct missing_energy missing = {0, room, room + MISSING_POINTS_MAX};
    double s = 4.0 * EPSCAN_ELECTRON_MASS_GeV * EPSCAN_ELECTRON_MASS_GeV;
    for (;; s *= 1.05) {
        response->channel->spectrum(response, (struct invariant){s, response->end_GeV2 - s}, &missing);
        if (reference2 * missing_energy_events(&missing) > 1e-2 * response->negligible_events) return s;
        if (s > 0.1 * response->end_GeV2) return s;
    }
}

/* Where R of a point mass is less smooth: E0 at the edges of the kernel's panels. */
static epscan_status take_knots(struct response *response) {
    const struct moving *moving = response->state;
    if (!(moving->undegraded_X0 > 0.0)) return EPSCAN_OK;
    const size_t most = electron_kernel_most_edges(moving->kernel);
    double *knot = malloc(most * sizeof *knot);
    if (!knot) return error_no_memory("the response");
    const size_t count = electron_kernel_edges(moving->kernel, knot);
    for (size_t i = 0; i < count; i++)
        knot[i] = response->end_GeV2 -
                  2.0 * (response->search->beam_energy_GeV * knot[i] + EPSCAN_ELECTRON_MASS_GeV * EPSCAN_ELECTRON_MASS_GeV);
    response->knot_below_GeV2 = knot;
    response->knot_count = count;
    return EPSCAN_OK;
}

static epscan_status create(const struct search *search, struct response *response) {
    if (!search->moving_electrons) return EPSCAN_OK;
    struct moving *moving = calloc(1, sizeof *moving);
    if (!moving) return error_no_memory("the response");
    moving->kernel = search->moving_electrons;
    moving->room = electron_kernel_most_points(moving->kernel);
    moving->undegraded_X0 = search_undegraded_positrons_X0(search);
    moving->events_GeV = 2.0 * EPSCAN_ELECTRON_MASS_GeV * search_events_of_unit_track_length(search) /
                         (EPSCAN_REFERENCE_EPSILON * EPSCAN_REFERENCE_EPSILON);
    gauss_rule_init(&moving->rule, NODES);
    lay_near(moving, search);
    epscan_status status = lay_panels(moving, search);
    if (!status) status = lay_pieces(moving, search);
    if (status) {
        free(moving);
        return status;
    }
    response->exists = true;
    response->state = moving;
    response->tolerance = 1e-7; /* R is known to 1e-8, but bends like k where the minimum energy and E0 cut: panels are many */
    response->largest_events = search_largest_events(search);
    response->negligible_events = fmin(1e-13, 1e-12 * response->largest_events);
    response->end_GeV2 = end_of(response);
    response->start_GeV2 = start_of(response);
    return take_knots(response);
}

/* Points at deposits next to E0: dq = q dE/E. */
static void add_near(const struct moving *moving, double beam_GeV, double half_s, struct missing_energy *missing) {
    for (int j = 0; j < NEAR_PANELS * NODES; j++) {
        const double E = beam_GeV - moving->near_deposit_GeV[j], q = half_s / E;
        missing->deposit_GeV[missing->count] = moving->near_deposit_GeV[j];
        missing->events[missing->count++] =
            moving->events_GeV * moving->near_X0[j] * q / E * electron_kernel_per_GeV2(moving->kernel, q);
    }
}

/* The share of each of the panel's nodes of one piece of it. */
static void add_piece(const struct response *response, const double *panel_GeV, const double *piece_GeV, double half_s,
                      double *room, double *events) {
    const struct moving *moving = response->state;
    const double beam = response->search->beam_energy_GeV;
    double *q = room, *weight = room + moving->room, cardinal[NODES];
    const size_t count =
        electron_kernel_points(moving->kernel, half_s / (beam - piece_GeV[0]), half_s / (beam - piece_GeV[1]), q, weight);
    for (size_t j = 0; j < count; j++) {
        const double u = beam - half_s / q[j];
        const double share = weight[j] * search_positrons_after_loss_X0_per_GeV(response->search, u);
        gauss_rule_cardinals(&moving->rule, (2.0 * u - panel_GeV[0] - panel_GeV[1]) / (panel_GeV[1] - panel_GeV[0]), cardinal);
        for (int i = 0; i < NODES; i++) events[i] += share * cardinal[i];
    }
}

static void add_panels(const struct response *response, double half_s, double *room, struct missing_energy *missing) {
    const struct moving *moving = response->state;
    size_t piece = 0;
    for (int p = 0; p < moving->panel_count; p++) {
        const double *edge = &moving->edge_GeV[p];
        double events[NODES] = {0.0};
        for (; piece < moving->piece_count && moving->piece_GeV[piece + 1] <= edge[1]; piece++)
            if (moving->piece_GeV[piece + 1] > moving->piece_GeV[piece])
                add_piece(response, edge, &moving->piece_GeV[piece], half_s, room, events);
        for (int i = 0; i < NODES; i++) {
            missing->deposit_GeV[missing->count] = 0.5 * (edge[0] + edge[1] + (edge[1] - edge[0]) * moving->rule.node[i]);
            missing->events[missing->count++] = moving->events_GeV * events[i];
        }
    }
}

static void spectrum(const struct response *response, struct invariant s, struct missing_energy *missing) {
    const struct moving *moving = response->state;
    const double beam = response->search->beam_energy_GeV;
    const double half_s = 0.5 * s.s_GeV2 - EPSCAN_ELECTRON_MASS_GeV * EPSCAN_ELECTRON_MASS_GeV, q0 = half_s / beam;
    double *room = malloc(2 * moving->room * sizeof *room);
    missing->count = 1;
    missing->deposit_GeV[0] = 0.0;
    missing->events[0] = room ? 0.0 : NAN;
    if (!room || !(half_s > 0.0)) {
        free(room);
        return;
    }
    if (moving->undegraded_X0 > 0.0)
        missing->events[0] = moving->events_GeV * moving->undegraded_X0 * q0 / beam * electron_kernel_per_GeV2(moving->kernel, q0);
    add_near(moving, beam, half_s, missing);
    add_panels(response, half_s, room, missing);
    free(room);
}

/* P_sel at the nodes, which lie at the same deposits for all s. */
static void acceptance(const struct response *response, const epscan_selection *selection, double *share) {
    const struct moving *moving = response->state;
    const struct resolution *resolution = &response->search->resolution;
    *share++ = resolution_below_threshold(resolution, 0.0, selection->threshold_GeV, selection->energy_scale_shift);
    for (int j = 0; j < NEAR_PANELS * NODES; j++)
        *share++ = resolution_below_threshold(resolution, moving->near_deposit_GeV[j], selection->threshold_GeV,
                                              selection->energy_scale_shift);
    for (int p = 0; p < moving->panel_count; p++) {
        const double *edge = &moving->edge_GeV[p];
        for (int i = 0; i < NODES; i++)
            *share++ =
                resolution_below_threshold(resolution, 0.5 * (edge[0] + edge[1] + (edge[1] - edge[0]) * moving->rule.node[i]),
                                           selection->threshold_GeV, selection->energy_scale_shift);
    }
}

const struct channel channel_annihilation_moving = {
    .name = "annihilation",
    .long_name = "resonant annihilation",
    .comment = "Eq. 5 of PRD 104 L091701; scales as epsilon^2",
    .create = create,
    .destroy = destroy,
    .spectrum_points = MISSING_POINTS_MAX,
    .spectrum = spectrum,
    .acceptance = acceptance,
};
