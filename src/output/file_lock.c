/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A lock file made with O_EXCL beside the output, held by fcntl where the file system has locks, so that it dies with its process;
 * where it has none the file alone must do, with a warning.
 */
#include "output/file_lock.h"

#include "core/error.h"
#include "core/text_file.h"
#include "core/text_line.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a lock file begins with, and the part of a temporary's name that is before its random digits. */
#define FIRST_WORDS "epscan lock\n"
#define TEMPORARY_MARK ".epscan-"
enum { RANDOM_DIGITS = 16, MOST_BYTES_OF_LOCK = 1 << 16 };

/* Whether `path` still names the open file: its last owner may have removed it before we got the lock. */
static bool still_named(int descriptor, const char *path) {
    struct stat held, named;
    return fstat(descriptor, &held) == 0 && lstat(path, &named) == 0 && held.st_ino == named.st_ino && held.st_dev == named.st_dev;
}

/* Users may have files of such names: a lock is empty (from before locks named temporaries) or begins as ours do. */
static bool is_lock(int descriptor) {
    char start[sizeof FIRST_WORDS - 1];
    struct stat info;
    if (fstat(descriptor, &info) || !S_ISREG(info.st_mode) || info.st_nlink != 1) return false;
    const ssize_t got = pread(descriptor, start, sizeof start, 0);
    return got == 0 || (got == (ssize_t)sizeof start && memcmp(start, FIRST_WORDS, sizeof start) == 0);
}

/* The names that the lock's last owner noted: what is still there was left by a process that has died. */
static void remove_left_overs(int descriptor, const char *path) {
    char *text = calloc(MOST_BYTES_OF_LOCK + 1, 1), *rest = NULL;
    if (text && pread(descriptor, text, MOST_BYTES_OF_LOCK, 0) > 0)
        for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
            const char *mark = strstr(line, TEMPORARY_MARK);
            if (!mark || strchr(line, '/') || strspn(mark + strlen(TEMPORARY_MARK), "0123456789abcdef") != RANDOM_DIGITS) continue;
            if (strlen(mark) != strlen(TEMPORARY_MARK) + RANDOM_DIGITS) continue;
            char *temporary = path_beside(path, line);
            if (temporary) temporary_remove(temporary);
            free(temporary);
        }
    free(text);
}

/* Open or create; *created tells which. Negative with errno. */
static int open_lock_file(const char *path, bool *created) {
    for (;;) {
        int descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
        *created = descriptor >= 0;
        if (*created || errno != EEXIST) return descriptor;
        descriptor = open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
        if (descriptor >= 0 || errno != ENOENT) return descriptor; /* else it has gone meanwhile */
    }
}

enum lock_outcome { LOCK_TAKEN, LOCK_BUSY, LOCK_NOT_POSSIBLE, LOCK_FAILED };

static enum lock_outcome lock_descriptor(int descriptor) {
    struct flock range = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fcntl(descriptor, F_OFD_SETLK, &range) == 0) return LOCK_TAKEN;
    switch (errno) {
    case EAGAIN:
    case EACCES: return LOCK_BUSY;
    case ENOLCK:
    case ENOSYS:
    case EINVAL:
    case EOPNOTSUPP: return LOCK_NOT_POSSIBLE;
    default: return LOCK_FAILED;
    }
}

static void warn_once(const char *lock_path) {
    static bool warned;
    if (!warned)
        text_put_line(
            stderr,
            "epscan: warning: %s: this file system has no locks; while the file exists nobody else writes, and a run that is "
            "killed leaves it behind",
            lock_path);
    warned = true;
}

