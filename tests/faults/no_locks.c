/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE
/* For LD_PRELOAD: a file system that has no locks. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/file.h>

typedef int (*fcntl_function)(int, int, ...);

static int without_locks(const char *name, int descriptor, int command, void *argument) {
    if (command == F_SETLK || command == F_SETLKW || command == F_OFD_SETLK || command == F_OFD_SETLKW) {
        errno = ENOLCK;
        return -1;
    }
    fcntl_function real;
    *(void **)&real = dlsym(RTLD_NEXT, name);
    return real(descriptor, command, argument);
}

int fcntl(int descriptor, int command, ...) {
    va_list arguments;
    va_start(arguments, command);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    return without_locks("fcntl", descriptor, command, argument);
}

int fcntl64(int descriptor, int command, ...) {
    va_list arguments;
    va_start(arguments, command);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    return without_locks("fcntl64", descriptor, command, argument);
}

int flock(int descriptor, int operation) {
    (void)descriptor;
    (void)operation;
    errno = ENOLCK;
    return -1;
}
