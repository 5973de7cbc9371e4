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
 * Method. With v = ln(E0/E) it is a convolution, ln q = v + ln q0. T P_sel is a polynomial in v on each piece of the energies
 * (response/energy_panels.h), T found once; for each s the moments of q k(q) on the pieces (matter/electron_cells.h) say what
 * belongs to each of its nodes. k does not change over the little energy next to E0, and is taken at the nodes there.
 */
#include "response/moving_annihilation.h"

#include "core/error.h"
#include "core/vector.h"
#include "epscan/constants.h"
#include "epscan/dark_photon.h"
#include "matter/electron_cells.h"
#include "response/energy_panels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NODES = ENERGY_PANEL_NODES };

struct moving {
    struct electron_cells *cells;
    struct energy_panels panels;
    double events_GeV; /* R = events_GeV int dq k W, with W in X0/GeV */
};

static void destroy(void *state) {
    struct moving *moving = state;
    electron_cells_free(moving->cells);
    energy_panels_clear(&moving->panels);
    free(moving);
}

/* The q that a positron of the beam's energy needs for s. */
static double q_of_beam_GeV(const struct response *response, double s_GeV2) {
    return (0.5 * s_GeV2 - EPSCAN_ELECTRON_MASS_GeV * EPSCAN_ELECTRON_MASS_GeV) / response->search->beam_energy_GeV;
}

/* What lies above q is less than R by this, whatever T: k is taken as a step. `room` holds the kernel's points twice. */
static double most_above(const struct response *response, double s, double *room) {
    const struct electron_kernel *kernel = response->search->moving_electrons;
    double sum = 0.0, *weight = room + electron_kernel_most_points(kernel);
    const size_t count = electron_kernel_points(kernel, q_of_beam_GeV(response, s), INFINITY, room, weight);
    for (size_t j = 0; j < count; j++) sum += weight[j];
    return 2.0 * EPSCAN_ELECTRON_MASS_GeV * sum * response->largest_events;
}

/* Where nothing that counts is left, to 1 %. */
static epscan_status find_end(struct response *response) {
    const double at_rest = 2.0 * EPSCAN_ELECTRON_MASS_GeV * (response->search->beam_energy_GeV + EPSCAN_ELECTRON_MASS_GeV);
    double low = at_rest, high = 1e3 * at_rest;
    double *room = malloc(2 * electron_kernel_most_points(response->search->moving_electrons) * sizeof *room);
    if (!room) return error_no_memory("the response");
    while (high > 1.01 * low) {
        const double middle = sqrt(low * high);
        if (most_above(response, middle, room) > 1e-2 * response->negligible_events)
            low = middle;
        else
            high = middle;
    }
    free(room);
    response->end_GeV2 = high;
    return EPSCAN_OK;
}

/* Electrons that run along as fast as the positron: s = 4 m_e^2; below, and where the kernel leaves nothing, R is zero. */
static void find_start(struct response *response) {
    static const double reference2 = EPSCAN_REFERENCE_EPSILON * EPSCAN_REFERENCE_EPSILON;
    double room[2 * MISSING_POINTS_MAX], s = 4.0 * EPSCAN_ELECTRON_MASS_GeV * EPSCAN_ELECTRON_MASS_GeV;
    struct missing_energy missing = {0, room, room + MISSING_POINTS_MAX};
    for (; s < 0.1 * response->end_GeV2; s *= 1.05) {
        response->channel->spectrum(response, (struct invariant){s, response->end_GeV2 - s}, &missing);
        if (reference2 * missing_energy_events(&missing) > 1e-2 * response->negligible_events) break;
    }
    response->start_GeV2 = s;
}

/* Where R of a point mass is less smooth: E0 at the edges of the kernel's panels. */
static epscan_status take_knots(struct response *response) {
    const struct search *search = response->search;
    if (!(search_undegraded_positrons_X0(search) > 0.0)) return EPSCAN_OK;
    double *knot = malloc(electron_kernel_most_edges(search->moving_electrons) * sizeof *knot);
    if (!knot) return error_no_memory("the response");
    const size_t count = electron_kernel_edges(search->moving_electrons, knot);
    for (size_t i = 0; i < count; i++)
        knot[i] =
            response->end_GeV2 - 2.0 * (search->beam_energy_GeV * knot[i] + EPSCAN_ELECTRON_MASS_GeV * EPSCAN_ELECTRON_MASS_GeV);
    response->knot_below_GeV2 = knot;
    response->knot_count = count;
    return EPSCAN_OK;
}

static epscan_status prepare(struct response *response) {
    const struct search *search = response->search;
    const double least_s = 4.0 * EPSCAN_ELECTRON_MASS_GeV * EPSCAN_ELECTRON_MASS_GeV;
    struct moving *moving = response->state;
    epscan_status status = energy_panels_init(&moving->panels, search);
    if (!status) status = electron_cells_create(search->moving_electrons, q_of_beam_GeV(response, least_s), &moving->cells);
    response->spectrum_points = moving->panels.point_count;
    if (!status) status = find_end(response);
    if (!status) find_start(response);
    return status ? status : take_knots(response);
}

static epscan_status create(const struct search *search, struct response *response) {
    if (!search->moving_electrons) return EPSCAN_OK;
    struct moving *moving = calloc(1, sizeof *moving);
    if (!moving) return error_no_memory("the response");
    moving->events_GeV = 2.0 * EPSCAN_ELECTRON_MASS_GeV * search_events_of_unit_track_length(search) /
                         (EPSCAN_REFERENCE_EPSILON * EPSCAN_REFERENCE_EPSILON);
    response->exists = true;
    response->state = moving;
    response->tolerance = 1e-9;
    response->largest_events = search_largest_events(search);
    response->negligible_events = fmin(1e-13, 1e-12 * response->largest_events);
    return prepare(response);
}

