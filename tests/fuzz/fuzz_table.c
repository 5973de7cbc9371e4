/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libFuzzer target: any bytes as a numeric table, as a spectral density, and as a table of strahlung's events. */
#include "model/density_table.h"
#include "response/yield_table.h"
#include "text/csv_table.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A density that is taken has rows that increase, is not negative, and has the norm that its values allow. */
static void read_density(const uint8_t *data, size_t size) {
    struct density_table rho;
    double most = 0.0;
    if (density_table_parse("fuzz.csv", (const char *)data, size, &rho)) {
        if (!epscan_error_message()[0] || strchr(epscan_error_message(), '\n')) abort();
        return;
    }
    for (size_t i = 0; i < rho.count; i++) {
        if (!(rho.rho[i] >= 0.0) || (i && !(rho.s_GeV2[i] > rho.s_GeV2[i - 1]))) abort();
        most = fmax(most, rho.rho[i]);
    }
    if (!(rho.norm > 0.0 && rho.norm <= 1.001 * most * rho.s_GeV2[rho.count - 1])) abort();
    for (double share = -0.1; share <= 1.1; share += 0.1) {
        const double value = density_table_at(&rho, share * rho.s_GeV2[rho.count - 1]);
        if (!(value >= 0.0 && value <= 1.001 * most)) abort();
    }
    density_table_clear(&rho);
}

/* Events that are taken are a full grid: all its places are read. */
static void read_yields(const uint8_t *data, size_t size) {
    struct csv_table rows;
    struct yield_table yields;
    epscan_status status = csv_table_parse("fuzz.csv", (const char *)data, size, yield_table_columns, YIELD_TABLE_COLUMNS, &rows);
    const bool parsed = !status;
    if (parsed) status = yield_table_init(&yields, &rows);
    if (status && (!epscan_error_message()[0] || strchr(epscan_error_message(), '\n'))) abort();
    if (!status) {
        if (yields.masses * yields.thresholds * yields.shifts != rows.row_count) abort();
        for (size_t i = 0; i < rows.row_count; i++)
            if (!(yields.events[i] >= 0.0)) abort();
        yield_table_clear(&yields);
    }
    if (parsed) csv_table_clear(&rows);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct csv_column columns[] = {{"mA_GeV", {0.0, INFINITY, true, true, "GeV"}},
                                                {"epsilon_up", {0.0, INFINITY, true, true, ""}}};
    struct csv_table table;
    read_density(data, size);
    read_yields(data, size);
    if (csv_table_parse("fuzz.csv", (const char *)data, size, columns, 2, &table)) {
        if (!epscan_error_message()[0] || strchr(epscan_error_message(), '\n')) abort();
        return 0;
    }
    for (size_t i = 0; i < table.row_count; i++)
        if (!(table.column[0][i] > 0.0) || !isfinite(table.column[1][i]) || (i && !(table.column[0][i] > table.column[0][i - 1])))
            abort();
    csv_table_clear(&table);
    return 0;
}
