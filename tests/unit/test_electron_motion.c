/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Electrons in atoms: their profiles, the kernel of annihilation on them, and what it does to yields. */
#include "testing.h"

#include "epscan/constants.h"
#include "matter/electron_kernel.h"

#include <time.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>

static const double m_e = EPSCAN_ELECTRON_MASS_GeV;
enum { MOST_POINTS = 100000 };
static double q_GeV[MOST_POINTS], weight[MOST_POINTS];

static struct target element_target(int Z, double A) {
    struct material material = {.density_g_per_cm3 = 1.0, .radiation_length_g_per_cm2 = 1.0, .element_count = 1};
    material.elements[0] = (struct element){Z, A, 1.0};
    return target_of_material(&material);
}

static struct electron_kernel *kernel_of(const struct target *target, enum electron_binding binding) {
    struct electron_kernel *kernel = NULL;
    if (electron_kernel_create(target, binding, &kernel)) fail_msg("%s", epscan_error_message());
    return kernel;
}

static struct electron_kernel *hydrogenic(double tail_momentum, double edge_GeV, enum electron_binding binding) {
    const struct electron_shell shell = electron_shell_hydrogenic(tail_momentum, edge_GeV);
    struct electron_kernel *kernel = NULL;
    assert_int_equal(electron_kernel_of_shells(&shell, 1, binding, &kernel), EPSCAN_OK);
    return kernel;
}

static double power(double q, double exponent) {
    return pow(q / m_e, exponent);
}

/* int k q^n dq in units of m_e. */
static double moment(const struct electron_kernel *kernel, double exponent) {
    double sum = 0.0;
    const size_t count = electron_kernel_points(kernel, 0.0, INFINITY, q_GeV, weight);
    assert_true(count <= electron_kernel_most_points(kernel) && count <= MOST_POINTS);
    for (size_t j = 0; j < count; j++) sum += weight[j] * power(q_GeV[j], exponent);
    return sum * m_e;
}

/* The electrons with some q^n: int J(p_q) q^n dq, from the same points. */
static double electron_moment(const struct electron_kernel *kernel, double exponent) {
    double sum = 0.0;
    const size_t count = electron_kernel_points(kernel, 0.0, INFINITY, q_GeV, weight);
    for (size_t j = 0; j < count; j++)
        sum += weight[j] * power(q_GeV[j], exponent) * electron_kernel_electrons_per_GeV(kernel, q_GeV[j]) /
               electron_kernel_per_GeV2(kernel, q_GeV[j]);
    return sum;
}

static double tail_of_1s(double x) {
    return 8.0 / (3.0 * EPSCAN_PI * pow(1.0 + x * x, 3.0));
}

/* Momentum density of the 1s state: f = 32/(pi L) x^2/(1+x^2)^4, x = p/L. <g(p)> by x = tan t, with many midpoints: periodic. */
static double average_over_1s(double (*g)(double p), double L) {
    enum { POINTS = 20000 };
    double sum = 0.0;
    for (int i = 0; i < POINTS; i++) {
        const double t = 0.5 * EPSCAN_PI * (i + 0.5) / POINTS, x = tan(t);
        sum += 32.0 / EPSCAN_PI * x * x / pow(1.0 + x * x, 3.0) * g(L * x) * 0.5 * EPSCAN_PI / POINTS;
    }
    return sum;
}

static double energy(double p) {
    return sqrt(1.0 + p * p);
}

static double half_inverse_energy(double p) {
    return 0.5 / energy(p);
}

static double half_mean_of_q2(double p) {
    return (1.0 + 4.0 / 3.0 * p * p) / (2.0 * energy(p));
}

/* k of the definition: f(p)/(4 p E) from p_q on. 1e-9: twenty thousand midpoints of a function that ends smoothly have 1e-9. */
static double kinetic_kernel_of_1s(double q, double L) {
    enum { POINTS = 20000 };
    const double lowest = fabs(q * q - 1.0) / (2.0 * q), start = atan(lowest / L), width = 0.5 * EPSCAN_PI - start;
    double sum = 0.0;
    for (int i = 0; i < POINTS; i++) {
        const double x = tan(start + width * (i + 0.5) / POINTS);
        sum += 32.0 / EPSCAN_PI / L * x / pow(1.0 + x * x, 3.0) / (4.0 * energy(L * x)) * width / POINTS;
    }
    return sum;
}

