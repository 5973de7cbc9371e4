/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/file_lock.h"

#include "core/error.h"
#include "core/text_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

epscan_status file_lock_take(const char *path, int *lock) {
    const int descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor < 0) return error_set(EPSCAN_BAD_INPUT, "%s: cannot be written: %s", path, strerror(errno));
    struct flock range = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fcntl(descriptor, F_OFD_SETLK, &range)) {
        const int busy = errno == EAGAIN || errno == EACCES;
        const epscan_status status = busy ? error_set(EPSCAN_BAD_INPUT, "%s: another scan is writing it", path)
                                          : error_set(EPSCAN_FAILED, "%s: cannot be locked: %s", path, strerror(errno));
        close(descriptor);
        return status;
    }
    *lock = descriptor;
    return EPSCAN_OK;
}

void file_lock_release(int lock) {
    close(lock);
}

epscan_status file_move(const char *from, const char *to, bool replace) {
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, replace ? 0 : RENAME_NOREPLACE) == 0) return EPSCAN_OK;
    /* file systems without RENAME_NOREPLACE */
    if ((errno == EINVAL || errno == ENOSYS) && link(from, to) == 0) return unlink(from) ? EPSCAN_FAILED : EPSCAN_OK;
    if (errno == EEXIST) return error_set(EPSCAN_BAD_INPUT, "%s: exists; allowed: another output, --resume to continue it, or --force to replace it", to);
    return error_set(EPSCAN_FAILED, "%s: cannot be renamed to %s: %s", from, to, strerror(errno));
}

epscan_status file_sync_folder(const char *path) {
    char *folder = path_beside(path, ".");
    if (!folder) return error_no_memory(path);
    const int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    /* some file systems cannot sync folders (EINVAL): nothing to be done there */
    const bool bad = descriptor < 0 || (fsync(descriptor) && errno != EINVAL);
    if (descriptor >= 0) close(descriptor);
    free(folder);
    return bad ? error_set(EPSCAN_FAILED, "%s: its folder cannot be synced to disk", path) : EPSCAN_OK;
}
