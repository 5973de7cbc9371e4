/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * $XDG_CACHE_HOME/epscan or ~/.cache/epscan (XDG Base Directory Specification: relative paths are ignored), made with mode 0700. It
 * is opened once an access and all names are taken in it by its descriptor, so that it cannot be exchanged meanwhile. Who writes
 * holds a lock that dies with its process; others do not wait for it, since a cache that misses an entry is only slower.
 */
#include "core/cache_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { MOST_FILES = 4096, MEBIBYTE = 1 << 20 };

static const off_t largest_file = 16 * MEBIBYTE, largest_folder = 64 * MEBIBYTE;
static const time_t oldest_temporary_s = 3600, rarely_s = 86400;
static const char lock_name[] = "lock", temporary_start[] = "new-";

/* The folder above ours, and ours; false without a home. */
static bool paths(char above[PATH_MAX], char folder[PATH_MAX]) {
    const char *chosen = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    int length = -1;
    if (chosen && chosen[0] == '/')
        length = snprintf(above, PATH_MAX, "%s", chosen);
    else if (home && home[0] == '/')
        length = snprintf(above, PATH_MAX, "%s/.cache", home);
    return length > 0 && length < PATH_MAX && snprintf(folder, PATH_MAX, "%s/epscan", above) < PATH_MAX;
}

/* Of this user, and writable by nobody else. */
static bool is_own(const struct stat *info) {
    return info->st_uid == geteuid() && (info->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

/* Its descriptor, or -1. */
static int open_folder(bool make) {
    char above[PATH_MAX], folder[PATH_MAX];
    struct stat info;
    if (!paths(above, folder)) return -1;
    if (make && mkdir(folder, 0700) && mkdir(above, 0700) == 0) mkdir(folder, 0700); /* what fails shows below */
    const int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (descriptor < 0) return -1;
    if (fstat(descriptor, &info) == 0 && is_own(&info)) return descriptor;
    close(descriptor);
    return -1;
}

static bool read_all(int descriptor, char *bytes, size_t size) {
    for (size_t done = 0; done < size;) {
        const ssize_t got = read(descriptor, bytes + done, size - done);
        if (got <= 0) return false;
        done += (size_t)got;
    }
    return true;
}

static bool write_all(int descriptor, const char *bytes, size_t size) {
    for (size_t done = 0; done < size;) {
        const ssize_t put = write(descriptor, bytes + done, size - done);
        if (put <= 0) return false;
        done += (size_t)put;
    }
    return true;
}

/* What is used stays longest: its time is that of its last use, to a day. */
static void mark_used(int descriptor, const struct stat *info) {
    if (time(NULL) - info->st_mtime > rarely_s) futimens(descriptor, NULL);
}

static char *read_file(int descriptor, size_t *size) {
    struct stat info;
    if (fstat(descriptor, &info) || !S_ISREG(info.st_mode) || !is_own(&info) || info.st_size > largest_file) return NULL;
    char *bytes = malloc((size_t)info.st_size + 1);
    if (!bytes) return NULL;
    if (!read_all(descriptor, bytes, (size_t)info.st_size)) {
        free(bytes);
        return NULL;
    }
    mark_used(descriptor, &info);
    *size = (size_t)info.st_size;
    return bytes;
}

char *cache_folder_read(const char *name, size_t *size) {
    const int folder = open_folder(false);
    if (folder < 0) return NULL;
    const int descriptor = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    char *bytes = descriptor < 0 ? NULL : read_file(descriptor, size);
    if (descriptor >= 0) close(descriptor);
    close(folder);
    return bytes;
}

/* ---- Writing ---- */

struct entry {
    char name[CACHE_NAME_MAX];
    time_t used;
    off_t size;
};

static int by_age(const void *a, const void *b) {
    const struct entry *one = a, *other = b;
    return (one->used > other->used) - (one->used < other->used);
}

/* What the folder holds but for the lock; temporaries that processes left behind are removed. */
static size_t list(int folder, struct entry entries[MOST_FILES]) {
    const int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *open_folder_list = copy < 0 ? NULL : fdopendir(copy);
    size_t count = 0;
    struct stat info;
    if (!open_folder_list) {
        if (copy >= 0) close(copy);
        return 0;
    }
    for (struct dirent *found; count < MOST_FILES && (found = readdir(open_folder_list));) {
        struct entry *entry = &entries[count];
        if (strcmp(found->d_name, lock_name) == 0 || strlen(found->d_name) >= CACHE_NAME_MAX) continue;
        if (fstatat(folder, found->d_name, &info, AT_SYMLINK_NOFOLLOW) || !S_ISREG(info.st_mode)) continue;
        const bool is_temporary = strncmp(found->d_name, temporary_start, strlen(temporary_start)) == 0;
        if (is_temporary && time(NULL) - info.st_mtime > oldest_temporary_s) unlinkat(folder, found->d_name, 0);
        if (is_temporary) continue;
        *entry = (struct entry){.used = info.st_mtime, .size = info.st_size};
        memcpy(entry->name, found->d_name, strlen(found->d_name) + 1);
        count++;
    }
    closedir(open_folder_list);
    return count;
}

/* The longest unused go until three quarters of the room are enough, or half of so many files that not all were seen. */
static void make_room(int folder) {
    struct entry *entries = malloc(MOST_FILES * sizeof *entries);
    if (!entries) return;
    const size_t count = list(folder, entries);
    off_t total = 0;
    for (size_t i = 0; i < count; i++) total += entries[i].size;
    const bool is_full = total > largest_folder || count == MOST_FILES;
    if (is_full) qsort(entries, count, sizeof *entries, by_age);
    for (size_t i = 0; i < count && is_full && (total > largest_folder / 4 * 3 || (count == MOST_FILES && i < count / 2)); i++)
        if (unlinkat(folder, entries[i].name, 0) == 0) total -= entries[i].size;
    free(entries);
}

/* Under a name that nobody can know, and then under its own. */
static void put(int folder, const char *name, const void *first, size_t first_size, const void *second, size_t second_size) {
    uint64_t number;
    char temporary[CACHE_NAME_MAX];
    if (getrandom(&number, sizeof number, 0) != sizeof number) return;
    snprintf(temporary, sizeof temporary, "%s%016llx", temporary_start, (unsigned long long)number);
    const int descriptor = openat(folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (descriptor < 0) return;
    bool good = write_all(descriptor, first, first_size) && write_all(descriptor, second, second_size);
    good = close(descriptor) == 0 && good;
    if (!good || renameat(folder, temporary, folder, name)) unlinkat(folder, temporary, 0);
}

void cache_folder_write(const char *name, const void *first, size_t first_size, const void *second, size_t second_size) {
    if (first_size + second_size > (size_t)largest_file) return;
    const int folder = open_folder(true);
    if (folder < 0) return;
    const int lock = openat(folder, lock_name, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
    if (lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0) {
        put(folder, name, first, first_size, second, second_size);
        make_room(folder);
    }
    if (lock >= 0) close(lock);
    close(folder);
}
