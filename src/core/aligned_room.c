/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/aligned_room.h"

#include <stdlib.h>

#include <sys/mman.h>

static const size_t large_page = 2u << 20;

size_t whole_cache_lines(size_t count) {
    return (count + CACHE_LINE_DOUBLES - 1) / CACHE_LINE_DOUBLES * CACHE_LINE_DOUBLES;
}

double *aligned_room(size_t count) {
    const size_t bytes = whole_cache_lines(count ? count : 1) * sizeof(double);
    if (bytes < large_page) return aligned_alloc(CACHE_LINE_DOUBLES * sizeof(double), bytes);
    const size_t whole = (bytes + large_page - 1) / large_page * large_page;
    double *room = aligned_alloc(large_page, whole);
    if (room) madvise(room, whole, MADV_HUGEPAGE); /* a hint: the numbers are the same without */
    return room;
}
