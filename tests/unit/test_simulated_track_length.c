/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test_targets.h"

#include "core/gauss_legendre.h"
#include "shower/montecarlo/signal_tally.h"
#include "shower/montecarlo/simulated_track_length.h"

static const double beam_GeV = 100.0, screening = 4.0 / 3.0;

/* Cuts from far below to just below the beam: ascending edges, from the cut to 0.9999 of the beam energy. */
static void edges_ascend_from_the_cut_to_near_the_beam(void **state) {
    (void)state;
    for (double cut = 0.02; cut < 99.9; cut *= 1.07) {
        double edges[SIMULATION_MAX_ENERGY_EDGES];
        const int count = simulation_energy_edges(beam_GeV, cut, 0.0, edges, SIMULATION_MAX_ENERGY_EDGES);
        assert_true(count >= 3);
        assert_true(edges[0] == cut);
        assert_close(edges[count - 1], 99.99, 1e-15, 0.0);
        for (int i = 1; i < count; i++) {
            assert_true(edges[i] > edges[i - 1]);
            assert_true(edges[i] - edges[i - 1] < (edges[i] <= 90.0 ? 1.51 : 3.0)); /* one bin stands for up to 1.5 */
        }
        assert_int_equal(simulation_energy_edges(beam_GeV, cut, 0.0, edges, count - 1), 0);
    }
    double edges[SIMULATION_MAX_ENERGY_EDGES];
    /* photons softer than a share of 0.002 are mean loss, which blurs what is less than five of them below the beam */
    const int blurred = simulation_energy_edges(beam_GeV, 5.0, 0.002, edges, SIMULATION_MAX_ENERGY_EDGES);
    assert_close(edges[blurred - 1], 99.0, 1e-15, 0.0);
    assert_int_equal(simulation_energy_edges(beam_GeV, 99.95, 0.0, edges, SIMULATION_MAX_ENERGY_EDGES), 0);
    assert_int_equal(simulation_energy_edges(beam_GeV, 0.0, 0.0, edges, SIMULATION_MAX_ENERGY_EDGES), 0);
}

typedef double track_function(const struct track_length *track_length, double energy_GeV);
static track_function *const functions[] = {track_length_primary_X0_per_GeV, track_length_secondary_X0_per_GeV};

/* The mean over a bin by 40 Gauss points in ln(E0 - E). */
static double mean_over(track_function *function, const struct track_length *exact, double low, double high) {
    struct gauss_rule rule;
    gauss_rule_init(&rule, 40);
    const double from = log(beam_GeV - high), to = log(beam_GeV - low);
    double sum = 0.0;
    for (int i = 0; i < rule.count; i++) {
        const double gap = exp(0.5 * (from + to + (to - from) * rule.node[i]));
        sum += 0.5 * (to - from) * rule.weight[i] * gap * function(exact, beam_GeV - gap);
    }
    return sum / (high - low);
}

/* Bins of Approximation A's track length, of which all is known. */
static struct track_length *table_of_bins(const struct track_length *exact, double cut_GeV, double *edges, int *bins) {
    double primary[SIMULATION_MAX_ENERGY_EDGES], secondary[SIMULATION_MAX_ENERGY_EDGES];
    struct track_length_rows *rows = calloc(1, sizeof *rows);
    struct track_length *made = NULL;
    assert_non_null(rows);
    *bins = simulation_energy_edges(beam_GeV, cut_GeV, 0.0, edges, SIMULATION_MAX_ENERGY_EDGES) - 1;
    for (int i = 0; i < *bins; i++) {
        primary[i] = mean_over(track_length_primary_X0_per_GeV, exact, edges[i], edges[i + 1]);
        secondary[i] = mean_over(track_length_secondary_X0_per_GeV, exact, edges[i], edges[i + 1]);
    }
    const struct track_length_bins given = {beam_GeV, *bins, edges, primary, secondary};
    assert_int_equal(track_length_rows_of_bins(&given, rows), EPSCAN_OK);
    assert_true(rows->count <= SIMULATED_TRACK_LENGTH_MAX_ROWS);
    assert_true(rows->energy_GeV[0] == edges[0] && rows->energy_GeV[rows->count - 1] == edges[*bins]);
    assert_int_equal(
        track_length_from_table(rows->count, rows->energy_GeV, rows->primary_X0_per_GeV, rows->secondary_X0_per_GeV, 0.0, &made),
        EPSCAN_OK);
    free(rows);
    return made;
}

