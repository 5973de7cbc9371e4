/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The axes of a scan: names, units, allowed ranges, options of commands, and how a list or a range in a job file becomes values. A
 * new axis is a row here, a value of epscan_axis where the dimension stands in files, and a member of a model or a selection.
 */
#ifndef EPSCAN_SCAN_AXIS_H
#define EPSCAN_SCAN_AXIS_H

#include "model/density_table.h"
#include "text/number_text.h"
#include "text/yaml_reader.h"
#include "epscan/grid.h"
#include "epscan/point.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What an axis is called, everywhere: id; key in job files and columns, dimension in grid files, unit, long name, member of struct
 * scan_point; allowed from, to, and whether these ends are open; REQUIRED of a job or POINT, the experiment's own selection, or
 * OPTIONAL, a dimension of files only where the job gives it, or TABLE, which stands instead of these; then of commands the option
 * and its letter, argument and explanation for one value, and for several. What stands behind is handed on to ROW. Rows of
 * initialisers.
 */
#define COUPLING_AXIS_ROWS(ROW, ...)                                                                                               \
    ROW(EPSCAN_AXIS_SPIN, "spin", "spin", "", "spin of the dark particle chi", model.spin, 0.0, 0.0, false, false, REQUIRED,       \
        "spin", 's', DARK_CURRENT_CHOICE, "Spin of chi", "LIST",                                                                   \
        "Spins, each once, with commas; pyhf: the model's, as the other options of models", __VA_ARGS__),                          \
        ROW(EPSCAN_AXIS_ALPHA_D, "alpha_D", "alpha_D", "1", "dark coupling alpha_D", model.alpha_D, 1e-12, 3.0, false, false,      \
            REQUIRED, "alpha-D", 'a', "NUMBER", "Dark coupling", "LIST", "Dark couplings of the grid, A,B,C", __VA_ARGS__),        \
        ROW(EPSCAN_AXIS_MASS_RATIO, "mass_ratio", "mass_ratio", "1", "mass ratio r = m_chi / m_A'", model.mass_ratio, 0.0, 0.5,    \
            true, true, REQUIRED, "mass-ratio", 'r', "NUMBER", "r = m_chi/m_A', below 1/2; a fraction as 1/3 is fine", "LIST",     \
            "Ratios r = m_chi/m_A' of the grid; fractions as 1/3 are fine", __VA_ARGS__),                                          \
        ROW(EPSCAN_AXIS_SPLITTING, "mass_splitting", "mass_splitting", "1",                                                        \
            "relative mass splitting (m_2 - m_1) / m_1 of pseudo-Dirac chi", model.splitting, 0.0, 1e3, false, false, OPTIONAL,    \
            "splitting", 'D', "NUMBER", "(m_2 - m_1)/m_1 of pseudo-dirac, whose r is m_1/m_A'", "LIST",                            \
            "Mass splittings of the grid", __VA_ARGS__)
#define MASS_AXIS_ROW(ROW, ...)                                                                                                    \
    ROW(EPSCAN_AXIS_MASS, "mA_GeV", "mA", "GeV", "dark photon mass", model.mass_GeV, 1e-6, 1e3, false, false, REQUIRED, "mA", 'm', \
        "GEV", "Dark photon mass in GeV", "LOW:HIGH", "The grid's dark photon masses in this range, in GeV; pyhf: one mass",       \
        __VA_ARGS__)
#define SELECTION_AXIS_ROWS(ROW, ...)                                                                                              \
    ROW(EPSCAN_AXIS_THRESHOLD, "ecal_threshold_GeV", "ecal_threshold", "GeV", "ECAL energy below which an event is selected",      \
        selection.threshold_GeV, 0.0, INFINITY, true, false, POINT, "threshold", 't', "GEV", "ECAL threshold", "LIST",             \
        "ECAL thresholds of the grid in GeV; default of hepdata, darkcast, pyhf, hs3: the experiment's", __VA_ARGS__),             \
        ROW(EPSCAN_AXIS_SHIFT, "energy_scale_shift", "energy_scale_shift", "1", "relative shift of the ECAL energy scale",         \
            selection.energy_scale_shift, -0.5, 0.5, false, false, POINT, "scale-shift", 'd', "NUMBER",                            \
            "Relative shift of the ECAL energy scale", "LIST",                                                                     \
            "Relative shifts of the ECAL energy scale of the grid; default of hepdata, darkcast, pyhf, hs3: 0", __VA_ARGS__)
#define TABLE_AXIS_ROW(ROW, ...)                                                                                                   \
    ROW(EPSCAN_AXIS_TABLE, "model_table", "model_table", "", "table of the spectral density", model.table, 1.0, 1e3, false, false, \
        TABLE, "model-table", 'T', "FILE",                                                                                         \
        "A spectral density of your own, a table sqrt_s_GeV,rho_per_GeV2, instead of " MODEL_OPTIONS_NEEDED, "LIST",               \
        "Tables of a grid of tables, as its job names them, A,B,C", __VA_ARGS__)
#define AXIS_ROWS(ROW, ...)                                                                                                        \
    COUPLING_AXIS_ROWS(ROW, __VA_ARGS__), MASS_AXIS_ROW(ROW, __VA_ARGS__), TABLE_AXIS_ROW(ROW, __VA_ARGS__),                       \
        SELECTION_AXIS_ROWS(ROW, __VA_ARGS__)
#define MODEL_OPTIONS_NEEDED "--spin, --mA, --alpha-D and --mass-ratio"

/*
 * Where an axis' values come from when a job does not give them, and whether its files have the dimension then. A TABLE stands in
 * the place of what is REQUIRED and OPTIONAL.
 */
enum axis_need { AXIS_REQUIRED, AXIS_POINT, AXIS_OPTIONAL, AXIS_TABLE };

#define MODEL_AXIS_COUNT EPSCAN_AXIS_THRESHOLD

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
    enum axis_need need;
    const char *option; /* of commands, without its dashes */
    char letter;
};

extern const struct axis_description axis_descriptions[EPSCAN_AXIS_COUNT];

/* value[count], strictly increasing; for EPSCAN_AXIS_SPIN the epscan_spin values in the order given; 1, 2, ... of tables. */
struct axis {
    size_t count;
    double *value;
    bool is_dimension;           /* of files */
    struct density_table *table; /* [count], owned; NULL but of EPSCAN_AXIS_TABLE where it is a dimension */
};

void axis_clear(struct axis *axis);

/*
 * Fill an axis from a list, a mapping {from, to, points, spacing: linear|log} or a single number. `beam_energy_GeV` bounds
 * thresholds. At most AXIS_MAX_POINTS values. Free value with free().
 */
enum { AXIS_MAX_POINTS = 10000000, AXIS_MAX_TABLES = 1000 };
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

/* Whether its values are names, among which there is no order: spins and tables. */
bool axis_is_of_names(epscan_axis id);

/* A value as files have it, in the fewest digits that read back as it, or its name; of tables `axis` knows it. Returns it. */
const char *axis_value_text(epscan_axis id, const struct axis *axis, double value, char text[NUMBER_TEXT_SIZE]);

/* *table is of EPSCAN_AXIS_TABLE's the one of this name, from 1; false: none is. */
bool axis_find_table(const struct axis *axis, const char *name, int *table);

/* Its range as text: "0.001 to 0.9 GeV", or the names of its spins or tables. */
void axis_range_text(epscan_axis id, const struct axis *axis, char *text, size_t size);

#endif
