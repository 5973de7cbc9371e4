/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "limit/upper_limit.h"

#include "core/error.h"

#include <math.h>

static const char *const method_names[EPSCAN_LIMIT_METHODS] = {"counting", "cls-asymptotic", "cls-toys", "bayes", "cls"};

const char *epscan_limit_method_name(epscan_limit_method method) {
    return method_names[method];
}

double limit_relative_error(epscan_limit_method method) {
    if (method == EPSCAN_LIMIT_COUNTING) return 0.0;
    return method == EPSCAN_LIMIT_BAYES ? 1e-3 : 1e-5;
}

epscan_status limit_counting(const struct likelihood *l, double confidence_level, struct upper_limit *limit) {
    for (int i = 0; i < l->bins; i++)
        if (l->bin[i].observed > 0.0)
            return error_set(EPSCAN_BAD_INPUT, "limit method counting: %g events were observed; allowed: none, or another method",
                             l->bin[i].observed);
    *limit = (struct upper_limit){.events = -log1p(-confidence_level), .converged = true};
    for (int i = 0; i < EPSCAN_LIMIT_BANDS; i++) limit->expected[i] = NAN;
    return EPSCAN_OK;
}

epscan_status limit_without_toys(epscan_limit_method method, const struct likelihood *l, double confidence_level,
                                 struct upper_limit *limit) {
    switch (method) {
    case EPSCAN_LIMIT_CLS_ASYMPTOTIC: return limit_cls_asymptotic(l, confidence_level, limit);
    case EPSCAN_LIMIT_CLS: return limit_cls(l, confidence_level, limit);
    case EPSCAN_LIMIT_BAYES: return limit_bayes(l, confidence_level, limit);
    default: return limit_counting(l, confidence_level, limit);
    }
}
