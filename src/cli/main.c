/* SPDX-License-Identifier: GPL-3.0-or-later */
/* epscan: parameter scans for dark photons with missing energy. Picks the subcommand and sets up the process. */
#include "cli/command.h"
#include "cli/completion.h"
#include "cli/manual.h"
#include "cli/program.h"
#include "core/build_info.h"
#include "core/result_cache.h"
#include "core/text_line.h"
#include "file/hdf5_helpers.h"
#include "parallel/launch.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include <gsl/gsl_errno.h>

static const struct command commands[] = {
    {"scan", "compute a grid of yields and limits from a job file (MPI + OpenMP)", command_scan, &scan_argp, true},
    {"point", "one model point by adaptive quadrature, as JSON", command_point, &point_argp, false},
    {"response", "the response of an experiment as a file, to recast from", command_response, &response_argp, false},
    {"tracklength", "the shower's track length T(E), as CSV", command_tracklength, &tracklength_argp, false},
    {"efficiency", "efficiency against the ECAL threshold, and what a shift of it does, as CSV", command_efficiency,
     &efficiency_argp, false},
    {"spectrum", "energy spectra of dark photons from annihilation, as CSV", command_spectrum, &spectrum_argp, false},
    {"limit", "upper limits by counting, CLs (asymptotic or toys) or Bayes, as CSV (MPI + OpenMP)", command_limit, &limit_argp,
     true},
    {"moment", "contribution to the magnetic moments of electron and muon, and its bounds, as CSV", command_moment, &moment_argp,
     false},
    {"cross-section", "cross-sections of strahlung and annihilation, as CSV", command_cross_section, &cross_section_argp, false},
    {"simulate", "showers by Monte Carlo: track lengths, profile, signal events (MPI + OpenMP)", command_simulate, &simulate_argp,
     true},
    {"experiments", "the experiments that come with epscan, by name, as CSV", command_experiments, &experiments_argp, false},
    {"relic", "thermal targets: the mixing that leaves chi as abundant as dark matter, as CSV", command_relic, &relic_argp, false},
    {"validate", "check a job file and estimate its scan; writes nothing", command_validate, &validate_argp, false},
    {"merge", "put the shards of a scan together into one file", command_merge, &merge_argp, false},
    {"expand", "write a factored grid as a plain one", command_expand, &expand_argp, false},
    {"info", "what a grid file holds, how complete it is, where it came from", command_info, &info_argp, false},
    {"query", "numbers of a grid between its points, as JSON or CSV", command_query, &query_argp, false},
    {"export", "points of a grid as CSV, as a HEPData submission, or as a limit for DarkCast", command_export, &export_argp, false},
    {"plot", "figures from grids and experiments, through gnuplot", command_plot, &plot_argp, false},
    {"page", "a page in which limits follow models and selections as one moves them", command_page, &page_argp, false},
};

static const struct exit_meaning exits[] = {
    {EPSCAN_OK, "done"},
    {EPSCAN_FAILED, "failure"},
    {EPSCAN_BAD_INPUT, "bad input"},
    {EPSCAN_POINTS_FAILED, "some points failed"},
    {EPSCAN_INCOMPLETE, "incomplete or damaged grid"},
    {EPSCAN_STOPPED, "stopped by a signal or the time limit"},
};

static const struct program program = {
    .purpose = "scans dark photon models against missing-energy data",
    .examples = "  epscan validate jobs/na64-2021.yaml\n"
                "  mpirun -n 4 epscan scan jobs/na64-2021.yaml\n"
                "  epscan info outputs/na64-2021.h5\n"
                "  epscan plot limits outputs/na64-2021.h5\n",
    .command_count = sizeof commands / sizeof commands[0],
    .exit_count = sizeof exits / sizeof exits[0],
    .commands = commands,
    .exits = exits,
};

