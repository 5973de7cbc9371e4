/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads a job with all that it names, and prints what it would do: points, tiles, bytes, seconds on this machine, peaks that its
 * masses straddle. Or an experiment, and prints what was understood. Values that look like slips of units are told. Writes nothing.
 */
#include "cli/shared_options.h"
#include "cli/scan_cost.h"
#include "core/error.h"
#include "core/stop_signal.h"
#include "core/text_line.h"
#include "experiment/named_experiment.h"
#include "output/grid_bytes.h"
#include "output/grid_create.h"
#include "scan/job.h"
#include "scan/missed_peak.h"
#include "scan/strange_job.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct arguments {
    const char *job, *output, *value;
    bool quiet;
};

static const struct argp_option options[] = {
    OUTPUT_ROW("GRID.h5", "Check this output instead of the job's", 0),
    {"value", 'v', "output|tiles", 0, "Print this alone, and compute nothing", 0},
    QUIET_ROW("No progress on stderr", 0),
    FORCE_ROW("Taken as by a scan; an output that exists is accepted without it", 0),
    {0},
};

static error_t parse_validate_option(int key, char *argument, struct argp_state *state) {
    struct arguments *a = state->input;
    switch (key) {
    case 'o': a->output = argument; break;
    case 'v': a->value = argument; break;
    case 'q': a->quiet = true; break;
    case 'f': break;
    case ARGP_KEY_ARG: keep_argument(state, &a->job, argument); break;
    case ARGP_KEY_END:
        if (!a->job) argp_error(state, "a job or an experiment is required");
        break;
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

const struct argp validate_argp = {
    options,
    parse_validate_option,
    "JOB.yaml|EXPERIMENT",
    "Check a job with all it names, compute some tiles of it, and print what its scan would be; or an experiment; writes nothing.\v"
    "Lines that begin with `strange` tell of values that are allowed and look like slips of units: MeV for GeV, mm for cm, percent "
    "for "
    "fractions.\n\n"
    "Examples:\n  epscan validate jobs/na64-2021.yaml\n  epscan validate na64-2022\n",
    NULL,
    NULL,
    NULL};

static void print_shower(const struct shower_choice *shower) {
    switch (shower->model) {
    case SHOWER_TABLE: printf("shower          table, %zu rows\n", shower->table.row_count); break;
    case SHOWER_CASCADE: {
        printf("shower          cascade, %.4g X0 deep, without:", shower->depth_X0);
        bool all = true;
        for (int i = 0; i < SHOWER_EFFECT_COUNT; i++)
            if (!shower_effect_is_on(&shower->effects, i)) {
                printf(" %s", shower_effect_name(i));
                all = false;
            }
        puts(all ? " nothing" : "");
        break;
    }
    case SHOWER_MONTE_CARLO:
        printf("shower          monte-carlo, %ld showers, seed %llu, followed to %g GeV\n", shower->showers,
               (unsigned long long)shower->seed, shower->cut_GeV);
        break;
    default: printf("shower          approximation A, c = 4/3 + %.6g\n", shower->screening_constant - 4.0 / 3.0);
    }
}

static void print_strahlung(const struct experiment *e) {
    if (e->computes_strahlung)
        printf("strahlung       exact tree level on %d kinds of nuclei, form factor %s\n", e->nuclei.count,
               form_factor_names[e->form_factor]);
    else if (e->yields.masses)
        printf("strahlung       table of %zu masses, %zu thresholds, %zu shifts\n", e->yields.masses, e->yields.thresholds,
               e->yields.shifts);
    else if (e->strahlung.count)
        printf("strahlung       published limit, %zu masses\n", e->strahlung.count);
    else
        puts("strahlung       none");
}

static epscan_status print_electrons(const struct experiment *e) {
    static const char *const energies[] = {[ELECTRON_BINDING_KINETIC] = "mass and kinetic energy",
                                           [ELECTRON_BINDING_NONE] = "mass",
                                           [ELECTRON_BINDING_EDGES] = "mass less binding energy"};
    struct electron_kernel *kernel = NULL;
    if (!e->electrons_move) {
        puts("electrons       at rest");
        return EPSCAN_OK;
    }
    const epscan_status status = electron_kernel_of_nuclei(&e->nuclei, e->binding, &kernel);
    if (status) return status;
    printf("electrons       move by their Compton profiles, bring their %s; %.2g %% are beyond the tables\n", energies[e->binding],
           100.0 * electron_kernel_beyond_tables(kernel));
    electron_kernel_free(kernel);
    return EPSCAN_OK;
}

static void print_experiment(const struct experiment *e) {
    char mediation[MEDIATION_TEXT_SIZE];
    text_put_line(stdout, "experiment      %s: %g GeV %s beam, %.4g X0, %.4g electrons/cm2/X0", e->name, e->beam_energy_GeV,
                  e->beam == EM_POSITRON ? "positron" : "electron", target_depth_X0(&e->target), e->electrons_per_cm2_X0);
    print_shower(&e->shower);
    printf("resolution      sigma/E = %g/sqrt(E) %s %g, convolution in %s\n", e->resolution.stochastic,
           e->resolution.sum == RESOLUTION_LINEAR ? "+" : "(+)", e->resolution.constant,
           e->convolution == CONVOLUTION_SELECTION ? "the selection" : "the cross-section");
    printf("positrons       counted from %g GeV; efficiency relative to production above %g GeV\n", e->minimum_energy_GeV,
           e->production_cut_GeV);
    for (int i = 0; i < e->data_set_count; i++)
        text_put_line(stdout, "data set        %-12s %.4g on target, efficiency %g, %g observed, background %g",
                      e->data_sets[i].name, e->data_sets[i].particles_on_target, e->data_sets[i].efficiency,
                      e->data_sets[i].observed, e->data_sets[i].background);
    printf("exposure        %.6g (sum of particles on target times efficiency)\n", experiment_exposure(e));
    printf("limit           %s at %g %%, %d uncertainties\n", epscan_limit_method_name(e->statistics.method),
           100.0 * e->statistics.confidence_level, e->statistics.uncertainty_count);
    printf("mediator        %s\n", mediation_text(&e->mediation, mediation));
    print_strahlung(e);
}

static void print_axis(epscan_axis id, const struct axis *axis) {
    const struct axis_description *description = &axis_descriptions[id];
    printf("%-20s %8zu  ", description->key, axis->count);
    if (axis_is_of_names(id)) {
        char names[400];
        axis_range_text(id, axis, names, sizeof names);
        puts(names);
    } else if (axis->count <= 6) {
        for (size_t i = 0; i < axis->count; i++) printf("%s%.10g", i ? ", " : "", axis->value[i]);
        putchar('\n');
    } else {
        printf("%.10g, %.10g ... %.10g\n", axis->value[0], axis->value[1], axis->value[axis->count - 1]);
    }
}

/* What a rank holds beside tile and weights: libraries, mainly MPI's. */
static const double fixed_MB = 60.0;

/* Libraries, and two tiles of doubles: one is computed while the other goes to the disk. */
static double memory_MB(const struct grid *grid, const struct tile_box *box) {
    const double numbers = (double)grid_numbers_per_point(grid) * (double)(box->model_count * box->column_count);
    return fixed_MB + 2e-6 * sizeof(double) * numbers;
}

static void print_missed_peaks(const struct job *job) {
    struct missed_peak peak;
    char text[256];
    for (const struct experiment *e = job->experiment; e; e = e->next) {
        if (!missed_peak_find(e, &job->grid, &peak)) continue;
        missed_peak_text(&peak, text, sizeof text);
        printf("missed peak     %s\n", text);
    }
}

static void print_scan(const struct job *job, const struct scan_cost *cost) {
    const struct grid *grid = &job->grid;
    for (epscan_axis id = 0; id < EPSCAN_AXIS_COUNT; id++)
        if (grid->axes[id].is_dimension) print_axis(id, &grid->axes[id]);
    printf("points          %" PRIu64 " (%" PRIu64 " model points x %" PRIu64 " selections)\n", grid->point_count,
           grid->model_count, grid->column_count);
    const struct tile_box box = grid_tile_box(grid, 0);
    printf("tiles           %" PRIu64 " of up to %" PRIu64 " x %" PRIu64 " points\n", grid->tile_count, box.model_count,
           box.column_count);
    text_put_line(stdout, "output          %s, %.4g MB%s", job->output_path,
                  1e-6 * (double)grid_file_bytes(grid, NULL, &(struct shard){0, 1}),
                  access(job->output_path, F_OK) ? "" : "; exists: a scan wants --force or --resume");
    printf("memory          about %.0f MB per rank\n", memory_MB(grid, &box));
    printf("time            about %.2g s of one core like this one, %.2g s of them before the first tile\n", cost->seconds,
           cost->setup_s);
    print_missed_peaks(job);
}

/* For scripts: the value and a newline. */
static epscan_status print_value(const struct job *job, const char *value) {
    if (strcmp(value, "output") == 0)
        puts(job->output_path);
    else if (strcmp(value, "tiles") == 0)
        printf("%" PRIu64 "\n", job->grid.tile_count);
    else
        return error_set(EPSCAN_BAD_INPUT, "--value: \"%.60s\" is not allowed; allowed: output, tiles", value);
    return EPSCAN_OK;
}

static void print_strange(const struct strange_values *strange) {
    for (int i = 0; i < strange->count; i++) text_put_line(stdout, "strange         %s", strange->text[i]);
}

/* An experiment by itself. */
static epscan_status validate_experiment(const struct arguments *a) {
    struct experiment *e = NULL;
    struct strange_values strange = {0};
    if (a->output || a->value)
        return error_set(EPSCAN_BAD_INPUT, "%s: is an experiment: --output and --value are not allowed; allowed: of jobs", a->job);
    epscan_status status = experiment_read(a->job, &e);
    if (!status) status = experiment_strange_values(e, &strange);
    if (!status) print_experiment(e);
    if (!status) status = print_electrons(e);
    print_strange(&strange);
    experiment_free(e);
    return status;
}

static epscan_status print_all(struct job *job, bool quiet) {
    struct strange_values strange = {0};
    struct scan_cost cost;
    epscan_status status = job_strange_values(job, &strange);
    if (!status) status = scan_cost_of(job, quiet, &cost);
    if (status) return status;
    epscan_status electrons = EPSCAN_OK;
    for (const struct experiment *e = job->experiment; e && !electrons; e = e->next) {
        print_experiment(e);
        electrons = print_electrons(e);
    }
    print_scan(job, &cost);
    print_strange(&strange);
    return electrons;
}

int command_validate(int argc, char **argv) {
    struct arguments arguments = {0};
    struct job *job = NULL;
    stop_signal_install();
    argp_parse(&validate_argp, argc, argv, 0, NULL, &arguments);
    if (experiment_is_meant(arguments.job)) return command_status(validate_experiment(&arguments));
    epscan_status status = job_read(arguments.job, &job);
    if (!status && arguments.output) status = job_set_output(job, arguments.output, false);
    /* nothing is written: an output that exists must be one that a scan could replace or continue */
    if (!status)
        status =
            job_output_status(job, grid_file_check_output(job->output_path, &job->grid, &(struct shard){0, 1}, EXISTING_REPLACED));
    if (!status) status = arguments.value ? print_value(job, arguments.value) : print_all(job, arguments.quiet);
    job_free(job);
    return command_status(status);
}
