/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EPSCAN_TESTS_BENCH_REPORT_H
#define EPSCAN_TESTS_BENCH_REPORT_H

#include <jansson.h>

/* Add arguments KEY=NUMBER or KEY=TEXT to the result and print it as tables. */
void bench_report(json_t *result, int count, char **arguments);

#endif
