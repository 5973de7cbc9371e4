/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Room for arrays that kernels go through: from the start of a cache line on, so that no vector of theirs lies across two, and where
 * there is much of it, in pages of 2 MiB if the system has any, since rows of a thousand columns touch more small ones than a
 * processor remembers.
 */
#ifndef EPSCAN_CORE_ALIGNED_ROOM_H
#define EPSCAN_CORE_ALIGNED_ROOM_H

#include <stddef.h>

/* Doubles of a cache line. */
enum { CACHE_LINE_DOUBLES = 8 };

/* `count` rounded up to whole cache lines. */
size_t whole_cache_lines(size_t count);

/* Room for `count` doubles, not set; NULL: no memory. Owned, free() frees it. */
double *aligned_room(size_t count);

#endif
