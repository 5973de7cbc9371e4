/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testing.h"

#include "yield/selection_weights.h"
#include "yield/signal_yield.h"

#include <gsl/gsl_errno.h>

/* thresholds x shifts, thresholds slowest, as a tile's columns are. */
static epscan_selection *columns_of(size_t thresholds, double low, double high, size_t shifts) {
    epscan_selection *columns = malloc(thresholds * shifts * sizeof *columns);
    for (size_t i = 0; i < thresholds; i++)
        for (size_t j = 0; j < shifts; j++)
            columns[i * shifts + j] = (epscan_selection){low + (high - low) * (double)i / (double)(thresholds - 1),
                                                         shifts > 1 ? -0.05 + 0.1 * (double)j / (double)(shifts - 1) : 0.0};
    return columns;
}

struct block {
    struct yield_plan plan;
    epscan_selection *columns;
    size_t count;
    struct selection_weights weights;
};

static struct block *make_block(const struct search *search, size_t thresholds, double low, double high, size_t shifts) {
    struct block *block = calloc(1, sizeof *block);
    const struct selection_range range = {low, high, shifts > 1 ? -0.05 : 0.0, shifts > 1 ? 0.05 : 0.0};
    block->columns = columns_of(thresholds, low, high, shifts);
    block->count = thresholds * shifts;
    assert_int_equal(yield_plan_init(&block->plan, search, &range), EPSCAN_OK);
    assert_int_equal(selection_weights_init(&block->weights, &block->plan.part[0], block->columns, block->count), EPSCAN_OK);
    return block;
}

static void free_block(struct block *block) {
    yield_plan_clear(&block->plan);
    selection_weights_clear(&block->weights);
    free(block->columns);
    free(block);
}

static void block_events(const struct block *block, const epscan_dark_photon *models, size_t count, double *events) {
    double *numerators = malloc(block->plan.scratch_size * sizeof *numerators);
    double *rows = malloc(count * block->plan.row_length * sizeof *rows);
    double *scratch = malloc((count * block->weights.largest_rank_stride + 1) * sizeof *scratch);
    yield_plan_model_rows(&block->plan, models, count, numerators, rows);
    selection_weights_events(&block->weights, &block->plan.part[0], count, rows, block->plan.row_length, scratch, events,
                             block->count);
    free(numerators), free(rows), free(scratch);
}

static size_t factored_groups(const struct block *block) {
    size_t factored = 0;
    for (size_t g = 0; g < block->weights.group_count; g++) factored += block->weights.groups[g].rank > 0;
    return factored;
}

static epscan_dark_photon random_model(uint64_t *seed) {
    return (epscan_dark_photon){random_unit(seed) < 0.5 ? EPSCAN_FERMION : EPSCAN_SCALAR,
                                epscan_dark_photon_resonance_mass_GeV(random_between(seed, 2.0, 120.0)),
                                pow(10.0, random_between(seed, -5.0, 0.0)), random_between(seed, 0.05, 0.4999)};
}

/*
 * Whole blocks of columns, factored, against quadrature: 1e-9 + 1e-13 events, the promise of the scan. The wide block has
 * thresholds at both ends, where weights of one block differ by fifteen orders of magnitude.
 */
static void factored_blocks_agree_with_quadrature(void **state) {
    (void)state;
    static const struct {
        size_t thresholds, shifts;
        double low, high;
    } blocks[] = {{200, 5, 40.0, 60.0}, {180, 9, 5.0, 95.0}, {400, 1, 1.0, 99.0}};
    enum { MODELS = 40, COLUMNS_EACH = 12 };
    struct prepared_experiment *e = load_experiment("na64-2021");
    uint64_t seed = 10;
    for (size_t b = 0; b < COUNT_OF(blocks); b++) {
        struct block *block = make_block(&e->search, blocks[b].thresholds, blocks[b].low, blocks[b].high, blocks[b].shifts);
        epscan_dark_photon models[MODELS];
        double *events = malloc(MODELS * block->count * sizeof *events);
        assert_true(factored_groups(block) > 0);
        for (int m = 0; m < MODELS; m++) models[m] = random_model(&seed);
        block_events(block, models, MODELS, events);
        for (int i = 0; i < MODELS * COLUMNS_EACH; i++) {
            const size_t m = (size_t)i / COLUMNS_EACH, j = (size_t)random_between(&seed, 0.0, (double)block->count);
            struct signal_yield exact;
            assert_int_equal(signal_yield_adaptive(&e->search, &models[m], block->columns[j].threshold_GeV,
                                                   block->columns[j].energy_scale_shift, &exact),
                             EPSCAN_OK);
            assert_close(events[m * block->count + j], exact.events, 1e-9, 1e-13);
        }
        free(events);
        free_block(block);
    }
    unload_experiment(e);
}

