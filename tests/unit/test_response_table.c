/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Response tables against what they stand for: R between the nodes against the channels themselves, and yields of models against
 * adaptive quadrature that has no mesh (1e-5 is what files state; the mesh is laid for 5e-6, and quadrature is good to 1e-9).
 * Densities of one's own: a linear interpolant against GSL on each of its pieces, a pole of any width against its closed form.
 */
#include "testing.h"

#include "model/spectral_density.h"
#include "yield/model_events.h"
#include "yield/response_projection.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>

/* Thresholds as shares of the beam energy. */
static const double threshold_shares[] = {0.45, 0.50, 0.58}, shifts[] = {-0.03, 0.0, 0.02};
enum { THRESHOLDS = 3, SHIFTS = 3 };

static uint64_t seed = 20;

static double log_between(double low, double high) {
    return low * pow(high / low, random_unit(&seed));
}

static void make_table(const struct prepared_experiment *e, struct response_table *table) {
    double thresholds[THRESHOLDS];
    for (int i = 0; i < THRESHOLDS; i++) thresholds[i] = threshold_shares[i] * e->search.beam_energy_GeV;
    if (response_table_of(&e->responses, &(struct selection_axes){thresholds, THRESHOLDS, shifts, SHIFTS}, table))
        fail_msg("%s", epscan_error_message());
    assert_int_equal(response_table_columns(table), THRESHOLDS * SHIFTS);
}

static struct response_projection projection_of(const struct response_table *table) {
    struct response_projection projection = {.moment = malloc(response_projection_size(table) * sizeof(double))};
    assert_non_null(projection.moment);
    return projection;
}

/* R anywhere, of every channel, against the channel without a mesh; below 1e-13 events at the reference mixing nothing counts. */
static void between_nodes(const struct prepared_experiment *e, const struct response_table *table) {
    const double reference = EPSCAN_REFERENCE_EPSILON * EPSCAN_REFERENCE_EPSILON;
    for (int i = 0; i < 200; i++) {
        const size_t column = (size_t)(9.0 * random_unit(&seed));
        const epscan_selection selection = response_table_selection(table, column);
        const double lowest = 1.001 * epscan_dark_photon_resonance_mass_GeV(e->search.minimum_energy_GeV);
        const double highest = epscan_dark_photon_resonance_mass_GeV(0.9999 * e->search.beam_energy_GeV);
        const double sqrt_s = i % 2 ? log_between(1e-3, 2.0) : log_between(lowest, highest);
        for (size_t c = 0; c < channel_count(); c++) {
            const double expected = response_narrow_events(&e->responses.of[c], sqrt_s, &selection);
            const double got = reference * response_table_at(table, c, column, sqrt_s);
            if (isnan(expected))
                assert_true(isnan(got));
            else if (sqrt_s >= lowest ||
                     c == channel_of_name("strahlung")) /* below the minimum energy annihilation does not count */
                assert_close(got, expected, RESPONSE_TABLE_ERROR, 1e-13);
        }
    }
}

static epscan_dark_photon random_model(void) {
    epscan_dark_photon model = {.spin = (epscan_spin)(EPSCAN_SPIN_COUNT * random_unit(&seed)),
                                .mass_GeV = log_between(0.01, 0.8),
                                .alpha_D = log_between(1e-8, 1.0),
                                .mass_ratio = random_unit(&seed) < 0.3 ? 0.5 - log_between(1e-5, 0.1) : log_between(1e-2, 0.49)};
    if (model.spin == EPSCAN_PSEUDO_DIRAC) model.splitting = 0.9 * random_unit(&seed) * (1.0 / model.mass_ratio - 2.0);
    return model;
}

static void yields(const struct prepared_experiment *e, const struct response_table *table, int models) {
    struct response_projection projection = projection_of(table);
    double *scratch = malloc(response_projection_size(table) * sizeof *scratch);
    for (int i = 0; i < models; i++) {
        const epscan_dark_photon model = random_model();
        const size_t column = (size_t)(9.0 * random_unit(&seed));
        const epscan_selection selection = response_table_selection(table, column);
        double expected[CHANNELS_MAX];
        assert_int_equal(model_events(&e->responses, &model, &selection, expected), EPSCAN_OK);
        response_project_model(table, &model, scratch, &projection);
        for (size_t c = 0; c < channel_count(); c++) {
            const double got = response_projection_events(table, &projection, c, column);
            if (isnan(expected[c]))
                assert_true(isnan(got));
            else
                assert_close(got, expected[c], RESPONSE_TABLE_ERROR, 1e-13);
        }
    }
    free(scratch);
    free(projection.moment);
}

