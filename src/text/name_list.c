/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "text/name_list.h"

#include <stdio.h>
#include <string.h>

static const char *name_of(const void *thing) {
    return *(const char *const *)thing;
}

const void *name_list_find(struct name_list list, const char *name) {
    for (size_t i = 0; i < list.count; i++)
        if (strcmp(name, name_of(list.things[i])) == 0) return list.things[i];
    return NULL;
}

const char *name_list_text(struct name_list list, bool (*shown)(const void *thing, unsigned which), unsigned which, char *text,
                           size_t size) {
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < list.count && used < size; i++)
        if (!shown || shown(list.things[i], which))
            used += (size_t)snprintf(text + used, size - used, "%s%s", used ? ", " : "", name_of(list.things[i]));
    return text;
}
