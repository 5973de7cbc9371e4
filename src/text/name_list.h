/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of things that are called by a name: found, and named in messages. Pure and thread-safe. */
#ifndef EPSCAN_TEXT_NAME_LIST_H
#define EPSCAN_TEXT_NAME_LIST_H

#include <stdbool.h>
#include <stddef.h>

/* things[count], each a struct whose first member is its name, const char *. */
struct name_list {
    const void *const *things;
    size_t count;
};

/* The thing of that name; NULL: there is none. */
const void *name_list_find(struct name_list list, const char *name);

/* "a, b" of those that are `shown`, of all with NULL; cut at size - 1 bytes. Returns `text`. */
const char *name_list_text(struct name_list list, bool (*shown)(const void *thing, unsigned which), unsigned which, char *text,
                           size_t size);

#endif