/* To 1e-8, and 1e-12 of the kernel's peak, which is 9/m_e^2 at L = 0.05: far out k is interpolated in what falls as q^-7. */
static void hydrogenic_kernels_are_those_of_the_closed_form(void **state) {
    (void)state;
    static const double tails[] = {0.05, 0.2, 0.6};
    static const double q[] = {0.05, 0.4, 0.8, 0.97, 1.0, 1.02, 1.3, 2.0, 6.0};
    const double edge = 0.17;
    for (size_t i = 0; i < COUNT_OF(tails); i++) {
        const double L = tails[i];
        struct electron_kernel *kinetic = hydrogenic(L, edge * m_e, ELECTRON_BINDING_KINETIC);
        struct electron_kernel *none = hydrogenic(L, edge * m_e, ELECTRON_BINDING_NONE);
        struct electron_kernel *edges = hydrogenic(L, edge * m_e, ELECTRON_BINDING_EDGES);
        for (size_t j = 0; j < COUNT_OF(q); j++) {
            const double unit = m_e * m_e;
            assert_close(unit * electron_kernel_per_GeV2(kinetic, q[j] * m_e), kinetic_kernel_of_1s(q[j], L), 1e-8, 1e-11);
            assert_close(unit * electron_kernel_per_GeV2(none, q[j] * m_e), tail_of_1s((1.0 - q[j]) / L) / L / 2.0, 1e-8, 1e-11);
            assert_close(unit * electron_kernel_per_GeV2(edges, q[j] * m_e),
                         tail_of_1s((1.0 - edge - q[j]) / L) / L / (2.0 * (1.0 - edge)), 1e-8, 1e-11);
        }
        electron_kernel_free(kinetic);
        electron_kernel_free(none);
        electron_kernel_free(edges);
    }
}

/* int q k = 1/2 whatever the profile; int k = <1/(2E)>, int q^2 k = <(E^2 + p^2/3)/(2E)>. 1e-9: J of a tail ends at p = 300. */
static void moments_of_the_kinetic_kernel_are_averages_over_the_momentum(void **state) {
    (void)state;
    for (double L = 0.05; L < 0.7; L *= 2.0) {
        struct electron_kernel *kernel = hydrogenic(L, 0.0, ELECTRON_BINDING_KINETIC);
        assert_close(moment(kernel, 1.0), 0.5, 1e-9, 0.0);
        assert_close(moment(kernel, 0.0), average_over_1s(half_inverse_energy, L), 1e-9, 0.0);
        assert_close(moment(kernel, 2.0), average_over_1s(half_mean_of_q2, L), 1e-9, 0.0);
        electron_kernel_free(kernel);
    }
}

/* <E_e - p_z> = m_e + <T>. A 1s state has <T> = L^2/2 to leading order, and -5/8 L^4 from <p^4>; <p^6> diverges, which leaves L^5.
 */
static void electrons_bring_their_mass_and_kinetic_energy(void **state) {
    (void)state;
    for (double L = 0.05; L < 0.7; L *= 2.0) {
        struct electron_kernel *kernel = hydrogenic(L, 0.0, ELECTRON_BINDING_KINETIC);
        assert_close(electron_moment(kernel, 0.0), 1.0, 1e-9, 0.0);
        assert_close(electron_moment(kernel, 1.0), average_over_1s(energy, L), 1e-9, 0.0);
        if (L < 0.11) assert_close(electron_moment(kernel, 1.0), 1.0 + L * L / 2.0 - 0.625 * pow(L, 4.0), 0.0, 2.0 * pow(L, 5.0));
        electron_kernel_free(kernel);
    }
}

/*
 * <q> and <q^2> of the eikonal form, q = m - B - p_z - V, for a hydrogenic 1s state, Lambda = a: B = a^2/2, <V> = -a^2,
 * <V^2> = 2 a^4, <p_z^2> = a^2/3: the kinetic kernel's up to a^6 (relativistic T), and not those of `edges`, by B = a^2/2.
 */
static void binding_cancels_in_mean_and_variance(void **state) {
    (void)state;
    const double a = 0.1, B = 0.5 * a * a;
    struct electron_kernel *kinetic = hydrogenic(a, B * m_e, ELECTRON_BINDING_KINETIC);
    struct electron_kernel *edges = hydrogenic(a, B * m_e, ELECTRON_BINDING_EDGES);
    const double mean = electron_moment(kinetic, 1.0), variance = electron_moment(kinetic, 2.0) - mean * mean;
    assert_close(mean, 1.0 - B + a * a, 0.0, 0.7 * pow(a, 4.0)); /* -5/8 a^4 of the kinetic energy's own expansion */
    assert_close(variance, a * a / 3.0 + 2.0 * pow(a, 4.0) - pow(a, 4.0), 0.0, 30.0 * pow(a, 6.0));
    /* electrons above q = 0: all but (1/a)^-5 of them */
    assert_close(electron_moment(edges, 1.0), 1.0 - B, 1e-4, 0.0);
    electron_kernel_free(kinetic);
    electron_kernel_free(edges);
}

