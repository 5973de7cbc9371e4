/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epscan/point.h"

const char *epscan_point_status_name(epscan_point_status status) {
    static const char *const names[] = {"ok", "strahlung_out_of_range", "failed", "not_run", "outside_grid"};
    return names[status];
}
