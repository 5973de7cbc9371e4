/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/command.h"

#include "config/number_text.h"
#include "core/error.h"
#include "scan/axis.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

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

epscan_status option_model(const struct model_options *options, epscan_dark_photon *model) {
    const struct interval mass = axis_interval(AXIS_MASS, 0.0), alpha = axis_interval(AXIS_ALPHA_D, 0.0),
                          ratio = axis_interval(AXIS_MASS_RATIO, 0.0);
    model->spin = EPSCAN_FERMION;
    if (strcmp(options->spin, "scalar") == 0)
        model->spin = EPSCAN_SCALAR;
    else if (strcmp(options->spin, "fermion") != 0)
        return error_set(EPSCAN_BAD_INPUT, "--spin: \"%.60s\" is not allowed; allowed: fermion, scalar", options->spin);
    epscan_status status = option_number("mA", options->mass, &mass, &model->mass_GeV);
    if (!status) status = option_number("alpha-D", options->alpha_D, &alpha, &model->alpha_D);
    return status ? status : option_number("mass-ratio", options->mass_ratio, &ratio, &model->mass_ratio);
}

epscan_status option_duration(const char *option, const char *text, double *seconds) {
    unsigned part[3] = {0};
    int count = 0, length = -1;
    if (strspn(text, "0123456789:") == strlen(text) && strlen(text) < 16) {
        if (sscanf(text, "%u:%u:%u%n", &part[0], &part[1], &part[2], &length) == 3 && !text[length])
            count = 3;
        else if (sscanf(text, "%u:%u%n", &part[1], &part[2], &length) == 2 && !text[length])
            count = 2;
        else if (sscanf(text, "%u%n", &part[2], &length) == 1 && !text[length])
            count = 1;
        if (count < 3) part[0] = 0;
        if (count < 2) part[1] = 0;
    }
    *seconds = 3600.0 * part[0] + 60.0 * part[1] + part[2];
    if (count && *seconds > 0.0 && (count < 2 || part[2] < 60) && (count < 3 || part[1] < 60)) return EPSCAN_OK;
    return error_set(EPSCAN_BAD_INPUT, "--%s: \"%.60s\" is not allowed; allowed: HH:MM:SS, above zero", option, text);
}

/* Whether a shell takes the word as it is. */
static bool is_plain(const char *word) {
    return word[0] && strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:,@%") == strlen(word);
}

static void append(char *text, size_t size, const char *piece) {
    const size_t used = strlen(text);
    snprintf(text + used, size - used, "%s", piece);
}

void join_arguments(int argc, char **argv, char *text, size_t size) {
    text[0] = '\0';
    for (int i = 0; i < argc; i++) {
        if (i) append(text, size, " ");
        if (i == 0 || is_plain(argv[i])) { /* argv[0] is "epscan COMMAND" */
            append(text, size, argv[i]);
            continue;
        }
        append(text, size, "'");
        for (const char *c = argv[i]; *c; c++) append(text, size, *c == '\'' ? "'\\''" : (const char[]){*c, '\0'});
        append(text, size, "'");
    }
}

void keep_argument(struct argp_state *state, const char **slot, const char *argument) {
    if (*slot) argp_error(state, "too many arguments: %s", argument);
    *slot = argument;
}
