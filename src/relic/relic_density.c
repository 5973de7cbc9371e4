/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Gondolo & Gelmini, Nucl. Phys. B 360, 145 (1991), Eqs. 2.13 and 3.22, with x = m_chi/T and Y = n/s:
 *
 *     dY/dln x = -Lambda (Y^2 - Y_eq^2),   Lambda = sqrt(pi/45) M_Planck m_chi g*^(1/2) share <sigma v>/x,
 *     Y_eq = 45 states x^2 K_2(x) / (4 pi^4 h),
 *
 * and Omega h^2 = m_chi Y s_0 / (rho_crit/h^2). n counts all states of chi. The average is exact at the resonance; chi is taken
 * to keep the photons' temperature until it no longer annihilates, which for r near 1/2 is an assumption (Binder et al., Phys.
 * Rev. D 96, 115010 (2017)). Annihilation to A' A' is closed for r < 1/2 but for chi far above the mean energy; it is left out.
 *
 * Two masses (Griest & Seckel, Phys. Rev. D 43, 3191 (1991); Edsjo & Gondolo, Phys. Rev. D 56, 1879 (1997), Eqs. 34 to 41): Y is of
 * both, K_2(x) and share as dark_annihilation_abundance has them, and of what is left all is chi1.
 *
 * Compared with targets read off two published figures (m_A' = 3 m_chi): scalar and Majorana lie 3 to 9 % above one of them
 * from 5 MeV on, a pseudo-Dirac 12 to 20 % below it and between -6 and +24 % of the other. At 1 MeV, where g* has fallen with the
 * electrons, these figures go as m_chi^2 as if it had not, and are 0.7 of ours. The leading order of <sigma v> in 1/x, a or 6b/x,
 * would make y 24 to 38 % larger for p-waves and 7 to 10 % for the s-wave: m_A' is near enough for s - m_A'^2 to matter.
 * jobs/relic-targets.md has the second beside ours.
 *
 * Everything but <sigma v> is independent of epsilon, and the average is kept in a form in which another epsilon is cheap, so
 * that a root costs little more than one abundance.
 */
#include "relic/relic_density.h"

#include "core/error.h"
#include "epscan/constants.h"
#include "model/dark_current.h"
#include "relic/freeze_out.h"
#include "relic/thermal_average.h"
#include "relic/thermal_bath.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_roots.h>
#include <gsl/gsl_sf_bessel.h>

/* Particle Data Group, Astrophysical constants (2018): entropy density today for T = 2.7255 K, critical density over h^2. */
static const double entropy_today_cm3 = 2891.2, critical_density_GeV_cm3 = 1.05371e-5;

/* Steps in ln x: coarse while Y follows Y_eq, fine through freeze-out, coarse again after it. */
static const double coarse_step = 0.1, fine_step = 0.025, fine_from = 4.0, fine_to = 80.0;
static const double shortest_end = 1e4, resonance_end = 60.0, width_end = 300.0; /* see last_x */
static const double longest_memory = 1e-6;                                       /* of the start, at freeze-out */
static const double root_tolerance = 1e-9;                                       /* of ln epsilon */
enum { MAX_ITERATIONS = 100 };

/* The equation but for the mixing. Arrays as in struct freeze_out_steps. */
struct relic_problem {
    const struct relic_model *model;
    struct freeze_out_steps steps;
    double *length, *log_x, *log_rate, *log_equilibrium;
    double *log_expansion; /* ln Lambda less ln <sigma v> */
    double start_log_equilibrium;
    struct thermal_average *average; /* at the stages */
};

static void problem_clear(struct relic_problem *p) {
    free(p->length);
    free(p->log_x);
    free(p->log_rate);
    free(p->log_equilibrium);
    free(p->log_expansion);
    thermal_average_free(p->average);
}

static double step_from(double log_x) {
    return log_x > log(fine_from) && log_x < log(fine_to) ? fine_step : coarse_step;
}

static size_t count_steps(double first, double last, int refinement) {
    size_t count = 0;
    for (double log_x = first; log_x < last; log_x += step_from(log_x)) count += (size_t)refinement;
    return count;
}

static epscan_status allocate(struct relic_problem *p, size_t steps) {
    const size_t stages = steps * FREEZE_OUT_STAGES;
    p->length = malloc(steps * sizeof(double));
    p->log_x = malloc(stages * sizeof(double));
    p->log_rate = malloc(stages * sizeof(double));
    p->log_equilibrium = malloc(stages * sizeof(double));
    p->log_expansion = malloc(stages * sizeof(double));
    if (!p->length || !p->log_x || !p->log_rate || !p->log_equilibrium || !p->log_expansion)
        return error_no_memory("a relic density");
    p->steps = (struct freeze_out_steps){steps, p->length, p->log_x, p->log_rate, p->log_equilibrium};
    return EPSCAN_OK;
}

static void lay_steps(struct relic_problem *p, double first, int refinement) {
    double log_x = first;
    for (size_t i = 0; i < p->steps.step_count;) {
        const double length = step_from(log_x) / refinement;
        for (int part = 0; part < refinement; part++, i++) {
            p->length[i] = length;
            for (size_t j = 0; j < FREEZE_OUT_STAGES; j++)
                p->log_x[i * FREEZE_OUT_STAGES + j] = log_x + (part + freeze_out_stage[j]) * length;
        }
        log_x += step_from(log_x);
    }
}

/* ln Y_eq and ln Lambda less ln <sigma v> at one x. */
static void expansion_at(const struct relic_model *model, const struct thermal_bath *bath, double x, double *log_equilibrium,
                         double *log_expansion) {
    const struct thermal_bath_state state = thermal_bath_at(bath, model->mass_GeV / x);
    const struct dark_abundance chi = dark_annihilation_abundance(model, x);
    const double pi4 = EPSCAN_PI * EPSCAN_PI * EPSCAN_PI * EPSCAN_PI;
    *log_equilibrium = log(45.0 * chi.states * x * x * gsl_sf_bessel_Kn_scaled(2, x) / (4.0 * pi4 * state.entropy)) - x;
    *log_expansion = log(sqrt(EPSCAN_PI / 45.0) * EPSCAN_PLANCK_MASS_GeV * model->mass_GeV * state.expansion / x) + chi.log_share;
}

static epscan_status tabulate(struct relic_problem *p, double start_x) {
    const size_t stages = p->steps.step_count * FREEZE_OUT_STAGES;
    struct thermal_bath bath;
    double unused, *x = malloc(stages * sizeof *x);
    if (!x) return error_no_memory("a relic density");
    thermal_bath_init(p->model->neutrinos_coupled, &bath);
    expansion_at(p->model, &bath, start_x, &p->start_log_equilibrium, &unused);
    for (size_t i = 0; i < stages; i++) {
        x[i] = exp(p->log_x[i]);
        expansion_at(p->model, &bath, x[i], &p->log_equilibrium[i], &p->log_expansion[i]);
    }
    const epscan_status status = thermal_average_create(p->model, stages, x, &p->average);
    free(x);
    return status;
}

static epscan_status check_range(const char *name, double value, double low, double high) {
    if (value >= low && value <= high) return EPSCAN_OK;
    return error_set(EPSCAN_BAD_INPUT, "relic density: %s = %.9g is not allowed; allowed: %g <= %s <= %g", name, value, low, name,
                     high);
}

/* A current that the mediator takes; a splitting of those that have one, and no further than r of one mass may go. */
static epscan_status check_current(const struct relic_model *model) {
    const epscan_dark_photon photon = relic_dark_photon(model);
    const double most = dark_currents[model->kind].splits ? fmin(2.0 * RELIC_HIGHEST_RATIO / model->mass_ratio - 2.0, 1.0) : 0.0;
    char why[COUPLING_WHY_SIZE];
    if (!coupling_takes(relic_mediator(model)->coupling, &photon, why))
        return error_set(EPSCAN_BAD_INPUT, "relic density: %s", why);
    return check_range("splitting", model->splitting, 0.0, fmax(most, 0.0));
}

/*
 * Where <sigma v> has become a power of x. With m_A'/m_chi = 2 + d the resonance itself adds e^(-x d); an s-wave's width, which
 * grows with the velocity beta of chi, outweighs the distance to the resonance above beta = 2 d/alpha_D, and the mean beta^2 is
 * of order 1/x.
 */
static double last_x(const struct relic_model *model) {
    const double d = (1.0 - dark_annihilation_threshold(model) * model->mass_ratio) / model->mass_ratio,
                 beta = 2.0 * d / model->alpha_D;
    const double s_wave = dark_currents[model->kind].floor > 0.0 ? width_end / (beta * beta) : 0.0;
    return fmax(fmax(shortest_end, resonance_end / d), s_wave);
}

static epscan_status problem_init(const struct relic_model *model, const struct relic_stepping *stepping, struct relic_problem *p) {
    const double start_x = stepping ? stepping->start_x : RELIC_START_X, first = log(start_x);
    const int refinement = stepping ? stepping->refinement : 1;
    *p = (struct relic_problem){.model = model};
    epscan_status status = check_range("m_chi", model->mass_GeV, RELIC_LOWEST_MASS_GeV, RELIC_HIGHEST_MASS_GeV);
    if (!status) status = check_range("r", model->mass_ratio, RELIC_LOWEST_RATIO, RELIC_HIGHEST_RATIO);
    if (!status) status = check_range("alpha_D", model->alpha_D, RELIC_LOWEST_ALPHA_D, RELIC_HIGHEST_ALPHA_D);
    if (!status) status = check_current(model);
    if (!status) status = allocate(p, count_steps(first, log(last_x(model)), refinement));
    if (status) return status;
    lay_steps(p, first, refinement);
    return tabulate(p, start_x);
}

/* The abundance at one mixing, from equilibrium whether or not there is any; `is_thermal` says. */
static epscan_status problem_solve(struct relic_problem *p, double epsilon, struct relic_point *point, bool *is_thermal) {
    struct freeze_out result;
    epscan_status status = thermal_average_evaluate(p->average, epsilon, p->log_rate);
    if (status) return status;
    for (size_t i = 0; i < p->steps.step_count * FREEZE_OUT_STAGES; i++) p->log_rate[i] += p->log_expansion[i];
    status = freeze_out_solve(&p->steps, p->start_log_equilibrium, &result);
    if (status) return status;
    *is_thermal = result.memory < longest_memory;
    const double omega_h2 = p->model->mass_GeV * exp(result.log_abundance) * entropy_today_cm3 / critical_density_GeV_cm3;
    *point = (struct relic_point){epsilon, omega_h2, result.x_freeze_out};
    return EPSCAN_OK;
}

static epscan_status fail_not_thermal(const struct relic_model *model, double epsilon) {
    return error_set(EPSCAN_FAILED,
                     "relic density: chi of %g GeV never comes to equilibrium at epsilon = %.3g, r = %.9g, alpha_D = %g",
                     model->mass_GeV, epsilon, model->mass_ratio, model->alpha_D);
}

epscan_status relic_abundance(const struct relic_model *model, double epsilon, const struct relic_stepping *stepping,
                              struct relic_point *point) {
    struct relic_problem problem;
    bool is_thermal = true;
    if (!(epsilon > 0.0 && epsilon <= 1.0))
        return error_set(EPSCAN_BAD_INPUT, "relic density: epsilon = %g is not allowed; allowed: 0 < epsilon <= 1", epsilon);
    epscan_status status = problem_init(model, stepping, &problem);
    if (!status) status = problem_solve(&problem, epsilon, point, &is_thermal);
    if (!status && !is_thermal) status = fail_not_thermal(model, epsilon);
    problem_clear(&problem);
    return status;
}

struct root_search {
    struct relic_problem *problem;
    struct relic_point point; /* the last one evaluated */
    bool is_thermal;
    epscan_status status;
};

/* ln(Omega/Omega_target) at ln epsilon: falls with it by about 2 a unit. NAN on failure. */
static double excess(double log_epsilon, void *data) {
    struct root_search *search = data;
    search->status = problem_solve(search->problem, exp(log_epsilon), &search->point, &search->is_thermal);
    return search->status ? NAN : log(search->point.omega_h2 / RELIC_OMEGA_H2);
}

/* epsilon of 1, or at which X is as wide as its mass by what it decays to beside chi: Lmu-Ltau's is that far above its loop's. */
static double most_epsilon(const struct relic_model *model) {
    const double mass = model->mass_GeV / model->mass_ratio;
    const struct mediator_widths at = mediator_widths_at(relic_mediator(model), mass, mass);
    return fmin(1.0, mass / sqrt(at.leptons + at.neutrinos + at.hadrons));
}

/* ln of an interval that holds the root, from the highest epsilon down. */
static epscan_status bracket(struct root_search *search, double *low, double *high) {
    const struct relic_model *model = search->problem->model;
    const double lowest = log(1e-20), most = most_epsilon(model);
    *high = log(most);
    const double at_most = excess(*high, search);
    if (search->status) return search->status;
    if (!(at_most < 0.0))
        return error_set(
            EPSCAN_FAILED,
            "relic density: chi of %g GeV is too abundant for any epsilon <= %.3g: Omega h^2 = %.3g at r = %.9g, alpha_D = %g",
            model->mass_GeV, most, search->point.omega_h2, model->mass_ratio, model->alpha_D);
    for (*low = *high + 0.5 * at_most - 0.5; *low > lowest; *low -= 1.0) {
        const double here = excess(*low, search);
        if (search->status) return search->status;
        if (here > 0.0) return EPSCAN_OK;
    }
    return error_set(EPSCAN_FAILED, "relic density: no epsilon above 1e-20 leaves chi of %g GeV abundant enough", model->mass_GeV);
}

static epscan_status find_root(struct root_search *search, double low, double high) {
    gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
    gsl_function function = {excess, search};
    if (!solver) return error_no_memory("a root");
    int code = gsl_root_fsolver_set(solver, &function, low, high);
    for (int i = 0; i < MAX_ITERATIONS && !code && !search->status; i++) {
        code = gsl_root_fsolver_iterate(solver);
        const double width = gsl_root_fsolver_x_upper(solver) - gsl_root_fsolver_x_lower(solver);
        if (width < root_tolerance || fabs(log(search->point.omega_h2 / RELIC_OMEGA_H2)) < root_tolerance) break;
    }
    gsl_root_fsolver_free(solver);
    if (search->status) return search->status;
    if (code || !(fabs(log(search->point.omega_h2 / RELIC_OMEGA_H2)) < 1e-6))
        return error_set(EPSCAN_FAILED, "relic density: the search for epsilon ended at Omega h^2 = %.9g", search->point.omega_h2);
    return search->is_thermal ? EPSCAN_OK : fail_not_thermal(search->problem->model, search->point.epsilon);
}

epscan_status relic_thermal_target(const struct relic_model *model, struct relic_point *point) {
    struct relic_problem problem;
    struct root_search search = {.problem = &problem};
    double low = 0.0, high = 0.0;
    epscan_status status = problem_init(model, NULL, &problem);
    if (!status) status = bracket(&search, &low, &high);
    if (!status) status = find_root(&search, low, high);
    if (!status) *point = search.point;
    problem_clear(&problem);
    return status;
}

epscan_status relic_thermal_epsilon(const struct relic_model *model, double *epsilon) {
    struct relic_point point;
    const epscan_status status = relic_thermal_target(model, &point);
    if (!status) *epsilon = point.epsilon;
    return status;
}

double relic_y(const struct relic_model *model, double epsilon) {
    return dark_current_y(model->alpha_D, epsilon, model->mass_ratio);
}
