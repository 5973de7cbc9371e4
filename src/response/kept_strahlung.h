/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of A'-strahlung, made, or as it was made before (core/result_cache.h). */
#ifndef EPSCAN_RESPONSE_KEPT_STRAHLUNG_H
#define EPSCAN_RESPONSE_KEPT_STRAHLUNG_H

#include "response/strahlung_table.h"

/* As strahlung_table_create. */
epscan_status kept_strahlung_table(const struct search *search, struct strahlung_table **table);

#endif
