/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The figures that can be asked for. A new one is a file that defines NAME_plot, and its name in PLOTS: command line, help and
 * messages know it then. Each computes a figure from a request; who draws it is another matter (renderer.h).
 */
#ifndef EPSCAN_REPORT_PLOT_H
#define EPSCAN_REPORT_PLOT_H

#include "epscan/grid.h"
#include "epscan/point.h"
#include "report/figure.h"

/* The list: X(name, operands, explanation) of each, in the order of the help. */
/* clang-format off */
#define PLOTS(X) \
    X(limits, "GRID.h5...", "epsilon_UP against the dark photon mass, or y against that of chi, over published bounds; of experiments too") \
    X(ratio, "GRID.h5...", "such lines, and curves, over the first of them") \
    X(difference, "GRID.h5...", "the same less one") \
    X(map, "GRID.h5", "a quantity of a grid over the dark photon mass and another of its axes, in colours") \
    X(fig1, "EXPERIMENT.yaml", "energy spectra of the dark photons, produced and selected") \
    X(fig2, "EXPERIMENT.yaml", "efficiency against the ECAL threshold, with 3 % on either side of the experiment's; as fig1 for " \
                               "fermions with alpha_D = 0.1, r = 1/3") \
    X(fig3, "GRID.h5", "limits, with the magnetic moment of the muon as of 2021") \
    X(fig4, "GRID.h5", "y against the mass of chi, with the targets of the relic density, for alpha_D = 0.1 and 0.5; prints the " \
                       "masses at which they are excluded")
/* clang-format on */

enum { PLOT_MAX_INPUTS = 16, PLOT_MAX_CURVES = 16 };

struct plot_numbers {
    size_t count; /* 0: not given */
    double *value;
};

struct plot_range {
    bool given;
    double low, high;
};

struct plot_input {
    const char *path; /* a grid or an experiment */
    bool is_projection;
};

/* A table of mA_GeV and epsilon_up that is drawn beside the others. */
struct own_curve {
    char path[4096], label[FIGURE_LABEL];
    struct figure_style style;
    bool has_style;
};

/* What a request may hold beside its inputs; a plot takes some of it. */
enum plot_option {
    PLOT_MASSES = 1 << 0,
    PLOT_MODELS = 1 << 1, /* spins, couplings, selections */
    PLOT_PLANE = 1 << 2,  /* epsilon or y */
    PLOT_BOUNDS_FOLDER = 1 << 3,
    PLOT_BOUNDS = 1 << 4, /* which of them */
    PLOT_CURVES = 1 << 5,
    PLOT_PROJECTIONS = 1 << 6,
    PLOT_TARGETS = 1 << 7,
    PLOT_EXPECTED = 1 << 8,
    PLOT_STORED = 1 << 9,
    PLOT_X_RANGE = 1 << 10,
    PLOT_Y_RANGE = 1 << 12,
    PLOT_MAP = 1 << 11, /* quantity, over which axis */
};

enum plot_quantity { PLOT_EPSILON, PLOT_Y, PLOT_SHIFT_DERIVATIVE };

/* All borrowed. */
struct plot_request {
    size_t input_count;
    struct plot_input input[PLOT_MAX_INPUTS];
    const char *limits_folder, *bounds; /* report/published_bounds.h; bounds: NULL for the plot's own choice */
    struct plot_numbers masses_GeV, spins, alpha_D, mass_ratios, splittings, thresholds_GeV, shifts;
    bool ordinate_is_y;
    enum plot_quantity quantity; /* of a map */
    epscan_axis over;
    struct plot_range x, y;
    size_t curve_count;
    const struct own_curve *curve;
    bool target[EPSCAN_SPIN_COUNT], all_targets; /* by current; or all that a figure has */
    bool expected, stored;                       /* bands of expected limits; no points but a grid's own */
};

struct plot {
    const char *name;
    unsigned options; /* of enum plot_option */
    size_t most_inputs;
    bool is_of_paper; /* goes to outputs/NAME; others stand beside their first input */
    /* EPSCAN_BAD_INPUT: what it is to be drawn from lacks something. `figure` is initialised and cleared by the caller. */
    epscan_status (*compute)(const struct plot_request *request, struct figure *figure);
};

const struct plot *plot_of_name(const char *name);

/* "limits, fig1, fig2": those that take an option, all for 0. Returns text. */
const char *plot_names(unsigned option, char *text, size_t size);

#define PLOT_DECLARATION(name, operands, explanation) extern const struct plot name##_plot;
PLOTS(PLOT_DECLARATION)
#undef PLOT_DECLARATION

#endif
