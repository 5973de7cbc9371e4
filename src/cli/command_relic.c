/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * For each mass the y that leaves the dark matter there is, by freeze-out (relic/relic_density.h), with what it is made of.
 */
#include "cli/command.h"
#include "cli/shared_options.h"
#include "core/error.h"
#include "core/stop_signal.h"
#include "model/dark_current.h"
#include "relic/relic_density.h"
#include "text/number_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { MESSAGE_SIZE = 256, MOST_POINTS = 100000, KEY_NEUTRINOS = 256 };

struct arguments {
    const char *kind, *mass, *mass_range, *mass_ratio, *alpha_D, *splitting, *neutrinos;
    struct mediation_options mediation;
};

static const struct argp_option options[] = {
    {"kind", 'k', DARK_CURRENT_CHOICE, 0, "What chi is, one that the mediator takes (required)", 0},
    {"mchi", 'm', "GEV", 0, "Mass of chi in GeV", 0},
    {"mchi-range", 'M', "LOW:HIGH:POINTS", 0, "Instead: masses from LOW to HIGH, equidistant in their logarithm", 0},
    {"mass-ratio", 'r', "NUMBER", 0, "r = m_chi/m_A', below 1/2; default: 1/3", 0},
    {"alpha-D", 'a', "NUMBER", 0, "Dark coupling; default: 0.5", 0},
    {"splitting", 'D', "NUMBER", 0, "(m_2 - m_1)/m_1 of pseudo-dirac, up to 1; --mchi is m_1, r m_1/m_A'; default: 0", 0},
    {"neutrinos", KEY_NEUTRINOS, "decoupled|coupled", 0,
     "Whether they keep the photons' temperature below 2 MeV, too, as some published targets have it; default: decoupled", 0},
    {0},
};

