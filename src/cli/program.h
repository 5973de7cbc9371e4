/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program as a whole. main.c fills it in; its help, the manual page and the shell's completion are made from it. */
#ifndef EPSCAN_CLI_PROGRAM_H
#define EPSCAN_CLI_PROGRAM_H

#include "epscan/status.h"

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct command {
    const char *name, *summary;
    int (*run)(int argc, char **argv);
    const struct argp *argp;
    bool is_parallel; /* by MPI; others run on rank 0 alone */
};

struct exit_meaning {
    epscan_status status;
    const char *meaning;
};

struct program {
    const char *purpose, *examples; /* examples indented as in the commands' tables */
    size_t command_count, exit_count;
    const struct command *commands;
    const struct exit_meaning *exits;
};

/* The command of that name; NULL when there is none. */
const struct command *program_command(const struct program *program, const char *name);

/* Whether it has a short form too. */
bool option_has_letter(const struct argp_option *option);

/* Call `visit` for every entry, options and headings, of the table's children and then of its own. */
void option_for_each(const struct argp *argp, void (*visit)(const struct argp_option *option, FILE *stream), FILE *stream);

#endif
