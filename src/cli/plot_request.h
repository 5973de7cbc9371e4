/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `epscan plot` is asked for, from texts of options to a request of report/plot.h. */
#ifndef EPSCAN_CLI_PLOT_REQUEST_H
#define EPSCAN_CLI_PLOT_REQUEST_H

#include "report/plot.h"

/* Options as given; NULL: not given. */
struct plot_options {
    size_t input_count, curve_count;
    struct plot_input inputs[PLOT_MAX_INPUTS];
    const char *curves[PLOT_MAX_CURVES];
    const char *limits_folder, *bounds, *masses, *spin, *alpha_D, *mass_ratio, *splitting, *threshold, *shift, *ordinate, *x_range,
        *y_range, *targets, *over, *quantity;
    bool expected, stored;
};

/* False: there are as many as there may be. */
bool plot_options_add_input(struct plot_options *options, const char *path, bool is_projection);

/* Whether there is one that is no projection. */
bool plot_options_has_input(const struct plot_options *options);

/*
 * EPSCAN_BAD_INPUT: an option that the plot does not take, or a value out of its range. Borrows texts. Free with
 * plot_request_clear, whatever the status.
 */
epscan_status plot_request_make(const struct plot_options *options, const struct plot *plot, struct plot_request *request);
void plot_request_clear(struct plot_request *request);

#endif
