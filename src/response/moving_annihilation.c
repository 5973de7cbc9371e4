/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A positron of energy E meets an electron that brings q = E_e - p_z: s = 2 E q + 2 m_e^2. With the kernel k(q) of the target's
 * electrons (matter/electron_kernel.h) Eq. 5 of PRD 104 L091701 is N = epsilon^2 int ds rho(s) R(s) with
 *
 *     R(s) = L n_e 4 pi^2 alpha (hbar c)^2 int dq k(q) T(E) P_sel(E0 - E),   E = (s - 2 m_e^2)/(2 q),   L = sum of N_EOT eta,
 *
 * between the minimum energy and E0, times coupling_annihilation_factor(s) of mediators that are no vectors. Primaries of a
 * positron beam that have lost nothing yet, T0 at E0, add T0 (q0/E0) k(q0), q0 = (s - 2 m_e^2)/(2 E0): the edge that electrons at
 * rest have at sqrt(2 m_e E0) is smooth, and masses beyond it have a yield.
 *
 * Method. With v = ln(E0/E) it is a convolution, ln q = v + ln q0. T P_sel is a polynomial in v on each piece of the energies
 * (response/energy_panels.h), T found once; for each s the moments of q k(q) on the pieces (matter/electron_cells.h) say what
 * belongs to each of its nodes. k does not change over the little energy next to E0, and is taken at the nodes there.
 *
 * The same where photons are radiated before (response/radiation_map.h), with electrons in motion or at rest: energies are then
 * those at which electrons are met, which the map makes missing energies of.
 */
#include "response/channel.h"

#include "core/error.h"
#include "core/vector.h"
#include "epscan/constants.h"
#include "epscan/dark_photon.h"
#include "matter/electron_cells.h"
#include "response/energy_panels.h"
#include "response/radiation_map.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NODES = ENERGY_PANEL_NODES };

struct moving {
    struct electron_cells *cells; /* NULL: at rest */
    struct energy_panels panels;
    struct radiation_map *radiation; /* NULL: none; else `panels` are of ones */
    double events_GeV;               /* R = events_GeV int dq k W, with W in X0/GeV */
};

static void destroy(void *state) {
    struct moving *moving = state;
    electron_cells_free(moving->cells);
    energy_panels_clear(&moving->panels);
    radiation_map_free(moving->radiation);
    free(moving);
}

/* The q that a positron of the beam's energy needs for s. */
static double q_of_beam_GeV(const struct response *response, double s_GeV2) {
    return (0.5 * s_GeV2 - EPSCAN_ELECTRON_MASS_GeV * EPSCAN_ELECTRON_MASS_GeV) / response->search->beam_energy_GeV;
}

/* Electrons at rest: R ends where primaries are undegraded, so far below the end lies a deposit. */
static double least_deposit_GeV(const struct response *response) {
    return TRACK_LENGTH_UNDEGRADED_SHARE * response->search->beam_energy_GeV;
}

