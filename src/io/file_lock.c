/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/file_lock.h"

#include "core/error.h"
#include "core/text_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Whether `path` still names the open file: its last owner may have removed it before we got the lock. */
static bool still_named(int descriptor, const char *path) {
    struct stat held, named;
    return fstat(descriptor, &held) == 0 && stat(path, &named) == 0 && held.st_ino == named.st_ino && held.st_dev == named.st_dev;
}

epscan_status file_lock_take(const char *path, struct file_lock *lock) {
    struct flock range = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    char resolved[PATH_MAX];
    lock->descriptor = -1;
    const char *name = realpath(path, resolved) ? resolved : path; /* one lock for all the links to a file */
    if (snprintf(lock->path, sizeof lock->path, "%s.lock", name) >= (int)sizeof lock->path)
        return error_set(EPSCAN_BAD_INPUT, "%.200s...: path too long", path);
    for (;;) {
        const int descriptor = open(lock->path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (descriptor < 0) return error_set(EPSCAN_BAD_INPUT, "%s: cannot be written: %s", path, strerror(errno));
        if (fcntl(descriptor, F_OFD_SETLK, &range)) {
            const int busy = errno == EAGAIN || errno == EACCES, reason = errno;
            close(descriptor);
            return busy ? error_set(EPSCAN_BAD_INPUT, "%s: another epscan is writing it", path)
                        : error_set(EPSCAN_FAILED, "%s: cannot be locked: %s", path, strerror(reason));
        }
        if (still_named(descriptor, lock->path)) {
            lock->descriptor = descriptor;
            return EPSCAN_OK;
        }
        close(descriptor);
    }
}

void file_lock_release(struct file_lock *lock) {
    if (lock->descriptor < 0) return;
    unlink(lock->path);
    close(lock->descriptor);
    lock->descriptor = -1;
}

static bool is_folder(const char *path) {
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

epscan_status file_move(const char *from, const char *to, bool replace) {
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, replace ? 0 : RENAME_NOREPLACE) == 0) return EPSCAN_OK;
    /* file systems without RENAME_NOREPLACE */
    if ((errno == EINVAL || errno == ENOSYS) && link(from, to) == 0)
        return unlink(from) ? error_set(EPSCAN_FAILED, "%s: cannot be removed", from) : EPSCAN_OK;
    /* folders have no second name there, but never replace one that holds anything */
    if (errno == EPERM && is_folder(from) && rename(from, to) == 0) return EPSCAN_OK;
    if (errno == EEXIST || errno == ENOTEMPTY)
        return error_set(EPSCAN_BAD_INPUT, "%s: exists; allowed: another output, --resume to continue it, or --force to replace it",
                         to);
    return error_set(EPSCAN_FAILED, "%s: cannot be renamed to %s: %s", from, to, strerror(errno));
}

epscan_status file_sync(const char *path) {
    const int descriptor = open(path, O_RDWR | O_CLOEXEC);
    const bool bad = descriptor < 0 || fsync(descriptor);
    if (descriptor >= 0) close(descriptor);
    return bad ? error_set(EPSCAN_FAILED, "%s: cannot be synced to disk: %s", path, strerror(errno)) : EPSCAN_OK;
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
