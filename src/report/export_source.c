/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the numbers of an export come from, in lines that all formats have: versions, limits, hashes of the inputs. */
#include "report/export_source.h"

#include "core/build_info.h"
#include "core/error.h"
#include "core/text_file.h"
#include "core/text_line.h"
#include "epscan/limit.h"

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

epscan_status export_source_check(const struct grid_reader *reader, const char *path) {
    const struct grid_header *header = grid_reader_header(reader);
    const struct {
        const char *what, *text;
    } texts[] = {{"name", path_name(path)}, {"title", header->title}, {"experiment", header->experiment}};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (!text_is_utf8(texts[i].text))
            return error_set(EPSCAN_BAD_INPUT, "%s: its %s, which exports carry, is not UTF-8; allowed: one that is", path,
                             texts[i].what);
    char text[64];
    const epscan_status status = grid_reader_attribute(reader, "epscan_version", text, sizeof text);
    return status ? status : grid_reader_attribute(reader, "git_revision", text, sizeof text);
}

void export_source_put(FILE *stream, const char *prefix, const struct grid_reader *reader, const char *path) {
    const struct grid_header *header = grid_reader_header(reader);
    char version[32], revision[64], limit[64], mediation[MEDIATION_TEXT_SIZE];
    grid_reader_attribute(reader, "epscan_version", version, sizeof version);
    grid_reader_attribute(reader, "git_revision", revision, sizeof revision);
    export_source_limit(reader, limit, sizeof limit);
    text_put_line(stream, "%stitle: %s", prefix, header->title);
    text_put_line(stream, "%sfile: %s", prefix, path_name(path));
    text_put_line(stream, "%sexperiment: %s", prefix, header->experiment);
    text_put_line(stream, "%smade by epscan %s (%s), physics version %d; exported by epscan %s (%s), physics version %d", prefix,
                  version, revision, header->physics_version, build_version, build_git_revision, physics_version);
    text_put_line(stream, "%supper limits: %s", prefix, limit);
    if (!mediation_is_usual(&header->mediation))
        text_put_line(stream, "%smediator: %s", prefix, mediation_text(&header->mediation, mediation));
    text_put_line(stream, "%sexpected events are at epsilon = %g and scale as epsilon^2", prefix, EPSCAN_REFERENCE_EPSILON);
    text_put_line(stream, "%ssha256 of the job: %s", prefix, header->job_sha256);
    for (size_t i = 0; i < header->input_count; i++)
        text_put_line(stream, "%ssha256 of %s: %s", prefix, header->inputs[i].path, header->inputs[i].sha256);
}

const char *export_source_splitting(const epscan_dark_photon *model, const char *before, char text[EXPORT_SPLITTING_SIZE]) {
    text[0] = '\0';
    if (model->splitting > 0.0) snprintf(text, EXPORT_SPLITTING_SIZE, "%s%.6g", before, model->splitting);
    return text;
}
