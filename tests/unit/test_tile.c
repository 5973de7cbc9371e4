/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testing.h"

#include "limit/counting_limit.h"
#include "scan/job.h"
#include "scan/tile_engine.h"
#include "yield/signal_yield.h"

#include <gsl/gsl_errno.h>
#include <omp.h>
#include <pthread.h>

static const char *const text = "experiment: ../inputs/experiments/na64-2021.yaml\n"
                                "output: ../outputs/none.h5\n"
                                "axes:\n"
                                "  spin: [fermion, scalar]\n"
                                "  mA_GeV: [0.1, 0.2, 0.225, 0.24, 0.3, 0.95]\n"
                                "  alpha_D: [0.05, 0.5]\n"
                                "  mass_ratio: [0.2, 1/3, 0.45]\n"
                                "  ecal_threshold_GeV: [30, 50, 70]\n"
                                "  energy_scale_shift: [-0.03, 0, 0.03]\n";

/* A job and its experiment. */
struct work {
    struct job *job;
    struct prepared_experiment *experiment;
};

static struct work make_work(const char *job_text) {
    struct work work = {NULL, NULL};
    gsl_set_error_handler_off();
    if (job_parse(EPSCAN_SOURCE_DIR "/jobs/tile.yaml", job_text, strlen(job_text), &work.job) ||
        prepared_experiment_create(work.job->experiment, &work.experiment))
        fail_msg("%s", epscan_error_message());
    return work;
}

static void work_clear(struct work *work) {
    prepared_experiment_free(work->experiment);
    job_free(work->job);
}

/* The whole grid as its tiles give it, with `threads` threads. */
static void evaluate(const struct work *work, int threads, uint64_t tile_id, struct tile *tile, void (*idle)(void *), void *data) {
    const struct job *job = work->job;
    struct tile_engine *engine = NULL;
    omp_set_num_threads(threads);
    assert_int_equal(tile_engine_create(&job->grid, work->experiment, NULL, &engine), EPSCAN_OK);
    assert_int_equal(tile_init(tile, &job->grid), EPSCAN_OK);
    assert_int_equal(tile_evaluate(engine, tile_id, tile, idle, data), EPSCAN_OK);
    tile_engine_free(engine);
}

/* Every number of a tile against quadrature and Eq. 7; 1e-9 + 1e-13 is the scan's promise. */
static void tiles_hold_yields_limits_and_status(void **state) {
    (void)state;
    struct work work = make_work(text);
    const struct job *job = work.job;
    for (uint64_t id = 0; id < job->grid.tile_count; id++) {
        struct tile tile;
        evaluate(&work, 2, id, &tile, NULL, NULL);
        for (uint64_t m = 0; m < tile.box.model_count; m++) {
            const epscan_dark_photon model = grid_box_model(&job->grid, &tile.box, m);
            const double strahlung = experiment_strahlung_events(job->experiment, model.mass_GeV);
            double total_of_all = 0.0;
            for (uint64_t c = 0; c < tile.box.column_count; c++) {
                double threshold, shift;
                struct signal_yield yield;
                const uint64_t point = m * tile.box.column_count + c;
                grid_box_column(&job->grid, &tile.box, c, &threshold, &shift);
                assert_int_equal(signal_yield_adaptive(&work.experiment->search, &model, threshold, shift, &yield), EPSCAN_OK);
                assert_close(tile.events[0][point], yield.events, 1e-9, 1e-13);
                assert_true(isnan(strahlung) ? isnan(tile.events[1][point]) : tile.events[1][point] == strahlung);
                const double total = tile.events[0][point] + (isnan(strahlung) ? 0.0 : strahlung);
                total_of_all += total;
                if (total > 0.0)
                    assert_close(tile.epsilon_up[point], 1e-4 * sqrt(-log(0.1) / total), 1e-14, 0.0);
                else
                    assert_true(isinf(tile.epsilon_up[point])); /* chi too heavy for any positron, nothing published */
            }
            assert_int_equal(tile.status[m], total_of_all == 0.0 ? EPSCAN_POINT_NO_SIGNAL
                                             : isnan(strahlung)  ? EPSCAN_POINT_STRAHLUNG_OUT_OF_RANGE
                                                                 : EPSCAN_POINT_OK);
        }
        tile_clear(&tile);
    }
    work_clear(&work);
}

static void numbers_do_not_depend_on_threads(void **state) {
    (void)state;
    struct work work = make_work(text);
    struct tile one, many;
    evaluate(&work, 1, 0, &one, NULL, NULL);
    for (int threads = 2; threads <= 5; threads++) {
        evaluate(&work, threads, 0, &many, NULL, NULL);
        const size_t points = one.box.model_count * one.box.column_count;
        for (int c = 0; c < 2; c++) assert_memory_equal(one.events[c], many.events[c], points * sizeof(double));
        assert_memory_equal(one.epsilon_up, many.epsilon_up, points * sizeof(double));
        assert_memory_equal(one.status, many.status, one.box.model_count);
        tile_clear(&many);
    }
    tile_clear(&one);
    work_clear(&work);
}

/*
 * Of 4059 columns, two to a tile's 2048, the limits span decades, and so the weakest of one tile is not that of the other: the
 * model's status is one all the same, that of the weakest of all, at the lowest threshold and the highest shift.
 */
