/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/exporter.h"

#include "text/name_list.h"

#define EXPORTER_ADDRESS(name) &name##_exporter,
static const void *const all[] = {EXPORTERS(EXPORTER_ADDRESS)};
static const struct name_list exporters = {all, sizeof all / sizeof all[0]};

const struct exporter *exporter_of_name(const char *name) {
    return name_list_find(exporters, name);
}

static bool takes_url(const void *exporter, unsigned with_url) {
    return !with_url || ((const struct exporter *)exporter)->takes_url;
}

const char *exporter_names(bool with_url, char *text, size_t size) {
    return name_list_text(exporters, takes_url, with_url, text, size);
}
