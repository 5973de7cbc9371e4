/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Annihilation after initial-state radiation: R of electrons at rest against its definition by nested adaptive quadrature, which
 * shares with it the structure function alone; R of electrons in motion as the kernel's average of that; scans against the fold;
 * and what must come out: no radiation in a weak limit, events that are conserved.
 */
#include "changed_experiment.h"

#include "matter/initial_state_radiation.h"
#include "yield/response_fold.h"
#include "yield/yield_plan.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>

static const double m_e = EPSCAN_ELECTRON_MASS_GeV;
#define RADIATES "name: na64", "annihilation: {initial_state_radiation: leading-log}\nname: na64"

static struct prepared_experiment *at_rest(const char *particle) {
    return changed("na64-2021-textbook", (const char *const[]){"particle: electron", particle, RADIATES, NULL});
}

static struct prepared_experiment *in_motion(const char *particle) {
    return changed("na64-2021-textbook",
                   (const char *const[]){"particle: electron", particle, RADIATES, LEAD_AT_REST, LEAD_IN_MOTION("kinetic"), NULL});
}

/* ---- The definition, for electrons at rest ---- */

/* A density over the deposit u, with a point mass at u = 0, that radiates: int dx D(x)/(1-x) f(E/(1-x)) at E0 - u. */
struct radiating {
    const struct search *search;
    double (*density)(const struct radiating *self, double u);
    const struct radiating *source; /* of the density, where it is radiated itself */
    epscan_selection selection;
    double point_mass;
    gsl_integration_workspace *workspace;
    double u, beta; /* at hand */
};

static double half_strength(double energy_GeV) {
    return 0.5 * initial_state_radiation_strength(2.0 * m_e * energy_GeV);
}

/* Of what is lost, d = u - u', in t = (d/u)^beta, D ~ d^(beta-1). */
static double lost_integrand(double t, void *data) {
    const struct radiating *r = data;
    const double d = r->u * pow(t, 1.0 / r->beta), E = r->search->beam_energy_GeV - (r->u - d), x = fmax(d / E, 1e-290);
    const double dx_dt = d / (r->beta * t) / E;
    return dx_dt * initial_state_radiation_spectrum(half_strength(E), x) * r->density(r, r->u - d);
}

/* Over ln u' of the rest. */
static double near_integrand(double log_deposit, void *data) {
    const struct radiating *r = data;
    const double before_u = exp(log_deposit), E = r->search->beam_energy_GeV - before_u;
    return before_u / E * initial_state_radiation_spectrum(half_strength(E), (r->u - before_u) / E) * r->density(r, before_u);
}

static double piece(struct radiating *r, double (*f)(double, void *), double low, double high, double tolerance) {
    gsl_function function = {f, r};
    double value = 0.0, error;
    if (high > low) gsl_integration_qag(&function, low, high, 0.0, tolerance, 400, GSL_INTEG_GAUSS21, r->workspace, &value, &error);
    return value;
}

static double radiated(const struct radiating *source, double u, double tolerance) {
    struct radiating r = *source;
    const double beam = r.search->beam_energy_GeV, least = TRACK_LENGTH_UNDEGRADED_SHARE * beam;
    const double nearest = fmax(0.5 * u, least);
    r.u = u;
    r.beta = half_strength(beam - u);
    double sum = piece(&r, lost_integrand, 0.0, pow(1.0 - nearest / u, r.beta), tolerance);
    for (double high = nearest; high > least; high *= 0.1)
        sum += piece(&r, near_integrand, log(fmax(0.1 * high, least)), log(high), tolerance);
    return sum + r.point_mass * initial_state_radiation_spectrum(half_strength(beam), u / beam) / beam;
}

static double track(const struct radiating *self, double u) {
    return search_positrons_after_loss_X0_per_GeV(self->search, u);
}

static double selected_track(const struct radiating *self, double u) {
    const struct search *search = self->search;
    if (search->beam_energy_GeV - u < search->minimum_energy_GeV) return 0.0;
    return radiated(self->source, u, 1e-8) *
           resolution_below_threshold(&search->resolution, u, self->selection.threshold_GeV, self->selection.energy_scale_shift);
}

/* int_0^share D by points. */
static double share_of_softest(double energy_GeV) {
    double x[RADIATION_MOST_POINTS], weight[RADIATION_MOST_POINTS], sum = 0.0;
    const int count = initial_state_radiation_points(half_strength(energy_GeV), TRACK_LENGTH_UNDEGRADED_SHARE, x, weight);
    for (int i = 0; i < count; i++) sum += weight[i];
    return sum;
}

static double by_definition(const struct search *search, double mass_GeV, epscan_selection selection) {
    const double beam = search->beam_energy_GeV, u = beam - (0.5 * mass_GeV * mass_GeV - m_e * m_e) / m_e;
    gsl_integration_workspace *inner = gsl_integration_workspace_alloc(400), *outer = gsl_integration_workspace_alloc(400);
    const struct radiating positron = {
        .search = search, .density = track, .point_mass = search_undegraded_positrons_X0(search), .workspace = inner};
    const struct radiating electron = {.search = search,
                                       .density = selected_track,
                                       .source = &positron,
                                       .selection = selection,
                                       .point_mass = positron.point_mass * share_of_softest(beam),
                                       .workspace = outer};
    const double V = radiated(&electron, u, 1e-7);
    gsl_integration_workspace_free(inner);
    gsl_integration_workspace_free(outer);
    return search_events_of_unit_track_length(search) * V;
}

