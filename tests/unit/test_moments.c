/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Moments of spectral densities against GSL's adaptive rule in t = sqrt(s - threshold), cut where rho changes scale; rho by its
 * definition, not by its factors. Panels of the largest ratio that meshes have, 8 from
 * edge to edge.
 */
#include "assertions.h"

#include "model/dark_current.h"
#include "yield/moments.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>

/* What moments meet: a smooth response, which MESH_PANEL_NODES hold to rounding on the mesh below. */
static double smooth_response(double s) {
    return 1.0 / (1.0 + 0.1 * s);
}

struct integral {
    const epscan_dark_photon *model;
    double pole; /* sqrt(m_A'^2 - threshold) */
};

/* In u = t - pole, so that s - m_A'^2 = u (2 pole + u) keeps its digits at the narrowest resonance. */
static double integrand(double u, void *parameters) {
    const struct integral *integral = parameters;
    const double offset = u * (2.0 * integral->pole + u), m = integral->model->mass_GeV;
    return 2.0 * (integral->pole + u) * spectral_density_at_offset(integral->model, offset) * smooth_response(m * m + offset);
}

static int ascending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Cuts of u from `start` to `end`: the pole, decades from it, and about the second root. */
static int find_breaks(const struct spectral_density *rho, double pole, double start, double end, double *breaks) {
    double all[128] = {start, end, 0.0};
    int candidates = 3, count = 0;
    for (double d = 0.5 * rho->half_width / pole; d < end - start; d *= 10.0) {
        all[candidates++] = -d;
        all[candidates++] = d;
    }
    for (double t = 0.3 * sqrt(rho->threshold - rho->split); t < pole + end; t *= 3.0) all[candidates++] = t - pole;
    for (int i = 0; i < candidates; i++)
        if (all[i] >= start && all[i] <= end) breaks[count++] = all[i];
    qsort(breaks, (size_t)count, sizeof *breaks, ascending);
    return count;
}

/* int rho g ds over the mesh. */
static double by_quadrature(const epscan_dark_photon *model, const struct spectral_density *rho, const struct response_mesh *mesh) {
    const double pole = model->mass_GeV * sqrt(dark_photon_open_share(model));
    const double start = sqrt(fmax(0.0, mesh->edge[0] - rho->threshold)) - pole,
                 end = sqrt(mesh->edge[mesh->panel_count] - rho->threshold) - pole;
    struct integral integral = {model, pole};
    double breaks[128], sum = 0.0, part, error;
    const int count = find_breaks(rho, pole, start, end, breaks);
    gsl_integration_workspace *workspace = gsl_integration_workspace_alloc(400);
    gsl_function f = {integrand, &integral};
    for (int i = 0; i + 1 < count; i++) {
        gsl_integration_qag(&f, breaks[i], breaks[i + 1], 0.0, 1e-12, 400, GSL_INTEG_GAUSS31, workspace, &part, &error);
        sum += part;
    }
    gsl_integration_workspace_free(workspace);
    return sum;
}

static double by_moments(const struct moment_rules *rules, const struct spectral_density *rho) {
    double numerator[8 * MESH_PANEL_NODES], moment[8 * MESH_PANEL_NODES], sum = 0.0;
    density_numerators(rules, rho, numerator);
    density_moments(rules, rho, rules->mesh->edge[rules->mesh->panel_count] - rho->resonance, numerator, moment);
    for (int j = 0; j < rules->mesh->node_count; j++) sum += moment[j] * smooth_response(rules->mesh->s[j]);
    return sum;
}

/* 1e-10: what meshes are made to (response_probe.h), a tenth of the scan's promise. */
static void compare(const struct moment_rules *rules, const epscan_dark_photon *model) {
    const struct spectral_density rho = spectral_density_of(model);
    const double got = by_moments(rules, &rho), expected = by_quadrature(model, &rho, rules->mesh);
    if (fabs(got - expected) > 1e-10 * expected)
        print_error("mA %.17g alpha_D %.17g r %.17g splitting %.17g\n", model->mass_GeV, model->alpha_D, model->mass_ratio,
                    model->splitting);
    assert_close(got, expected, 1e-10, 0.0);
}

static void with_rules(void (*test)(const struct moment_rules *)) {
    const double edge[] = {1.0 / 64, 1.0 / 8, 1.0, 8.0};
    struct response_mesh mesh;
    struct moment_rules rules;
    assert_int_equal(response_mesh_of_edges(&mesh, edge, COUNT_OF(edge) - 1), EPSCAN_OK);
    assert_int_equal(moment_rules_init(&rules, &mesh), EPSCAN_OK);
    test(&rules);
    moment_rules_clear(&rules);
    response_mesh_clear(&mesh);
}

/* Every current, masses of chi from a hundredth of A' to nearly half of it, resonances anywhere on the mesh. */
static void compare_all_currents(const struct moment_rules *rules) {
    uint64_t seed = 3;
    for (int i = 0; i < 400; i++) {
        const epscan_dark_photon model = {(epscan_spin)(i % EPSCAN_SPIN_COUNT), random_between(&seed, 0.3, 2.8),
                                          pow(10.0, random_between(&seed, -10.0, 0.0)),
                                          0.5 - 0.49 * pow(10.0, random_between(&seed, -5.0, 0.0))};
        compare(rules, &model);
    }
}

static void moments_of_every_current(void **state) {
    (void)state;
    with_rules(compare_all_currents);
}

/*
 * One mass far below the other and both together nearly as heavy as A': the roots of the width at (m_1 + m_2)^2 and (m_2 - m_1)^2
 * and the pole are close to each other.
 */
static void compare_split_masses(const struct moment_rules *rules) {
    uint64_t seed = 16;
    for (int i = 0; i < 400; i++) {
        const double r = pow(10.0, random_between(&seed, -3.0, -0.5)), closing = pow(10.0, random_between(&seed, -5.0, -0.3));
        const epscan_dark_photon model = {EPSCAN_PSEUDO_DIRAC, random_between(&seed, 0.3, 2.8),
                                          pow(10.0, random_between(&seed, -10.0, 0.0)), r, (1.0 / r - 2.0) * (1.0 - closing)};
        compare(rules, &model);
    }
}

static void moments_of_split_masses(void **state) {
    (void)state;
    with_rules(compare_split_masses);
}

static int set_up(void **state) {
    (void)state;
    gsl_set_error_handler_off();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(moments_of_every_current), cmocka_unit_test(moments_of_split_masses)};
    return cmocka_run_group_tests(tests, set_up, NULL);
}
