/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as users type them, in files and on the command line alike, and as they read best. Pure and thread-safe. */
#ifndef EPSCAN_TEXT_NUMBER_TEXT_H
#define EPSCAN_TEXT_NUMBER_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct interval;

/* A finite decimal number or a fraction of two, as "0.225", "1e-4", "1/3"; nothing before or after. */
bool number_from_text(const char *text, double *number);

/*
 * A whole number from lowest to highest, exactly: digits with or without a sign, or what number_from_text takes where it is whole
 * and below 2^53, as "1e6".
 */
bool integer_from_text(const char *text, long lowest, long highest, long *number);

/* The shortest of %.15g to %.17g that reads back as `number`, finite. Returns `text`. */
enum { NUMBER_TEXT_SIZE = 32 };
const char *number_to_text(double number, char text[NUMBER_TEXT_SIZE]);

/*
 * The decimal number of at most 12 digits, counted from the first one of `scale`, that `number` is up to rounding of `scale`; else
 * the number itself: 0.009999999999999995 is 0.01, and 1/3 stays.
 */
double decimal_near(double number, double scale);

/* Point `index` of the range from ... to, whose last one is `last`: the ends exact, and decimal numbers where they should be. */
double linear_node(double from, double to, size_t index, size_t last);
double logarithmic_node(double from, double to, size_t index, size_t last); /* of ends above zero */

/*
 * Where a number is out of its range, and would be inside if it were of the unit that people take for the right one: "; in MeV?
 * that is 0.225 GeV", else "". Returns `text`.
 */
enum { UNIT_SLIP_SIZE = 80 };
const char *unit_slip_text(const struct interval *interval, double number, char text[UNIT_SLIP_SIZE]);

bool interval_holds(const struct interval *interval, double number);

/* "0 < mass_ratio < 0.5", "mA_GeV > 0 GeV"; cut at size - 1 bytes. Returns `text`. */
const char *interval_text(const struct interval *interval, const char *name, char *text, int size);

#endif
