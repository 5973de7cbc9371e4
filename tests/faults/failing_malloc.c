/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Preloaded, fails one allocation: the FAIL_AT-th (from 1) of the program itself and of GSL, of the rank FAIL_RANK if that is
 * given. Without FAIL_AT, appends how many there were to FAIL_COUNT when the program ends. What other libraries and the C library
 * allocate for themselves is left alone.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);

enum { MOST_RANGES = 2 };

static struct { uintptr_t low, high; } range[MOST_RANGES];
static int ranges;
static long seen, fail_at;

static int add_object(struct dl_phdr_info *info, size_t size, void *data) {
    const int program = ranges == 0;
    uintptr_t low = UINTPTR_MAX, high = 0;
    (void)size, (void)data;
    if (!program && !strstr(info->dlpi_name, "/libgsl.so")) return 0;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        if (segment->p_type != PT_LOAD) continue;
        const uintptr_t start = info->dlpi_addr + segment->p_vaddr;
        if (start < low) low = start;
        if (start + segment->p_memsz > high) high = start + segment->p_memsz;
    }
    range[ranges].low = low;
    range[ranges++].high = high;
    return ranges == MOST_RANGES;
}

__attribute__((constructor)) static void find_ranges(void) {
    const char *at = getenv("FAIL_AT"), *wanted = getenv("FAIL_RANK"), *own = getenv("OMPI_COMM_WORLD_RANK");
    unsetenv("LD_PRELOAD"); /* what the program starts, as Open MPI's daemon, is left alone */
    dl_iterate_phdr(add_object, NULL);
    if (at && (!wanted || (own && strcmp(own, wanted) == 0))) fail_at = atol(at);
}

__attribute__((destructor)) static void write_count(void) {
    const char *path = getenv("FAIL_COUNT");
    FILE *stream = path && !fail_at ? fopen(path, "a") : NULL;
    if (!stream) return;
    fprintf(stream, "%ld\n", seen);
    fclose(stream);
}

/* Whether this allocation, called from `caller`, is the one to fail. */
static int fails(const void *caller) {
    for (int i = 0; i < ranges; i++)
        if ((uintptr_t)caller >= range[i].low && (uintptr_t)caller < range[i].high) {
            if (__atomic_add_fetch(&seen, 1, __ATOMIC_SEQ_CST) != fail_at) return 0;
            errno = ENOMEM;
            return 1;
        }
    return 0;
}

void *malloc(size_t size) {
    return fails(__builtin_return_address(0)) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    return fails(__builtin_return_address(0)) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size) {
    return fails(__builtin_return_address(0)) ? NULL : __libc_realloc(old, size);
}

char *strdup(const char *text) {
    const size_t size = strlen(text) + 1;
    char *copy = fails(__builtin_return_address(0)) ? NULL : __libc_malloc(size);
    return copy ? memcpy(copy, text, size) : NULL;
}

char *strndup(const char *text, size_t most) {
    const size_t size = strnlen(text, most);
    char *copy = fails(__builtin_return_address(0)) ? NULL : __libc_malloc(size + 1);
    if (!copy) return NULL;
    copy[size] = '\0';
    return memcpy(copy, text, size);
}
