/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Values of options as text: numbers, lists, ranges and times, each checked against what is allowed, so that one line can say which
 * option is wrong and what it takes; and command lines written as a shell would take them, for what is printed or stored. Models,
 * selections and other options that commands share are in shared_options.c.
 */
#include "cli/command.h"

#include "text/number_text.h"
#include "experiment/statistics.h"
#include "core/error.h"
#include "core/text_line.h"
#include "scan/axis.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int command_status(epscan_status status) {
    if (status) fprintf(stderr, "epscan: %s\n", epscan_error_message());
    return (int)status;
}

void command_caution(const struct experiment *e, epscan_limit_method method) {
    char text[STATISTICS_CAUTION_SIZE];
    if (statistics_caution(e, method, text)) fprintf(stderr, "epscan: %s\n", text);
}

epscan_status option_number(const char *option, const char *text, const struct interval *allowed, double *number) {
    char range[160], slip[UNIT_SLIP_SIZE];
    *number = NAN;
    if (number_from_text(text, number) && interval_holds(allowed, *number)) return EPSCAN_OK;
    return error_set(EPSCAN_BAD_INPUT, "--%s: \"%.60s\" is not allowed; allowed: a number%s%s, %s%s", option, text,
                     allowed->unit[0] ? " in " : "", allowed->unit, interval_text(allowed, option, range, sizeof range),
                     unit_slip_text(allowed, *number, slip));
}

epscan_status option_word(const char *option, const char *text, const char *const *words, int *word) {
    char allowed[64] = "";
    for (int i = 0; words[i]; i++) {
        if (strcmp(text, words[i]) == 0) {
            *word = i;
            return EPSCAN_OK;
        }
        snprintf(allowed + strlen(allowed), sizeof allowed - strlen(allowed), "%s%s", i ? ", " : "", words[i]);
    }
    return error_set(EPSCAN_BAD_INPUT, "--%s: \"%.60s\" is not allowed; allowed: %s", option, text, allowed);
}

epscan_status option_integer(const char *option, const char *text, long lowest, long highest, long *number) {
    if (integer_from_text(text, lowest, highest, number)) return EPSCAN_OK;
    return error_set(EPSCAN_BAD_INPUT, "--%s: \"%.60s\" is not allowed; allowed: a whole number from %ld to %ld", option, text,
                     lowest, highest);
}

const char *option_next_item(const char *text, char separator, char *item, size_t size) {
    const size_t length = strcspn(text, (const char[]){separator, '\0'});
    snprintf(item, size, "%.*s", (int)(length < size ? length : 10), length < size ? text : "(too long)");
    return text[length] ? text + length + 1 : NULL;
}

static epscan_status list_of_range(const char *option, const char *text, const struct interval *allowed, struct number_list *list) {
    char item[3][OPTION_ITEM_SIZE];
    double from, to;
    long points = 0;
    const char *rest = text;
    int count = 0;
    while (rest && count < 3) rest = option_next_item(rest, ':', item[count++], OPTION_ITEM_SIZE);
    if (rest || count < 3 || !integer_from_text(item[2], 2, OPTION_LIST_MAX, &points))
        return error_set(EPSCAN_BAD_INPUT, "--%s: \"%.60s\" is not allowed; allowed: FROM:TO:POINTS, 2 to %d points", option, text,
                         OPTION_LIST_MAX);
    epscan_status status = option_number(option, item[0], allowed, &from);
    if (!status) status = option_number(option, item[1], allowed, &to);
    if (!status && from >= to)
        status =
            error_set(EPSCAN_BAD_INPUT, "--%s: \"%.60s\" is not allowed; allowed: FROM:TO:POINTS with FROM < TO", option, text);
    if (status) return status;
    list->count = (size_t)points;
    list->value = malloc(list->count * sizeof *list->value);
    if (!list->value) return error_no_memory("a list");
    for (size_t i = 0; i < list->count; i++) list->value[i] = linear_node(from, to, i, list->count - 1);
    return EPSCAN_OK;
}

static int ascending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static epscan_status check_once(const char *option, const char *text, const struct number_list *list) {
    double *sorted = malloc(list->count * sizeof *sorted);
    epscan_status status = sorted ? EPSCAN_OK : error_no_memory("a list");
    if (status) return status;
    memcpy(sorted, list->value, list->count * sizeof *sorted);
    qsort(sorted, list->count, sizeof *sorted, ascending);
    for (size_t i = 1; i < list->count && !status; i++)
        if (sorted[i] == sorted[i - 1])
            status = error_set(EPSCAN_BAD_INPUT, "--%s: \"%.60s\": %.15g is given twice; allowed once", option, text, sorted[i]);
    free(sorted);
    return status;
}

