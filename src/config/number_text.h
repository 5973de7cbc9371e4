/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as users type them, in files and on the command line alike, and as they read best. Pure and thread-safe. */
#ifndef EPSCAN_CONFIG_NUMBER_TEXT_H
#define EPSCAN_CONFIG_NUMBER_TEXT_H

#include <stdbool.h>

struct interval;

/* A finite decimal number or a fraction of two, as "0.225", "1e-4", "1/3"; nothing before or after. */
bool number_from_text(const char *text, double *number);

/* The shortest of %.15g to %.17g that reads back as `number`, finite. */
enum { NUMBER_TEXT_SIZE = 32 };
void number_to_text(double number, char text[NUMBER_TEXT_SIZE]);

bool interval_holds(const struct interval *interval, double number);

/* "0 < mass_ratio < 0.5", "mA_GeV > 0 GeV"; cut at size - 1 bytes. Returns `text`. */
const char *interval_text(const struct interval *interval, const char *name, char *text, int size);

#endif
