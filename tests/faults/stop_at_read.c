/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE
/* For LD_PRELOAD: the process is told to stop, by SIGTERM, when it has begun its STOP_AT_READ-th read at a place of a file. */
#include <dlfcn.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

typedef ssize_t (*pread_function)(int, void *, size_t, off_t);

static long seen, stop_at;

__attribute__((constructor)) static void read_environment(void) {
    const char *at = getenv("STOP_AT_READ");
    if (at) stop_at = atol(at);
    unsetenv("LD_PRELOAD"); /* what the program starts, as Open MPI's daemon, is left alone */
}

static ssize_t counted_read(const char *name, int file, void *data, size_t size, off_t at) {
    pread_function real;
    *(void **)&real = dlsym(RTLD_NEXT, name);
    if (++seen == stop_at) raise(SIGTERM);
    return real(file, data, size, at);
}

ssize_t pread(int file, void *data, size_t size, off_t at) {
    return counted_read("pread", file, data, size, at);
}

ssize_t pread64(int file, void *data, size_t size, off_t at) {
    return counted_read("pread64", file, data, size, at);
}
