/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Photons that positron and electron radiate before they annihilate, on the energies of a response. */
#ifndef EPSCAN_RESPONSE_RADIATION_MAP_H
#define EPSCAN_RESPONSE_RADIATION_MAP_H

#include "response/energy_panels.h"

enum { RADIATION_MAP_MOST_POINTS = 2048 };

struct radiation_map;

/* `panels` and `search` are not kept. The caller frees it with radiation_map_free. */
epscan_status radiation_map_create(const struct energy_panels *panels, const struct search *search, struct radiation_map **map);
void radiation_map_free(struct radiation_map *map);

/*
 * weight[point_count]: what R takes of W at the energies where electrons are met; becomes the share of each missing energy, T in
 * it: R = sum_j weight[j] P_sel(j) [X0/GeV, of the first X0].
 */
void radiation_map_apply(const struct radiation_map *map, double *weight);

/* What of the undegraded primaries has radiated less than TRACK_LENGTH_UNDEGRADED_SHARE, nor have the electrons they meet [X0]. */
double radiation_map_undegraded_X0(const struct radiation_map *map);

#endif
