/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every output is a temporary of an unguessable name in the same folder (O_EXCL, O_NOFOLLOW), synced and renamed when it is whole.
 * What stands there is replaced only when it is epscan's own and that was asked for. Left-overs of killed processes are removed.
 */
#include "output/output_file.h"

#include "core/error.h"
#include "core/text_file.h"
#include "file/hdf5_helpers.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
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

/* Whether `got` bytes of a file's beginning are those of a kind, which an empty file may be as well. */
static bool begins_as(const char *found, size_t got, const struct output_kind *kind) {
    const size_t length = kind->start ? strlen(kind->start) : 0;
    return got == 0 || (got >= length && (length == 0 || memcmp(found, kind->start, length) == 0));
}

/* --force is for what epscan made: it must not eat a job file that was named as output by mistake, nor what nobody can look at. */
static epscan_status check_replaceable(const char *path, const struct output_kind *kind) {
    char found[64];
    const size_t length = kind->start ? strlen(kind->start) : 0;
    FILE *stream = fopen(path, "rb");
    if (!stream)
        return error_set(EPSCAN_BAD_INPUT, "%s: exists and cannot be read (%s); --force replaces %ss only", path, strerror(errno),
                         kind->noun);
    const size_t got = fread(found, 1, length && length < sizeof found ? length : sizeof found, stream);
    const bool unreadable = ferror(stream) != 0;
    fclose(stream);
    bool good = !unreadable && begins_as(found, got, kind);
    if (good && got && kind->is_of_kind) good = kind->is_of_kind(path);
    if (good && got && kind->hdf5_attribute) good = !hdf5_file_lacks(path, kind->hdf5_attribute);
    if (good) return EPSCAN_OK;
    return error_set(EPSCAN_BAD_INPUT, "%s: exists and is not a %s; --force replaces %ss only", path, kind->noun, kind->noun);
}