static void tiles_of_other_columns_find_the_same_status(void **state) {
    (void)state;
    static const char *const wide = "experiment: ../inputs/experiments/na64-2021.yaml\n"
                                    "output: ../outputs/none.h5\n"
                                    "axes:\n"
                                    "  spin: [scalar]\n"
                                    "  mA_GeV: {from: 0.1, to: 0.3, points: 7, spacing: linear}\n"
                                    "  alpha_D: {from: 1e-9, to: 1e-5, points: 5, spacing: log}\n"
                                    "  mass_ratio: [1/3]\n"
                                    "  ecal_threshold_GeV: {from: 1, to: 99, points: 99, spacing: linear}\n"
                                    "  energy_scale_shift: {from: -0.05, to: 0.05, points: 41, spacing: linear}\n";
    struct work work = make_work(wide);
    const struct job *job = work.job;
    struct tile first, other;
    assert_true(job->grid.tile_count > 1);
    evaluate(&work, 2, 0, &first, NULL, NULL);
    size_t visible = 0;
    for (uint64_t id = 0; id < job->grid.tile_count; id++) {
        evaluate(&work, 2, id, &other, NULL, NULL);
        assert_int_equal(other.box.model_count, first.box.model_count);
        assert_memory_equal(first.status, other.status, first.box.model_count);
        tile_clear(&other);
    }
    for (uint64_t m = 0; m < first.box.model_count; m++) {
        const epscan_dark_photon model = grid_box_model(&job->grid, &first.box, m);
        struct signal_yield yield;
        assert_int_equal(signal_yield_adaptive(&work.experiment->search, &model, 1.0, 0.05, &yield), EPSCAN_OK);
        const double events = yield.events + experiment_strahlung_events(job->experiment, model.mass_GeV);
        /* Gamma_visible above a per cent of Eq. 4 for the scalar, m >> 2 m_e and below 2 m_mu */
        const double epsilon2 = 1e-8 * -log(0.1) / events, beta = sqrt(1.0 - 4.0 / 9.0);
        const double share = epsilon2 / 137.036 / 3.0 / (model.alpha_D * beta * beta * beta / 12.0);
        if (model.mass_GeV < 0.2) assert_int_equal(first.status[m] == EPSCAN_POINT_VISIBLE_WIDTH, share > 0.01);
        visible += first.status[m] == EPSCAN_POINT_VISIBLE_WIDTH;
    }
    assert_true(visible > 0 && visible < first.box.model_count);
    tile_clear(&first);
    work_clear(&work);
}

struct idle_log {
    pthread_t caller;
    int calls, elsewhere;
};

static void idle(void *data) {
    struct idle_log *log = data;
    log->calls++;
    log->elsewhere += !pthread_equal(pthread_self(), log->caller);
}

/* MPI_THREAD_FUNNELED: the idle callback runs on the calling thread only. */
static void idle_is_called_on_the_calling_thread(void **state) {
    (void)state;
    struct work work = make_work(text);
    struct idle_log log = {pthread_self(), 0, 0};
    struct tile tile;
    evaluate(&work, 1, 0, &tile, idle, &log);
    tile_clear(&tile);
    assert_true(log.calls > 0);
    evaluate(&work, 4, 0, &tile, idle, &log);
    tile_clear(&tile);
    assert_int_equal(log.elsewhere, 0);
    work_clear(&work);
}

/* A model whose moments are not numbers is NaN and `failed`; its neighbours are not touched. */
static void failed_models_are_flagged_and_alone(void **state) {
    (void)state;
    struct work work = make_work(text);
    const struct job *job = work.job;
    struct tile good, bad;
    evaluate(&work, 2, 0, &good, NULL, NULL);
    job->grid.axes[EPSCAN_AXIS_ALPHA_D].value[1] = NAN;
    evaluate(&work, 2, 0, &bad, NULL, NULL);
    uint64_t failed = 0;
    for (uint64_t m = 0; m < bad.box.model_count; m++) {
        const epscan_dark_photon model = grid_box_model(&job->grid, &bad.box, m);
        /* beyond the chi-chi threshold no moment is computed: zero for any coupling */
        const bool is_bad = isnan(model.alpha_D) && epscan_dark_photon_threshold_energy_GeV(&model) < 100.0;
        failed += is_bad;
        assert_true((bad.status[m] == EPSCAN_POINT_FAILED) == is_bad);
        for (uint64_t c = 0; c < bad.box.column_count; c++) {
            const uint64_t point = m * bad.box.column_count + c;
            if (is_bad)
                assert_true(isnan(bad.events[0][point]) && isnan(bad.epsilon_up[point]));
            else
                assert_true(bad.events[0][point] == good.events[0][point]);
        }
    }
    assert_true(failed > 0 && tile_failed_models(&bad) == failed && tile_failed_models(&good) == 0);
    tile_clear(&good);
    tile_clear(&bad);
    work_clear(&work);
}

/* Eq. 7 is not what an experiment by another method gets when the table is forgotten. */
static void engine_wants_the_table_of_its_method(void **state) {
    (void)state;
    char by_cls[1024];
    struct tile_engine *engine = NULL;
    snprintf(by_cls, sizeof by_cls, "%slimit_method: cls-asymptotic\n", text);
    struct work work = make_work(by_cls);
    assert_int_equal(tile_engine_create(&work.job->grid, work.experiment, NULL, &engine), EPSCAN_FAILED);
    assert_null(engine);
    work_clear(&work);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tiles_hold_yields_limits_and_status),         cmocka_unit_test(numbers_do_not_depend_on_threads),
        cmocka_unit_test(tiles_of_other_columns_find_the_same_status), cmocka_unit_test(idle_is_called_on_the_calling_thread),
        cmocka_unit_test(failed_models_are_flagged_and_alone),         cmocka_unit_test(engine_wants_the_table_of_its_method),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
