/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Events of all columns from those of kept ones, as factored grids have them. What is expected is each column's own product of the
 * response with the model's moments (yield_plan_events), which knows of no factors.
 */
#include "testing.h"

#include "file/stored_numbers.h"
#include "yield/column_factors.h"

#include <gsl/gsl_errno.h>

struct block {
    struct yield_plan plan;
    epscan_selection *columns;
    size_t count;
};

/* thresholds x shifts, thresholds slowest, as a tile's columns are. */
static struct block *make_block(const struct prepared_experiment *e, size_t thresholds, double low, double high, size_t shifts) {
    struct block *block = calloc(1, sizeof *block);
    const double shift = shifts > 1 ? 0.03 : 0.0;
    const struct selection_range range = {low, high, -shift, shift};
    block->count = thresholds * shifts;
    block->columns = malloc(block->count * sizeof *block->columns);
    for (size_t j = 0; j < block->count; j++)
        block->columns[j] =
            (epscan_selection){low + (high - low) * (double)(j / shifts) / (double)(thresholds - 1),
                               shifts > 1 ? shift * (2.0 * (double)(j % shifts) / (double)(shifts - 1) - 1.0) : 0.0};
    assert_int_equal(yield_plan_init_lent(&block->plan, &e->search, &e->responses, &range), EPSCAN_OK);
    return block;
}

static void free_block(struct block *block) {
    yield_plan_clear(&block->plan);
    free(block->columns);
    free(block);
}

/* From narrow to broad, A' made by positrons from below the lowest energies to the beam's. */
static epscan_dark_photon random_model(uint64_t *seed, double beam_GeV) {
    return (epscan_dark_photon){random_unit(seed) < 0.5 ? EPSCAN_FERMION : EPSCAN_SCALAR,
                                epscan_dark_photon_resonance_mass_GeV(beam_GeV * random_between(seed, 0.02, 1.1)),
                                pow(10.0, random_between(seed, -5.0, 0.0)), random_between(seed, 0.05, 0.4999)};
}

/* One channel's events of a model in every column. */
static void events_of_columns(const struct block *block, size_t channel, const epscan_dark_photon *model, double *events) {
    double *scratch = malloc((block->plan.scratch_size + block->plan.row_length) * sizeof *scratch), all[CHANNELS_MAX];
    for (size_t j = 0; j < block->count; j++) {
        yield_plan_events(&block->plan, model, &block->columns[j], scratch, all);
        events[j] = all[channel];
    }
    free(scratch);
}

/* What is promised of stored grids. */
static void assert_promise(const struct column_factors *factors, const double *events) {
    double *kept = malloc(factors->count * sizeof *kept), *found = malloc(factors->column_count * sizeof *found);
    unsigned char *stored = malloc(factors->count * KEPT_BYTES);
    column_factors_pick(factors, 1, events, kept, factors->count);
    kept_from_doubles(factors->count, kept, stored);
    doubles_from_kept(factors->count, stored, kept);
    column_factors_expand(factors, 1, kept, factors->count, 0, factors->column_count, found, factors->column_count);
    for (size_t j = 0; j < factors->column_count; j++) assert_true(fabs(found[j] - events[j]) <= 1e-10 * events[j] + 1e-13);
    free(kept), free(found), free(stored);
}

static void events_of_all_columns_follow_from_those_kept(void **state) {
    (void)state;
    static const struct {
        const char *experiment;
        double beam_GeV;
        size_t thresholds, shifts;
        double low, high;
    } blocks[] = {{"na64-2021", 100.0, 1000, 1, 5.0, 95.0},
                  {"na64-2021", 100.0, 101, 5, 30.0, 70.0},
                  {"na64-2021", 100.0, 3, 1, 49.0, 51.0},
                  {"thin-target-8gev", 8.0, 400, 1, 1.0, 6.0}}; /* thousands of events beside 1e-13 */
    uint64_t seed = 23;
    for (size_t b = 0; b < COUNT_OF(blocks); b++) {
        struct prepared_experiment *e = load_experiment(blocks[b].experiment);
        struct block *block = make_block(e, blocks[b].thresholds, blocks[b].low, blocks[b].high, blocks[b].shifts);
        double *events = malloc(block->count * sizeof *events);
        for (size_t c = 0; c < channel_count(); c++) {
            struct column_factors factors;
            if (!block->plan.part[c].response) continue;
            assert_int_equal(column_factors_init(&factors, &block->plan.part[c], block->columns, block->count), EPSCAN_OK);
            for (int i = 0; i < 12; i++) {
                const epscan_dark_photon model = random_model(&seed, blocks[b].beam_GeV);
                events_of_columns(block, c, &model, events);
                assert_promise(&factors, events);
            }
            column_factors_clear(&factors);
        }
        free(events);
        free_block(block);
        unload_experiment(e);
    }
}

/*
 * A point of 1000 columns takes a byte or less, the model's status included, whatever their range. That so few can be enough: a
 * Gaussian of width sigma is below 1e-13 of its largest from wave numbers of 7.7/sigma on, a range of L so has 2 x 7.7 L/(2 pi
 * sigma) numbers (Shannon), 117 from 5 to 95 GeV where sigma = 0.1 sqrt(E GeV) + 0.04 E, 21 from 40 to 60 GeV, and some for the
 * ends.
 */
static void a_point_of_1000_columns_takes_a_byte(void **state) {
    (void)state;
    static const struct { double low, high, bytes; } ranges[] = {{5.0, 95.0, 1.0}, {30.0, 70.0, 0.45}, {40.0, 60.0, 0.25}};
    struct prepared_experiment *e = load_experiment("na64-2021");
    for (size_t i = 0; i < COUNT_OF(ranges); i++) {
        struct block *block = make_block(e, 1000, ranges[i].low, ranges[i].high, 1);
        size_t numbers = 0;
        for (size_t c = 0; c < channel_count(); c++) {
            struct column_factors factors;
            if (!e->responses.of[c].channel) continue;
            const struct channel_plan *part = block->plan.part[c].response ? &block->plan.part[c] : NULL;
            assert_int_equal(column_factors_init(&factors, part, block->columns, block->count), EPSCAN_OK);
            numbers += factors.count;
            column_factors_clear(&factors);
        }
        assert_true(numbers > 10);
        assert_true((double)(numbers * KEPT_BYTES + 1) <= ranges[i].bytes * 1000.0);
        free_block(block);
    }
    unload_experiment(e);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_of_all_columns_follow_from_those_kept),
        cmocka_unit_test(a_point_of_1000_columns_takes_a_byte),
    };
    gsl_set_error_handler_off();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
