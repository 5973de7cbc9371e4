/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Panels of the table of A'-strahlung are made when they are first asked for: by any of several threads at once, each once, with
 * the bits that one thread gets in order; and nobody who does not ask makes any. Under ThreadSanitizer OMP_NUM_THREADS=1, since
 * libgomp is not built for it.
 */
#include "testing.h"

#include "epscan/channel.h"
#include "response/strahlung_table.h"

#include <pthread.h>
#include <string.h>

#include <gsl/gsl_errno.h>

enum { THREADS = 8, MASSES = 40 };

static struct strahlung_table *table_of(struct prepared_experiment *e) {
    return e->responses.of[channel_of_name("strahlung")].state;
}

static int panels_made(struct strahlung_table *table) {
    int count = 0;
    for (int p = 0; p < table->panels; p++) count += atomic_load(&table->made[p]);
    return count;
}

/* 20 keV to 15 GeV, all panels of a 100-GeV beam among them. */
static double mass_GeV(int i) {
    return 2e-5 * pow(7.5e5, (double)i / (MASSES - 1));
}

struct reader {
    pthread_t thread;
    struct strahlung_table *table;
    pthread_barrier_t *start;
    int first;
    double density[MASSES][STRAHLUNG_ENERGIES_MAX];
};

/* Each begins with another mass. */
static void *read_all_masses(void *data) {
    struct reader *reader = data;
    pthread_barrier_wait(reader->start);
    for (int k = 0; k < MASSES; k++) {
        const int i = (reader->first + k) % MASSES;
        const double mass = mass_GeV(i);
        strahlung_table_densities(reader->table, mass * mass, reader->density[i]);
    }
    return NULL;
}

static void threads_get_the_bits_that_one_gets(void **state) {
    (void)state;
    struct prepared_experiment *alone = load_experiment("na64-2021-first-principles");
    struct prepared_experiment *shared = load_experiment("na64-2021-first-principles");
    static struct reader one, readers[THREADS];
    pthread_barrier_t start, start_alone;
    assert_int_equal(panels_made(table_of(shared)), 0);
    pthread_barrier_init(&start, NULL, THREADS);
    for (int t = 0; t < THREADS; t++) {
        readers[t] = (struct reader){.table = table_of(shared), .start = &start, .first = t * MASSES / THREADS};
        assert_int_equal(pthread_create(&readers[t].thread, NULL, read_all_masses, &readers[t]), 0);
    }
    for (int t = 0; t < THREADS; t++) pthread_join(readers[t].thread, NULL);
    pthread_barrier_init(&start_alone, NULL, 1);
    one = (struct reader){.table = table_of(alone), .start = &start_alone};
    read_all_masses(&one);
    assert_int_equal(panels_made(table_of(shared)), table_of(shared)->panels);
    for (int t = 0; t < THREADS; t++) assert_memory_equal(readers[t].density, one.density, sizeof one.density);
    pthread_barrier_destroy(&start);
    pthread_barrier_destroy(&start_alone);
    unload_experiment(alone);
    unload_experiment(shared);
}

/* A mass's own, and the one below where the recoil leaves next to nothing of it at some energies. */
static void a_mass_makes_few_panels(void **state) {
    (void)state;
    struct prepared_experiment *e = load_experiment("na64-2021-first-principles");
    struct strahlung_table *table = table_of(e);
    double density[STRAHLUNG_ENERGIES_MAX];
    assert_int_equal(panels_made(table), 0);
    strahlung_table_densities(table, 1e-4, density);
    assert_in_range(panels_made(table), 1, 2);
    strahlung_table_densities(table, 1.1e-4, density);
    assert_in_range(panels_made(table), 1, 2);
    unload_experiment(e);
}

static int set_up(void **state) {
    (void)state;
    gsl_set_error_handler_off();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_get_the_bits_that_one_gets),
        cmocka_unit_test(a_mass_makes_few_panels),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
