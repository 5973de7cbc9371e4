/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 *     N = epsilon^2 L int ds rho(s) int domega P_sel(E0 - omega) sum_nuclei n int dE T(E) (1/E) dsigma/dx(E, omega/E; sqrt(s))
 *
 * with GSL's adaptive Gauss-Kronrod rules one within another at a mass; ln R of broad A' is the polynomial through some masses, in
 * ln sqrt(s), and what half of them give says how well. Variables: of s, the resonance's angle,
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

enum { INTERVALS = 200, MASSES = 17 };

/* Relative errors asked of each integral: of R at a mass over leptons and over deposits, and of R for broad A', at the pole, times
 * more where less is made; alpha_D up to which R is taken at the mass. */
static const double of_leptons = 1e-6, of_deposits = 2e-6, at_pole = 10.0, narrow_alpha = 1e-6;
/* Of the integral over rho and the polynomial through R; masses up to which it goes, over m_A', and that momentum transfers allow.
 */
static const double of_density = 1e-8, most_masses = 30.0, largest_momentum_GeV = 1.5;
/* Nuclei that add less may err by more. */
static const double few = 0.03;
/* Standard deviations of the resolution from where P_sel is a half to where it is 0 or 1. */
static const double reach = 8.5;

struct integral {
    const struct search *search;
    const epscan_dark_photon *model;
    const epscan_selection *selection;
    struct dark_strahlung *strahlung;  /* [search->nuclei->count] */
    double mass_GeV;                   /* of the A' at hand */
    double omega_GeV, deposit_GeV;     /* its energy, E0 less that */
    double coarser;                    /* times the errors that are asked of R */
    double half_width_GeV2, open_GeV2; /* m Gamma; m^2 less the chi chi threshold */
    double low_log, high_log;          /* masses between which ln R is a polynomial, */
    double log_events[MASSES];         /* through these */
    int stride;                        /* or every second */
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
    add(d->over_leptons, at_loss, d, first, middle, d->coarser * of_leptons, &sum);
    add(d->over_leptons, at_loss, d, middle, last, d->coarser * of_leptons, &sum);
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
        add(d->over_deposits, at_deposit, d, log(fmin(breaks[i - 1], most)), log(fmin(breaks[i], most)), d->coarser * of_deposits,
            &sum);
    sum.error += d->coarser * of_leptons * sum.events;
    return (struct strahlung_integral){d->search->exposure * sum.events, d->search->exposure * sum.error};
}

static void clear(struct integral *d) {
    gsl_integration_workspace_free(d->over_leptons);
    gsl_integration_workspace_free(d->over_deposits);
    gsl_integration_workspace_free(d->over_density);
    free(d->strahlung);
}

static epscan_status set_up(struct integral *d) {
    const struct target_nuclei *nuclei = d->search->nuclei;
    double most = 0.0;
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
    for (int n = 0; n < nuclei->count; n++) most = fmax(most, nuclei->of[n].Z * nuclei->of[n].Z * nuclei->of[n].per_cm2_X0);
    for (int n = 0; n < nuclei->count; n++) {
        const struct dark_strahlung_rule *rule = nuclei->of[n].Z * nuclei->of[n].Z * nuclei->of[n].per_cm2_X0 < few * most
                                                     ? &dark_strahlung_rough
                                                 : d->model ? &dark_strahlung_fair
                                                            : &dark_strahlung_precise;
        dark_strahlung_init_with(&d->strahlung[n], nuclei->of[n].Z, nuclei->of[n].A_g_per_mol, d->search->form_factor, rule);
        d->strahlung[n].coupling = d->search->coupling;
    }
    return EPSCAN_OK;
}

/* Chebyshev points with both ends, of which every second are such points again. */
static double mass_point(const struct integral *d, int i) {
    return 0.5 * (d->low_log + d->high_log - (d->high_log - d->low_log) * cos(EPSCAN_PI * i / (MASSES - 1)));
}

