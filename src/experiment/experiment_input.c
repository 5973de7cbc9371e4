/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files that an experiment names are read once, from beside it or from the archive that a grid carries, and kept with their hashes:
 * what a grid was made of can be proven and read again without them.
 */
#include "experiment/experiment_input.h"

#include "matter/material_file.h"
#include "core/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

epscan_status experiment_keep_input(struct experiment *e, const char *name, const struct text_file *source) {
    for (int i = 0; i < e->input_count; i++)
        if (strcmp(e->inputs[i].path, name) == 0) return EPSCAN_OK;
    if (e->input_count == EXPERIMENT_MAX_INPUTS)
        return error_set(EPSCAN_BAD_INPUT, "%s: names more than %d files", e->inputs[0].path, EXPERIMENT_MAX_INPUTS);
    return text_file_from_memory(name, source->text, source->size, &e->inputs[e->input_count++]);
}

static epscan_status find_in_archive(const struct input_archive *archive, const char *name, struct text_file *source) {
    for (size_t i = 0; i < archive->count; i++)
        if (strcmp(archive->files[i].path, name) == 0)
            return text_file_from_memory(name, archive->files[i].text, archive->files[i].size, source);
    return error_set(EPSCAN_BAD_INPUT, "%s: not among the recorded inputs", name);
}

static epscan_status read_beside(const struct yaml_value *value, const char *name, struct text_file *source) {
    char *path = path_beside(value->file->source.path, name);
    const epscan_status status = path ? text_file_read(path, source) : error_no_memory(name);
    free(path);
    return status;
}

/* Read the file that a key names, relative to the file the key stands in, or from the archive; it becomes an input. */
static epscan_status read_input(struct experiment_reader *reader, const struct yaml_value *value, struct text_file *source) {
    char name[1024], reason[512];
    epscan_status status = yaml_text(value, name, sizeof name);
    if (status) return status;
    status = reader->archive ? find_in_archive(reader->archive, name, source) : read_beside(value, name, source);
    if (status == EPSCAN_BAD_INPUT) { /* an error of the line that names the file */
        snprintf(reason, sizeof reason, "%.500s", epscan_error_message());
        return yaml_fail(value, "%s", reason);
    }
    return status ? status : experiment_keep_input(reader->experiment, name, source);
}

epscan_status experiment_material(struct experiment_reader *reader, const struct yaml_value *value, struct material *material) {
    struct text_file source = {0};
    struct yaml_file file = {0};
    epscan_status status = read_input(reader, value, &source);
    if (!status) status = yaml_file_parse(source.path, source.text, source.size, FILE_KIND_MATERIAL, &file);
    if (!status) status = material_from_yaml(&file, material);
    if (status && source.path) status = yaml_status_of_file(value, source.path, status);
    yaml_file_clear(&file);
    text_file_clear(&source);
    return status;
}

epscan_status experiment_table(struct experiment_reader *reader, const struct yaml_value *value, const struct csv_column *columns,
                               int count, struct csv_table *table) {
    struct text_file source = {0};
    epscan_status status = read_input(reader, value, &source);
    if (!status) status = csv_table_parse(source.path, source.text, source.size, columns, count, table);
    if (status && source.path) status = yaml_status_of_file(value, source.path, status);
    text_file_clear(&source);
    return status;
}