/* The same events in any company: a block of one column has no factors. 2e-10 + 1e-13 is twice what factoring allows. */
static void factoring_changes_nothing(void **state) {
    (void)state;
    struct prepared_experiment *e = load_experiment("na64-2021-positron-beam");
    struct block *block = make_block(&e->search, 120, 10.0, 90.0, 5);
    double *events = malloc(block->count * sizeof *events);
    uint64_t seed = 11;
    assert_true(factored_groups(block) > 0);
    for (int i = 0; i < 20; i++) {
        const epscan_dark_photon model = random_model(&seed);
        block_events(block, &model, 1, events);
        for (size_t j = 0; j < block->count; j += 7) {
            struct block alone = {.plan = block->plan, .columns = block->columns + j, .count = 1};
            double expected;
            assert_int_equal(selection_weights_init(&alone.weights, &alone.plan.part[0], alone.columns, 1), EPSCAN_OK);
            block_events(&alone, &model, 1, &expected);
            assert_close(events[j], expected, 2e-10, 1e-13);
            selection_weights_clear(&alone.weights);
        }
    }
    free(events);
    free_block(block);
    unload_experiment(e);
}

/* A target that makes no positrons at all: nothing to factor, and no events. */
static void weights_of_nothing_give_nothing(void **state) {
    (void)state;
    static const double energy[] = {1.0, 10.0, 50.0, 100.0}, none[] = {0.0, 0.0, 0.0, 0.0};
    struct prepared_experiment *e = load_experiment("na64-2021");
    struct search search = e->search;
    struct track_length *table = NULL;
    assert_int_equal(track_length_from_table(4, energy, none, none, 0.0, &table), EPSCAN_OK);
    search.track_length = table;
    struct block *block = make_block(&search, 100, 30.0, 60.0, 1);
    const epscan_dark_photon model = {EPSCAN_FERMION, 0.225, 0.1, 1.0 / 3.0};
    double events[100];
    block_events(block, &model, 1, events);
    for (int j = 0; j < 100; j++) assert_true(events[j] == 0.0);
    free_block(block);
    track_length_free(table);
    unload_experiment(e);
}

/* Yields are proportional to the exposure to rounding: the mesh and the factors do not depend on it. */
static void exposure_only_scales(void **state) {
    (void)state;
    struct prepared_experiment *e = load_experiment("na64-2021");
    struct search one = e->search;
    one.exposure = 1.0;
    struct block *all = make_block(&e->search, 100, 30.0, 60.0, 3), *single = make_block(&one, 100, 30.0, 60.0, 3);
    double many[300], few[300];
    uint64_t seed = 12;
    for (int i = 0; i < 20; i++) {
        const epscan_dark_photon model = random_model(&seed);
        block_events(all, &model, 1, many);
        block_events(single, &model, 1, few);
        for (int j = 0; j < 300; j++) assert_close(few[j] * e->search.exposure, many[j], 1e-9, 1e-13);
    }
    free_block(all);
    free_block(single);
    unload_experiment(e);
}

/* Models that share a family's numerators have the bits they have alone. */
static void families_share_work_not_bits(void **state) {
    (void)state;
    enum { MODELS = 24 };
    struct prepared_experiment *e = load_experiment("na64-2021");
    struct block *block = make_block(&e->search, 10, 45.0, 55.0, 1);
    epscan_dark_photon models[MODELS];
    double together[MODELS][10], alone[10];
    for (int m = 0; m < MODELS; m++)
        models[m] = (epscan_dark_photon){m % 2 ? EPSCAN_SCALAR : EPSCAN_FERMION, 0.2 + 0.01 * (m / 12), 0.1 * (1 + m / 3 % 4),
                                         m % 3 ? 1.0 / 3.0 : 0.45};
    block_events(block, models, MODELS, together[0]);
    for (int m = 0; m < MODELS; m++) {
        block_events(block, &models[m], 1, alone);
        assert_memory_equal(together[m], alone, sizeof alone);
    }
    free_block(block);
    unload_experiment(e);
}

static int set_up(void **state) {
    (void)state;
    gsl_set_error_handler_off();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(factored_blocks_agree_with_quadrature), cmocka_unit_test(factoring_changes_nothing),
        cmocka_unit_test(weights_of_nothing_give_nothing),       cmocka_unit_test(exposure_only_scales),
        cmocka_unit_test(families_share_work_not_bits),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
