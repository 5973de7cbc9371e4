/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Preloaded, fails one allocation of the program itself and of GSL: the FAIL_AT-th (from 1), or the first of the FAIL_PLACE-th
 * place in the code that allocates; of the rank FAIL_RANK if that is given. Without them, appends how many allocations and places
 * there were to FAIL_COUNT when the program ends. What other libraries and the C library allocate for themselves is left alone.
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

enum { MOST_RANGES = 2, MOST_PLACES = 1024 };

static struct { uintptr_t low, high; } range[MOST_RANGES];
static int ranges;
static long seen, fail_at, fail_place;
static const void *place[MOST_PLACES]; /* where was allocated, in order of the first time */
static int places, lock, is_meant;

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
    const char *at = getenv("FAIL_AT"), *at_place = getenv("FAIL_PLACE"), *wanted = getenv("FAIL_RANK");
    const char *own = getenv("OMPI_COMM_WORLD_RANK") ? getenv("OMPI_COMM_WORLD_RANK") : getenv("PMI_RANK");
    unsetenv("LD_PRELOAD"); /* what the program starts, as Open MPI's daemon, is left alone */
    dl_iterate_phdr(add_object, NULL);
    is_meant = !wanted || (own && strcmp(own, wanted) == 0);
    if (at && is_meant) fail_at = atol(at);
    if (at_place && is_meant) fail_place = atol(at_place);
}

__attribute__((destructor)) static void write_count(void) {
    const char *path = getenv("FAIL_COUNT");
    FILE *stream = path && is_meant ? fopen(path, "a") : NULL;
    if (!stream) return;
    fprintf(stream, "%ld %d\n", seen, places);
    fclose(stream);
}

/* The number of a place (from 1) when it allocates for the first time, else 0. */
static int new_place(const void *caller) {
    int number = 0;
    while (__atomic_exchange_n(&lock, 1, __ATOMIC_ACQUIRE)) continue;
    while (number < places && place[number] != caller) number++;
    if (number < places || places == MOST_PLACES)
        number = 0;
    else
        place[places++] = caller, number = places;
    __atomic_store_n(&lock, 0, __ATOMIC_RELEASE);
    return number;
}

/* Whether this allocation, called from `caller`, is the one to fail. */
static int fails(const void *caller) {
    int is_ours = 0;
    for (int i = 0; i < ranges; i++) is_ours |= (uintptr_t)caller >= range[i].low && (uintptr_t)caller < range[i].high;
    if (!is_ours) return 0;
    const long number = __atomic_add_fetch(&seen, 1, __ATOMIC_SEQ_CST), at_place = new_place(caller);
    if ((!fail_at || number != fail_at) && (!fail_place || at_place != fail_place)) return 0;
    errno = ENOMEM;
    return 1;
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
