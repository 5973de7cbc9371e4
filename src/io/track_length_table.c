/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/track_length_table.h"

#include "config/csv_table.h"
#include "core/error.h"
#include "core/text_file.h"
#include "io/file_lock.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --force is for track-length tables: it must not eat an experiment that was named by mistake. */
static epscan_status check_existing(const char *path, bool replace) {
    const struct interval any = {-INFINITY, INFINITY, true, true, ""};
    const struct csv_column columns[] = {{"E_GeV", any}, {"primary_X0_per_GeV", any}, {"secondary_X0_per_GeV", any}};
    struct csv_table table;
    if (access(path, F_OK)) return EPSCAN_OK;
    if (!replace) return error_set(EPSCAN_BAD_INPUT, "%s: exists; allowed: another table, or --force to replace it", path);
    if (csv_table_read(path, columns, 3, &table))
        return error_set(EPSCAN_BAD_INPUT, "%s: exists and is not a track-length table; --force replaces tables only", path);
    csv_table_clear(&table);
    return access(path, W_OK) ? error_set(EPSCAN_BAD_INPUT, "%s: cannot be written: %s", path, strerror(errno)) : EPSCAN_OK;
}

epscan_status track_length_table_check_output(const char *path, bool replace) {
    const size_t name_length = strlen(path_name(path));
    if (name_length == 0 || name_length > 240 || strlen(path) > 4000)
        return error_set(EPSCAN_BAD_INPUT, "table \"%.60s\": allowed: a file name of 1 to 240 characters", path);
    epscan_status status = check_existing(path, replace);
    if (status) return status;
    char *folder = path_beside(path, ".");
    if (!folder) return error_no_memory(path);
    if (access(folder, W_OK | X_OK)) status = error_set(EPSCAN_BAD_INPUT, "%s: cannot be written: %s", path, strerror(errno));
    free(folder);
    return status;
}

epscan_status track_length_table_write(const char *path, const struct track_length_rows *rows, const char *comment, bool replace) {
    char temporary[4200];
    snprintf(temporary, sizeof temporary, "%s.part", path);
    FILE *stream = fopen(temporary, "w");
    if (!stream) return error_set(EPSCAN_FAILED, "%s: cannot be written: %s", path, strerror(errno));
    fprintf(stream, "%sE_GeV,primary_X0_per_GeV,secondary_X0_per_GeV\n", comment);
    for (size_t i = 0; i < rows->count; i++)
        fprintf(stream, "%.15g,%.15g,%.15g\n", rows->energy_GeV[i], rows->primary_X0_per_GeV[i], rows->secondary_X0_per_GeV[i]);
    const bool bad = ferror(stream) != 0;
    epscan_status status = fclose(stream) || bad ? error_set(EPSCAN_FAILED, "%s: cannot be written", path) : EPSCAN_OK;
    if (!status) status = file_sync(temporary);
    if (!status) status = file_move(temporary, path, replace);
    if (status) unlink(temporary);
    return status;
}
