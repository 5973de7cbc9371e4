/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of the user's cache folder, as core/result_cache.c reads and writes them. Thread-safe. */
#ifndef EPSCAN_CORE_CACHE_FOLDER_H
#define EPSCAN_CORE_CACHE_FOLDER_H

#include <stddef.h>

enum { CACHE_NAME_MAX = 64 };

/* A file that nobody but this user can have written, whole, which the caller frees, and its size; NULL: there is none. */
char *cache_folder_read(const char *name, size_t *size);

/* Put one together of two pieces, in place of what has the name; not while another process does, and silently not at all. */
void cache_folder_write(const char *name, const void *first, size_t first_size, const void *second, size_t second_size);

#endif