static error_t parse_relic_option(int key, char *argument, struct argp_state *state) {
    struct arguments *a = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &a->mediation; break;
    case 'k': a->kind = argument; break;
    case 'm': a->mass = argument; break;
    case 'M': a->mass_range = argument; break;
    case 'r': a->mass_ratio = argument; break;
    case 'a': a->alpha_D = argument; break;
    case 'D': a->splitting = argument; break;
    case KEY_NEUTRINOS: a->neutrinos = argument; break;
    case ARGP_KEY_ARG: argp_error(state, "too many arguments: %s", argument); break;
    case ARGP_KEY_END:
        if (!a->kind) argp_error(state, "--kind is required");
        if (!a->mass == !a->mass_range) argp_error(state, "one of --mchi and --mchi-range is required");
        break;
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static const struct argp_child children[] = {{&mediator_argp, 0, NULL, 0}, {0}};

const struct argp relic_argp = {
    options,
    parse_relic_option,
    NULL,
    "The thermal target: the mixing at which chi chi -> X* -> leptons, neutrinos, hadrons leaves Omega h^2 = 0.12 of chi, as CSV.\v"
    "y = alpha_D epsilon^2 r^4, epsilon the coupling to electrons over e; x_freeze_out = m_chi/T where chi is 2.5 times as "
    "abundant "
    "as in equilibrium. A pseudo-Dirac chi is two states, without --splitting of one mass the same as a fermion; a Majorana chi "
    "couples with g_D/2 to the axial current. Of a mediator chi annihilates to what that couples to: B-L, Le-Lmu, Lmu-Ltau to "
    "leptons and neutrinos by their charges, B-L to hadrons too; axial, scalar, pseudoscalar to electrons alone. Rows without a "
    "solution are nan, with the reason on stderr and exit status 3.\n\nExamples:\n"
    "  epscan relic --kind scalar --mchi 0.01\n"
    "  # mchi_GeV,mA_GeV,epsilon,y,x_freeze_out,omega_h2\n"
    "  # 0.01,0.03,4.65381051e-05,1.33691063e-11,17.2039,0.12\n"
    "  epscan relic --kind pseudo-dirac --mchi-range 0.001:0.25:25 \\\n"
    "      --mass-ratio 1/3 --alpha-D 0.5\n"
    "  epscan relic --kind yukawa-pseudoscalar --mediator pseudoscalar \\\n"
    "      --mchi 0.01\n",
    children,
    NULL,
    NULL};

/* One row: a target, or why there is none. */
struct row {
    struct relic_model model;
    struct relic_point point;
    epscan_status status;
    char message[MESSAGE_SIZE];
};

/* Masses from LOW to HIGH. */
struct mass_range {
    double low, high;
    long points;
};

static epscan_status option_kind(const char *text, epscan_spin *kind) {
    if (epscan_spin_of_name(text, kind)) return EPSCAN_OK;
    return error_set(EPSCAN_BAD_INPUT, "--kind: \"%.60s\" is not allowed; allowed: %s", text, DARK_CURRENT_NAMES);
}

static epscan_status option_mediator(const struct mediation_options *asked, struct relic_model *model) {
    struct mediation mediation = {&mediators[0], false};
    char why[COUPLING_WHY_SIZE];
    const epscan_status status = option_mediation(asked, &mediation);
    const epscan_dark_photon photon = relic_dark_photon(model);
    model->mediator = mediation.mediator;
    if (status || coupling_takes(model->mediator->coupling, &photon, why)) return status;
    return error_set(EPSCAN_BAD_INPUT, "--kind: %s", why);
}

static epscan_status option_mass_range(const char *text, const struct interval *allowed, struct mass_range *range) {
    char part[3][40];
    int length = -1;
    if (sscanf(text, "%39[^:]:%39[^:]:%39[^:]%n", part[0], part[1], part[2], &length) == 3 && !text[length] &&
        number_from_text(part[0], &range->low) && number_from_text(part[1], &range->high) &&
        integer_from_text(part[2], 2, MOST_POINTS, &range->points) && interval_holds(allowed, range->low) &&
        interval_holds(allowed, range->high) && range->low < range->high)
        return EPSCAN_OK;
    return error_set(EPSCAN_BAD_INPUT,
                     "--mchi-range: \"%.60s\" is not allowed; allowed: LOW:HIGH:POINTS, %g <= LOW < HIGH <= %g GeV, 2 to %d points",
                     text, allowed->low, allowed->high, MOST_POINTS);
}

/* A splitting is of two states, and leaves the decay open. */
static epscan_status check_splitting(const struct relic_model *model) {
    if (model->splitting > 0.0 && !dark_currents[model->kind].splits)
        return error_set(EPSCAN_BAD_INPUT, "--splitting: is of pseudo-dirac; others have none");
    if (model->mass_ratio * (2.0 + model->splitting) > 2.0 * RELIC_HIGHEST_RATIO)
        return error_set(EPSCAN_BAD_INPUT,
                         "--splitting: %.9g closes A' -> chi1 chi2 at mass_ratio %.9g, or nearly; allowed: up to %.9g",
                         model->splitting, model->mass_ratio, 2.0 * RELIC_HIGHEST_RATIO / model->mass_ratio - 2.0);
    return EPSCAN_OK;
}

static epscan_status read_model(const struct arguments *a, struct relic_model *model, struct mass_range *range) {
    const struct interval mass = {RELIC_LOWEST_MASS_GeV, RELIC_HIGHEST_MASS_GeV, false, false, "GeV"};
    const struct interval ratio = {RELIC_LOWEST_RATIO, RELIC_HIGHEST_RATIO, false, false, ""};
    static const struct interval splitting = {0.0, 1.0, false, false, ""};
    const struct interval alpha = {RELIC_LOWEST_ALPHA_D, RELIC_HIGHEST_ALPHA_D, false, false, ""};
    static const char *const states[] = {"decoupled", "coupled", NULL};
    int coupled = 0;
    *model = (struct relic_model){.mass_ratio = 1.0 / 3.0, .alpha_D = 0.5};
    *range = (struct mass_range){.points = 1};
    epscan_status status = option_kind(a->kind, &model->kind);
    if (!status && a->mass) status = option_number("mchi", a->mass, &mass, &range->low);
    if (!status && a->mass_range) status = option_mass_range(a->mass_range, &mass, range);
    if (!status && a->mass_ratio) status = option_number("mass-ratio", a->mass_ratio, &ratio, &model->mass_ratio);
    if (!status && a->alpha_D) status = option_number("alpha-D", a->alpha_D, &alpha, &model->alpha_D);
    if (!status && a->splitting) status = option_number("splitting", a->splitting, &splitting, &model->splitting);
    if (!status && a->neutrinos) status = option_word("neutrinos", a->neutrinos, states, &coupled);
    if (!status) status = option_mediator(&a->mediation, model);
    model->neutrinos_coupled = coupled;
    return status ? status : check_splitting(model);
}

static void compute_row(struct row *row) {
    row->status = stop_status();
    if (!row->status) row->status = relic_thermal_target(&row->model, &row->point);
    if (row->status) snprintf(row->message, sizeof row->message, "%s", epscan_error_message());
}

/* True if the row has a target. */
static bool print_row(const struct row *row) {
    const struct relic_model *model = &row->model;
    const struct relic_point *point = &row->point;
    char mass[NUMBER_TEXT_SIZE];
    printf("%s,%.12g,", number_to_text(model->mass_GeV, mass), model->mass_GeV / model->mass_ratio);
    if (row->status) {
        puts("nan,nan,nan,nan");
        fprintf(stderr, "epscan: %s\n", row->message);
        return false;
    }
    printf("%.9g,%.9g,%.6g,%.9g\n", point->epsilon, relic_y(model, point->epsilon), point->x_freeze_out, point->omega_h2);
    return true;
}

static epscan_status print_table(const struct relic_model *model, const struct mass_range *range) {
    struct row *rows = calloc((size_t)range->points, sizeof *rows);
    epscan_status status = EPSCAN_OK;
    if (!rows) return error_no_memory("thermal targets");
#pragma omp parallel for schedule(dynamic)
    for (long i = 0; i < range->points; i++) {
        rows[i].model = *model;
        rows[i].model.mass_GeV = logarithmic_node(range->low, range->high, (size_t)i, (size_t)(range->points - 1));
        compute_row(&rows[i]);
    }
    if ((status = stop_status())) {
        free(rows);
        return status;
    }
    puts("mchi_GeV,mA_GeV,epsilon,y,x_freeze_out,omega_h2");
    for (long i = 0; i < range->points; i++)
        if (!print_row(&rows[i])) status = EPSCAN_POINTS_FAILED;
    free(rows);
    return status;
}

int command_relic(int argc, char **argv) {
    struct arguments arguments = {0};
    struct relic_model model;
    struct mass_range range;
    stop_signal_install();
    argp_parse(&relic_argp, argc, argv, 0, NULL, &arguments);
    epscan_status status = read_model(&arguments, &model, &range);
    if (!status) status = print_table(&model, &range);
    return status == EPSCAN_POINTS_FAILED ? EPSCAN_POINTS_FAILED : command_status(status);
}