static void tables_are_the_experiment(void **state) {
    (void)state;
    static const char *const names[] = {"na64-2021", "na64-2021-positron-beam", "thin-target-8gev"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct prepared_experiment *e = load_experiment(names[i]);
        struct response_table table;
        make_table(e, &table);
        between_nodes(e, &table);
        yields(e, &table, i == 2 ? 6 : 60);
        response_table_clear(&table);
        unload_experiment(e);
    }
}

/* ---- Densities of one's own ---- */

/* Two resonances, a gap, and a continuum that begins with a step. */
static const double rows_GeV[] = {0.1, 0.15, 0.1501, 0.15015, 0.1503, 0.22, 0.2202, 0.2203, 0.2206, 0.24, 0.2401, 0.3};
static const double rows_rho[] = {0.0, 0.0, 9000.0, 7000.0, 0.0, 0.0, 4000.0, 9000.0, 0.0, 0.0, 30.0, 5.0};

struct direct {
    const struct response *response;
    const struct density_table *rho;
    epscan_selection selection;
};

static double direct_integrand(double s, void *data) {
    const struct direct *d = data;
    const double R = response_narrow_events(d->response, sqrt(s), &d->selection);
    return isnan(R) ? 0.0 : R * density_table_at(d->rho, s);
}

/* Each piece by GSL, with R itself and no mesh. */
static double folded_directly(struct direct *d) {
    gsl_integration_workspace *workspace = gsl_integration_workspace_alloc(400);
    double sum = 0.0;
    for (size_t i = 0; i + 1 < d->rho->count; i++) {
        const gsl_function f = {direct_integrand, d};
        double value = 0.0, error;
        gsl_integration_qag(&f, d->rho->s_GeV2[i], d->rho->s_GeV2[i + 1], 0.0, 1e-9, 400, GSL_INTEG_GAUSS31, workspace, &value,
                            &error);
        sum += value;
    }
    gsl_integration_workspace_free(workspace);
    return sum;
}

static void a_table_is_folded_as_it_is(void **state) {
    (void)state;
    struct prepared_experiment *e = load_experiment("na64-2021");
    struct response_table table;
    make_table(e, &table);
    struct response_projection projection = projection_of(&table);
    struct density_table rho;
    assert_int_equal(density_table_of("rho", rows_GeV, rows_rho, COUNT_OF(rows_GeV), &rho), EPSCAN_OK);
    assert_int_equal(response_project_table(&table, &rho, &projection), EPSCAN_OK);
    for (size_t c = 0; c < channel_count(); c++) {
        struct direct direct = {&e->responses.of[c], &rho, response_table_selection(&table, 4)};
        assert_close(response_projection_events(&table, &projection, c, 4), folded_directly(&direct), RESPONSE_TABLE_ERROR, 0.0);
    }
    density_table_clear(&rho);
    free(projection.moment);
    response_table_clear(&table);
    unload_experiment(e);
}

/* A table's norm by hand: a triangle from s = 0.04 to 0.09 GeV^2, 100/GeV^2 high. */
static void the_norm_of_a_triangle(void **state) {
    (void)state;
    static const double x[] = {0.2, 0.25, 0.3}, y[] = {0.0, 100.0, 0.0};
    struct density_table rho;
    assert_int_equal(density_table_of("rho", x, y, 3, &rho), EPSCAN_OK);
    assert_close(rho.norm, 0.5 * 100.0 * (0.09 - 0.04), 1e-14, 0.0);
    assert_close(density_table_at(&rho, 0.5 * (0.0625 + 0.09)), 50.0, 1e-14, 0.0);
    assert_true(density_table_at(&rho, 0.0399) == 0.0 && density_table_at(&rho, 0.0901) == 0.0);
    density_table_clear(&rho);
}

static double pole_at(double s, void *data) {
    const epscan_dark_photon *model = data;
    return spectral_density_at_offset(model, s - model->mass_GeV * model->mass_GeV);
}

