/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/plot.h"

#include <string.h>

#define PLOT_ADDRESS(name, operands, explanation) &name##_plot,
static const struct plot *const plots[] = {PLOTS(PLOT_ADDRESS)};
enum { PLOT_COUNT = sizeof plots / sizeof plots[0] };

const struct plot *plot_of_name(const char *name) {
    for (size_t i = 0; i < PLOT_COUNT; i++)
        if (strcmp(name, plots[i]->name) == 0) return plots[i];
    return NULL;
}

const char *plot_names(unsigned option, char *text, size_t size) {
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < PLOT_COUNT && used < size; i++)
        if (!option || plots[i]->options & option)
            used += (size_t)snprintf(text + used, size - used, "%s%s", used ? ", " : "", plots[i]->name);
    return text;
}
