/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The manual page in roff from the commands' own argp tables, so that it cannot say what a command does not take. */
#include "cli/manual.h"
#include "cli/roff.h"
#include "core/build_info.h"

#include <string.h>

struct entry {
    const char *term, *text;
};

static const char description[] =
    "epscan computes what dark photons take out of the calorimeter of an active beam dump: those of the resonant "
    "annihilation of the shower's positrons, e+ e- -> A' -> chi chi, and those of bremsstrahlung on nuclei. "
    "From missing-energy data follow 90 % C.L. upper limits on the kinetic mixing epsilon. `epscan scan` computes grids of "
    "them over spin, dark photon mass, dark coupling, mass ratio, calorimeter threshold and energy-scale shift, with any "
    "number of MPI ranks and OpenMP threads; the other commands compute single points and curves, and look into grids, join "
    "and draw them.\n\n"
    "Input is one YAML file for a scan, the job, and one for an experiment. A mistake in one gets one line, file:line: key: "
    "what is wrong, what is allowed, and exit status 2; nothing is written. Relative paths in a file are relative to its "
    "folder.\n\n"
    "Each command takes --help, or -?, --usage and --no-cache too. Short options can be joined, long ones cut where they stay "
    "unique. "
    "A negative number is given as --option=-0.03.";

static const struct entry environment[] = {
    {"XDG_CACHE_HOME", "Where the folder epscan of showers and responses that were computed before is, at most 64 MiB; default: "
                       "~/.cache. Keys are all inputs and the program itself, so that results are the same to the last bit with "
                       "and without. What is damaged, or could have been written by others, is computed again."},
    {"EPSCAN_NO_CACHE", "Not empty: as --no-cache."},
    {"EPSCAN_CACHE", "Not empty: programs that use libepscan, and Python, use the cache too."},
    {"OMP_NUM_THREADS", "Threads of each rank where --threads is not given."},
    {"SLURM_ARRAY_TASK_ID", "Which of N shares of the tiles `epscan scan --shard slurm/N` computes."},
    {"SLURM_STEP_NUM_TASKS, OMPI_COMM_WORLD_SIZE, PMI_SIZE",
     "How many tasks a launcher started. A rank that is alone all the same stops before it does what another does too."},
    {"OMPI_MCA_io", "Open MPI's layer for files. `epscan scan` takes ROMIO unless this names another."},
};

static const struct entry files[] = {
    {"JOB.yaml", "A scan: its experiment, axes, output and, if wanted, the method of its limits. `jobs/na64-2021.yaml` is one."},
    {"EXPERIMENT.yaml", "Beam, layers of the target, shower, calorimeter, selection, data sets and statistics. "
                        "`inputs/experiments/na64-2021.yaml` explains every line; copy it for another experiment."},
    {"inputs/materials/, inputs/limits/", "Materials that experiments name, and published limits: tables of two columns, mass and "
                                          "epsilon."},
    {"GRID.h5", "A grid: HDF5, readable as netCDF-4 too. It carries the experiment, and a checksum of every tile. "
                "`outputs/README.md` describes it and the files of `epscan simulate`."},
};

static void print_entries(size_t count, const struct entry *entries, FILE *stream) {
    for (size_t i = 0; i < count; i++) {
        fputs(".TP\n.B ", stream);
        roff_line(stream, entries[i].term);
        roff_line(stream, entries[i].text);
    }
}

static void print_option(const struct argp_option *o, FILE *stream) {
    if (!o->name) { /* a heading */
        fputs(".PP\n", stream);
        roff_line(stream, o->doc);
        return;
    }
    fputs(".TP\n", stream);
    if (option_has_letter(o)) fprintf(stream, "\\fB\\-%c\\fR, ", o->key);
    fputs("\\fB\\-\\-", stream);
    roff_text(stream, o->name, strlen(o->name));
    fputs("\\fR", stream);
    if (o->arg) {
        fputs("=\\fI", stream);
        roff_text(stream, o->arg, strlen(o->arg));
        fputs("\\fR", stream);
    }
    fputc('\n', stream);
    roff_line(stream, o->doc);
}

static void print_forms(const struct command *command, FILE *stream) {
    const char *form = command->argp->args_doc ? command->argp->args_doc : "";
    while (form) {
        const size_t length = strcspn(form, "\n");
        fprintf(stream, "\\fBepscan %s\\fR [\\fIOPTION\\fR...]%s", command->name, length ? " " : "");
        roff_text(stream, form, length);
        form = form[length] ? form + length + 1 : NULL;
        fputs(form ? "\n.br\n" : "\n", stream);
    }
}

static void print_command(const struct command *command, FILE *stream) {
    const char *doc = command->argp->doc, *end = doc + strcspn(doc, "\v");
    fprintf(stream, ".SS epscan %s\n", command->name);
    print_forms(command, stream);
    fputs(".PP\n", stream);
    roff_text(stream, doc, (size_t)(end - doc));
    fputc('\n', stream);
    option_for_each(command->argp, print_option, stream);
    if (!*end) return;
    fputs(".PP\n", stream);
    roff_explanation(stream, end + 1);
}

static void print_exits(const struct program *program, FILE *stream) {
    fputs(".SH EXIT STATUS\n", stream);
    for (size_t i = 0; i < program->exit_count; i++) {
        fprintf(stream, ".TP\n.B %d\n", (int)program->exits[i].status);
        roff_line(stream, program->exits[i].meaning);
    }
}

static void print_end(FILE *stream) {
    fputs(".SH SEE ALSO\n"
          ".BR mpirun (1),\n.BR gnuplot (1),\n.BR h5dump (1),\n.BR sbatch (1)\n.PP\n",
          stream);
    roff_line(stream,
              "README.md of epscan's sources documents jobs, experiments, showers and limits in full, outputs/README.md the "
              "files that are written, slurm/README.md long scans on Slurm. CITATION.cff says how to cite it.");
    fputs(".PP\n", stream);
    roff_line(stream, "Andreev et al. (NA64), Phys. Rev. D 104, L091701 (2021), arXiv:2108.04195.");
    fputs(".SH AUTHORS\nThe epscan developers.\n.SH COPYRIGHT\n", stream);
    roff_line(stream,
              "Licence: GPL-3.0-or-later, <https://www.gnu.org/licenses/gpl.html>. There is no warranty, to the extent that "
              "the law permits.");
}

void manual_print(const struct program *program, FILE *stream) {
    fprintf(stream, ".\\\" Made by `epscan --manual`; not to be edited.\n.TH EPSCAN 1 \"%s\" \"epscan %s\" \"User Commands\"\n",
            build_date, build_version);
    fputs(".nh\n.ad l\n.SH NAME\nepscan \\- ", stream);
    roff_line(stream, program->purpose);
    fputs(".SH SYNOPSIS\n"
          ".B epscan\n.I COMMAND\n.RI [ ARGUMENT ...]\n.br\n"
          ".B epscan help\n.RI [ COMMAND ]\n.br\n"
          ".B epscan \\-\\-version\n"
          ".SH DESCRIPTION\n",
          stream);
    roff_explanation(stream, description);
    fputs(".SH COMMANDS\n", stream);
    for (size_t i = 0; i < program->command_count; i++) print_command(&program->commands[i], stream);
    print_exits(program, stream);
    fputs(".SH ENVIRONMENT\n", stream);
    print_entries(sizeof environment / sizeof environment[0], environment, stream);
    fputs(".SH FILES\n", stream);
    print_entries(sizeof files / sizeof files[0], files, stream);
    fputs(".SH EXAMPLES\n", stream);
    roff_explanation(stream, program->examples);
    print_end(stream);
}
