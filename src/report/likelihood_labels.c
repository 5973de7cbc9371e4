/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/likelihood_labels.h"

#include "core/error.h"
#include "experiment/nuisance_place.h"

#include <stdio.h>
#include <string.h>

static bool is_among(const char *name, int count, char (*labels)[LIKELIHOOD_LABEL_SIZE]) {
    for (int i = 0; i < count; i++)
        if (strcmp(labels[i], name) == 0) return true;
    return false;
}

/* Add "NAME: text", or the text alone of a single experiment. */
static epscan_status add_label(const struct experiment *e, bool is_single, const char *text, int *count,
                               char (*labels)[LIKELIHOOD_LABEL_SIZE]) {
    char *label = labels[*count];
    snprintf(label, LIKELIHOOD_LABEL_SIZE, "%s%s%s", is_single ? "" : e->name, is_single ? "" : ": ", text);
    if (is_among(label, *count, labels))
        return error_set(EPSCAN_BAD_INPUT, "%s: \"%s\" is the name of two things; allowed: experiments of different names", e->name,
                         label);
    ++*count;
    return EPSCAN_OK;
}

static epscan_status add_nuisances(const struct experiment *e, bool is_single, const char *reserved,
                                   struct likelihood_labels *labels) {
    struct nuisance_place place;
    char name[128];
    epscan_status status = EPSCAN_OK;
    for (int k = 0; nuisance_place_of(e, k, &place) && !status; k++) {
        const bool is_shared = place.uncertainty->is_shared;
        nuisance_name(e, &place, name, sizeof name);
        if (strcmp(name, reserved) == 0)
            return error_set(EPSCAN_BAD_INPUT, "%s: an uncertainty named %s is not allowed with this format; allowed: another name",
                             e->name, reserved);
        if (is_shared && !is_single && is_among(name, labels->nuisances, labels->nuisance)) continue;
        status = add_label(e, is_single || is_shared, name, &labels->nuisances, labels->nuisance);
    }
    return status;
}

epscan_status likelihood_labels_init(const struct experiment *first, const char *reserved, struct likelihood_labels *labels) {
    const bool is_single = !first->next;
    epscan_status status = EPSCAN_OK;
    labels->bins = labels->nuisances = 0;
    for (const struct experiment *e = first; e && !status; e = e->next) {
        for (int i = 0; i < e->data_set_count && !status; i++)
            status = add_label(e, is_single, e->data_sets[i].name, &labels->bins, labels->bin);
        if (!status) status = add_nuisances(e, is_single, reserved, labels);
    }
    return status;
}
