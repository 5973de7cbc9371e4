/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A table of events is a response: R(m^2; threshold, shift) at the grid's points. Between masses ln R is linear in ln m, R itself
 * where one of the two is zero; between thresholds and between shifts R is linear: monotone where the table is, and never below
 * zero. The points of a mass stand for its missing energies, and a selection's shares of them are the weights of that
 * interpolation, so that meshes, moments and columns of scans treat it as they treat a spectrum. A broad A' has R folded with its
 * spectral density, nothing of what lies beyond the table's masses; of a model whose own mass is beyond them nothing is known.
 */
#include "response/yield_table.h"

#include "core/error.h"
#include "epscan/dark_photon.h"
#include "response/channel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const struct csv_column yield_table_columns[YIELD_TABLE_COLUMNS] = {
    {"mA_GeV", {1e-6, 1e3, false, false, "GeV"}, true},
    {"ecal_threshold_GeV", {0.0, 1e5, true, false, "GeV"}, true},
    {"energy_scale_shift", {-0.9, 10.0, false, false, ""}, true},
    {"events_at_epsilon_1e-4", {0.0, 1e30, false, false, ""}, false},
};

/* How many rows from `first` on, each `step` further, hold different values of a coordinate, counted up to where it comes back. */
static size_t count_values(const double *coordinate, size_t rows, size_t step) {
    size_t count = 1;
    while (count * step < rows && coordinate[count * step] > coordinate[(count - 1) * step]) count++;
    return count;
}

/* Whether each row has the coordinates that its place in the grid gives it. */
static bool is_full(const struct yield_table *t, size_t rows, const double *mass_GeV, const double *threshold_GeV,
                    const double *shift) {
    if (rows != t->masses * t->thresholds * t->shifts) return false;
    for (size_t row = 0; row < rows; row++) {
        const size_t columns = t->thresholds * t->shifts, column = row % columns;
        if (mass_GeV[row] != mass_GeV[row - column] || threshold_GeV[row] != threshold_GeV[column] || shift[row] != shift[column])
            return false;
    }
    return true;
}

static epscan_status copy_grid(struct yield_table *t, const double *mass_GeV, const double *threshold_GeV, const double *shift,
                               const double *events) {
    const size_t columns = t->thresholds * t->shifts;
    t->log_mass = malloc((t->masses + t->thresholds + t->shifts + t->masses * columns) * sizeof *t->log_mass);
    if (!t->log_mass) return error_no_memory("a table of yields");
    t->threshold_GeV = t->log_mass + t->masses;
    t->shift = t->threshold_GeV + t->thresholds;
    t->events = t->shift + t->shifts;
    for (size_t i = 0; i < t->masses; i++) t->log_mass[i] = log(mass_GeV[i * columns]);
    for (size_t i = 0; i < t->thresholds; i++) t->threshold_GeV[i] = threshold_GeV[i * t->shifts];
    memcpy(t->shift, shift, t->shifts * sizeof *t->shift);
    for (size_t i = 0; i < t->masses * columns; i++)
        t->events[i] = events[i] / (EPSCAN_REFERENCE_EPSILON * EPSCAN_REFERENCE_EPSILON);
    return EPSCAN_OK;
}

epscan_status yield_table_init(struct yield_table *t, const struct csv_table *file) {
    const double *mass_GeV = file->column[0], *threshold_GeV = file->column[1], *shift = file->column[2];
    const size_t rows = file->row_count;
    *t = (struct yield_table){.shifts = count_values(shift, rows, 1)};
    t->thresholds = count_values(threshold_GeV, rows, t->shifts);
    t->masses = rows / (t->thresholds * t->shifts);
    if (!is_full(t, rows, mass_GeV, threshold_GeV, shift))
        return error_set(EPSCAN_BAD_INPUT,
                         "is no full grid: each mA_GeV needs the same ecal_threshold_GeV, and each of these the same "
                         "energy_scale_shift");
    if (t->masses < 2 || t->thresholds * t->shifts > MISSING_POINTS_MAX)
        return error_set(EPSCAN_BAD_INPUT, "has %zu masses of %zu thresholds and shifts; allowed: two masses or more, of up to %d",
                         t->masses, t->thresholds * t->shifts, MISSING_POINTS_MAX);
    const epscan_status status = copy_grid(t, mass_GeV, threshold_GeV, shift, file->column[3]);
    if (status) yield_table_clear(t);
    return status;
}

void yield_table_clear(struct yield_table *t) {
    free(t->log_mass);
    *t = (struct yield_table){0};
}

/* Values typed in decimal, or moved there and back, may differ by rounding. */
static double slack(double value) {
    return 1e-12 * (1.0 + fabs(value));
}

static bool reaches(const double *value, size_t count, double low, double high) {
    return low >= value[0] - slack(low) && high <= value[count - 1] + slack(high);
}