/* Lambda -> 0 is a line at m_e: int k f -> f(m_e)/(2 m_e). f varies by L^2/3 f''/2 + ..., of order L^2. */
static void slow_electrons_are_at_rest(void **state) {
    (void)state;
    for (int binding = ELECTRON_BINDING_KINETIC; binding <= ELECTRON_BINDING_EDGES; binding++) {
        struct electron_kernel *kernel = hydrogenic(1e-3, 0.0, (enum electron_binding)binding);
        for (double exponent = -2.0; exponent < 3.0; exponent += 1.0) assert_close(moment(kernel, exponent), 0.5, 6e-6, 0.0);
        electron_kernel_free(kernel);
    }
}

/* Every element of nature: Z electrons, and each shell holds its own; 1e-8: the tail beyond p = 300. */
static void shells_hold_the_electrons_of_every_element(void **state) {
    (void)state;
    struct atom_shells atom;
    for (int Z = 1; Z <= 92; Z++) {
        double electrons = 0.0;
        assert_int_equal(atom_shells_init(&atom, Z), EPSCAN_OK);
        for (int i = 0; i < atom.count; i++) {
            electrons += atom.shell[i].electrons;
            assert_close(atom.shell[i].scale, 1.0, 0.02, 0.0); /* digits of the tables */
            struct electron_kernel *kernel;
            assert_int_equal(electron_kernel_of_shells(&atom.shell[i], 1, ELECTRON_BINDING_KINETIC, &kernel), EPSCAN_OK);
            assert_close(moment(kernel, 1.0), 0.5, 1e-8, 0.0);
            electron_kernel_free(kernel);
        }
        assert_close(electrons, Z, 1e-5, 0.0);
    }
    assert_int_equal(atom_shells_init(&atom, 118), EPSCAN_BAD_INPUT);
}

/* The root mean square of p_z within the table, 0.09 m_e, and the 9 % of the K shell, both known to their digits. */
static void lead_has_an_rms_of_nine_hundredths_and_nine_percent_of_K_beyond_the_table(void **state) {
    (void)state;
    struct atom_shells atom;
    assert_int_equal(atom_shells_init(&atom, 82), EPSCAN_OK);
    const double end = atom.shell[0].table_end;
    double square = 0.0, beyond = 0.0;
    for (int i = 0; i < atom.count; i++) {
        for (int k = 0; k < 20000; k++) {
            const double p = end * (k + 0.5) / 20000;
            square += atom.shell[i].electrons / 82.0 * 2.0 * p * p * electron_shell_profile(&atom.shell[i], p) * end / 20000;
        }
        beyond += atom.shell[i].electrons / 82.0 * electron_shell_beyond_table(&atom.shell[i]);
    }
    assert_close(sqrt(square), 0.09, 0.0, 0.005);
    assert_close(electron_shell_beyond_table(&atom.shell[0]), 0.09, 0.0, 0.005);
    const struct target lead = element_target(82, 207.2);
    struct electron_kernel *kernel = kernel_of(&lead, ELECTRON_BINDING_KINETIC);
    assert_close(electron_kernel_beyond_tables(kernel), beyond, 1e-12, 0.0);
    electron_kernel_free(kernel);
}

/* Two layers: the electrons' shares of each element, by the masses of the layers. Linear, so to rounding. */
static void layers_add_with_their_electrons(void **state) {
    (void)state;
    struct target both = element_target(82, 207.2);
    const struct target lead = both, carbon = element_target(6, 12.011);
    both.layer_count = 2;
    both.layers[1] = carbon.layers[0];
    both.layers[1].thickness_cm *= 3.0;
    const double of_lead = 82.0 / 207.2, of_carbon = 3.0 * 6.0 / 12.011;
    for (int binding = ELECTRON_BINDING_KINETIC; binding <= ELECTRON_BINDING_EDGES; binding++) {
        struct electron_kernel *sum = kernel_of(&both, (enum electron_binding)binding);
        struct electron_kernel *a = kernel_of(&lead, (enum electron_binding)binding);
        struct electron_kernel *b = kernel_of(&carbon, (enum electron_binding)binding);
        for (double q = 0.3 * m_e; q < 2.0 * m_e; q *= 1.03)
            assert_close(electron_kernel_per_GeV2(sum, q),
                         (of_lead * electron_kernel_per_GeV2(a, q) + of_carbon * electron_kernel_per_GeV2(b, q)) /
                             (of_lead + of_carbon),
                         1e-12, 0.0);
        electron_kernel_free(sum);
        electron_kernel_free(a);
        electron_kernel_free(b);
    }
}

