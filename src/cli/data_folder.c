/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/data_folder.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const char *data_folder(const char *name, char *path, size_t size) {
    char program[PATH_MAX];
    const ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length > 0) {
        program[length] = '\0';
        *strrchr(program, '/') = '\0';
        snprintf(path, size, "%s/" EPSCAN_DATA_FROM_PROGRAM "/%s", program, name);
        if (access(path, R_OK) == 0) return path;
    }
    snprintf(path, size, EPSCAN_SOURCE_DIR "/%s", name);
    return path;
}
