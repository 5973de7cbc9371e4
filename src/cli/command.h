/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One function per subcommand, in command_NAME.c: parse with argp, call the library, print. Each returns the exit status.
 * Its argp table says all of it: --help, the manual page and the shell's completion are made from it. */
#ifndef EPSCAN_CLI_COMMAND_H
#define EPSCAN_CLI_COMMAND_H

#include "text/yaml_reader.h"
#include "epscan/limit.h"
#include "epscan/status.h"

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* argv[0] is the subcommand's full name, as "epscan scan". */
int command_scan(int argc, char **argv);
int command_point(int argc, char **argv);
int command_tracklength(int argc, char **argv);
int command_efficiency(int argc, char **argv);
int command_spectrum(int argc, char **argv);
int command_limit(int argc, char **argv);
int command_moment(int argc, char **argv);
int command_query(int argc, char **argv);
int command_export(int argc, char **argv);
int command_cross_section(int argc, char **argv);
int command_simulate(int argc, char **argv);
int command_experiments(int argc, char **argv);
int command_relic(int argc, char **argv);
int command_validate(int argc, char **argv);
int command_merge(int argc, char **argv);
int command_expand(int argc, char **argv);
int command_info(int argc, char **argv);
int command_plot(int argc, char **argv);
int command_page(int argc, char **argv);
int command_response(int argc, char **argv);

/* What they take, and their explanation: what follows "\v" ends with examples, each indented by two spaces, lines that a shell
 * continues by four more, and what an example prints behind "# ". */
extern const struct argp scan_argp, point_argp, tracklength_argp, efficiency_argp, spectrum_argp, limit_argp, moment_argp,
    query_argp, export_argp, experiments_argp, simulate_argp, cross_section_argp, relic_argp, validate_argp, merge_argp,
    expand_argp, info_argp, plot_argp, response_argp, page_argp;

/* Print "epscan: <the library's last message>" on stderr when `status` is not EPSCAN_OK; returns it. */
int command_status(epscan_status status);

/* Print on stderr what must be said of limits by `method`, if anything (experiment/statistics.h). */
struct experiment;
void command_caution(const struct experiment *experiment, epscan_limit_method method);

/* A number given to `option`, checked like a number in a file; EPSCAN_BAD_INPUT names the option and what is allowed. */
epscan_status option_number(const char *option, const char *text, const struct interval *allowed, double *number);

/* The same for a whole number. */
epscan_status option_integer(const char *option, const char *text, long lowest, long highest, long *number);

/* Numbers in the order given; free `value`. */
struct number_list {
    size_t count;
    double *value;
};

enum { OPTION_LIST_MAX = 1000000, OPTION_ITEM_SIZE = 64 };

/* Copy the next item of a list, up to `separator`; returns what follows it, NULL after the last. */
const char *option_next_item(const char *text, char separator, char *item, size_t size);

/* One of `words`, which NULL ends, by its number. */
epscan_status option_word(const char *option, const char *text, const char *const *words, int *word);

/* "A,B,C" or "FROM:TO:POINTS", equidistant from FROM to a larger TO; every number in `allowed`. Empty on errors. */
epscan_status option_list(const char *option, const char *text, const struct interval *allowed, struct number_list *list);

/* "LOW:HIGH", LOW <= HIGH, both in `allowed`. */
epscan_status option_range(const char *option, const char *text, const struct interval *allowed, double *low, double *high);

/* "[[HH:]MM:]SS" in seconds, above 0. */
epscan_status option_duration(const char *option, const char *text, double *seconds);

/* A word, or " --option=value", as a shell takes it. */
void put_shell_word(const char *word, FILE *stream);
void put_shell_option(const char *option, const char *value, FILE *stream);

/* The command line as a shell would take it, cut at size - 1 bytes. */
void join_arguments(int argc, char **argv, char *text, size_t size);

/* Keep one positional argument; argp's usage error on a second one. */
void keep_argument(struct argp_state *state, const char **slot, const char *argument);

#endif
