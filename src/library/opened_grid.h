/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an epscan_grid is inside. */
#ifndef EPSCAN_LIBRARY_OPENED_GRID_H
#define EPSCAN_LIBRARY_OPENED_GRID_H

#include "epscan/grid.h"
#include "query/grid_query.h"

struct epscan_grid {
    struct grid_query *query;
};

#endif
