/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/data_folder.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <dlfcn.h>

/* The folder of a program or a library, symbolic links followed. */
static bool folder_of(const char *file, char folder[PATH_MAX]) {
    if (!realpath(file, folder)) return false;
    *strrchr(folder, '/') = '\0';
    return true;
}

static bool is_there(const char *folder, const char *between, const char *name, char *path, size_t size) {
    const int length = snprintf(path, size, "%s%s%s/%s", folder, between[0] ? "/" : "", between, name);
    return length > 0 && (size_t)length < size && access(path, R_OK) == 0;
}

/* libepscan knows where it was loaded from; the program's name is as it was called, perhaps without a folder. */
static bool beside_library(const char *name, char *path, size_t size) {
    char folder[PATH_MAX];
    Dl_info self;
    return dladdr((const void *)(size_t)data_folder, &self) && self.dli_fname && strchr(self.dli_fname, '/') &&
           folder_of(self.dli_fname, folder) && is_there(folder, EPSCAN_DATA_FROM_LIBRARY, name, path, size);
}

static bool beside_program(const char *name, char *path, size_t size) {
    char folder[PATH_MAX];
    return folder_of("/proc/self/exe", folder) && is_there(folder, EPSCAN_DATA_FROM_PROGRAM, name, path, size);
}

const char *data_folder(const char *name, char *path, size_t size) {
    const char *chosen = getenv("EPSCAN_DATA");
    if (chosen && chosen[0])
        is_there(chosen, "", name, path, size);
    else if (!beside_program(name, path, size) && !beside_library(name, path, size))
        is_there(EPSCAN_SOURCE_DIR, "", name, path, size);
    return path;
}