/* A link counts as what it leads to: replacing it replaces the link alone, and is for links to our own files. */
static epscan_status check_existing(const char *path, const struct output_kind *kind, enum existing_output existing) {
    struct stat info;
    if (lstat(path, &info)) {
        if (errno == ENOENT) return EPSCAN_OK;
        return error_set(EPSCAN_BAD_INPUT, "%s: cannot be written: %s", path, strerror(errno));
    }
    const bool leads_nowhere = stat(path, &info) != 0;
    const bool is_folder = !leads_nowhere && S_ISDIR(info.st_mode);
    if (is_folder && !kind->is_folder) return error_set(EPSCAN_BAD_INPUT, "%s: is a folder; allowed: the path of a file", path);
    if (!leads_nowhere && !is_folder && !S_ISREG(info.st_mode))
        return error_set(EPSCAN_BAD_INPUT, "%s: exists and is not a regular file", path);
    if (existing == EXISTING_REFUSED) return error_set(EPSCAN_BAD_INPUT, "%s: exists; allowed: %s", path, kind->when_existing);
    if (leads_nowhere) return error_set(EPSCAN_BAD_INPUT, "%s: is a link to nothing: %s", path, strerror(errno));
    return existing == EXISTING_REPLACED ? check_replaceable(path, kind) : EPSCAN_OK;
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

/* The file's folder without links, and its name: what two files that do not exist yet are compared by. */
static bool resolve(const char *path, char resolved[PATH_MAX]) {
    char *folder = path_beside(path, "."), real[PATH_MAX];
    const bool found = folder && realpath(folder, real);
    free(folder);
    return found && snprintf(resolved, PATH_MAX, "%s/%s", strcmp(real, "/") == 0 ? "" : real, path_name(path)) < PATH_MAX;
}

epscan_status output_file_check_apart(const char *path, const char *role, const char *other) {
    char first[PATH_MAX], second[PATH_MAX];
    struct stat a, b;
    bool same = stat(path, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
    same = same || (resolve(path, first) && resolve(other, second) && strcmp(first, second) == 0);
    if (!same) return EPSCAN_OK;
    return error_set(EPSCAN_BAD_INPUT, "output %s: is the %s too (%s); allowed: another file", path, role, other);
}

epscan_status output_file_check_apart_from_inputs(const char *path, const char *experiment_path,
                                                  const struct experiment *experiment) {
    epscan_status status = output_file_check_apart(path, "experiment", experiment_path);
    for (int i = 1; i < experiment->input_count && !status; i++) { /* the first is the experiment's file itself */
        char *input = path_beside(experiment_path, experiment->inputs[i].path);
        status = input ? output_file_check_apart(path, "input", input) : error_no_memory(path);
        free(input);
    }
    return status;
}

static epscan_status begin(const char *path, const struct output_kind *kind, enum existing_output existing, struct file_lock *held,
                           struct output_file *o) {
    *o = (struct output_file){.kind = kind, .existing = existing, .own_lock = {.descriptor = -1}};
    if (snprintf(o->path, sizeof o->path, "%s", path) >= (int)sizeof o->path)
        return error_set(EPSCAN_BAD_INPUT, "%.200s...: path too long", path);
    epscan_status status = held ? EPSCAN_OK : file_lock_take(path, &o->own_lock);
    if (!status) status = check_existing(path, kind, existing); /* another run may just have finished it */
    if (!status) status = file_lock_name_temporary(held ? held : &o->own_lock, path, o->temporary, sizeof o->temporary);
    if (status) file_lock_release(&o->own_lock);
    return status;
}

/* `made`: the result of making the temporary, with its errno. */
static epscan_status check_made(struct output_file *o, int made) {
    if (made >= 0) return EPSCAN_OK;
    const epscan_status status = error_set(EPSCAN_FAILED, "%s: cannot be written: %s", o->path, strerror(errno));
    file_lock_release(&o->own_lock);
    return status;
}

epscan_status output_file_begin(const char *path, const struct output_kind *kind, enum existing_output existing,
                                struct file_lock *held, struct output_file *o) {
    const epscan_status status = begin(path, kind, existing, held, o);
    if (status) return status;
    const int descriptor = open(o->temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (descriptor >= 0) close(descriptor);
    return check_made(o, descriptor);
}

epscan_status output_folder_begin(const char *path, const struct output_kind *kind, enum existing_output existing,
                                  struct output_file *o) {
    const epscan_status status = begin(path, kind, existing, NULL, o);
    return status ? status : check_made(o, mkdir(o->temporary, 0777));
}

epscan_status output_file_sync(const char *path) {
    const int descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    /* some file systems cannot sync folders (EINVAL): nothing to be done there */
    const bool bad = descriptor < 0 || (fsync(descriptor) && errno != EINVAL);
    const int reason = errno;
    if (descriptor >= 0) close(descriptor);
    return bad ? error_set(EPSCAN_FAILED, "%s: cannot be synced to disk: %s", path, strerror(reason)) : EPSCAN_OK;
}

static bool is_folder(const char *path) {
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* 0, or -1 with errno. */
static int move(const char *from, const char *to, bool replace) {
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, replace ? 0 : RENAME_NOREPLACE) == 0) return 0;
    /* file systems without RENAME_NOREPLACE; folders have no second name there, but never replace one that holds anything */
    if (errno != EINVAL && errno != ENOSYS) return -1;
    if (is_folder(from)) return rename(from, to);
    return link(from, to) == 0 ? unlink(from) : -1;
}

epscan_status output_file_rename(const char *from, const char *to, bool replace, const char *allowed) {
    if (move(from, to, replace)) {
        if (errno == EEXIST || errno == ENOTEMPTY) return error_set(EPSCAN_BAD_INPUT, "%s: exists; allowed: %s", to, allowed);
        return error_set(EPSCAN_FAILED, "%s: cannot be renamed to %s: %s", from, to, strerror(errno));
    }
    char *folder = path_beside(to, ".");
    const epscan_status status = folder ? output_file_sync(folder) : error_no_memory(to);
    free(folder);
    return status;
}

epscan_status output_file_move(const char *from, const char *to, const struct output_kind *kind, enum existing_output existing) {
    const epscan_status status = check_existing(to, kind, existing); /* what is there may have changed since */
    return status ? status : output_file_rename(from, to, existing == EXISTING_REPLACED, kind->when_existing);
}

void output_file_abandon(struct output_file *o) {
    temporary_remove(o->temporary);
    file_lock_release(&o->own_lock);
}

epscan_status output_file_end(struct output_file *o, epscan_status status) {
    if (!status) status = output_file_sync(o->temporary);
    if (!status) status = output_file_move(o->temporary, o->path, o->kind, o->existing);
    if (status)
        output_file_abandon(o);
    else
        file_lock_release(&o->own_lock);
    return status;
}