epscan_status option_list(const char *option, const char *text, const struct interval *allowed, struct number_list *list) {
    char item[OPTION_ITEM_SIZE];
    size_t count = 1;
    *list = (struct number_list){0};
    if (strchr(text, ':') && !strchr(text, ',')) return list_of_range(option, text, allowed, list);
    for (const char *c = text; *c; c++) count += *c == ',';
    if (count > OPTION_LIST_MAX)
        return error_set(EPSCAN_BAD_INPUT, "--%s: %zu numbers are not allowed; allowed: at most %d", option, count,
                         OPTION_LIST_MAX);
    list->value = malloc(count * sizeof *list->value);
    epscan_status status = list->value ? EPSCAN_OK : error_no_memory("a list");
    for (const char *rest = text; rest && !status;) {
        rest = option_next_item(rest, ',', item, sizeof item);
        status = option_number(option, item, allowed, &list->value[list->count++]);
    }
    if (!status) status = check_once(option, text, list);
    if (status) {
        free(list->value);
        *list = (struct number_list){0};
    }
    return status;
}

epscan_status option_range(const char *option, const char *text, const struct interval *allowed, double *low, double *high) {
    char item[2][OPTION_ITEM_SIZE];
    const char *rest = option_next_item(text, ':', item[0], OPTION_ITEM_SIZE);
    if (rest) rest = option_next_item(rest, ':', item[1], OPTION_ITEM_SIZE);
    if (rest || !strchr(text, ':'))
        return error_set(EPSCAN_BAD_INPUT, "--%s: \"%.60s\" is not allowed; allowed: LOW:HIGH", option, text);
    epscan_status status = option_number(option, item[0], allowed, low);
    if (!status) status = option_number(option, item[1], allowed, high);
    if (!status && *low > *high)
        status = error_set(EPSCAN_BAD_INPUT, "--%s: \"%.60s\" is not allowed; allowed: LOW:HIGH with LOW <= HIGH", option, text);
    return status;
}

epscan_status option_duration(const char *option, const char *text, double *seconds) {
    static const long longest_s = 10L * 366 * 24 * 3600;
    char item[3][OPTION_ITEM_SIZE];
    long part = 0, sum_s = 0;
    int count = 0;
    const char *rest = text;
    bool good = text[0] && strspn(text, "0123456789:") == strlen(text);
    while (rest && count < 3) rest = option_next_item(rest, ':', item[count++], OPTION_ITEM_SIZE);
    for (int i = 0; i < count && good; i++) {
        good = integer_from_text(item[i], 0, i ? 59 : longest_s, &part); /* minutes and seconds after the first */
        sum_s = 60 * sum_s + part;
    }
    if (good && !rest && sum_s > 0 && sum_s <= longest_s) {
        *seconds = (double)sum_s;
        return EPSCAN_OK;
    }
    return error_set(EPSCAN_BAD_INPUT, "--%s: \"%.60s\" is not allowed; allowed: HH:MM:SS, above zero, up to %ld hours", option,
                     text, longest_s / 3600);
}

/* Whether a shell takes the word as it is. */
static bool is_plain(const char *word) {
    return word[0] && strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:,@%") == strlen(word);
}

/* In single quotes; what a terminal would obey, or cannot show, in bash's $'...'. */
void put_shell_word(const char *word, FILE *stream) {
    bool plain = text_is_utf8(word);
    for (const char *c = word; *c; c++) plain = plain && (unsigned char)*c >= ' ' && *c != 127;
    if (is_plain(word)) {
        fputs(word, stream);
        return;
    }
    fputs(plain ? "'" : "$'", stream);
    for (const char *c = word; *c; c++) {
        const unsigned char byte = (unsigned char)*c;
        if (plain)
            fputs(byte == '\'' ? "'\\''" : (const char[]){*c, '\0'}, stream);
        else if (byte < ' ' || byte >= 127 || byte == '\'' || byte == '\\')
            fprintf(stream, "\\%03o", byte);
        else
            fputc(byte, stream);
    }
    fputc('\'', stream);
}

void put_shell_option(const char *option, const char *value, FILE *stream) {
    fprintf(stream, " --%s=", option);
    put_shell_word(value, stream);
}

void join_arguments(int argc, char **argv, char *text, size_t size) {
    memset(text, 0, size);
    FILE *stream = fmemopen(text, size - 1, "w");
    if (!stream) return;
    for (int i = 0; i < argc; i++) {
        if (i) fputc(' ', stream);
        if (i)
            put_shell_word(argv[i], stream);
        else
            fputs(argv[i], stream); /* "epscan COMMAND" */
    }
    fclose(stream);
}

void keep_argument(struct argp_state *state, const char **slot, const char *argument) {
    char shown[200];
    snprintf(shown, sizeof shown, "%s", argument);
    if (*slot) argp_error(state, "too many arguments: %s", text_in_one_line(shown));
    *slot = argument;
}