epscan_status yield_table_check(const struct yield_table *t, const epscan_selection *lowest, const epscan_selection *highest) {
    if (!t->masses) return EPSCAN_OK;
    if (!reaches(t->threshold_GeV, t->thresholds, lowest->threshold_GeV, highest->threshold_GeV))
        return error_set(EPSCAN_BAD_INPUT,
                         "thresholds of %g to %g GeV, with those that an energy scale moves; allowed: %g to %g GeV, "
                         "which the table of strahlung has",
                         lowest->threshold_GeV, highest->threshold_GeV, t->threshold_GeV[0], t->threshold_GeV[t->thresholds - 1]);
    if (!reaches(t->shift, t->shifts, lowest->energy_scale_shift, highest->energy_scale_shift))
        return error_set(EPSCAN_BAD_INPUT, "energy-scale shifts of %g to %g; allowed: %g to %g, which the table of strahlung has",
                         lowest->energy_scale_shift, highest->energy_scale_shift, t->shift[0], t->shift[t->shifts - 1]);
    return EPSCAN_OK;
}

/* The interval of ascending values that x lies in, or the nearest; *share: how far along it, 0 to 1. */
static size_t interval_of(const double *value, size_t count, double x, double *share) {
    size_t low = 0, high = count - 1;
    *share = 0.0;
    if (count == 1) return 0;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        *(value[middle] <= x ? &low : &high) = middle;
    }
    *share = fmin(fmax((x - value[low]) / (value[high] - value[low]), 0.0), 1.0);
    return low;
}

static double row_s_GeV2(const struct yield_table *t, size_t mass) {
    return exp(2.0 * t->log_mass[mass]);
}

static epscan_status create(const struct search *search, struct response *response) {
    const struct yield_table *t = search->tabulated_strahlung;
    double largest = 0.0;
    if (!t) return EPSCAN_OK;
    response->knot_below_GeV2 = malloc(t->masses * sizeof *response->knot_below_GeV2);
    if (!response->knot_below_GeV2) return error_no_memory("the table of strahlung's response");
    response->exists = true;
    response->spectrum_points = t->thresholds * t->shifts;
    response->start_GeV2 = row_s_GeV2(t, 0);
    response->end_GeV2 = row_s_GeV2(t, t->masses - 1);
    response->is_unknown_beyond = true;
    for (size_t i = 1; i + 1 < t->masses; i++)
        response->knot_below_GeV2[response->knot_count++] = response->end_GeV2 - row_s_GeV2(t, i);
    for (size_t i = 0; i < t->masses * response->spectrum_points; i++) largest = fmax(largest, t->events[i]);
    response->tolerance = 1e-7;
    response->largest_events = EPSCAN_REFERENCE_EPSILON * EPSCAN_REFERENCE_EPSILON * largest;
    response->negligible_events = fmin(1e-13, 1e-12 * response->largest_events);
    return EPSCAN_OK;
}

static epscan_status check(const struct search *search, const epscan_selection *lowest, const epscan_selection *highest) {
    return yield_table_check(search->tabulated_strahlung, lowest, highest);
}

static double between(double low, double high, double share) {
    if (low > 0.0 && high > 0.0) return low * pow(high / low, share);
    return low + share * (high - low);
}

static void spectrum(const struct response *response, struct invariant s, struct missing_energy *missing) {
    const struct yield_table *t = response->search->tabulated_strahlung;
    const size_t columns = t->thresholds * t->shifts;
    double share;
    const double *low = t->events + interval_of(t->log_mass, t->masses, 0.5 * log(s.s_GeV2), &share) * columns;
    missing->count = columns;
    for (size_t k = 0; k < columns; k++) {
        missing->deposit_GeV[k] = 0.0;
        missing->events[k] = between(low[k], low[columns + k], share);
    }
}

static void acceptance(const struct response *response, const epscan_selection *selection, double *share) {
    const struct yield_table *t = response->search->tabulated_strahlung;
    double of_threshold, of_shift;
    const size_t threshold = interval_of(t->threshold_GeV, t->thresholds, selection->threshold_GeV, &of_threshold);
    const size_t shift = interval_of(t->shift, t->shifts, selection->energy_scale_shift, &of_shift);
    memset(share, 0, t->thresholds * t->shifts * sizeof *share);
    for (size_t i = 0; i < 4; i++) {
        const double weight = (i & 2 ? of_threshold : 1.0 - of_threshold) * (i & 1 ? of_shift : 1.0 - of_shift);
        if (weight > 0.0) share[(threshold + (i >> 1)) * t->shifts + shift + (i & 1)] = weight;
    }
}

const struct channel channel_tabulated_strahlung = {
    .name = "strahlung",
    .long_name = "A'-strahlung",
    .vectors_alone = "a table of A'-strahlung is of vectors; allowed: strahlung: exact-tree-level, or none",
    .comment = "computed, or from a table or the published limit: NaN where that ends",
    .create = create,
    .check = check,
    .spectrum = spectrum,
    .acceptance = acceptance,
};
