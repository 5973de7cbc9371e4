/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/export_source.h"

#include "core/build_info.h"
#include "core/error.h"
#include "core/text_file.h"
#include "epscan/limit.h"

#include <stdarg.h>
#include <string.h>

const char *export_source_short_name(const char *path, char text[EXPORT_SHORT_NAME]) {
    const char *name = path_name(path);
    size_t length = strnlen(name, EXPORT_SHORT_NAME - 1);
    /* a cut that leaves the first bytes of a character takes them too */
    if (name[length])
        while (length && ((unsigned char)name[length] & 0xC0) == 0x80) length--;
    memcpy(text, name, length);
    text[length] = '\0';
    return text;
}

void export_source_limit(const struct grid_reader *reader, char *text, size_t size) {
    const struct grid_header *header = grid_reader_header(reader);
    snprintf(text, size, "%s, %g %% C.L.", epscan_limit_method_name(header->limit_method), 100.0 * header->confidence_level);
}

/* One line, whatever the texts of the file hold. */
__attribute__((format(printf, 3, 4))) static void put_line(FILE *stream, const char *prefix, const char *format, ...) {
    char line[8192]; /* of a path and more */
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    fprintf(stream, "%s%s\n", prefix, text_in_one_line(line));
}

void export_source_put(FILE *stream, const char *prefix, const struct grid_reader *reader, const char *path) {
    const struct grid_header *header = grid_reader_header(reader);
    char version[32], revision[64], limit[64];
    grid_reader_attribute(reader, "epscan_version", version, sizeof version);
    grid_reader_attribute(reader, "git_revision", revision, sizeof revision);
    export_source_limit(reader, limit, sizeof limit);
    put_line(stream, prefix, "title: %s", header->title);
    put_line(stream, prefix, "file: %s", path_name(path));
    put_line(stream, prefix, "experiment: %s", header->experiment);
    put_line(stream, prefix, "made by epscan %s (%s), physics version %d; exported by epscan %s (%s), physics version %d", version,
             revision, header->physics_version, build_version, build_git_revision, physics_version);
    put_line(stream, prefix, "upper limits: %s", limit);
    put_line(stream, prefix, "expected events are at epsilon = %g and scale as epsilon^2", EPSCAN_REFERENCE_EPSILON);
    put_line(stream, prefix, "sha256 of the job: %s", header->job_sha256);
    for (size_t i = 0; i < header->input_count; i++)
        put_line(stream, prefix, "sha256 of %s: %s", header->inputs[i].path, header->inputs[i].sha256);
}
