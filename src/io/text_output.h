/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text files, and folders of files, that appear whole or not at all: written beside their name as NAME.exporting-PID,
 * synced, renamed. */
#ifndef EPSCAN_IO_TEXT_OUTPUT_H
#define EPSCAN_IO_TEXT_OUTPUT_H

#include "io/file_lock.h"

#include <stdio.h>

struct text_output {
    FILE *stream;
    char path[4096], temporary[4128];
    struct file_lock lock;
};

/* Begin a file at `path`, which output_file_check has found good. End with text_output_close unless it fails. */
epscan_status text_output_open(const char *path, struct text_output *output);

/* Move it into place, or, when `status` says that it was not written or it cannot be, remove it. The first failure. */
epscan_status text_output_close(struct text_output *output, bool replace, epscan_status status);

struct folder_output {
    char path[4096], temporary[4128];
    struct file_lock lock;
};

/* The same for a folder, whose files the caller writes at folder_output_file; it never replaces anything. */
epscan_status folder_output_open(const char *path, struct folder_output *output);
epscan_status folder_output_close(struct folder_output *output, epscan_status status);

/* Where a file of the folder is while it is written. */
void folder_output_file(const struct folder_output *output, const char *name, char *path, size_t size);

/* Flush, sync and close a stream; EPSCAN_FAILED when anything of it was not written. */
epscan_status text_output_finish(FILE *stream, const char *path);

#endif
