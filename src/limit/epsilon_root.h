/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * epsilon_up where N is not proportional to epsilon^2, as Gamma has widths that are: the epsilon that is the limit found with the
 * widths at that epsilon.
 */
#ifndef EPSCAN_LIMIT_EPSILON_ROOT_H
#define EPSCAN_LIMIT_EPSILON_ROOT_H

/* The limit on epsilon with Gamma as it is at `epsilon`: +infinity where nothing is expected, NaN where none is found. */
struct epsilon_limit {
    double (*with_widths_at)(double epsilon, void *data);
    void *data;
};

/* EPSILON_ROOT_TWO: more, there is another above; EPSILON_ROOT_NONE: none, though something is expected. */
enum epsilon_root {
    EPSILON_ROOT_ONE,
    EPSILON_ROOT_TWO,
    EPSILON_ROOT_NONE,
    EPSILON_ROOT_NO_SIGNAL,
    EPSILON_ROOT_FAILED,
    EPSILON_ROOT_KINDS
};

/*
 * The lowest root up to `most`, where Gamma is m, to 1e-12 of itself; +infinity without one, NaN where a limit is not found. Begins
 * with `neglected`, the limit without these widths. Pure.
 */
enum epsilon_root epsilon_root_find(const struct epsilon_limit *limit, double neglected, double most, double *epsilon);

#endif
