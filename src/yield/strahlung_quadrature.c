/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 *     N = epsilon^2 L int ds rho(s) int domega P_sel(E0 - omega) sum_nuclei n int dE T(E) (1/E) dsigma/dx(E, omega/E; sqrt(s))
 *
 * with GSL's adaptive Gauss-Kronrod rules one within another. Variables: of s, the resonance's angle,
 *
 *     s = m^2 + m Gamma tan(angle),
 *
 * in which rho is flat at its pole, and far from it the root of s - 4 m_chi^2 below and ln(s - m^2) above; of omega,
 * ln(E0 - omega), as P_sel is a function of the deposit and recoil electrons span five decades; of E, ln(E0 - E), as T has its peak
 * next to E0, where what has lost nothing is a point. The response does it otherwise: over the lepton's rest by a rule of its own,
 * and P_sel outside of all tables.
 *
 * rho is a peak with tails of alpha_D at other masses: up to a millionth, A' are taken at their mass.
 */
#include "yield/strahlung_quadrature.h"

#include "core/error.h"
#include "epscan/constants.h"
#include "matter/dark_strahlung.h"
#include "model/dark_current.h"
#include "model/spectral_density.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_integration.h>

enum { INTERVALS = 200 };

/* Relative errors asked of each integral; alpha_D up to which R is taken at the mass. */
static const double of_leptons = 1e-6, of_deposits = 2e-6, of_density = 1e-5, narrow_alpha = 1e-6;
/* Standard deviations of the resolution from where P_sel is a half to where it is 0 or 1. */
static const double reach = 8.5;

struct integral {
    const struct search *search;
    const epscan_dark_photon *model;
    const epscan_selection *selection;
    struct dark_strahlung *strahlung;  /* [search->nuclei->count] */
    double mass_GeV;                   /* of the A' at hand */
    double omega_GeV, deposit_GeV;     /* its energy, E0 less that */
    double half_width_GeV2, open_GeV2; /* m Gamma; m^2 less the chi chi threshold */
    gsl_integration_workspace *over_leptons, *over_deposits, *over_density;
};

/* Adds to sum and its error; what is there already counts in what may be wrong. */
static void add(gsl_integration_workspace *workspace, double (*function)(double, void *), struct integral *data, double low,
                double high, double tolerance, struct strahlung_integral *sum) {
    const gsl_function f = {function, data};
    double value = 0.0, error = 0.0;
    if (!(high > low)) return;
    gsl_integration_qag(&f, low, high, tolerance * sum->events, tolerance, INTERVALS, GSL_INTEG_GAUSS15, workspace, &value, &error);
    sum->events += value;
    sum->error += error;
}

/* sum n (1/E) dsigma/dx of the leptons that have lost this much. */
static double radiated(const struct integral *d, double loss_GeV) {
    const double rest = d->deposit_GeV - loss_GeV;
    double sum = 0.0;
    for (int n = 0; n < d->search->nuclei->count; n++)
        sum += d->search->nuclei->of[n].per_cm2_X0 * dark_strahlung_spectrum_cm2(&d->strahlung[n], d->omega_GeV, rest, d->mass_GeV);
    return sum / (d->omega_GeV + rest);
}

static double at_loss(double log_loss, void *data) {
    const struct integral *d = data;
    const double loss = exp(log_loss);
    return loss * search_leptons_after_loss_X0_per_GeV(d->search, loss) * radiated(d, loss);
}

/* dN/dln(deposit): of losses in two pieces, the second ends at the recoil electron's mass. */
static double at_deposit(double log_deposit, void *data) {
    struct integral *d = data;
    d->deposit_GeV = exp(log_deposit);
    d->omega_GeV = d->search->beam_energy_GeV - d->deposit_GeV;
    const double first = log(TRACK_LENGTH_UNDEGRADED_SHARE * d->search->beam_energy_GeV);
    const double last = log(d->deposit_GeV - EPSCAN_ELECTRON_MASS_GeV), middle = fmin(log(0.9 * d->deposit_GeV), last);
    struct strahlung_integral sum = {track_length_undegraded_X0(d->search->track_length) * radiated(d, 0.0), 0.0};
    add(d->over_leptons, at_loss, d, first, middle, of_leptons, &sum);
    add(d->over_leptons, at_loss, d, middle, last, of_leptons, &sum);
    return d->deposit_GeV * sum.events *
           resolution_below_threshold(&d->search->resolution, d->deposit_GeV, d->selection->threshold_GeV,
                                      d->selection->energy_scale_shift);
}

/* R of the mass at hand; pieces of deposits by what bends dN/domega: the recoil electron's mass, the leptons' losses, P_sel. */
static struct strahlung_integral at_mass(struct integral *d) {
    const double m = 1.0000001 * EPSCAN_ELECTRON_MASS_GeV, beam = d->search->beam_energy_GeV;
    const double most = beam - fmax(d->search->minimum_energy_GeV, d->mass_GeV);
    const double edge = d->selection->threshold_GeV / (1.0 + d->selection->energy_scale_shift);
    const double sigma = reach * resolution_sigma_GeV(&d->search->resolution, edge) / (1.0 + d->selection->energy_scale_shift);
    const double breaks[] = {m, 0.003, 0.3, fmax(edge - sigma, 0.3), edge + 1.5 * sigma};
    struct strahlung_integral sum = {0.0, 0.0};
    for (size_t i = 1; i < sizeof breaks / sizeof breaks[0]; i++)
        add(d->over_deposits, at_deposit, d, log(fmin(breaks[i - 1], most)), log(fmin(breaks[i], most)), of_deposits, &sum);
    sum.error += of_leptons * sum.events;
    return (struct strahlung_integral){d->search->exposure * sum.events, d->search->exposure * sum.error};
}

