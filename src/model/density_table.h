/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A model of one's own: its spectral density rho(s) as a table, sqrt_s_GeV,rho_per_GeV2, linear in s between the rows and zero
 * outside them. It is used as it is: continua and sectors of many resonances have a norm of their own. Immutable once made;
 * readers are thread-safe.
 */
#ifndef EPSCAN_MODEL_DENSITY_TABLE_H
#define EPSCAN_MODEL_DENSITY_TABLE_H

#include "core/text_file.h"

#include <stddef.h>

enum { DENSITY_TABLE_MAX_ROWS = 100000 };

struct density_table {
    size_t count;          /* at least 2 */
    double *s_GeV2, *rho;  /* [count], s strictly increasing, rho >= 0 [1/GeV^2] */
    double norm;           /* int rho ds > 0, 1 of one narrow A' */
    struct text_file file; /* what it was read from; empty of numbers in memory */
};

/*
 * Read a table; the same of a text, and of numbers in memory, which `name` stands for in messages. EPSCAN_BAD_INPUT with one line:
 * not increasing, negative or not finite, fewer than two rows, zero everywhere. Free with density_table_clear.
 */
epscan_status density_table_read(const char *path, struct density_table *table);
epscan_status density_table_parse(const char *name, const char *text, size_t size, struct density_table *table);
epscan_status density_table_of(const char *name, const double *sqrt_s_GeV, const double *rho, size_t count,
                               struct density_table *table);
void density_table_clear(struct density_table *table);

double density_table_at(const struct density_table *table, double s_GeV2);

/* EPSCAN_BAD_INPUT unless all rows lie from `low_GeV` to `high_GeV` of sqrt(s). */
epscan_status density_table_check_range(const struct density_table *table, double low_GeV, double high_GeV);

#endif
