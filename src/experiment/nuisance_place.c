/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiment/nuisance_place.h"

#include <stdio.h>

bool nuisance_place_of(const struct experiment *e, int k, struct nuisance_place *place) {
    for (int i = 0; i < e->statistics.uncertainty_count && k >= 0; i++) {
        const struct uncertainty *u = &e->statistics.uncertainties[i];
        if (u->is_correlated && k-- == 0) {
            *place = (struct nuisance_place){u, -1};
            return true;
        }
        for (int set = 0; set < e->data_set_count && !u->is_correlated; set++)
            if (u->in_data_set[set] && k-- == 0) {
                *place = (struct nuisance_place){u, set};
                return true;
            }
    }
    return false;
}

int nuisance_count(const struct experiment *e) {
    struct nuisance_place place;
    int count = 0;
    while (nuisance_place_of(e, count, &place)) count++;
    return count;
}

const char *nuisance_name(const struct experiment *e, const struct nuisance_place *place, char *text, size_t size) {
    if (place->data_set < 0)
        snprintf(text, size, "%s", place->uncertainty->name);
    else
        snprintf(text, size, "%s, %s", place->uncertainty->name, e->data_sets[place->data_set].name);
    return text;
}
