/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The statistic of limit_cls (upper_limit.h), for who would count its outcomes otherwise. Internal to the limit layer. */
#ifndef EPSCAN_LIMIT_CLS_HYBRID_H
#define EPSCAN_LIMIT_CLS_HYBRID_H

#include "limit/likelihood.h"

/* weight[bins] of an event in each bin, whole numbers >= 0: outcomes are ordered by their sum. Pure. */
void cls_hybrid_weights(const struct likelihood *likelihood, double confidence_level, int *weight);

#endif
