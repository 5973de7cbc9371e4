/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a file is, by HDF5's signature, the keys of epscan's YAML files, or commas where a header of a table stands. */
#include "core/file_kind.h"

#include "core/error.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static const struct {
    const char *name;
    const char *key; /* of the root, which files of no other kind have */
} kinds[] = {
    [FILE_KIND_UNKNOWN] = {"a file of another kind", NULL},          [FILE_KIND_JOB] = {"a job", "axes"},
    [FILE_KIND_EXPERIMENT] = {"an experiment file", "beam"},         [FILE_KIND_MATERIAL] = {"a material", "elements"},
    [FILE_KIND_TABLE] = {"a table of comma-separated values", NULL}, [FILE_KIND_HDF5] = {"an HDF5 file, such as a grid", NULL},
};

static const char hdf5_signature[] = "\x89HDF\r\n\x1a\n";

/* The first line, from 1, that begins with "key:"; 0: none. */
static unsigned long root_key_line(const char *text, const char *key) {
    const size_t length = strlen(key);
    unsigned long number = 1;
    for (const char *line = text; line; line = strchr(line, '\n'), number++) {
        line += *line == '\n';
        if (strncmp(line, key, length) == 0 && line[length] == ':') return number;
    }
    return 0;
}

/* Whether the first line that is no comment has commas and no colon, as no YAML mapping has. */
static bool is_table(const char *text) {
    while (*text == '#' || *text == '\n' || *text == '\r' || *text == ' ') {
        text += *text == '#' ? strcspn(text, "\r\n") : 1;
    }
    const size_t length = strcspn(text, "\r\n");
    return memchr(text, ',', length) && !memchr(text, ':', length) && !memchr(text, '{', length);
}

enum file_kind file_kind_of(const char *text, size_t size) {
    if (size >= sizeof hdf5_signature - 1 && memcmp(text, hdf5_signature, sizeof hdf5_signature - 1) == 0) return FILE_KIND_HDF5;
    for (enum file_kind kind = FILE_KIND_JOB; kind <= FILE_KIND_MATERIAL; kind++)
        if (root_key_line(text, kinds[kind].key)) return kind;
    return is_table(text) ? FILE_KIND_TABLE : FILE_KIND_UNKNOWN;
}

enum file_kind file_kind_of_file(const char *path) {
    char text[4097];
    struct stat about;
    if (stat(path, &about) || !S_ISREG(about.st_mode)) return FILE_KIND_UNKNOWN;
    FILE *stream = fopen(path, "rb");
    const size_t got = stream ? fread(text, 1, sizeof text - 1, stream) : 0;
    if (stream) fclose(stream);
    text[got] = '\0';
    return file_kind_of(text, got);
}

epscan_status file_kind_check(const char *path, const char *text, size_t size, enum file_kind wanted) {
    const enum file_kind kind = file_kind_of(text, size);
    if (kind == wanted || kind == FILE_KIND_UNKNOWN || (kinds[wanted].key && root_key_line(text, kinds[wanted].key)))
        return EPSCAN_OK;
    if (kinds[kind].key)
        return error_set(EPSCAN_BAD_INPUT, "%s: is %s; allowed: %s (line %lu: %s)", path, kinds[kind].name, kinds[wanted].name,
                         root_key_line(text, kinds[kind].key), kinds[kind].key);
    return error_set(EPSCAN_BAD_INPUT, "%s: is %s; allowed: %s", path, kinds[kind].name, kinds[wanted].name);
}