/* events[j] += sum_n moment[n] from_moments[n][j]. */
static void add_piece(const double *moment, const double *from_moments, double *events) {
    vector8 low = vector8_load(events), high = vector8_load(events + VECTOR_LANES);
    for (int n = 0; n < ELECTRON_MOMENTS; n++) {
        low += moment[n] * vector8_load(from_moments + n * NODES);
        high += moment[n] * vector8_load(from_moments + n * NODES + VECTOR_LANES);
    }
    for (int j = 0; j < VECTOR_LANES; j++) events[j] = low[j], events[VECTOR_LANES + j] = high[j];
}

/* As many pieces as there is room for at once. */
static void add_panels(const struct moving *moving, double shift, double *events) {
    enum { AT_ONCE = 64 };
    const struct energy_panels *panels = &moving->panels;
    double moment[AT_ONCE * ELECTRON_MOMENTS];
    for (size_t first = 0; first < panels->piece_count; first += AT_ONCE) {
        const size_t count = panels->piece_count - first < AT_ONCE ? panels->piece_count - first : AT_ONCE;
        electron_cells_moments(moving->cells, shift, count, panels->piece_edge + first, moment);
        for (size_t i = 0; i < count; i++)
            add_piece(moment + i * ELECTRON_MOMENTS, panels->from_moments + (first + i) * NODES * NODES,
                      events + panels->panel_of_piece[first + i] * NODES);
    }
}

/* A part of a near panel that an edge of k cuts. */
static void add_near_part(const struct moving *moving, double shift, int p, double from, double to, double *events) {
    double v[NODES], X0[NODES][NODES];
    energy_panels_near_part(&moving->panels, p, from, to, v, X0);
    for (int i = 0; i < NODES; i++) {
        const double density = electron_cells_density_per_GeV(moving->cells, shift + v[i]);
        for (int j = 0; j < NODES; j++) events[j] += density * X0[i][j];
    }
}

/* A panel next to E0, from edge to edge of k. */
static void add_near_panel(const struct moving *moving, double shift, int p, double *events) {
    const struct energy_panels *panels = &moving->panels;
    const double low = panels->near_edge[p], high = panels->near_edge[p + 1];
    for (double from = low; from < high;) {
        const double end = electron_cells_end(moving->cells, shift + energy_panels_v(panels, from)) - shift;
        const double to = end < energy_panels_v(panels, high) ? energy_panels_log_deposit(panels, end) : high;
        if (!(to > from)) {
            from = nextafter(from, INFINITY) + 1e-12;
            continue;
        }
        add_near_part(moving, shift, p, from, to, events);
        from = to;
    }
}

/* T of what is next to E0. */
static void add_near(const struct moving *moving, double shift, double *events) {
    const struct energy_panels *panels = &moving->panels;
    const double last = energy_panels_v(panels, panels->near_edge[ENERGY_NEAR_PANELS]);
    const bool is_cut = electron_cells_end(moving->cells, shift) < shift + last;
    for (int p = 0; p < ENERGY_NEAR_PANELS && is_cut; p++) add_near_panel(moving, shift, p, events + p * NODES);
    for (int j = 0; j < ENERGY_NEAR_NODES && !is_cut; j++)
        events[j] = panels->near_X0[j] * electron_cells_density_per_GeV(moving->cells, shift + panels->near_v[j]);
}

static void spectrum(const struct response *response, struct invariant s, struct missing_energy *missing) {
    const struct moving *moving = response->state;
    const struct energy_panels *panels = &moving->panels;
    const double shift = log(q_of_beam_GeV(response, s.s_GeV2) / EPSCAN_ELECTRON_MASS_GeV); /* ln q/m_e at E0 */
    missing->count = panels->point_count;
    memcpy(missing->deposit_GeV, panels->deposit_GeV, missing->count * sizeof(double));
    memset(missing->events, 0, missing->count * sizeof(double));
    if (!isfinite(shift)) return;
    if (panels->undegraded_X0 > 0.0)
        missing->events[0] = panels->undegraded_X0 / panels->beam_energy_GeV * electron_cells_density_per_GeV(moving->cells, shift);
    add_near(moving, shift, missing->events + 1);
    add_panels(moving, shift, missing->events + 1 + ENERGY_NEAR_NODES);
    for (size_t i = 0; i < missing->count; i++) missing->events[i] *= moving->events_GeV;
}

/* P_sel at the nodes, which lie at the same deposits for all s. */
static void acceptance_above(const struct response *response, const epscan_selection *selection, double least_missing_GeV,
                             double *share) {
    const struct moving *moving = response->state;
    energy_panels_acceptance(&moving->panels, &response->search->resolution, selection, least_missing_GeV, share);
}

static void acceptance(const struct response *response, const epscan_selection *selection, double *share) {
    acceptance_above(response, selection, 0.0, share);
}

const struct channel channel_annihilation_moving = {
    .name = "annihilation",
    .long_name = "resonant annihilation",
    .comment = "Eq. 5 of PRD 104 L091701; scales as epsilon^2",
    .create = create,
    .destroy = destroy,
    .spectrum = spectrum,
    .acceptance = acceptance,
    .acceptance_above = acceptance_above,
};
