/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/track_length_table.h"

#include "text/csv_table.h"
#include "output/text_output.h"

#include <math.h>

static bool is_table(const char *path) {
    const struct interval any = {-INFINITY, INFINITY, true, true, ""};
    const struct csv_column columns[] = {{"E_GeV", any}, {"primary_X0_per_GeV", any}, {"secondary_X0_per_GeV", any}};
    struct csv_table table;
    if (csv_table_read(path, columns, 3, &table)) return false;
    csv_table_clear(&table);
    return true;
}

static const struct output_kind table_output = {
    .noun = "track-length table", .when_existing = "another table, or --force to replace it", .is_of_kind = is_table};

epscan_status track_length_table_check_output(const char *path, bool replace) {
    return output_file_check(path, &table_output, replace ? EXISTING_REPLACED : EXISTING_REFUSED, 1 << 14);
}

epscan_status track_length_table_write(const char *path, const struct track_length_rows *rows, const char *comment, bool replace) {
    struct text_output table;
    const epscan_status status = text_output_open(path, &table_output, replace ? EXISTING_REPLACED : EXISTING_REFUSED, &table);
    if (status) return status;
    fprintf(table.stream, "%sE_GeV,primary_X0_per_GeV,secondary_X0_per_GeV\n", comment);
    for (size_t i = 0; i < rows->count; i++)
        fprintf(table.stream, "%.15g,%.15g,%.15g\n", rows->energy_GeV[i], rows->primary_X0_per_GeV[i],
                rows->secondary_X0_per_GeV[i]);
    return text_output_close(&table, EPSCAN_OK);
}
