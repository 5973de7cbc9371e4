/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epscan/point.h"

const char *epscan_point_status_name(epscan_point_status status) {
    static const char *const names[EPSCAN_POINT_STATUSES] = {"ok",           "strahlung_out_of_range", "failed",    "not_run",
                                                             "outside_grid", "visible_width",          "no_signal", "no_limit",
                                                             "two_limits"};
    return (unsigned)status < EPSCAN_POINT_STATUSES ? names[status] : "unknown";
}

bool epscan_point_is_computed(epscan_point_status status) {
    return (unsigned)status < EPSCAN_POINT_STATUSES && status != EPSCAN_POINT_FAILED && status != EPSCAN_POINT_NOT_RUN &&
           status != EPSCAN_POINT_OUTSIDE;
}
