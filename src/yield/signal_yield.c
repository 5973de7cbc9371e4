/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * int T sigma P dE in x = E - E_res, where a resonance of any width is resolved, on pieces between the points where the
 * integrand changes scale: E_res +- w 10^k, the chi-chi threshold (and t^2 away from it), the selection's edge +- a few
 * sigma, decades towards E0, rows of a table. GSL's adaptive Gauss-Kronrod does each piece.
 */
#include "yield/signal_yield.h"

#include "core/error.h"
#include "epscan/constants.h"
#include "model/dark_current.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>

static const double relative_tolerance = 1e-12, accepted_error = 1e-9;
enum { MAX_FIXED_BREAKS = 1024, WORKSPACE = 400 };

/* What a piece is integrated over: x, t of x = start + t^2, or what is lost of E0. */
enum variable { OFFSET, ROOT_OF_OFFSET, LOSS };

struct integral {
    const struct search *search;
    const epscan_dark_photon *model;
    double threshold_GeV, shift;
    double resonance_GeV;
    double threshold_x;     /* offset of the threshold for pairs of chi */
    enum variable variable; /* of the piece at hand */
    double start;           /* of ROOT_OF_OFFSET */
    int selected;           /* include the selection, or count what is produced */
};

/* x at E0. */
static double end_offset_GeV(const struct integral *integral) {
    return dark_photon_resonance_below_GeV2(integral->model, integral->search->beam_energy_GeV) / (2.0 * EPSCAN_ELECTRON_MASS_GeV);
}

static double integrand_at(const struct integral *integral, double x, double loss) {
    const struct search *search = integral->search;
    const double sigma = coupling_cross_section_at_offset_cm2(search->coupling, integral->model, EPSCAN_REFERENCE_EPSILON, x);
    if (!integral->selected) return sigma * search_positrons_after_loss_X0_per_GeV(search, loss);
    return sigma * search_weight_X0_per_GeV(search, loss, integral->threshold_GeV, integral->shift);
}

static double integrand(double v, void *parameters) {
    const struct integral *integral = parameters;
    const double end = end_offset_GeV(integral);
    if (integral->variable == LOSS) return integrand_at(integral, end - v, v);
    if (integral->variable == OFFSET) return integrand_at(integral, v, end - v);
    const double x = integral->start + v * v;
    return 2.0 * v * integrand_at(integral, x, end - x);
}

/* An energy, both ways: each has digits that the other lacks, x next to the resonance and the loss next to E0. */
struct place {
    double x, loss;
};

struct breaks {
    double at_E0; /* x there */
    struct place low, high;
    size_t count, capacity;
    struct place *place;
};

static void add_break(struct breaks *breaks, struct place place) {
    if (place.x > breaks->low.x && place.loss > breaks->high.loss && breaks->count + 1 < breaks->capacity)
        breaks->place[breaks->count++] = place;
}

static struct place at_offset(const struct breaks *breaks, double x) {
    return (struct place){x, breaks->at_E0 - x};
}

static struct place after_loss(const struct breaks *breaks, double loss) {
    return (struct place){breaks->at_E0 - loss, loss};
}

/* By x, and by the loss where its rounding makes x the same. */
static int ascending(const void *a, const void *b) {
    const struct place *p = a, *q = b;
    return p->x != q->x ? (p->x > q->x) - (p->x < q->x) : (p->loss < q->loss) - (p->loss > q->loss);
}

static void add_selection_breaks(const struct integral *integral, struct breaks *breaks) {
    const struct search *search = integral->search;
    const double edge = integral->threshold_GeV / (1.0 + integral->shift);
    const double sigma = resolution_sigma_GeV(&search->resolution, edge) / (1.0 + integral->shift);
    for (int k = -12; k <= 12; k += 2) add_break(breaks, after_loss(breaks, edge + k * sigma));
    for (double deposit = TRACK_LENGTH_UNDEGRADED_SHARE * search->beam_energy_GeV; deposit < search->beam_energy_GeV;
         deposit *= 4.0)
        add_break(breaks, after_loss(breaks, deposit));
    size_t knots;
    const double *knot = track_length_knots_GeV(search->track_length, &knots);
    for (size_t i = 0; i < knots; i++) add_break(breaks, after_loss(breaks, search->beam_energy_GeV - knot[i]));
}

static void add_resonance_breaks(const struct integral *integral, struct breaks *breaks) {
    const double half_width = epscan_dark_photon_half_width_energy_GeV(integral->model);
    add_break(breaks, at_offset(breaks, 0.0));
    const double finest = fmax(0.5 * half_width, 1e-30); /* no offset is told from zero below */
    for (double step = finest; step < breaks->high.x - breaks->low.x; step *= 5.0) {
        add_break(breaks, at_offset(breaks, step));
        add_break(breaks, at_offset(breaks, -step));
    }
    for (double step = -integral->threshold_x; step > 0.0 && step < breaks->high.x - integral->threshold_x; step *= 4.0)
        add_break(breaks, at_offset(breaks, integral->threshold_x + 2.0 * step));
}

