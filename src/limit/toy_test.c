/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One toy: nuisance measurements from unit normals, counts of bins from Poisson distributions of what is expected [events], then q~
 * of the tested signal by two fits (profile_ratio.h). Random numbers are those of a counter-based stream (random_stream.h) keyed by
 * seed, signal and toy, given to GSL's distributions as a generator, so that no toy depends on threads or ranks.
 */
#include "core/error.h"
#include "core/random_stream.h"
#include "limit/cls_toys.h"
#include "limit/profile_ratio.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

enum { TOYS_AT_ONCE = 256 };

/* GSL's distributions draw from a random_stream. */
struct toy_random {
    struct random_stream stream;
    const uint32_t *words;
    int left;
};

static unsigned long next_word(void *state) {
    struct toy_random *random = state;
    if (random->left == 0) {
        random->words = random_stream_draw(&random->stream);
        random->left = 4;
    }
    return random->words[4 - random->left--];
}

static double next_uniform(void *state) {
    return random_uniform((uint32_t)next_word(state));
}

static void no_seed(void *state, unsigned long seed) {
    (void)state;
    (void)seed;
}

static const gsl_rng_type philox = {"philox4x32-10", UINT32_MAX, 0, sizeof(struct toy_random), no_seed, next_word, next_uniform};

struct toy {
    double observed[LIKELIHOOD_MAX_BINS], measured[LIKELIHOOD_MAX_NUISANCES];
};

/* GSL counts in 32 bits; a mean as large is as good as normal. */
static double draw_poisson(const gsl_rng *generator, double mean) {
    static const double normal_from = 1e8;
    if (!isfinite(mean)) return NAN;
    if (mean < normal_from) return gsl_ran_poisson(generator, mean);
    return fmax(round(mean + sqrt(mean) * gsl_ran_gaussian_ziggurat(generator, 1.0)), 0.0);
}

static void draw(const struct toy_test *test, enum toy_hypothesis hypothesis, uint64_t number, struct toy *toy) {
    double theta[LIKELIHOOD_MAX_NUISANCES], lambda[LIKELIHOOD_MAX_BINS];
    const struct likelihood *l = test->likelihood;
    const double signal = hypothesis == TOY_SIGNAL ? test->tested_signal : 0.0;
    struct toy_random random = {.left = 0};
    gsl_rng generator = {&philox, &random};
    random_stream_start(&random.stream, test->seed, test->key + number,
                        hypothesis == TOY_SIGNAL ? RANDOM_SIGNAL_TOY : RANDOM_BACKGROUND_TOY);
    for (int k = 0; k < l->nuisances; k++) {
        const double normal = gsl_ran_gaussian_ziggurat(&generator, 1.0);
        toy->measured[k] = test->ensemble == TOYS_FITTED ? test->theta[hypothesis][k] + normal : 0.0;
        theta[k] = test->ensemble == TOYS_FITTED ? test->theta[hypothesis][k] : normal;
    }
    likelihood_expected(l, signal, theta, lambda);
    for (int i = 0; i < l->bins; i++) toy->observed[i] = draw_poisson(&generator, lambda[i]);
}

epscan_status toy_test_run(const struct toy_test *test, enum toy_hypothesis hypothesis, uint64_t first, size_t count, double *q) {
    struct likelihood_workspace *workspace = likelihood_workspace_create(test->likelihood);
    struct profile_ratio ratio;
    struct toy toy;
    if (!workspace) return error_no_memory("pseudo-experiments");
    for (size_t i = 0; i < count; i++) {
        draw(test, hypothesis, first + i, &toy);
        profile_ratio_start(&ratio, test->likelihood, workspace, (struct likelihood_data){toy.observed, toy.measured});
        q[i] = profile_ratio_at(&ratio, test->tested_signal);
    }
    likelihood_workspace_free(workspace);
    return EPSCAN_OK;
}

static epscan_status run_on_threads(const struct toy_test *test, enum toy_hypothesis hypothesis, size_t toys, double *q,
                                    void *data) {
    epscan_status status = EPSCAN_OK;
    (void)data;
#pragma omp parallel for schedule(dynamic)
    for (size_t first = 0; first < toys; first += TOYS_AT_ONCE) {
        const size_t left = toys - first;
        if (toy_test_run(test, hypothesis, first, left < TOYS_AT_ONCE ? left : TOYS_AT_ONCE, q + first)) {
#pragma omp critical(toy_runner)
            status = EPSCAN_FAILED;
        }
    }
    return status ? error_no_memory("pseudo-experiments") : EPSCAN_OK;
}

struct toy_runner toy_runner_threads(void) {
    return (struct toy_runner){run_on_threads, NULL};
}