static void print_help(FILE *stream) {
    fprintf(stream, "Usage: epscan COMMAND [ARGUMENT...]\nepscan %s.\n\nCommands:\n", program.purpose);
    for (size_t i = 0; i < program.command_count; i++) fprintf(stream, "  %-12s %s\n", commands[i].name, commands[i].summary);
    fputs("\n`epscan COMMAND --help` explains a command, as does `epscan help COMMAND`.\n"
          "`epscan --version` prints the version. With --no-cache a command computes what epscan\n"
          "keeps in ~/.cache/epscan: showers and responses.\n\nExit status:\n",
          stream);
    for (size_t i = 0; i < program.exit_count; i++) fprintf(stream, "  %-4d %s\n", (int)exits[i].status, exits[i].meaning);
    fprintf(stream, "\nExamples:\n%s", program.examples);
}

/* Libraries report through return values; their own printing and aborting is switched off here, once. */
static void quieten_libraries(void) {
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is a failed write, with its reason */
    hdf5_leave_files_at_exit();
    gsl_set_error_handler_off();
    hdf5_remember_errors();
    argp_err_exit_status = EPSCAN_BAD_INPUT;
}

static int run_command(const char *name, int argc, char **argv) {
    char full_name[64];
    const struct command *command = program_command(&program, name);
    if (!command) {
        text_put_line(stderr, "epscan: unknown command \"%.60s\"; `epscan --help` lists them", name);
        return EPSCAN_BAD_INPUT;
    }
    snprintf(full_name, sizeof full_name, "epscan %s", command->name);
    argv[0] = full_name;
    if (!command->is_parallel && launch_task() > 0) {
        if (launch_task() == 1) fprintf(stderr, "epscan: %s runs on rank 0 alone; other ranks do nothing\n", command->name);
        return EPSCAN_OK;
    }
    const int status = command->run(argc, argv);
    hdf5_forget_errors();
    return status;
}

/* `epscan help` and `epscan help COMMAND`. */
static int help(int argc, char **argv) {
    char *as_option[] = {NULL, "--help", NULL};
    if (argc == 1) print_help(stdout);
    if (argc == 2) return run_command(argv[1], 2, as_option);
    if (argc > 2) text_put_line(stderr, "epscan: too many arguments: %.60s", argv[2]);
    return argc > 2 ? EPSCAN_BAD_INPUT : EPSCAN_OK;
}

/* What the arguments behind "epscan" ask for. --manual and --options are for the build and for the shell. */
static int run(int argc, char **argv) {
    if (strcmp(argv[0], "--help") == 0 || strcmp(argv[0], "-?") == 0)
        print_help(stdout);
    else if (strcmp(argv[0], "--version") == 0 || strcmp(argv[0], "-V") == 0)
        printf("epscan %s (%s)\n", build_version, build_git_revision);
    else if (strcmp(argv[0], "--manual") == 0)
        manual_print(&program, stdout);
    else if (strcmp(argv[0], "--options") == 0)
        completion_print(&program, argv[1], stdout);
    else if (strcmp(argv[0], "help") == 0)
        return help(argc, argv);
    else
        return run_command(argv[0], argc, argv);
    return EPSCAN_OK;
}

/* `--no-cache` is for all commands, wherever it stands before "--": how many arguments are left without it. */
static int take_cache_option(int argc, char **argv) {
    int left = 0;
    bool is_over = false;
    result_cache_allow(true);
    for (int i = 0; i < argc; i++) {
        const bool is_option = !is_over && i > 0 && strcmp(argv[i], "--no-cache") == 0;
        is_over = is_over || strcmp(argv[i], "--") == 0;
        if (is_option)
            result_cache_allow(false);
        else
            argv[left++] = argv[i];
    }
    argv[left] = NULL;
    return left;
}

int main(int argc, char **argv) {
    quieten_libraries();
    argc = take_cache_option(argc, argv);
    if (argc < 2) {
        print_help(stderr);
        return EPSCAN_BAD_INPUT;
    }
    const int status = run(argc - 1, argv + 1);
    if (fflush(stdout) == 0 && !ferror(stdout)) return status;
    fputs("epscan: standard output cannot be written\n", stderr);
    return status ? status : EPSCAN_FAILED;
}