/* rho R at s = m_A'^2 + offset. */
static double at_offset(struct integral *d, double offset) {
    const double rho = spectral_density_at_offset(d->model, offset);
    if (!(rho > 0.0)) return 0.0;
    d->mass_GeV = sqrt(d->model->mass_GeV * d->model->mass_GeV + offset);
    return rho * at_mass(d).events;
}

static double at_angle(double angle, void *data) {
    struct integral *d = data;
    const double tangent = tan(angle);
    return d->half_width_GeV2 * (1.0 + tangent * tangent) * at_offset(d, d->half_width_GeV2 * tangent);
}

static double above_threshold(double root, void *data) {
    struct integral *d = data;
    return 2.0 * root * at_offset(d, root * root - d->open_GeV2);
}

static double far_above(double log_offset, void *data) {
    return exp(log_offset) * at_offset(data, exp(log_offset));
}

/* About the pole first, so that the tails are measured against it. */
static struct strahlung_integral folded(struct integral *d) {
    const double m2 = d->model->mass_GeV * d->model->mass_GeV, beam2 = d->search->beam_energy_GeV * d->search->beam_energy_GeV;
    struct strahlung_integral sum = {0.0, 0.0};
    d->half_width_GeV2 = d->model->mass_GeV * dark_photon_total_width_GeV(d->model);
    d->open_GeV2 = m2 * dark_photon_open_share(d->model);
    const double near = 0.5 * d->open_GeV2, angle = atan(near / d->half_width_GeV2);
    add(d->over_density, at_angle, d, -angle, angle, of_density, &sum);
    add(d->over_density, above_threshold, d, 0.0, sqrt(near), of_density, &sum);
    add(d->over_density, far_above, d, log(near), log(beam2 - m2), of_density, &sum);
    sum.error += (of_leptons + of_deposits) * sum.events;
    return sum;
}

static void clear(struct integral *d) {
    gsl_integration_workspace_free(d->over_leptons);
    gsl_integration_workspace_free(d->over_deposits);
    gsl_integration_workspace_free(d->over_density);
    free(d->strahlung);
}

static epscan_status set_up(struct integral *d) {
    const struct target_nuclei *nuclei = d->search->nuclei;
    if (!nuclei)
        return error_set(EPSCAN_BAD_INPUT, "integrating A'-strahlung: the experiment does not compute it; allowed: strahlung: "
                                           "exact-tree-level");
    d->strahlung = calloc((size_t)nuclei->count, sizeof *d->strahlung);
    d->over_leptons = gsl_integration_workspace_alloc(INTERVALS);
    d->over_deposits = gsl_integration_workspace_alloc(INTERVALS);
    d->over_density = gsl_integration_workspace_alloc(INTERVALS);
    if (!d->strahlung || !d->over_leptons || !d->over_deposits || !d->over_density) {
        clear(d);
        return error_no_memory("the quadrature of A'-strahlung");
    }
    for (int n = 0; n < nuclei->count; n++) {
        dark_strahlung_init(&d->strahlung[n], nuclei->of[n].Z, nuclei->of[n].A_g_per_mol, d->search->form_factor);
        d->strahlung[n].coupling = d->search->coupling;
    }
    return EPSCAN_OK;
}

static struct strahlung_integral at_reference(struct strahlung_integral sum) {
    const double epsilon2 = EPSCAN_REFERENCE_EPSILON * EPSCAN_REFERENCE_EPSILON;
    return (struct strahlung_integral){epsilon2 * sum.events, epsilon2 * sum.error};
}

epscan_status strahlung_quadrature_narrow(const struct search *search, double mass_GeV, const epscan_selection *selection,
                                          struct strahlung_integral *result) {
    struct integral d = {.search = search, .selection = selection, .mass_GeV = mass_GeV};
    const epscan_status status = set_up(&d);
    if (status) return status;
    *result = at_reference(at_mass(&d));
    clear(&d);
    return EPSCAN_OK;
}

epscan_status strahlung_quadrature(const struct search *search, const epscan_dark_photon *model, const epscan_selection *selection,
                                   struct strahlung_integral *result) {
    struct integral d = {.search = search, .model = model, .selection = selection};
    if (model->alpha_D <= narrow_alpha) {
        const epscan_status narrow = strahlung_quadrature_narrow(search, model->mass_GeV, selection, result);
        if (!narrow) result->error += narrow_alpha * result->events;
        return narrow;
    }
    const epscan_status status = set_up(&d);
    if (status) return status;
    *result = at_reference(folded(&d));
    clear(&d);
    return EPSCAN_OK;
}
