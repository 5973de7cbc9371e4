/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The manual page epscan(1), from the tables that the commands are parsed with. */
#ifndef EPSCAN_CLI_MANUAL_H
#define EPSCAN_CLI_MANUAL_H

#include "cli/program.h"

void manual_print(const struct program *program, FILE *stream);

#endif
