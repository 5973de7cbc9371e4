/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Panels of A'-strahlung's table, made, or as they were made before (core/result_cache.h). */
#ifndef EPSCAN_RESPONSE_KEPT_STRAHLUNG_H
#define EPSCAN_RESPONSE_KEPT_STRAHLUNG_H

#include "response/strahlung_table.h"

/* As strahlung_panels_fill. */
void kept_strahlung_panels(struct strahlung_table *table, int first, int end);

#endif