/* Six digits: twice the radiator's points to 1e-7, T between nodes, adaptive quadrature to 1e-7. */
static void response_at_rest_is_what_it_is_defined_as(void **state) {
    (void)state;
    static const double mass[] = {0.05, 0.15, 0.2, 0.24, 0.31};
    struct prepared_experiment *of[] = {at_rest("particle: electron"), at_rest("particle: positron")};
    for (size_t k = 0; k < COUNT_OF(of); k++) {
        for (size_t i = 0; i < COUNT_OF(mass); i++) {
            const epscan_selection selection = {50.0, 0.02};
            assert_close(response_narrow_events(&of[k]->responses.of[0], mass[i], &selection),
                         by_definition(&of[k]->search, mass[i], selection), 1e-6, 1e-13);
        }
        unload_experiment(of[k]);
    }
}

/* R(s) = int dq 2 m_e k(q) R_rest(m_e s/q): of the response at rest at the kernel's own points, which do not know where it is less
 * smooth; 1e-5. */
static void electrons_in_motion_average_over_those_at_rest(void **state) {
    (void)state;
    struct prepared_experiment *rest = at_rest("particle: electron"), *moving = in_motion("particle: electron");
    const struct electron_kernel *kernel = moving->search.moving_electrons;
    const size_t most = electron_kernel_most_points(kernel);
    double *q = malloc(2 * most * sizeof *q), *weight = q + most;
    const epscan_selection selection = {50.0, 0.0};
    for (double mass = 0.15; mass < 0.4; mass *= 1.2) {
        const double half_s = 0.5 * mass * mass - m_e * m_e;
        const size_t count = electron_kernel_points(kernel, half_s / (99.999), half_s / 2.0, q, weight);
        double sum = 0.0;
        for (size_t j = 0; j < count; j++)
            sum += 2.0 * m_e * weight[j] *
                   response_narrow_events(&rest->responses.of[0], sqrt(2.0 * m_e * (half_s / q[j] + m_e)), &selection);
        assert_close(response_narrow_events(&moving->responses.of[0], mass, &selection), sum, 1e-5, 1e-13);
    }
    free(q);
    unload_experiment(rest);
    unload_experiment(moving);
}

static void compare_folds(struct prepared_experiment *e, uint64_t seed, int points) {
    static struct yield_plan plan;
    const struct selection_range range = {50.0, 50.0, 0.0, 0.0};
    const epscan_selection selection = {50.0, 0.0};
    if (yield_plan_init(&plan, &e->search, &range)) fail_msg("%s", epscan_error_message());
    double *scratch = malloc((plan.scratch_size + plan.row_length) * sizeof *scratch);
    for (int i = 0; i < points; i++) {
        const epscan_dark_photon model = {EPSCAN_SCALAR, pow(10.0, random_between(&seed, -1.3, -0.4)),
                                          pow(10.0, random_between(&seed, -6.0, 0.0)), random_between(&seed, 0.1, 0.45)};
        double events[CHANNELS_MAX], expected;
        yield_plan_events(&plan, &model, &selection, scratch, events);
        assert_int_equal(response_fold(plan.part[0].response, &model, &selection, &expected), EPSCAN_OK);
        assert_close(events[0], expected, 1e-7, 1e-13);
    }
    free(scratch);
    yield_plan_clear(&plan);
    unload_experiment(e);
}

/* What scans promise, ten times the mesh's tolerance. */
static void scans_fold_as_quadrature_does(void **state) {
    (void)state;
    compare_folds(at_rest("particle: electron"), 41, 10);
    compare_folds(at_rest("particle: positron"), 42, 10);
    compare_folds(in_motion("particle: electron"), 43, 2);
}

/*
 * int dE V = int dE T for a D of unit integral. Positrons that fall below the minimum energy count no more: beta/4 or so of the
 * many just above it, less than 5 %.
 */
static void radiation_moves_events_but_makes_none(void **state) {
    (void)state;
    struct prepared_experiment *e = at_rest("particle: electron");
    const struct response *response = &e->responses.of[0];
    double radiated_sum = 0.0, sum = 0.0;
    enum { STEPS = 4000 };
    for (int i = 0; i < STEPS; i++) { /* ln E from the lowest to the beam's; T without radiation from the minimum on */
        static double room[2 * MISSING_POINTS_MAX];
        struct missing_energy missing = {0, room, room + MISSING_POINTS_MAX};
        const double low = log(0.26), high = log(99.9999), E = exp(low + (high - low) * (i + 0.5) / STEPS);
        const double s = 2.0 * m_e * (E + m_e);
        response->channel->spectrum(response, (struct invariant){s, response->end_GeV2 - s}, &missing);
        radiated_sum += E * missing_energy_events(&missing);
        if (E > e->search.minimum_energy_GeV) sum += E * search_positrons_X0_per_GeV(&e->search, E);
    }
    sum *= search_events_of_unit_track_length(&e->search) / (EPSCAN_REFERENCE_EPSILON * EPSCAN_REFERENCE_EPSILON);
    assert_true(radiated_sum < sum && radiated_sum > 0.95 * sum);
    unload_experiment(e);
}

static int set_up(void **state) {
    (void)state;
    gsl_set_error_handler_off();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(response_at_rest_is_what_it_is_defined_as),
        cmocka_unit_test(electrons_in_motion_average_over_those_at_rest),
        cmocka_unit_test(scans_fold_as_quadrature_does),
        cmocka_unit_test(radiation_moves_events_but_makes_none),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
