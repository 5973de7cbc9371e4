/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of names becomes tables one by one: of files beside the job, or of the texts that a grid carries behind its experiment's.
 */
#include "scan/table_axis.h"

#include "core/error.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_SIZE = 1024 };

/* Names stand in columns of CSV and in lists of options. */
static epscan_status read_name(const struct yaml_value *item, char name[NAME_SIZE]) {
    const epscan_status status = yaml_text(item, name, NAME_SIZE);
    if (status) return status;
    for (const char *c = name; *c; c++)
        if (*c == ',' || *c == '"' || iscntrl((unsigned char)*c))
            return yaml_fail(item, "a comma, a quotation mark or a control character is not allowed; allowed: a file named "
                                   "otherwise");
    return EPSCAN_OK;
}

static epscan_status read_file(const struct yaml_value *item, const char *job_path, const char *name, struct density_table *table) {
    char *path = path_beside(job_path, name);
    if (!path) return error_no_memory("the job");
    const epscan_status status = yaml_status_of_file(item, path, density_table_read(path, table));
    free(path);
    if (status) return status;
    free(table->file.path);
    table->file.path = strdup(name);
    return table->file.path ? EPSCAN_OK : error_no_memory("the job");
}

static epscan_status read_recorded(const struct yaml_value *item, const struct text_file *file, const char *name,
                                   struct density_table *table) {
    if (strcmp(file->path, name) != 0) return yaml_fail(item, "%s: not among the recorded inputs", name);
    return yaml_status_of_file(item, name, density_table_parse(name, file->text, file->size, table));
}

epscan_status table_axis_read(const struct yaml_value *list, const char *job_path, const struct text_file *recorded,
                              size_t recorded_count, struct axis *axis) {
    const int length = yaml_is_list(list) ? yaml_list_length(list) : 0;
    char name[NAME_SIZE];
    if (length < 1 || length > AXIS_MAX_TABLES)
        return yaml_fail(list, "must be a list of 1 to %d files sqrt_s_GeV,rho_per_GeV2", AXIS_MAX_TABLES);
    epscan_status status = yaml_check_unique(list, NULL);
    if (status) return status;
    axis->count = (size_t)length;
    axis->value = malloc(axis->count * sizeof *axis->value);
    axis->table = calloc(axis->count, sizeof *axis->table);
    if (!axis->value || !axis->table) return error_no_memory("an axis");
    for (size_t i = 0; i < axis->count && !status; i++) {
        const struct yaml_value item = yaml_list_item(list, (int)i);
        axis->value[i] = (double)(i + 1);
        status = read_name(&item, name);
        if (!status && recorded && i >= recorded_count) status = yaml_fail(&item, "%s: not among the recorded inputs", name);
        if (!status)
            status = recorded ? read_recorded(&item, &recorded[i], name, &axis->table[i])
                              : read_file(&item, job_path, name, &axis->table[i]);
    }
    return status;
}
