/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where exported numbers come from, in words that every format carries. */
#ifndef EPSCAN_REPORT_EXPORT_SOURCE_H
#define EPSCAN_REPORT_EXPORT_SOURCE_H

#include "file/grid_read.h"

#include <stdio.h>

/* EPSCAN_BAD_INPUT when what follows is not UTF-8, as every format has to be: the file's name, or texts of a file that was changed.
 */
epscan_status export_source_check(const struct grid_reader *reader, const char *path);

/* Lines, each begun with `prefix`: title, file (its name alone), experiment, versions, limit method, hashes. */
void export_source_put(FILE *stream, const char *prefix, const struct grid_reader *reader, const char *path);

/* The file's name without its folder, cut to fewer than EXPORT_SHORT_NAME bytes, between characters. Returns `text`. */
enum { EXPORT_SHORT_NAME = 200 };
const char *export_source_short_name(const char *path, char text[EXPORT_SHORT_NAME]);

/* "counting, 90 % C.L."; cut at size - 1 bytes. */
void export_source_limit(const struct grid_reader *reader, char *text, size_t size);

/* What names of a model have behind r: "", or of a splitting `before` and the number. Returns `text`. */
enum { EXPORT_SPLITTING_SIZE = 64 };
const char *export_source_splitting(const epscan_dark_photon *model, const char *before, char text[EXPORT_SPLITTING_SIZE]);

#endif
