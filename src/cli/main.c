/* SPDX-License-Identifier: GPL-3.0-or-later */
/* epscan: parameter scans for dark photons with missing energy. Picks the subcommand and sets up the process. */
#include "cli/command.h"
#include "core/build_info.h"
#include "grid/hdf5_helpers.h"

#include <stdio.h>
#include <string.h>

#include <gsl/gsl_errno.h>

struct subcommand {
    const char *name, *summary;
    int (*run)(int argc, char **argv);
};

static const struct subcommand subcommands[] = {
    {"scan", "compute a grid of yields and limits from a job file (MPI + OpenMP)", command_scan},
    {"point", "one model point by adaptive quadrature, as JSON", command_point},
    {"tracklength", "the shower's track length T(E), as CSV", command_tracklength},
    {"efficiency", "efficiency against the ECAL threshold, and what a shift of it does, as CSV", command_efficiency},
    {"spectrum", "energy spectra of dark photons from annihilation, as CSV", command_spectrum},
    {"limit", "upper limits by counting, CLs (asymptotic or toys) or Bayes, as CSV (MPI + OpenMP)", command_limit},
    {"moment", "contribution to the magnetic moments of electron and muon, and its bounds, as CSV", command_moment},
    {"simulate", "showers by Monte Carlo: track lengths, profile, signal events (MPI + OpenMP)", command_simulate},
    {"relic", "thermal targets: the mixing that leaves chi as abundant as dark matter, as CSV", command_relic},
    {"validate", "check a job file and estimate its scan; computes nothing", command_validate},
    {"merge", "put the shards of a scan together into one file", command_merge},
    {"info", "what a grid file holds, how complete it is, where it came from", command_info},
    {"query", "numbers of a grid between its points, as JSON or CSV", command_query},
    {"export", "points of a grid as CSV, as a HEPData submission, or as a limit for DarkCast", command_export},
    {"plot", "figures from grids and experiments, through gnuplot", command_plot},
};
static const size_t subcommand_count = sizeof subcommands / sizeof subcommands[0];

static void print_help(FILE *stream) {
    fputs("Usage: epscan COMMAND [ARGUMENT...]\n"
          "Scan dark photon models against missing-energy experiments.\n\nCommands:\n",
          stream);
    for (size_t i = 0; i < subcommand_count; i++) fprintf(stream, "  %-12s %s\n", subcommands[i].name, subcommands[i].summary);
    fputs("\n`epscan COMMAND --help` explains a command. `epscan --version` prints the version.\n"
          "Exit status: 0 done, 1 failure, 2 bad input, 3 some points failed, 4 incomplete grid,\n"
          "75 stopped by a signal or the time limit.\n",
          stream);
}

/* Libraries report through return values; their own printing and aborting is switched off here, once. */
static void quieten_libraries(void) {
    gsl_set_error_handler_off();
    hdf5_remember_errors();
    argp_err_exit_status = EPSCAN_BAD_INPUT;
}

int main(int argc, char **argv) {
    char name[64];
    quieten_libraries();
    if (argc < 2) {
        print_help(stderr);
        return EPSCAN_BAD_INPUT;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-?") == 0 || strcmp(argv[1], "help") == 0) {
        print_help(stdout);
        return EPSCAN_OK;
    }
    if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
        printf("epscan %s (%s)\n", build_version, build_git_revision);
        return EPSCAN_OK;
    }
    for (size_t i = 0; i < subcommand_count; i++) {
        if (strcmp(argv[1], subcommands[i].name) != 0) continue;
        snprintf(name, sizeof name, "epscan %s", subcommands[i].name);
        argv[1] = name;
        const int status = subcommands[i].run(argc - 1, argv + 1);
        hdf5_forget_errors();
        if (fflush(stdout) == 0 && !ferror(stdout)) return status;
        fputs("epscan: standard output cannot be written\n", stderr);
        return status ? status : EPSCAN_FAILED;
    }
    fprintf(stderr, "epscan: unknown command \"%.60s\"; `epscan --help` lists them\n", argv[1]);
    return EPSCAN_BAD_INPUT;
}
