/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/error.h"
#include "limit/likelihood_terms.h"

#include <stdlib.h>
#include <string.h>

/* All channels' shares of some bins, which were of these bins' signal alone. */
static void scale_shares(struct likelihood *l, int first, int end, double scale) {
    for (int i = first; i < end; i++)
        for (int c = 0; c < likelihood_background(l); c++) l->bin[i].expected[c] *= scale;
}

/* The nuisance that is the same parameter, or a new one. */
static struct nuisance *matching(struct likelihood *l, const struct nuisance *other) {
    for (int k = 0; k < l->nuisances; k++)
        if (other->shared_name && l->nuisance[k].shared_name && strcmp(other->shared_name, l->nuisance[k].shared_name) == 0)
            return &l->nuisance[k];
    struct nuisance *own = &l->nuisance[l->nuisances++];
    *own = (struct nuisance){.shared_name = other->shared_name};
    return own;
}

epscan_status likelihood_join(struct likelihood *l, double events, const struct likelihood *other, double other_events) {
    const int bins = l->bins;
    if (bins + other->bins > LIKELIHOOD_MAX_BINS || l->nuisances + other->nuisances > LIKELIHOOD_MAX_NUISANCES)
        return error_set(EPSCAN_BAD_INPUT, "experiments together have %d data sets and %d nuisances; allowed: up to %d and %d",
                         bins + other->bins, l->nuisances + other->nuisances, LIKELIHOOD_MAX_BINS, LIKELIHOOD_MAX_NUISANCES);
    struct nuisance *grown = realloc(l->nuisance, (size_t)(l->nuisances + other->nuisances + 1) * sizeof *grown);
    if (!grown) return error_no_memory("the likelihood");
    l->nuisance = grown;
    memcpy(l->bin + bins, other->bin, (size_t)other->bins * sizeof *l->bin);
    l->bins += other->bins;
    scale_shares(l, 0, bins, events / (events + other_events));
    scale_shares(l, bins, l->bins, other_events / (events + other_events));
    for (int k = 0; k < other->nuisances; k++)
        memcpy(matching(l, &other->nuisance[k])->log_kappa[bins], other->nuisance[k].log_kappa,
               (size_t)other->bins * sizeof *other->nuisance[k].log_kappa);
    return EPSCAN_OK;
}