/* What moments have in closed form, as a density that only its values are known of: threshold and pole are its breaks. */
static void any_density_finds_a_pole(void **state) {
    (void)state;
    struct prepared_experiment *e = load_experiment("na64-2021-textbook");
    struct response_table table;
    make_table(e, &table);
    struct response_projection known = projection_of(&table), found = projection_of(&table);
    double *scratch = malloc(response_projection_size(&table) * sizeof *scratch);
    const size_t annihilation = channel_of_name("annihilation");
    static const double alphas[] = {1e-8, 1e-4, 0.1, 0.5};
    for (size_t i = 0; i < COUNT_OF(alphas); i++) {
        epscan_dark_photon model = {
            .spin = i % 2 ? EPSCAN_FERMION : EPSCAN_SCALAR, .mass_GeV = 0.23, .alpha_D = alphas[i], .mass_ratio = 0.4};
        const double breaks[] = {0.23 * 0.23, 4.0 * 0.4 * 0.4 * 0.23 * 0.23};
        const struct any_density rho = {pole_at, &model, 2, breaks};
        response_project_model(&table, &model, scratch, &known);
        assert_int_equal(response_project_density(&table, &rho, &found), EPSCAN_OK);
        /* s - m^2 of doubles has an error of 1e-17 GeV^2, of a half-width of 1e-9 at the least */
        assert_close(response_projection_events(&table, &found, annihilation, 4),
                     response_projection_events(&table, &known, annihilation, 4), 1e-7, 0.0);
    }
    free(scratch);
    free(known.moment);
    free(found.moment);
    response_table_clear(&table);
    unload_experiment(e);
}

static double not_a_number(double s, void *data) {
    (void)data;
    return s > 0.05 ? NAN : 1.0;
}

static double without_end(double s, void *data) {
    (void)data;
    return 1.0 + sin(1e9 * s);
}

static void densities_that_cannot_be_folded_are_refused(void **state) {
    (void)state;
    struct prepared_experiment *e = load_experiment("na64-2021-textbook");
    struct response_table table;
    make_table(e, &table);
    struct response_projection projection = projection_of(&table);
    double (*const bad[])(double, void *) = {not_a_number, without_end};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        const struct any_density rho = {.at = bad[i]};
        assert_int_equal(response_project_density(&table, &rho, &projection), EPSCAN_FAILED);
        assert_non_null(strstr(epscan_error_message(), "cannot be folded"));
    }
    free(projection.moment);
    response_table_clear(&table);
    unload_experiment(e);
}

static const struct {
    const char *text, *expected;
} bad_tables[] = {
    {"sqrt_s_GeV,rho_per_GeV2\n0.1,nan\n", "t.csv:2: rho_per_GeV2: \"nan\" is not allowed"},
    {"sqrt_s_GeV,rho_per_GeV2\n0.1,1\n0.2,-1e-9\n", "t.csv:3: rho_per_GeV2: \"-1e-9\" is not allowed"},
    {"sqrt_s_GeV,rho_per_GeV2\n0.1,1\n0.1,1\n", "t.csv:3: sqrt_s_GeV: rows must increase strictly"},
    {"sqrt_s_GeV,rho_per_GeV2\n0.1,1\n0.2,inf\n", "t.csv:3: rho_per_GeV2: \"inf\" is not allowed"},
    {"sqrt_s_GeV,rho_per_GeV2\n0.1,1\n", "t.csv: 1 rows are not allowed"},
    {"sqrt_s_GeV,rho_per_GeV2\n0.1,0\n0.2,0\n", "t.csv: rho_per_GeV2: zero everywhere"},
    {"s_GeV2,rho_per_GeV2\n0.1,1\n0.2,1\n", "t.csv:1: header: \"s_GeV2\" is not allowed"},
};

static void bad_densities_are_named(void **state) {
    (void)state;
    struct density_table rho;
    for (size_t i = 0; i < COUNT_OF(bad_tables); i++) {
        assert_int_equal(density_table_parse("t.csv", bad_tables[i].text, strlen(bad_tables[i].text), &rho), EPSCAN_BAD_INPUT);
        if (!strstr(epscan_error_message(), bad_tables[i].expected)) fail_msg("%s", epscan_error_message());
    }
    static const double x[] = {0.1, 0.2}, negative[] = {1.0, -1.0}, good[] = {1.0, 1.0};
    assert_int_equal(density_table_of("rho", x, negative, 2, &rho), EPSCAN_BAD_INPUT);
    assert_int_equal(density_table_of("rho", x, good, 2, &rho), EPSCAN_OK);
    assert_int_equal(density_table_check_range(&rho, 0.11, 0.3), EPSCAN_BAD_INPUT);
    assert_non_null(strstr(epscan_error_message(), "0.1 to 0.2 is not allowed; allowed: inside the response, 0.11 to 0.3 GeV"));
    assert_int_equal(density_table_check_range(&rho, 0.1, 0.2), EPSCAN_OK);
    density_table_clear(&rho);
}

int main(void) {
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_the_experiment),
        cmocka_unit_test(a_table_is_folded_as_it_is),
        cmocka_unit_test(the_norm_of_a_triangle),
        cmocka_unit_test(any_density_finds_a_pole),
        cmocka_unit_test(densities_that_cannot_be_folded_are_refused),
        cmocka_unit_test(bad_densities_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