/* Rows are interpolated once more by another curve, hence 1e-3 (largest found: 6e-4). */
static void table_has_the_integrals_of_the_bins(void **state) {
    (void)state;
    struct track_length *exact = approximation_a(&screening, beam_GeV, 1.0);
    double edges[SIMULATION_MAX_ENERGY_EDGES];
    int bins;
    struct track_length *table = table_of_bins(exact, 5.0, edges, &bins);
    for (int i = 0; i < bins; i++)
        for (int k = 0; k < 2; k++)
            assert_close(mean_over(functions[k], table, edges[i], edges[i + 1]),
                         mean_over(functions[k], exact, edges[i], edges[i + 1]), 1e-3, 0.0);
    track_length_free(table);
    track_length_free(exact);
}

/* Of an error that falls as the cube of a bin's width, 0.8 % is what was found in the widest ones, at the cut. */
static void table_is_the_function_that_filled_the_bins(void **state) {
    (void)state;
    struct track_length *exact = approximation_a(&screening, beam_GeV, 1.0);
    double edges[SIMULATION_MAX_ENERGY_EDGES];
    int bins;
    struct track_length *table = table_of_bins(exact, 5.0, edges, &bins);
    for (int i = 0; i < bins; i++)
        for (int j = 0; j < 10; j++) {
            const double energy = edges[i] + (edges[i + 1] - edges[i]) * (j + 0.5) / 10;
            for (int k = 0; k < 2; k++) assert_close(functions[k](table, energy), functions[k](exact, energy), 0.01, 0.0);
        }
    track_length_free(table);
    track_length_free(exact);
}

/* Bins without a track, as near the beam energy or after few showers: no negative T, nothing where there was nothing. */
static void empty_bins_stay_empty(void **state) {
    (void)state;
    const double edges[] = {5.0, 6.0, 7.0, 8.0, 9.0}, primary[4] = {0.0}, secondary[] = {1.0, 0.0, 0.0, 3.0};
    const struct track_length_bins bins = {beam_GeV, 4, edges, primary, secondary};
    struct track_length_rows *rows = calloc(1, sizeof *rows);
    assert_non_null(rows);
    assert_int_equal(track_length_rows_of_bins(&bins, rows), EPSCAN_OK);
    assert_int_equal(rows->count, 17);
    for (size_t i = 0; i < rows->count; i++) {
        assert_true(rows->primary_X0_per_GeV[i] == 0.0 && rows->secondary_X0_per_GeV[i] >= 0.0);
        if (rows->energy_GeV[i] >= 6.0 && rows->energy_GeV[i] <= 8.0) assert_true(rows->secondary_X0_per_GeV[i] == 0.0);
    }
    const struct track_length_bins one = {beam_GeV, 1, edges, primary, secondary};
    assert_int_equal(track_length_rows_of_bins(&one, rows), EPSCAN_BAD_INPUT);
    free(rows);
}

/* By hand: showers 0 .. 3 have weights {1 + 2, 4, nothing, nothing}: mean 7/4, variance of the mean (25/4 - 49/16)/3. */
static void yields_are_means_over_showers(void **state) {
    (void)state;
    const struct signal_event events[] = {{.shower = 0, .weight = 1.0, .ecal_GeV = 10.0},
                                          {.shower = 0, .weight = 2.0, .ecal_GeV = 60.0},
                                          {.shower = 1, .weight = 4.0, .ecal_GeV = 49.9}};
    struct signal_tally tally = {.ecal_threshold_GeV = 50.0};
    signal_tally_add(&tally, events, 1); /* a shower may be cut between calls */
    signal_tally_add(&tally, events + 1, 2);
    const struct estimate all = signal_tally_yield(&tally, SIGNAL_ANNIHILATED, 4),
                          selected = signal_tally_yield(&tally, SIGNAL_SELECTED, 4);
    assert_close(all.mean, 1.75, 1e-15, 0.0);
    assert_close(all.error, sqrt((25.0 / 4.0 - 49.0 / 16.0) / 3.0), 1e-14, 0.0);
    assert_close(selected.mean, 1.25, 1e-15, 0.0);
    assert_close(selected.error, sqrt((17.0 / 4.0 - 25.0 / 16.0) / 3.0), 1e-14, 0.0);
    assert_int_equal(tally.count[SIGNAL_ANNIHILATED], 3);
    assert_int_equal(tally.count[SIGNAL_SELECTED], 2);
    assert_true(isnan(signal_tally_yield(&tally, SIGNAL_ANNIHILATED, 1).error));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edges_ascend_from_the_cut_to_near_the_beam),
        cmocka_unit_test(table_has_the_integrals_of_the_bins),
        cmocka_unit_test(table_is_the_function_that_filled_the_bins),
        cmocka_unit_test(empty_bins_stay_empty),
        cmocka_unit_test(yields_are_means_over_showers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
