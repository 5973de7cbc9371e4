/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The spectral density as it is defined, at s = m_A'^2 + offset, times R: pieces between the points where the integrand changes
 * scale, m_A'^2 +- m_A' Gamma 5^k, powers of two of s and knots of R, with t^2 = s - 4 m_chi^2 next to the threshold; GSL's
 * Gauss-Kronrod does each.
 */
#include "yield/response_fold.h"

#include "core/error.h"
#include "model/dark_current.h"
#include "model/spectral_density.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>

static const double relative_tolerance = 1e-9, accepted_error = 1e-6, negligible_share = 1e-11;
enum { WORKSPACE = 200 };

struct fold {
    const struct response *response;
    const epscan_dark_photon *model;
    struct selection_fold selection;
    struct missing_energy missing;
    double resonance_GeV2; /* m_A'^2 */
    double threshold;      /* offset where s = 4 m_chi^2 */
    double start;          /* of offset = start + t^2 in the piece at hand, or NaN for the offset itself */
};

static double integrand_at(struct fold *fold, double offset) {
    const double s = fold->resonance_GeV2 + offset, rho = spectral_density_at_offset(fold->model, offset);
    if (!(rho > 0.0)) return 0.0;
    fold->response->channel->spectrum(fold->response, (struct invariant){s, fold->response->end_GeV2 - s}, &fold->missing);
    return rho * selection_fold_events(&fold->selection, &fold->missing);
}

static double integrand(double t, void *data) {
    struct fold *fold = data;
    return isnan(fold->start) ? integrand_at(fold, t) : 2.0 * t * integrand_at(fold, fold->start + t * t);
}

static void add_break(struct fold_pieces *pieces, double offset) {
    if (offset > pieces->low && offset < pieces->high && pieces->count + 1 < FOLD_MAX_PIECES) pieces->at[pieces->count++] = offset;
}

static int ascending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void fold_pieces_init(struct fold_pieces *pieces, const struct response *response, const epscan_dark_photon *model) {
    const double resonance = model->mass_GeV * model->mass_GeV;
    const double half_width = model->mass_GeV * dark_photon_total_width_GeV(model);
    pieces->threshold = -resonance * dark_photon_open_share(model);
    pieces->low = fmax(pieces->threshold, response->start_GeV2 - resonance);
    pieces->high = response->end_GeV2 - resonance;
    pieces->count = 0;
    if (!(pieces->high > pieces->low)) return;
    add_break(pieces, 0.0);
    for (double step = fmax(0.5 * half_width, 1e-30); step < pieces->high - pieces->low; step *= 5.0) {
        add_break(pieces, step);
        add_break(pieces, -step);
    }
    for (double s = resonance + pieces->high; s > resonance + pieces->low && s > 1e-30; s *= 0.25) add_break(pieces, s - resonance);
    for (size_t i = 0; i < response->knot_count; i++)
        add_break(pieces, response->end_GeV2 - response->knot_below_GeV2[i] - resonance);
    pieces->at[pieces->count++] = pieces->high;
    qsort(pieces->at, pieces->count, sizeof *pieces->at, ascending);
}

static epscan_status add_piece(struct fold *fold, gsl_integration_workspace *workspace, double low, double high, double *sum,
                               double *error) {
    double value, piece_error, t0 = low, t1 = high;
    fold->start = NAN;
    if (low - fold->threshold < 2.0 * (high - low)) {
        fold->start = fold->threshold;
        t0 = sqrt(fmax(0.0, low - fold->threshold));
        t1 = sqrt(high - fold->threshold);
    }
    gsl_function function = {.function = integrand, .params = fold};
    const int code = gsl_integration_qag(&function, t0, t1, negligible_share * *sum, relative_tolerance, WORKSPACE,
                                         GSL_INTEG_GAUSS15, workspace, &value, &piece_error);
    if ((code && code != GSL_EROUND && code != GSL_EMAXITER && code != GSL_ESING) || !isfinite(value))
        return error_set(EPSCAN_FAILED, "the fold with the response failed: %s", gsl_strerror(code));
    *sum += value;
    *error += piece_error;
    return EPSCAN_OK;
}

/* From the pole outwards, so that what is far away is measured against what is near. */
static epscan_status integrate(struct fold *fold, gsl_integration_workspace *workspace, double *sum) {
    struct fold_pieces breaks;
    double error = 0.0;
    epscan_status status = EPSCAN_OK;
    *sum = 0.0;
    fold_pieces_init(&breaks, fold->response, fold->model);
    if (!breaks.count) return EPSCAN_OK;
    fold->threshold = breaks.threshold;
    size_t middle = 0;
    while (middle + 1 < breaks.count && breaks.at[middle] < 0.0) middle++;
    for (size_t i = middle + 1; i-- > 0 && !status;)
        status = add_piece(fold, workspace, i ? breaks.at[i - 1] : breaks.low, breaks.at[i], sum, &error);
    for (size_t i = middle + 1; i < breaks.count && !status; i++)
        status = add_piece(fold, workspace, breaks.at[i - 1], breaks.at[i], sum, &error);
    if (!status && !(error <= accepted_error * *sum + 1e-300))
        status = error_set(EPSCAN_FAILED, "the fold with the response reached only a relative error of %.1e", error / *sum);
    return status;
}

epscan_status response_fold(const struct response *response, const epscan_dark_photon *model, const epscan_selection *selection,
                            double *events) {
    double room[2 * MISSING_POINTS_MAX], sum = 0.0;
    struct fold fold = {.response = response, .model = model, .missing = {0, room, room + MISSING_POINTS_MAX}};
    gsl_integration_workspace *workspace = gsl_integration_workspace_alloc(WORKSPACE);
    if (!workspace) return error_no_memory("the fold with the response");
    fold.resonance_GeV2 = model->mass_GeV * model->mass_GeV;
    selection_fold_init(&fold.selection, response, selection);
    const epscan_status status = integrate(&fold, workspace, &sum);
    gsl_integration_workspace_free(workspace);
    if (response->point_mass_GeV2 > 0.0)
        sum += response->point_mass_GeV2 * spectral_density_at_offset(model, response->end_GeV2 - fold.resonance_GeV2);
    *events = EPSCAN_REFERENCE_EPSILON * EPSCAN_REFERENCE_EPSILON * sum;
    return status;
}