static double smooth(double q) {
    return exp(-q / m_e) / (1.0 + q / m_e);
}

static double by_points(const struct electron_kernel *kernel, double low, double high) {
    double sum = 0.0;
    const size_t count = electron_kernel_points(kernel, low, high, q_GeV, weight);
    for (size_t j = 0; j < count; j++) sum += weight[j] * smooth(q_GeV[j]);
    return sum;
}

static double integrand(double q, void *kernel) {
    return electron_kernel_per_GeV2(kernel, q) * smooth(q);
}

/* By adaptive quadrature of k, in strips, so that the peak of the outer shells is not stepped over. */
static double by_adaptive_quadrature(struct electron_kernel *kernel, double low, double high) {
    enum { STRIPS = 200 };
    gsl_integration_workspace *workspace = gsl_integration_workspace_alloc(100);
    gsl_function f = {.function = integrand, .params = kernel};
    double sum = 0.0;
    for (int i = 0; i < STRIPS; i++) {
        double result, error;
        gsl_integration_qag(&f, low + (high - low) * i / STRIPS, low + (high - low) * (i + 1) / STRIPS, 1e-11, 1e-11, 100,
                            GSL_INTEG_GAUSS21, workspace, &result, &error);
        sum += result;
    }
    gsl_integration_workspace_free(workspace);
    return sum;
}

/* Points cut anywhere add up; agree with adaptive quadrature of k itself; and rules of few points agree with them. */
static void points_and_rules_integrate_between_any_limits(void **state) {
    (void)state;
    const struct target lead = element_target(82, 207.2);
    gsl_error_handler_t *handler = gsl_set_error_handler_off();
    for (int binding = ELECTRON_BINDING_KINETIC; binding <= ELECTRON_BINDING_EDGES; binding++) {
        struct electron_kernel *kernel = kernel_of(&lead, (enum electron_binding)binding);
        const double whole = by_points(kernel, 0.0, INFINITY);
        uint64_t seed = 5;
        for (int i = 0; i < 10; i++) {
            const double cut = m_e * random_between(&seed, 0.6, 1.5), other = cut * random_between(&seed, 1.01, 1.3);
            const double between = by_points(kernel, cut, other);
            double q[8], w[8], sum = 0.0;
            assert_close(by_points(kernel, 0.0, cut) + by_points(kernel, cut, INFINITY), whole, 1e-10, 0.0);
            assert_int_equal(electron_kernel_rule(kernel, cut, other, 8, q, w), EPSCAN_OK);
            for (int j = 0; j < 8; j++) sum += w[j] * smooth(q[j]);
            assert_close(sum, between, 1e-10, 0.0);
            if (binding != ELECTRON_BINDING_EDGES && i < 4)
                assert_close(between, by_adaptive_quadrature(kernel, cut, other), 1e-9, 1e-10 * whole);
        }
        electron_kernel_free(kernel);
    }
    gsl_set_error_handler(handler);
}

/* One model on electrons that bring q: sigma(E) at rest is Eq. 3 at s = 2 m_e E, so that it is needed at E q/m_e. */
struct on_electrons {
    const struct search *search;
    epscan_dark_photon model;
    double q_GeV;
};

static double yield_integrand(double energy_GeV, void *data) {
    const struct on_electrons *on = data;
    const double weight_X0_per_GeV = search_weight_X0_per_GeV(on->search, on->search->beam_energy_GeV - energy_GeV, 50.0, 0.0);
    return 2.0 * on->q_GeV * weight_X0_per_GeV *
           epscan_dark_photon_cross_section_cm2(&on->model, EPSCAN_REFERENCE_EPSILON, energy_GeV * on->q_GeV / m_e);
}

