/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/plot.h"

#include "text/name_list.h"

#define PLOT_ADDRESS(name, operands, explanation) &name##_plot,
static const void *const all[] = {PLOTS(PLOT_ADDRESS)};
static const struct name_list plots = {all, sizeof all / sizeof all[0]};

const struct plot *plot_of_name(const char *name) {
    return name_list_find(plots, name);
}

static bool takes_option(const void *plot, unsigned option) {
    return !option || ((const struct plot *)plot)->options & option;
}

const char *plot_names(unsigned option, char *text, size_t size) {
    return name_list_text(plots, takes_option, option, text, size);
}
