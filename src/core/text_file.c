/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A text read at once, with its SHA-256 (Nettle), so that what is recorded is what was read. Only regular files of at most 64 MiB
 * are read, opened without blocking, so that no FIFO stops the program. Names beside a file are joined and ../ cut as text, without
 * asking the file system.
 */
#include "core/text_file.h"

#include "core/error.h"
#include "core/file_kind.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <nettle/sha2.h>

static const off_t largest_size = 64 << 20;

static void digest_hex(struct sha256_ctx *context, char hex[SHA256_HEX]) {
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_digest(context, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++) snprintf(hex + 2 * i, 3, "%02x", digest[i]);
}

static void sha256_hex(const char *text, size_t size, char hex[SHA256_HEX]) {
    struct sha256_ctx context;
    sha256_init(&context);
    sha256_update(&context, size, (const uint8_t *)text);
    digest_hex(&context, hex);
}

epscan_status file_sha256(const char *path, char hex[SHA256_HEX]) {
    struct sha256_ctx context;
    uint8_t block[1 << 16];
    FILE *stream = fopen(path, "rb");
    if (!stream) return error_set(EPSCAN_BAD_INPUT, "%s: cannot be read: %s", path, strerror(errno));
    sha256_init(&context);
    for (size_t got; (got = fread(block, 1, sizeof block, stream)) > 0;) sha256_update(&context, got, block);
    const epscan_status status =
        ferror(stream) ? error_set(EPSCAN_BAD_INPUT, "%s: cannot be read: %s", path, strerror(errno)) : EPSCAN_OK;
    fclose(stream);
    digest_hex(&context, hex);
    return status;
}

static bool is_hdf5(int descriptor) {
    char start[9] = "";
    return pread(descriptor, start, 8, 0) == 8 && file_kind_of(start, 8) == FILE_KIND_HDF5;
}

epscan_status text_file_read(const char *path, struct text_file *file) {
    struct stat info;
    epscan_status status = EPSCAN_OK;
    *file = (struct text_file){0};
    const int descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC); /* a FIFO must not block */
    FILE *stream = descriptor < 0 ? NULL : fdopen(descriptor, "rb");
    if (!stream) return error_set(EPSCAN_BAD_INPUT, "%s: cannot be read: %s", path, strerror(errno));
    if (fstat(fileno(stream), &info) || !S_ISREG(info.st_mode)) {
        status = error_set(EPSCAN_BAD_INPUT, "%s: not a regular file", path);
        goto cleanup;
    }
    if (is_hdf5(descriptor)) { /* before its size, which says nothing */
        status = error_set(EPSCAN_BAD_INPUT, "%s: is an HDF5 file, such as a grid; allowed: a text file", path);
        goto cleanup;
    }
    if (info.st_size > largest_size) {
        status = error_set(EPSCAN_BAD_INPUT, "%s: %lld bytes; allowed: a text of at most 64 MiB", path, (long long)info.st_size);
        goto cleanup;
    }
    file->path = strdup(path);
    file->text = malloc((size_t)info.st_size + 1);
    if (!file->path || !file->text) {
        status = error_no_memory(path);
        goto cleanup;
    }
    file->size = fread(file->text, 1, (size_t)info.st_size, stream);
    file->text[file->size] = '\0';
    if (ferror(stream))
        status = error_set(EPSCAN_BAD_INPUT, "%s: cannot be read: %s", path, strerror(errno));
    else
        sha256_hex(file->text, file->size, file->sha256);
cleanup:
    fclose(stream);
    if (status) text_file_clear(file);
    return status;
}

epscan_status text_file_from_memory(const char *name, const char *text, size_t size, struct text_file *file) {
    *file = (struct text_file){.path = strdup(name), .text = malloc(size + 1), .size = size};
    if (!file->path || !file->text) {
        text_file_clear(file);
        return error_no_memory(name);
    }
    memcpy(file->text, text, size);
    file->text[size] = '\0';
    sha256_hex(file->text, size, file->sha256);
    return EPSCAN_OK;
}

void text_file_clear(struct text_file *file) {
    free(file->path);
    free(file->text);
    *file = (struct text_file){0};
}

/* Length of `folder` (ending in '/') without its last component; 0 when that is all of it; the same when it cannot be cut. */
static size_t parent_length(const char *folder, size_t length) {
    size_t start = length - 1;
    while (start > 0 && folder[start - 1] != '/') start--;
    const size_t component = length - 1 - start;
    const int dots = component == 0 || (component <= 2 && strspn(folder + start, ".") == component);
    return dots ? length : start;
}

const char *path_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

char *path_beside(const char *from, const char *name) {
    const char *slash = strrchr(from, '/');
    if (name[0] == '/' || !slash) return strdup(name);
    size_t folder = (size_t)(slash - from) + 1;
    while (folder && strncmp(name, "../", 3) == 0) {
        const size_t parent = parent_length(from, folder);
        if (parent == folder) break;
        folder = parent;
        name += 3;
    }
    char *path = malloc(folder + strlen(name) + 1);
    if (!path) return NULL;
    memcpy(path, from, folder);
    strcpy(path + folder, name);
    return path;
}
