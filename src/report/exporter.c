/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/exporter.h"

#include <stdio.h>
#include <string.h>

#define EXPORTER_ADDRESS(name) &name##_exporter,
static const struct exporter *const exporters[] = {EXPORTERS(EXPORTER_ADDRESS)};
enum { EXPORTER_COUNT = sizeof exporters / sizeof exporters[0] };

const struct exporter *exporter_of_name(const char *name) {
    for (size_t i = 0; i < EXPORTER_COUNT; i++)
        if (strcmp(name, exporters[i]->name) == 0) return exporters[i];
    return NULL;
}

const char *exporter_names(bool with_url, char *text, size_t size) {
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < EXPORTER_COUNT && used < size; i++)
        if (!with_url || exporters[i]->takes_url)
            used += (size_t)snprintf(text + used, size - used, "%s%s", used ? ", " : "", exporters[i]->name);
    return text;
}
