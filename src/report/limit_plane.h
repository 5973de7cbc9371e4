/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The planes in which limits are drawn: epsilon against m_A', or y = alpha_D epsilon^2 r^4 (Eq. 2) against m_chi. */
#ifndef EPSCAN_REPORT_LIMIT_PLANE_H
#define EPSCAN_REPORT_LIMIT_PLANE_H

#include "report/figure.h"
#include "report/published_bounds.h"

struct limit_plane {
    bool is_y;
    double alpha_D, mass_ratio; /* of y, also of what was published as epsilon */
    const char *name_suffix;    /* of the names in the data; "" for none */
    bool is_of_others;          /* of mediators that are no dark photon: what epsilon and the mass are of */
};

double plane_x(const struct limit_plane *plane, double mass_GeV);
double plane_y(const struct limit_plane *plane, double epsilon);

/* Labels and ranges of the axes; both logarithmic. */
void plane_set_axes(const struct limit_plane *plane, const char *limit, const double x[2], const double y[2],
                    struct figure_panel *panel);

/* A curve of masses, me[0][count], and epsilon, me[1][count]. NULL: no memory, as figure_add_curve. */
struct figure_curve *plane_add_line(struct figure *figure, int panel, const struct limit_plane *plane, const char *name,
                                    size_t count, const double *const me[2]);

/* The regions of bounds, below all else; their labels, once the panel's axes are final; or their lines. */
void plane_add_regions(struct figure *figure, int panel, const struct limit_plane *plane, const struct bounds *bounds);
void plane_add_region_labels(struct figure *figure, int panel, const struct limit_plane *plane, const struct bounds *bounds);
void plane_add_bound_lines(struct figure *figure, int panel, const struct limit_plane *plane, const struct bounds *bounds);

#endif
