/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The six axes of a scan: names, units, allowed ranges, and how a list or a range in a job file becomes values. */
#ifndef EPSCAN_SCAN_AXIS_H
#define EPSCAN_SCAN_AXIS_H

#include "text/yaml_reader.h"
#include "epscan/grid.h"
#include "epscan/point.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MODEL_AXIS_COUNT = EPSCAN_AXIS_THRESHOLD };

/* What the axes of a grid are over. */
struct scan_point {
    epscan_dark_photon model;
    epscan_selection selection;
};

/* What a grid's dimension is called, everywhere. */
struct axis_description {
    const char *key;       /* in job files */
    const char *dimension; /* in grid files */
    const char *unit;      /* CF/udunits: "GeV" or "1" */
    const char *long_name;
    size_t member;           /* of struct scan_point, which its values are of: a double, or the spin */
    struct interval allowed; /* of numbers; an infinite end stands for the beam's energy */
};

extern const struct axis_description axis_descriptions[EPSCAN_AXIS_COUNT];

/* value[count], strictly increasing; for EPSCAN_AXIS_SPIN the epscan_spin values in the order given. */
struct axis {
    size_t count;
    double *value;
};

/*
 * Fill an axis from a list, a mapping {from, to, points, spacing: linear|log} or a single number. `beam_energy_GeV` bounds
 * thresholds. At most AXIS_MAX_POINTS values. Free value with free().
 */
enum { AXIS_MAX_POINTS = 10000000 };
epscan_status axis_from_yaml(epscan_axis id, const struct yaml_value *value, double beam_energy_GeV, struct axis *axis);

/* The member of a point that an axis is over, set and got: the only place that says which. Pure. */
void axis_set(epscan_axis id, double value, struct scan_point *point);
double axis_get(epscan_axis id, const struct scan_point *point);

/* One value. */
epscan_status axis_of_value(double value, struct axis *axis);

/* The numbers an axis may hold. */
struct interval axis_interval(epscan_axis id, double beam_energy_GeV);

/*
 * The same values, to rounding of the largest: axes of epscan 0.1.0 and before hold 0.009999999999999995 where now 0.01 stands.
 * Pure.
 */
bool axis_equals(const struct axis *a, const struct axis *b);

/* *index is of the value nearest to `value`; whether that is `value`, to rounding of its decimal form. Pure. */
bool axis_find(const struct axis *axis, double value, uint64_t *index);

/* Its range as text: "0.001 to 0.9 GeV", or the names of its spins. */
void axis_range_text(epscan_axis id, const struct axis *axis, char *text, size_t size);

#endif
