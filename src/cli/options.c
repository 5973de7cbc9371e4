/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/command.h"

#include "config/number_text.h"
#include "core/error.h"

#include <math.h>
#include <stdio.h>

int command_status(epscan_status status) {
    if (status) fprintf(stderr, "epscan: %s\n", epscan_error_message());
    return (int)status;
}

epscan_status option_number(const char *option, const char *text, const struct interval *allowed, double *number) {
    char range[160];
    if (number_from_text(text, number) && interval_holds(allowed, *number)) return EPSCAN_OK;
    return error_set(EPSCAN_BAD_INPUT, "--%s: \"%.60s\" is not allowed; allowed: a number%s%s, %s", option, text,
                     allowed->unit[0] ? " in " : "", allowed->unit, interval_text(allowed, option, range, sizeof range));
}

epscan_status option_integer(const char *option, const char *text, long lowest, long highest, long *number) {
    double value;
    if (number_from_text(text, &value) && value == floor(value) && value >= (double)lowest && value <= (double)highest) {
        *number = (long)value;
        return EPSCAN_OK;
    }
    return error_set(EPSCAN_BAD_INPUT, "--%s: \"%.60s\" is not allowed; allowed: a whole number from %ld to %ld", option, text,
                     lowest, highest);
}

void keep_argument(struct argp_state *state, const char **slot, const char *argument) {
    if (*slot) argp_error(state, "too many arguments: %s", argument);
    *slot = argument;
}
