/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libFuzzer target: any bytes as a numeric table. */
#include "text/csv_table.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct csv_column columns[] = {{"mA_GeV", {0.0, INFINITY, true, true, "GeV"}},
                                                {"epsilon_up", {0.0, INFINITY, true, true, ""}}};
    struct csv_table table;
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
