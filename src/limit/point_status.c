/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "limit/point_status.h"

/* Of the width, from which on the neglected one is told: a percent of it moves the yield by as much. */
static const double neglected_share = 0.01;

bool visible_width_is_told(const epscan_dark_photon *model, const struct mediator *mediator, double epsilon) {
    return mediator_visible_width_exceeds(mediator, model->mass_GeV, epsilon,
                                          neglected_share * epscan_dark_photon_width_GeV(model));
}

epscan_point_status point_status_of(const epscan_dark_photon *model, const struct mediation *mediation, bool unknown,
                                    struct limit_range limits) {
    if (!limits.all_usable) return EPSCAN_POINT_FAILED;
    if (limits.weakest == 0.0) return EPSCAN_POINT_NO_SIGNAL;
    if (model && !model->table && !mediation->visible_widths && visible_width_is_told(model, mediation->mediator, limits.weakest))
        return EPSCAN_POINT_VISIBLE_WIDTH;
    return unknown ? EPSCAN_POINT_STRAHLUNG_OUT_OF_RANGE : EPSCAN_POINT_OK;
}

epscan_point_status point_status_of_roots(bool unknown, size_t selections, const enum epsilon_root *root) {
    size_t count[EPSILON_ROOT_KINDS] = {0};
    for (size_t i = 0; i < selections; i++) count[root[i]]++;
    if (count[EPSILON_ROOT_FAILED]) return EPSCAN_POINT_FAILED;
    if (count[EPSILON_ROOT_NO_SIGNAL] == selections) return EPSCAN_POINT_NO_SIGNAL;
    if (count[EPSILON_ROOT_NONE]) return EPSCAN_POINT_NO_LIMIT;
    if (count[EPSILON_ROOT_TWO]) return EPSCAN_POINT_TWO_LIMITS;
    return unknown ? EPSCAN_POINT_STRAHLUNG_OUT_OF_RANGE : EPSCAN_POINT_OK;
}
