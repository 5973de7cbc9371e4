/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/output_file.h"

#include "core/error.h"
#include "core/text_file.h"
#include "grid/hdf5_helpers.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static epscan_status check_room(const char *path, const char *folder, const char *noun, uint64_t bytes) {
    struct statvfs disk;
    if (statvfs(folder, &disk)) return error_set(EPSCAN_BAD_INPUT, "%s: %s: %s", path, folder, strerror(errno));
    const uint64_t room = (uint64_t)disk.f_bavail * disk.f_frsize;
    if (bytes <= room) return EPSCAN_OK;
    return error_set(EPSCAN_BAD_INPUT, "%s: the %s needs %.3g GB; allowed: the %.3g GB free on its disk", path, noun,
                     1e-9 * (double)bytes, 1e-9 * (double)room);
}

/* --force is for what epscan made: it must not eat a job file that was named as output by mistake. */
static bool is_empty_or_starts_with(const char *path, const char *start) {
    char found[64];
    const size_t length = strlen(start);
    FILE *stream = fopen(path, "rb");
    const size_t got = stream ? fread(found, 1, length < sizeof found ? length : sizeof found, stream) : 0;
    if (stream) fclose(stream);
    return got == 0 || (got == length && memcmp(found, start, length) == 0);
}

static epscan_status check_existing(const char *path, const struct output_kind *kind, enum existing_output existing) {
    struct stat info;
    if (stat(path, &info)) return EPSCAN_OK;
    if (existing == EXISTING_REFUSED) return error_set(EPSCAN_BAD_INPUT, "%s: exists; allowed: %s", path, kind->when_existing);
    if (!S_ISREG(info.st_mode)) return error_set(EPSCAN_BAD_INPUT, "%s: exists and is not a regular file", path);
    if (existing != EXISTING_REPLACED) return EPSCAN_OK;
    if (!is_empty_or_starts_with(path, kind->start) || (kind->hdf5_attribute && hdf5_file_lacks(path, kind->hdf5_attribute)))
        return error_set(EPSCAN_BAD_INPUT, "%s: exists and is not a %s; --force replaces %ss only", path, kind->noun, kind->noun);
    return EPSCAN_OK;
}

epscan_status output_file_check(const char *path, const struct output_kind *kind, enum existing_output existing, uint64_t bytes) {
    const size_t name_length = strlen(path_name(path));
    if (name_length == 0 || name_length > 240 || strlen(path) > 4000)
        return error_set(EPSCAN_BAD_INPUT, "output \"%.60s\": allowed: a file name of 1 to 240 characters", path);
    epscan_status status = check_existing(path, kind, existing);
    if (status) return status;
    char *folder = path_beside(path, ".");
    if (!folder) return error_no_memory(path);
    const bool exists = access(path, F_OK) == 0;
    if (access(folder, W_OK | X_OK) || (exists && access(path, W_OK)))
        status = error_set(EPSCAN_BAD_INPUT, "%s: cannot be written: %s", path, strerror(errno));
    else if (!exists || existing == EXISTING_REPLACED)
        status = check_room(path, folder, kind->noun, bytes);
    free(folder);
    return status;
}