static double below_of_deposit(const struct response *response, double deposit_GeV) {
    return 2.0 * EPSCAN_ELECTRON_MASS_GeV * (deposit_GeV - least_deposit_GeV(response));
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

/* Where radiation is followed to: twice the s of the least energy, whose edge is only k's tail there. */
static double least_s_GeV2(const struct response *response) {
    const struct search *search = response->search;
    return search->initial_state_radiates ? 4.0 * EPSCAN_ELECTRON_MASS_GeV * ENERGY_LOWEST * search->minimum_energy_GeV : 0.0;
}

/* Electrons that run along as fast as the positron: s = 4 m_e^2; below, and where the kernel leaves nothing, R is zero. */
static void find_start(struct response *response) {
    static const double reference2 = EPSCAN_REFERENCE_EPSILON * EPSCAN_REFERENCE_EPSILON;
    double room[2 * MISSING_POINTS_MAX],
        s = fmax(4.0 * EPSCAN_ELECTRON_MASS_GeV * EPSCAN_ELECTRON_MASS_GeV, least_s_GeV2(response));
    struct missing_energy missing = {0, room, room + MISSING_POINTS_MAX};
    for (; s < 0.1 * response->end_GeV2; s *= 1.05) {
        response->channel->spectrum(response, (struct invariant){s, response->end_GeV2 - s}, &missing);
        if (reference2 * missing_energy_events(&missing) > 1e-2 * response->negligible_events) break;
    }
    response->start_GeV2 = s;
}

/* What panels end at: polynomials in s of their own, where electrons are at rest. */
static epscan_status take_knots_of_panels(struct response *response) {
    const struct moving *moving = response->state;
    const struct energy_panels *panels = &moving->panels;
    double *knot = malloc((panels->panel_count + ENERGY_NEAR_PANELS) * sizeof *knot);
    if (!knot) return error_no_memory("the response");
    for (int p = 1; p < ENERGY_NEAR_PANELS; p++)
        knot[response->knot_count++] = below_of_deposit(response, exp(panels->near_edge[p]));
    for (size_t p = 0; p < panels->panel_count; p++)
        knot[response->knot_count++] = below_of_deposit(response, -panels->beam_energy_GeV * expm1(-panels->edge[p]));
    response->knot_below_GeV2 = knot;
    return EPSCAN_OK;
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

static epscan_status prepare_panels(const struct search *search, struct moving *moving) {
    if (!search->initial_state_radiates) return energy_panels_init(&moving->panels, search);
    const epscan_status status = energy_panels_init_of_ones(&moving->panels, search);
    return status ? status : radiation_map_create(&moving->panels, search, &moving->radiation);
}

static epscan_status prepare_in_motion(struct response *response) {
    const double least_s = 4.0 * EPSCAN_ELECTRON_MASS_GeV * EPSCAN_ELECTRON_MASS_GeV;
    struct moving *moving = response->state;
    epscan_status status =
        electron_cells_create(response->search->moving_electrons, q_of_beam_GeV(response, least_s), &moving->cells);
    if (!status) status = find_end(response);
    if (!status) find_start(response);
    return status ? status : take_knots(response);
}

/* Only here is the point mass one of R. */
static epscan_status prepare_at_rest(struct response *response) {
    const struct search *search = response->search;
    const struct moving *moving = response->state;
    const double to_s = 2.0 * EPSCAN_ELECTRON_MASS_GeV;
    response->end_GeV2 = to_s * (search->beam_energy_GeV - least_deposit_GeV(response) + EPSCAN_ELECTRON_MASS_GeV);
    response->start_GeV2 = least_s_GeV2(response);
    response->point_mass_GeV2 = moving->events_GeV * radiation_map_undegraded_X0(moving->radiation) *
                                coupling_annihilation_factor(search->coupling, response->end_GeV2);
    return take_knots_of_panels(response);
}

static epscan_status prepare(struct response *response) {
    struct moving *moving = response->state;
    const epscan_status status = prepare_panels(response->search, moving);
    response->spectrum_points = moving->panels.point_count;
    if (status) return status;
    return response->search->moving_electrons ? prepare_in_motion(response) : prepare_at_rest(response);
}

static epscan_status create(const struct search *search, struct response *response) {
    if (!search->moving_electrons && !search->initial_state_radiates) return EPSCAN_OK;
    struct moving *moving = calloc(1, sizeof *moving);
    if (!moving) return error_no_memory("the response");
    moving->events_GeV = 2.0 * EPSCAN_ELECTRON_MASS_GeV * search_events_of_unit_track_length(search) /
                         (EPSCAN_REFERENCE_EPSILON * EPSCAN_REFERENCE_EPSILON);
    response->exists = true;
    response->state = moving;
    response->tolerance = search->initial_state_radiates ? 1e-8 : 1e-9; /* the map knows R to that */
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

/* All electrons bring k = delta(q - m_e)/(2 m_e). */
static void add_at_rest(const struct response *response, struct invariant s, double *events) {
    const struct moving *moving = response->state;
    const double deposit = least_deposit_GeV(response) + s.below_end_GeV2 / (2.0 * EPSCAN_ELECTRON_MASS_GeV);
    double cardinal[NODES];
    const size_t first = energy_panels_cardinals(&moving->panels, deposit, cardinal);
    for (size_t k = 0; k < NODES; k++) events[first + k] = cardinal[k] / (2.0 * EPSCAN_ELECTRON_MASS_GeV);
}

static void add_in_motion(const struct response *response, struct invariant s, double *events) {
    const struct moving *moving = response->state;
    const struct energy_panels *panels = &moving->panels;
    const double shift = log(q_of_beam_GeV(response, s.s_GeV2) / EPSCAN_ELECTRON_MASS_GeV); /* ln q/m_e at E0 */
    if (!isfinite(shift)) return;
    if (panels->undegraded_X0 > 0.0)
        events[0] = panels->undegraded_X0 / panels->beam_energy_GeV * electron_cells_density_per_GeV(moving->cells, shift);
    add_near(moving, shift, events + 1);
    add_panels(moving, shift, events + 1 + ENERGY_NEAR_NODES);
}

static void spectrum(const struct response *response, struct invariant s, struct missing_energy *missing) {
    const struct moving *moving = response->state;
    const struct energy_panels *panels = &moving->panels;
    missing->count = panels->point_count;
    memcpy(missing->deposit_GeV, panels->deposit_GeV, missing->count * sizeof(double));
    memset(missing->events, 0, missing->count * sizeof(double));
    if (moving->cells)
        add_in_motion(response, s, missing->events);
    else
        add_at_rest(response, s, missing->events);
    if (moving->radiation) radiation_map_apply(moving->radiation, missing->events);
    const double unit = moving->events_GeV * coupling_annihilation_factor(response->search->coupling, s.s_GeV2);
    for (size_t i = 0; i < missing->count; i++) missing->events[i] *= unit;
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
