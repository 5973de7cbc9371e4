/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A page to explore: one HTML file, without network, in which models, selections and exposures are moved and limits follow. It
 * carries the responses of its experiments on a grid of selections, published limits, and the code that folds them
 * (report/page/fold.js) and draws them (page.js).
 */
#ifndef EPSCAN_REPORT_EXPLORER_PAGE_H
#define EPSCAN_REPORT_EXPLORER_PAGE_H

#include "experiment/prepared_experiment.h"
#include "report/published_bounds.h"

#include <stdbool.h>

enum { PAGE_MAX_EXPERIMENTS = 12 };

/* All borrowed. */
struct explorer_page {
    size_t experiment_count; /* 1 to PAGE_MAX_EXPERIMENTS */
    const struct prepared_experiment *const *experiment;
    const struct axis *const *tables; /* [experiment_count]: of a grid of tables its axis of them; else NULL */
    const struct bounds *bounds;
};

/* Whether a page can be made at `path`, in this build: EPSCAN_BAD_INPUT as output_file_check, or without D3. */
epscan_status explorer_page_check(const char *path, bool replace);

/* Write it, whole or not at all, at most 2 MB. */
epscan_status explorer_page_write(const struct explorer_page *page, const char *path, bool replace);

#endif