/* One try. `retry`: the file was removed under us. Closes the descriptor unless the lock is held. */
static epscan_status take_once(const char *path, struct file_lock *lock, bool *retry) {
    bool created;
    *retry = false;
    const int descriptor = open_lock_file(lock->path, &created);
    if (descriptor < 0) return error_set(EPSCAN_BAD_INPUT, "%s: cannot be written: %s", lock->path, strerror(errno));
    epscan_status status = EPSCAN_OK;
    const bool ours = created || is_lock(descriptor);
    const enum lock_outcome outcome = ours ? lock_descriptor(descriptor) : LOCK_FAILED;
    if (!ours)
        status = error_set(EPSCAN_BAD_INPUT, "%s: exists and is not a lock of epscan's; allowed: another output", lock->path);
    else if (outcome == LOCK_BUSY)
        status = error_set(EPSCAN_BAD_INPUT, "%s: another epscan is writing it", path);
    else if (outcome == LOCK_FAILED)
        status = error_set(EPSCAN_FAILED, "%s: cannot be locked: %s", path, strerror(errno));
    else if (outcome == LOCK_NOT_POSSIBLE && !created)
        status =
            error_set(EPSCAN_BAD_INPUT, "%s: another epscan is writing it, or was killed; if none is, remove %s", path, lock->path);
    else if (outcome == LOCK_NOT_POSSIBLE)
        warn_once(lock->path);
    else
        *retry = !still_named(descriptor, lock->path);
    if (status || *retry)
        close(descriptor);
    else
        lock->descriptor = descriptor;
    return status;
}

epscan_status file_lock_take(const char *path, struct file_lock *lock) {
    char resolved[PATH_MAX];
    bool retry = true;
    lock->descriptor = -1;
    const char *name = realpath(path, resolved) ? resolved : path; /* one lock for all the links to a file */
    if (snprintf(lock->path, sizeof lock->path, "%s.lock", name) >= (int)sizeof lock->path)
        return error_set(EPSCAN_BAD_INPUT, "%.200s...: path too long", path);
    epscan_status status = EPSCAN_OK;
    while (retry && !status) status = take_once(path, lock, &retry);
    if (status) return status;
    remove_left_overs(lock->descriptor, path);
    const ssize_t length = sizeof FIRST_WORDS - 1;
    if (ftruncate(lock->descriptor, 0) == 0 && pwrite(lock->descriptor, FIRST_WORDS, (size_t)length, 0) == length) return EPSCAN_OK;
    status = error_set(EPSCAN_FAILED, "%s: cannot be written: %s", lock->path, strerror(errno));
    file_lock_release(lock);
    return status;
}

void file_lock_release(struct file_lock *lock) {
    if (lock->descriptor < 0) return;
    unlink(lock->path);
    close(lock->descriptor);
    lock->descriptor = -1;
}

epscan_status file_lock_name_temporary(struct file_lock *lock, const char *path, char *temporary, size_t size) {
    uint64_t number;
    char name[256];
    /* as much of the name as leaves room for the rest of it */
    if (getrandom(&number, sizeof number, 0) != (ssize_t)sizeof number)
        return error_set(EPSCAN_FAILED, "%s: no random numbers: %s", path, strerror(errno));
    const int length = snprintf(name, sizeof name, "%.200s" TEMPORARY_MARK "%016" PRIx64 "\n", path_name(path), number);
    for (char *c = name; c < name + length - 1; c++)
        if (*c == '\n') *c = '_'; /* the lock has one name a line */
    if (snprintf(temporary, size, "%.*s%.*s", (int)(path_name(path) - path), path, length - 1, name) >= (int)size)
        return error_set(EPSCAN_BAD_INPUT, "%.200s...: path too long", path);
    if (pwrite(lock->descriptor, name, (size_t)length, lseek(lock->descriptor, 0, SEEK_END)) == length) return EPSCAN_OK;
    return error_set(EPSCAN_FAILED, "%s: cannot be written: %s", lock->path, strerror(errno));
}

void temporary_remove(const char *path) {
    const int descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *folder = descriptor < 0 ? NULL : fdopendir(descriptor);
    if (!folder) {
        if (descriptor >= 0) close(descriptor);
        unlink(path);
        return;
    }
    for (const struct dirent *entry; (entry = readdir(folder));)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) unlinkat(descriptor, entry->d_name, 0);
    closedir(folder);
    rmdir(path);
}