/*
 * The variable of a piece, and its ends. Nearer to E0 than to the resonance it is the loss, which x has to the rounding of E0
 * alone: primaries of a thin target lose some 1e-8 of it.
 */
static void choose_variable(struct integral *integral, struct place low, struct place high, double end[2]) {
    integral->variable = low.loss < fabs(low.x) ? LOSS : OFFSET;
    end[0] = integral->variable == LOSS ? high.loss : low.x;
    end[1] = integral->variable == LOSS ? low.loss : high.x;
    if (!(high.x - integral->threshold_x > 0.0 && low.x - integral->threshold_x < 2.0 * (high.x - low.x))) return;
    integral->variable = ROOT_OF_OFFSET;
    integral->start = integral->threshold_x;
    end[0] = sqrt(fmax(0.0, low.x - integral->threshold_x));
    end[1] = sqrt(high.x - integral->threshold_x);
}

/* Integrate one smooth piece. */
static epscan_status add_piece(struct integral *integral, gsl_integration_workspace *workspace, struct place low, struct place high,
                               double *sum, double *error) {
    double value, piece_error, end[2];
    choose_variable(integral, low, high, end);
    if (!(end[1] > end[0])) return EPSCAN_OK;
    gsl_function function = {.function = integrand, .params = integral};
    const int code = gsl_integration_qag(&function, end[0], end[1], 0.0, relative_tolerance, WORKSPACE, GSL_INTEG_GAUSS31,
                                         workspace, &value, &piece_error);
    /* rounding may stop it just short of the tolerance; the total error decides */
    if ((code && code != GSL_EROUND && code != GSL_EMAXITER && code != GSL_ESING) || !isfinite(value))
        return error_set(EPSCAN_FAILED, "the adaptive quadrature failed: %s", gsl_strerror(code));
    *sum += value;
    *error += piece_error;
    return EPSCAN_OK;
}

/* int over positron energies from `lowest_GeV` to E0, the point mass included [cm^2 X0]. */
static epscan_status integrate(struct integral *integral, double lowest_GeV, double *result) {
    const struct search *search = integral->search;
    size_t knots;
    track_length_knots_GeV(search->track_length, &knots);
    struct breaks breaks = {.at_E0 = end_offset_GeV(integral)};
    breaks.low = at_offset(&breaks, fmax(lowest_GeV - integral->resonance_GeV, integral->threshold_x));
    breaks.high = after_loss(&breaks, TRACK_LENGTH_UNDEGRADED_SHARE * search->beam_energy_GeV);
    epscan_status status = EPSCAN_OK;
    double sum = 0.0, error = 0.0;
    breaks.capacity = MAX_FIXED_BREAKS + knots;
    breaks.place = malloc(breaks.capacity * sizeof *breaks.place);
    gsl_integration_workspace *workspace = gsl_integration_workspace_alloc(WORKSPACE);
    if (!breaks.place || !workspace) {
        status = error_no_memory("adaptive quadrature");
        goto cleanup;
    }
    if (breaks.high.loss < breaks.low.loss) {
        add_selection_breaks(integral, &breaks);
        add_resonance_breaks(integral, &breaks);
        breaks.place[breaks.count++] = breaks.high;
        qsort(breaks.place, breaks.count, sizeof *breaks.place, ascending);
        struct place low = breaks.low;
        for (size_t i = 0; i < breaks.count && !status; low = breaks.place[i++])
            status = add_piece(integral, workspace, low, breaks.place[i], &sum, &error);
    }
    if (!status && !(error <= accepted_error * sum + 1e-300))
        status = error_set(EPSCAN_FAILED, "the adaptive quadrature reached only a relative error of %.1e", error / sum);
    const double undegraded = search_undegraded_positrons_X0(search);
    if (undegraded > 0.0)
        sum += undegraded * coupling_cross_section_at_offset_cm2(search->coupling, integral->model, EPSCAN_REFERENCE_EPSILON,
                                                                 end_offset_GeV(integral));
    *result = sum;
cleanup:
    gsl_integration_workspace_free(workspace);
    free(breaks.place);
    return status;
}

epscan_status signal_yield_adaptive(const struct search *search, const epscan_dark_photon *model, double threshold_GeV,
                                    double energy_scale_shift, struct signal_yield *yield) {
    struct integral integral = {.search = search,
                                .model = model,
                                .threshold_GeV = threshold_GeV,
                                .shift = energy_scale_shift,
                                .resonance_GeV = epscan_dark_photon_resonance_energy_GeV(model),
                                .threshold_x = epscan_dark_photon_threshold_offset_GeV(model),
                                .selected = 1};
    double all = 0.0, selected = 0.0, produced = 0.0;
    epscan_status status = search_needs_eq_5(search, "yields and efficiencies by Eq. 5");
    if (!status) status = integrate(&integral, search->minimum_energy_GeV, &all);
    if (!status) status = integrate(&integral, search->production_cut_GeV, &selected);
    integral.selected = 0;
    if (!status) status = integrate(&integral, search->production_cut_GeV, &produced);
    if (status) return status;
    yield->events = search_luminosity_per_cm2_X0(search) * all;
    yield->efficiency = produced > 0.0 ? selected / produced : NAN;
    return EPSCAN_OK;
}
