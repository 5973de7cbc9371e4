/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The anomalous magnetic moments that a dark photon gives electron and muon, and the bounds on epsilon that follow, by mass.
 */
#include "cli/shared_options.h"
#include "text/number_text.h"
#include "core/error.h"
#include "model/magnetic_moment.h"
#include "scan/axis.h"

#include <stdio.h>
#include <stdlib.h>

static const struct argp_option options[] = {
    MASSES_ROW,
    {0},
};

static error_t parse_moment_option(int key, char *argument, struct argp_state *state) {
    const char **masses = state->input;
    switch (key) {
    case 'm': *masses = argument; break;
    case ARGP_KEY_ARG: argp_error(state, "too many arguments: %s", argument); break;
    case ARGP_KEY_END:
        if (!*masses) argp_error(state, "--mA is required");
        break;
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

const struct argp moment_argp = {
    options,
    parse_moment_option,
    NULL,
    "What a dark photon adds to the magnetic moments a = (g-2)/2 of electron and muon, as CSV.\v"
    "delta_a over epsilon^2 at one loop; 90 % C.L. upper limits on epsilon from the measurements of today "
    "(sources on stderr); and the mixings that would have made the muon's difference of 2021, within two "
    "sigma.\n\nExample:\n  epscan moment --mA 0.001,0.01,0.1\n",
    NULL,
    NULL,
    NULL};

static void print_source(const char *what, const struct moment_difference *d) {
    fprintf(stderr, "%s: measured - predicted = %.3g +- %.2g, %s\n", what, d->mean, d->sigma, d->source);
}

static void print_table(const struct number_list *masses) {
    char text[NUMBER_TEXT_SIZE];
    const struct moment_difference *then = &moment_muon_2021;
    print_source("electron", &moment_electron_rubidium);
    print_source("muon", &moment_muon_2025);
    print_source("muon 2021", then);
    puts("mA_GeV,delta_a_e_over_epsilon2,delta_a_mu_over_epsilon2,epsilon_up_e,epsilon_up_mu,epsilon_2021_low,epsilon_2021_high");
    for (size_t i = 0; i < masses->count; i++) {
        const double mass = masses->value[i];
        printf("%s,%.10g,%.10g,%.8g,%.8g,%.8g,%.8g\n", number_to_text(mass, text),
               dark_photon_magnetic_moment(MOMENT_ELECTRON, mass), dark_photon_magnetic_moment(MOMENT_MUON, mass),
               moment_epsilon_up(&moment_electron_rubidium, mass), moment_epsilon_up(&moment_muon_2025, mass),
               moment_epsilon(MOMENT_MUON, mass, then->mean - 2.0 * then->sigma),
               moment_epsilon(MOMENT_MUON, mass, then->mean + 2.0 * then->sigma));
    }
}

int command_moment(int argc, char **argv) {
    const struct interval mass = axis_interval(EPSCAN_AXIS_MASS, 0.0);
    const char *list = NULL;
    struct number_list masses = {0};
    argp_parse(&moment_argp, argc, argv, 0, NULL, &list);
    const epscan_status status = option_list("mA", list, &mass, &masses);
    if (!status) print_table(&masses);
    free(masses.value);
    return command_status(status);
}