/* R at one of them, by workspaces of its own. */
static epscan_status sample_mass(const struct integral *d, int i, double *log_events) {
    struct integral own = {.search = d->search, .model = d->model, .selection = d->selection, .mass_GeV = exp(mass_point(d, i))};
    const double far = fmax(own.mass_GeV / d->model->mass_GeV, 1.0);
    const epscan_status status = set_up(&own);
    if (status) return status;
    own.coarser = at_pole * far * far;
    *log_events = log(fmax(at_mass(&own).events, 1e-300));
    clear(&own);
    return EPSCAN_OK;
}

/* All of them, on all threads. */
static epscan_status sample_masses(struct integral *d) {
    const double mass = d->model->mass_GeV, beam = d->search->beam_energy_GeV;
    const double most = fmin(sqrt(2.0 * beam * largest_momentum_GeV), 0.9 * (beam - d->search->minimum_energy_GeV));
    int failures = 0;
    d->low_log = log(mass * sqrt(1.0 - dark_photon_open_share(d->model)));
    d->high_log = log(fmin(fmin(most_masses * mass, fmax(5.0 * mass, 5.0)), most));
#pragma omp parallel for schedule(dynamic) reduction(+ : failures)
    for (int i = 0; i < MASSES; i++) failures += sample_mass(d, i, &d->log_events[i]) != EPSCAN_OK;
    return failures ? error_no_memory("the quadrature of A'-strahlung") : EPSCAN_OK;
}

static double interpolated(const struct integral *d, double log_mass) {
    double above = 0.0, below = 0.0, sign = 1.0;
    for (int i = 0; i < MASSES; i += d->stride) {
        const double distance = log_mass - mass_point(d, i);
        const double weight = (i == 0 || i == MASSES - 1 ? 0.5 : 1.0) * sign / distance;
        if (distance == 0.0) return exp(d->log_events[i]);
        above += weight * d->log_events[i];
        below += weight;
        sign = -sign;
    }
    return exp(above / below);
}

/* rho R at s = m_A'^2 + offset. */
static double at_offset(const struct integral *d, double offset) {
    const double rho = spectral_density_at_offset(d->model, offset), s = d->model->mass_GeV * d->model->mass_GeV + offset;
    return rho > 0.0 ? rho * interpolated(d, 0.5 * log(s)) : 0.0;
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

/* About the pole first, so that the tails are measured against it. By every stride-th of the points. */
static double folded_by(struct integral *d, int stride) {
    const double m2 = d->model->mass_GeV * d->model->mass_GeV, near = 0.5 * d->open_GeV2, angle = atan(near / d->half_width_GeV2);
    struct strahlung_integral sum = {0.0, 0.0};
    d->stride = stride;
    add(d->over_density, at_angle, d, -angle, angle, of_density, &sum);
    add(d->over_density, above_threshold, d, 0.0, sqrt(near), of_density, &sum);
    add(d->over_density, far_above, d, log(near), log(exp(2.0 * d->high_log) - m2), of_density, &sum);
    return sum.events;
}

/* Half as many points have about the root of the error. */
static epscan_status folded(struct integral *d, struct strahlung_integral *sum) {
    d->half_width_GeV2 = d->model->mass_GeV * dark_photon_total_width_GeV(d->model);
    d->open_GeV2 = d->model->mass_GeV * d->model->mass_GeV * dark_photon_open_share(d->model);
    const epscan_status status = sample_masses(d);
    if (status) return status;
    const double half = folded_by(d, 2), all = folded_by(d, 1), change = fabs(half / all - 1.0);
    *sum = (struct strahlung_integral){all, all * (change * change + at_pole * (of_leptons + of_deposits))};
    return EPSCAN_OK;
}

static struct strahlung_integral at_reference(struct strahlung_integral sum) {
    const double epsilon2 = EPSCAN_REFERENCE_EPSILON * EPSCAN_REFERENCE_EPSILON;
    return (struct strahlung_integral){epsilon2 * sum.events, epsilon2 * sum.error};
}

epscan_status strahlung_quadrature_narrow(const struct search *search, double mass_GeV, const epscan_selection *selection,
                                          struct strahlung_integral *result) {
    struct integral d = {.search = search, .selection = selection, .mass_GeV = mass_GeV, .coarser = 1.0};
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
    epscan_status status = set_up(&d);
    if (status) return status;
    status = folded(&d, result);
    if (!status) *result = at_reference(*result);
    clear(&d);
    return status;
}