/* int ds rho(s) W at one q, in units that cancel in ratios: ds = 2 q dE. */
static double yield_at(const struct search *search, const epscan_dark_photon *model, double q,
                       gsl_integration_workspace *workspace) {
    struct on_electrons on = {search, *model, q};
    const double low = search->minimum_energy_GeV, high = search_highest_energy_GeV(search);
    const double peak = epscan_dark_photon_resonance_energy_GeV(model) * m_e / q;
    double points[] = {low, fmin(fmax(peak, low * 1.001), high * 0.999), high}, result, error;
    gsl_function f = {.function = yield_integrand, .params = &on};
    gsl_integration_qagp(&f, points, COUNT_OF(points), 0.0, 1e-6, 1000, workspace, &result, &error);
    return result;
}

/* N on the electrons of lead against N on electrons at rest. Numbers by another program with the same tables and K's tail: 1.5 %
 * is what binding in the flux, tails and interpolations may differ by (0.5 % here). */
static void yields_of_lead_move_as_the_design_says(void **state) {
    (void)state;
    static const double mass[] = {0.20, 0.225, 0.25};
    static const double expected[3][3] = {{1.305, 0.906, 0.967}, {1.495, 0.930, 0.963}, {1.660, 0.950, 0.955}};
    struct prepared_experiment *e = load_experiment("na64-2021-textbook");
    gsl_integration_workspace *workspace = gsl_integration_workspace_alloc(1000);
    gsl_error_handler_t *handler = gsl_set_error_handler_off();
    const struct target lead = element_target(82, 207.2);
    for (int binding = ELECTRON_BINDING_KINETIC; binding <= ELECTRON_BINDING_EDGES; binding++) {
        struct electron_kernel *kernel = kernel_of(&lead, (enum electron_binding)binding);
        for (size_t i = 0; i < COUNT_OF(mass); i++) {
            const epscan_dark_photon model = {EPSCAN_FERMION, mass[i], 0.1, 1.0 / 3.0};
            double moving = 0.0;
            for (double low = 0.2 * m_e; low < 8.0 * m_e; low *= 1.1) {
                enum { NODES = 6 };
                double q[NODES], w[NODES];
                assert_int_equal(electron_kernel_rule(kernel, low, low * 1.1, NODES, q, w), EPSCAN_OK);
                for (int j = 0; j < NODES; j++) moving += w[j] * yield_at(&e->search, &model, q[j], workspace);
            }
            const double rest = yield_at(&e->search, &model, m_e, workspace) / (2.0 * m_e);
            assert_close(moving / rest, expected[binding][i], 0.015, 0.0);
        }
        electron_kernel_free(kernel);
    }
    gsl_set_error_handler(handler);
    gsl_integration_workspace_free(workspace);
    unload_experiment(e);
}

/* Start-up: 10 ms of processor time for lead, carbon and hydrogen, which sanitizers and valgrind take longer for. */
static void calorimeters_are_ready_in_ten_milliseconds(void **state) {
    (void)state;
    struct target target = element_target(82, 207.2);
    target.layer_count = 2;
    target.layers[1].thickness_cm = 1.0;
    target.layers[1].material =
        (struct material){.density_g_per_cm3 = 1.06, .radiation_length_g_per_cm2 = 43.8, .element_count = 2};
    target.layers[1].material.elements[0] = (struct element){6, 12.011, 1.0};
    target.layers[1].material.elements[1] = (struct element){1, 1.008, 1.0};
    double best = INFINITY;
    for (int i = 0; i < 5; i++) {
        const clock_t start = clock();
        electron_kernel_free(kernel_of(&target, ELECTRON_BINDING_KINETIC));
        best = fmin(best, (double)(clock() - start) / CLOCKS_PER_SEC);
    }
#if defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__)
    assert_true(best < 0.010);
#endif
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hydrogenic_kernels_are_those_of_the_closed_form),
        cmocka_unit_test(moments_of_the_kinetic_kernel_are_averages_over_the_momentum),
        cmocka_unit_test(electrons_bring_their_mass_and_kinetic_energy),
        cmocka_unit_test(binding_cancels_in_mean_and_variance),
        cmocka_unit_test(slow_electrons_are_at_rest),
        cmocka_unit_test(shells_hold_the_electrons_of_every_element),
        cmocka_unit_test(lead_has_an_rms_of_nine_hundredths_and_nine_percent_of_K_beyond_the_table),
        cmocka_unit_test(layers_add_with_their_electrons),
        cmocka_unit_test(points_and_rules_integrate_between_any_limits),
        cmocka_unit_test(yields_of_lead_move_as_the_design_says),
        cmocka_unit_test(calorimeters_are_ready_in_ten_milliseconds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
