/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What became of a point, from its numbers: the only place where a status is given, to grids, queries, limits and points alike.
 *
 * Eqs. 3 and 4 have A' -> chi chi as the only width. The mixing lets the A' decay to charged leptons too, by Eq. 4 of a fermion
 * with alpha_D replaced by alpha epsilon^2: nothing at the mixings that are usually excluded, but not where alpha_D or the phase
 * space is tiny or the limit weak. Pure.
 */
#ifndef EPSCAN_LIMIT_POINT_STATUS_H
#define EPSCAN_LIMIT_POINT_STATUS_H

#include "epscan/dark_photon.h"
#include "epscan/point.h"
#include "limit/counting_limit.h"
#include "limit/epsilon_root.h"
#include "model/mediator.h"

#include <stdbool.h>
#include <stddef.h>

/* Whether decays to charged leptons, which are neglected, have more than 1 % of the width. */
bool visible_width_is_told(const epscan_dark_photon *model, const struct mediator *mediator, double epsilon);

/*
 * Of a model and the limits of its selections, > 0, +infinity where nothing is expected; `unknown`: the yield of a channel is not
 * known at its mass. EPSCAN_POINT_FAILED if any is something else. A visible width, which is told where it is neglected, is that
 * at the weakest limit; there is no signal when there is none in any selection. Tables have no width.
 */
epscan_point_status point_status_of(const epscan_dark_photon *model, const struct mediation *mediation, bool unknown,
                                    struct limit_range limits);

/* The same where these limits are roots (epsilon_root.h): root[selections]. */
epscan_point_status point_status_of_roots(bool unknown, size_t selections, const enum epsilon_root *root);

#endif
