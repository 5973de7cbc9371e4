/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbers that must not change when the program is rebuilt: yields by adaptive quadrature, efficiencies, strahlung and limits of
 * random models of several experiments, through the public headers alone.
 *
 *     stored_points make REVISION FOLDER... >points.csv     draw the points and compute them
 *     stored_points check points.csv FOLDER...              compute the points of a file again and compare
 *
 * FOLDER: where experiment files are. tests/reference/points.csv says which revision made it.
 */
#include <epscan/epscan.h>

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How many models by each method; the literal convolution takes half a second a point. */
static const struct plan {
    const char *experiment;
    int counting, asymptotic, bayes;
} plans[] = {
    {"na64-2021", 600, 60, 4},       {"na64-2021-textbook", 400, 0, 0},           {"na64-2021-positron-beam", 400, 40, 0},
    {"thin-target-8gev", 300, 0, 0}, {"thick-target-40gev-positrons", 300, 0, 0}, {"literal-convolution", 8, 0, 0},
};
enum { PLANS = sizeof plans / sizeof plans[0] };

struct row {
    char experiment[64];
    epscan_dark_photon model;
    epscan_selection selection;
    epscan_limit_method method;
    double events, efficiency, strahlung, epsilon_up;
};

/* splitmix64 */
static double random_unit(uint64_t *state) {
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static double between(uint64_t *state, double low, double high) {
    return low + (high - low) * random_unit(state);
}

static _Noreturn void stop(const char *what) {
    fprintf(stderr, "stored_points: %s: %s\n", what, epscan_error_message());
    exit(2);
}

static epscan_experiment *open_experiment(const char *name, int folders, char **folder) {
    epscan_experiment *experiment = NULL;
    for (int i = 0; i < folders; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s.yaml", folder[i], name);
        FILE *file = fopen(path, "r");
        if (!file) continue;
        fclose(file);
        if (epscan_experiment_open(path, &experiment)) stop(path);
        return experiment;
    }
    fprintf(stderr, "stored_points: no file %s.yaml in the folders\n", name);
    exit(2);
}

static void compute(const epscan_experiment *experiment, struct row *row) {
    epscan_limit_options options = epscan_limit_options_of(experiment);
    epscan_limit limit;
    options.method = row->method;
    options.selection = row->selection;
    if (epscan_yield_by_quadrature(experiment, &row->model, &row->selection, &row->events, &row->efficiency)) stop("yield");
    if (epscan_limit_find(experiment, &row->model, &options, &limit)) stop("limit");
    row->strahlung = limit.strahlung_events;
    row->epsilon_up = limit.epsilon_up;
}

/* A model whose resonance, or whose tail, positrons of the beam can reach. */
static void draw(const epscan_experiment *experiment, uint64_t *seed, struct row *row) {
    const double beam = epscan_experiment_beam_energy_GeV(experiment), least = epscan_experiment_minimum_energy_GeV(experiment);
    const double energy = between(seed, 0.5 * least, 1.2 * beam);
    row->model.spin = random_unit(seed) < 0.5 ? EPSCAN_FERMION : EPSCAN_SCALAR;
    row->model.mass_GeV = epscan_dark_photon_resonance_mass_GeV(energy);
    row->model.alpha_D = pow(10.0, between(seed, -6.0, 0.0));
    row->model.mass_ratio = random_unit(seed) < 0.2 ? 0.5 - pow(10.0, between(seed, -4.0, -1.0)) : between(seed, 0.01, 0.499);
    row->selection.threshold_GeV = beam * between(seed, 0.05, 0.95);
    row->selection.energy_scale_shift = between(seed, -0.05, 0.05);
}

static void print_row(const struct row *row) {
    printf("%s,%s,%.17g,%.17g,%.17g,%.17g,%.17g,%s,%.17g,%.17g,%.17g,%.17g\n", row->experiment, epscan_spin_name(row->model.spin),
           row->model.mass_GeV, row->model.alpha_D, row->model.mass_ratio, row->selection.threshold_GeV,
           row->selection.energy_scale_shift, epscan_limit_method_name(row->method), row->events, row->efficiency, row->strahlung,
           row->epsilon_up);
}

static void make(const char *revision, int folders, char **folder) {
    uint64_t seed = 20261130;
    printf("# by `stored_points make` of epscan %s, revision %s\n", epscan_version(), revision);
    puts("experiment,spin,mA_GeV,alpha_D,mass_ratio,ecal_threshold_GeV,energy_scale_shift,method,n_annihilation,efficiency,n_"
         "strahlung,"
         "epsilon_up");
    for (const struct plan *plan = plans; plan < plans + PLANS; plan++) {
        epscan_experiment *experiment = open_experiment(plan->experiment, folders, folder);
        for (int i = 0; i < plan->counting + plan->asymptotic + plan->bayes; i++) {
            struct row row = {.method = i < plan->counting                      ? EPSCAN_LIMIT_COUNTING
                                        : i < plan->counting + plan->asymptotic ? EPSCAN_LIMIT_CLS_ASYMPTOTIC
                                                                                : EPSCAN_LIMIT_BAYES};
            snprintf(row.experiment, sizeof row.experiment, "%s", plan->experiment);
            draw(experiment, &seed, &row);
            compute(experiment, &row);
            print_row(&row);
        }
        epscan_experiment_close(experiment);
    }
}

static epscan_limit_method method_of(const char *name) {
    for (int i = 0; i < EPSCAN_LIMIT_METHODS; i++)
        if (strcmp(name, epscan_limit_method_name((epscan_limit_method)i)) == 0) return (epscan_limit_method)i;
    fprintf(stderr, "stored_points: unknown method %s\n", name);
    exit(2);
}

static int read_row(const char *line, struct row *row) {
    *row = (struct row){0};
    char spin[16], method[32];
    if (sscanf(line, "%63[^,],%15[^,],%lf,%lf,%lf,%lf,%lf,%31[^,],%lf,%lf,%lf,%lf", row->experiment, spin, &row->model.mass_GeV,
               &row->model.alpha_D, &row->model.mass_ratio, &row->selection.threshold_GeV, &row->selection.energy_scale_shift,
               method, &row->events, &row->efficiency, &row->strahlung, &row->epsilon_up) != 12)
        return 0;
    row->method = method_of(method);
    return epscan_spin_of_name(spin, &row->model.spin);
}

static int agrees(double now, double then, double relative, double absolute) {
    if (isnan(then) || isinf(then)) return isnan(then) ? isnan(now) : now == then;
    return fabs(now - then) <= relative * fabs(then) + absolute;
}

/*
 * Quadrature asks for 1e-12 on every piece. Limits other than Eq. 7 are roots, found to 1e-8 or better; the numbers of integrals
 * over uncertainties too. Yields far below an event are as good as the promise, 1e-13 events. Showers of finite depth are inverse
 * Laplace transforms, which multiply rounding by 1e4 (core/laplace_inversion.h): with long double there in the stored numbers
 * (tests/reference/make_points.sh) and cascade_history.c's sums here, events differ by less than 2e-11 on any processor.
 */
static int compare(const struct row *then, const struct row *now) {
    const double limits = then->method == EPSCAN_LIMIT_COUNTING ? 1e-10 : 1e-7;
    const int same = agrees(now->events, then->events, 1e-10, 1e-13) && agrees(now->efficiency, then->efficiency, 1e-9, 1e-13) &&
                     agrees(now->strahlung, then->strahlung, 1e-12, 0.0) && agrees(now->epsilon_up, then->epsilon_up, limits, 0.0);
    if (same) return 1;
    fprintf(stderr, "stored, and now:\n");
    fflush(stderr);
    print_row(then);
    print_row(now);
    return 0;
}

static int check(const char *path, int folders, char **folder) {
    FILE *file = fopen(path, "r");
    char line[1024], opened[64] = "";
    epscan_experiment *experiment = NULL;
    long rows = 0, differ = 0;
    if (!file) return fprintf(stderr, "stored_points: %s cannot be opened\n", path), 2;
    while (fgets(line, sizeof line, file)) {
        struct row then, now;
        if (!read_row(line, &then)) continue;
        if (strcmp(opened, then.experiment) != 0) {
            epscan_experiment_close(experiment);
            experiment = open_experiment(then.experiment, folders, folder);
            snprintf(opened, sizeof opened, "%s", then.experiment);
        }
        now = then;
        compute(experiment, &now);
        rows++;
        differ += !compare(&then, &now);
    }
    epscan_experiment_close(experiment);
    fclose(file);
    printf("%ld of %ld points differ\n", differ, rows);
    return differ > 0 || rows < 2000;
}

int main(int argc, char **argv) {
    if (argc > 3 && strcmp(argv[1], "make") == 0) return make(argv[2], argc - 3, argv + 3), 0;
    if (argc > 3 && strcmp(argv[1], "check") == 0) return check(argv[2], argc - 3, argv + 3);
    fprintf(stderr, "usage: stored_points make REVISION FOLDER... | check POINTS.csv FOLDER...\n");
    return 2;
}
