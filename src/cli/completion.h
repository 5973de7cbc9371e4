/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What epscan.bash asks the program for, so that the two never differ. */
#ifndef EPSCAN_CLI_COMPLETION_H
#define EPSCAN_CLI_COMPLETION_H

#include "cli/program.h"

/* Lines. Without a command, NULL: all commands. With one: "operands: " and what stands beside the options, once for each form of
 * the command; then its options, "--output=GRID.h5", "-o=GRID.h5", "--quiet". Nothing for an unknown one. */
void completion_print(const struct program *program, const char *command, FILE *stream);

#endif
