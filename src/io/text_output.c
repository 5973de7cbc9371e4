/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/text_output.h"

#include "core/error.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The name to write under, of this process alone: nothing that is there already is touched. And the lock. */
static epscan_status reserve(const char *path, char *kept, size_t kept_size, char *temporary, size_t size, struct file_lock *lock) {
    snprintf(kept, kept_size, "%s", path);
    snprintf(temporary, size, "%s.exporting-%ld", path, (long)getpid());
    return file_lock_take(path, lock);
}

epscan_status text_output_open(const char *path, struct text_output *o) {
    epscan_status status = reserve(path, o->path, sizeof o->path, o->temporary, sizeof o->temporary, &o->lock);
    if (status) return status;
    const int file = open(o->temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    o->stream = file < 0 ? NULL : fdopen(file, "w");
    if (o->stream) return EPSCAN_OK;
    status = error_set(EPSCAN_BAD_INPUT, "%s: cannot be written: %s", o->temporary, strerror(errno));
    file_lock_release(&o->lock);
    return status;
}

epscan_status text_output_finish(FILE *stream, const char *path) {
    const bool bad = fflush(stream) || ferror(stream) || fsync(fileno(stream));
    const int reason = errno;
    return fclose(stream) || bad ? error_set(EPSCAN_FAILED, "%s: cannot be written: %s", path, strerror(reason)) : EPSCAN_OK;
}

epscan_status text_output_close(struct text_output *o, bool replace, epscan_status status) {
    if (status)
        fclose(o->stream);
    else
        status = text_output_finish(o->stream, o->path);
    if (!status) status = file_move(o->temporary, o->path, replace);
    if (status)
        unlink(o->temporary);
    else
        status = file_sync_folder(o->path);
    file_lock_release(&o->lock);
    return status;
}

/* A folder of files alone, as we make them. */
static void remove_folder(const char *path) {
    DIR *folder = opendir(path);
    if (!folder) return;
    for (const struct dirent *entry; (entry = readdir(folder));)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) unlinkat(dirfd(folder), entry->d_name, 0);
    closedir(folder);
    rmdir(path);
}

epscan_status folder_output_open(const char *path, struct folder_output *o) {
    epscan_status status = reserve(path, o->path, sizeof o->path, o->temporary, sizeof o->temporary, &o->lock);
    if (status) return status;
    if (mkdir(o->temporary, 0777) == 0) return EPSCAN_OK;
    status = error_set(EPSCAN_BAD_INPUT, "%s: cannot be written: %s", o->temporary, strerror(errno));
    file_lock_release(&o->lock);
    return status;
}

epscan_status folder_output_close(struct folder_output *o, epscan_status status) {
    if (!status) status = file_move(o->temporary, o->path, false);
    if (status)
        remove_folder(o->temporary);
    else
        status = file_sync_folder(o->path);
    file_lock_release(&o->lock);
    return status;
}

void folder_output_file(const struct folder_output *o, const char *name, char *path, size_t size) {
    snprintf(path, size, "%s/%s", o->temporary, name);
}
