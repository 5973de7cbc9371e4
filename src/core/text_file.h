/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole text files with their hash, as inputs are read and recorded; hashes of any files; paths. */
#ifndef EPSCAN_CORE_TEXT_FILE_H
#define EPSCAN_CORE_TEXT_FILE_H

#include "epscan/status.h"

#include <stddef.h>

enum { SHA256_HEX = 65 };

struct text_file {
    char *path;
    char *text; /* NUL-terminated */
    size_t size;
    char sha256[SHA256_HEX];
};

/* Read a regular file of at most 64 MiB. Fails with EPSCAN_BAD_INPUT and "path: reason". Free with text_file_clear. */
epscan_status text_file_read(const char *path, struct text_file *file);
/* The same for text in memory, copied; `name` stands for the path. */
epscan_status text_file_from_memory(const char *name, const char *text, size_t size, struct text_file *file);
void text_file_clear(struct text_file *file);

/* SHA-256 of a file of any size. EPSCAN_BAD_INPUT with "path: reason" when it cannot be read. */
epscan_status file_sha256(const char *path, char hex[SHA256_HEX]);

/* What follows the last slash of a path. */
const char *path_name(const char *path);

/* `name` as seen from the folder of `from`; absolute names stay. NULL when out of memory; the caller frees. */
char *path_beside(const char *from, const char *name);

#endif
