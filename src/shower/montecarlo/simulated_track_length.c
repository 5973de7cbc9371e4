/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A tally knows integrals over bins. T is made of one parabola a bin in the variable
 *     u(E) = -E0/E - ln(1 - E/E0),     du/dE = E0/E^2 + 1/(E0 - E),
 * in which the density D(u) = T dE/du varies slowly: T falls as 1/E^2 at low energies (complete screening), and that of the
 * primary goes as (E0 - E)^(b-1) with a small b, by its first radiation, towards the beam energy. A parabola has the bin's
 * integral and the values at its edges, which are those of the exponential exp(-a u) that has the integrals of the two bins
 * at the edge. Values of at most three times a bin's mean keep the parabola from getting negative (Fritsch and Carlson, SIAM
 * J. Numer. Anal. 17, 238 (1980)). So T is continuous, not negative, and has every bin's integral.
 */
#include "shower/montecarlo/simulated_track_length.h"

#include "core/error.h"

#include <math.h>
#include <stdlib.h>

/* Rows of a table in each bin, where they fit: T between rows is interpolated again. */
enum { MOST_ROWS_PER_BIN = 4 };

static const double linear_share = 0.01, linear_end = 0.9, least_gap = 1e-4;

int simulation_energy_edges(double beam_energy_GeV, double cut_GeV, double soft_share, double *edges_GeV, int most) {
    if (!(cut_GeV > 0.0 && cut_GeV < 0.999 * beam_energy_GeV)) return 0;
    const double ends_at = linear_end * beam_energy_GeV;
    const double end = cut_GeV < ends_at * (1.0 - 1e-6) ? ends_at : cut_GeV, first_gap = beam_energy_GeV - end;
    const double range = end - cut_GeV;
    int linear = (int)lround(range / (linear_share * beam_energy_GeV));
    if (linear == 0 && range > 0.0) linear = 1;
    const double last_gap = fmin(fmax(least_gap, 5.0 * soft_share) * beam_energy_GeV, 0.5 * first_gap);
    const int halving = (int)lround(2.0 * log2(first_gap / last_gap));
    if (linear + halving + 1 > most) return 0;
    for (int i = 0; i < linear; i++) edges_GeV[i] = cut_GeV + range * i / linear;
    for (int i = 0; i < halving; i++)
        edges_GeV[linear + i] = beam_energy_GeV - first_gap * pow(last_gap / first_gap, (double)i / halving);
    edges_GeV[linear] = end; /* without rounding: the cut when there is no linear part */
    edges_GeV[linear + halving] = beam_energy_GeV - last_gap;
    return linear + halving + 1;
}

/* D(u) of a particle. */
struct density {
    const struct track_length_bins *bins;
    double *mean_X0; /* of a bin, per u */
    double *edge_X0; /* at the edges, per u */
};

static double u_of(double beam_energy_GeV, double energy_GeV) {
    return -beam_energy_GeV / energy_GeV - log1p(-energy_GeV / beam_energy_GeV);
}

static double du_dE_per_GeV(double beam_energy_GeV, double energy_GeV) {
    return beam_energy_GeV / (energy_GeV * energy_GeV) + 1.0 / (beam_energy_GeV - energy_GeV);
}

static double width_of(const struct track_length_bins *bins, int bin) {
    return u_of(bins->beam_energy_GeV, bins->edges_GeV[bin + 1]) - u_of(bins->beam_energy_GeV, bins->edges_GeV[bin]);
}

/* x / (e^x - 1): the value at the high end of a bin over its mean, for an exponential that falls by e^-x in it; the one at its
 * low end for -x. */
static double end_over_mean(double x) {
    return fabs(x) < 1e-8 ? 1.0 - 0.5 * x : x / expm1(x);
}

/* D at the edge between bins `low` and low + 1, and how fast it falls there. */
static double value_between(const struct density *d, int low, double *fall) {
    const double width0 = width_of(d->bins, low), width1 = width_of(d->bins, low + 1);
    const double mean0 = d->mean_X0[low], mean1 = d->mean_X0[low + 1];
    *fall = 0.0;
    if (!(mean0 > 0.0 && mean1 > 0.0)) return 0.0;
    *fall = 2.0 * log(mean0 / mean1) / (width0 + width1);
    const double from_below = mean0 * end_over_mean(*fall * width0), from_above = mean1 * end_over_mean(-*fall * width1);
    return fmin(sqrt(from_below * from_above), 3.0 * fmin(mean0, mean1));
}

static void set_edge_values(struct density *d) {
    const int last = d->bins->count - 1;
    double fall;
    d->edge_X0[1] = value_between(d, 0, &fall);
    d->edge_X0[0] = d->mean_X0[0] * fmin(3.0, end_over_mean(-fall * width_of(d->bins, 0)));
    for (int edge = 2; edge <= last; edge++) d->edge_X0[edge] = value_between(d, edge - 1, &fall);
    d->edge_X0[last + 1] = d->mean_X0[last] * fmin(3.0, end_over_mean(fall * width_of(d->bins, last)));
}

static void density_clear(struct density *d) {
    free(d->mean_X0);
    free(d->edge_X0);
    *d = (struct density){0};
}

static epscan_status density_init(const struct track_length_bins *bins, const double *mean_X0_per_GeV, struct density *d) {
    const size_t edges = (size_t)bins->count + 1;
    *d = (struct density){bins, malloc(edges * sizeof *d->mean_X0), malloc(edges * sizeof *d->edge_X0)};
    if (!d->mean_X0 || !d->edge_X0) return error_no_memory("a simulated track length");
    for (int i = 0; i < bins->count; i++)
        d->mean_X0[i] = mean_X0_per_GeV[i] * (bins->edges_GeV[i + 1] - bins->edges_GeV[i]) / width_of(bins, i);
    set_edge_values(d);
    return EPSCAN_OK;
}

static double track_length_at(const struct density *d, int bin, double energy_GeV) {
    const double beam = d->bins->beam_energy_GeV;
    const double x = (u_of(beam, energy_GeV) - u_of(beam, d->bins->edges_GeV[bin])) / width_of(d->bins, bin);
    const double value = 6.0 * x * (1.0 - x) * d->mean_X0[bin] + (1.0 - x) * (1.0 - 3.0 * x) * d->edge_X0[bin] +
                         x * (3.0 * x - 2.0) * d->edge_X0[bin + 1];
    return fmax(0.0, value) * du_dE_per_GeV(beam, energy_GeV);
}

static void add_row(struct track_length_rows *rows, const struct density *primary, const struct density *secondary, int bin,
                    double energy_GeV) {
    rows->energy_GeV[rows->count] = energy_GeV;
    rows->primary_X0_per_GeV[rows->count] = track_length_at(primary, bin, energy_GeV);
    rows->secondary_X0_per_GeV[rows->count] = track_length_at(secondary, bin, energy_GeV);
    rows->count++;
}

/* At the edges and equidistant energies between them. */
static void fill_rows(const struct density *primary, const struct density *secondary, struct track_length_rows *rows) {
    const struct track_length_bins *bins = primary->bins;
    const int fitting = (SIMULATED_TRACK_LENGTH_MAX_ROWS - 1) / bins->count;
    const int parts = fitting < MOST_ROWS_PER_BIN ? fitting : MOST_ROWS_PER_BIN;
    rows->count = 0;
    for (int bin = 0; bin < bins->count; bin++) {
        const double low = bins->edges_GeV[bin], width = bins->edges_GeV[bin + 1] - low;
        for (int part = 0; part < parts; part++) add_row(rows, primary, secondary, bin, low + width * part / parts);
    }
    add_row(rows, primary, secondary, bins->count - 1, bins->edges_GeV[bins->count]);
}

epscan_status track_length_rows_of_bins(const struct track_length_bins *bins, struct track_length_rows *rows) {
    struct density primary = {0}, secondary = {0};
    if (bins->count < 2 || bins->count >= SIMULATED_TRACK_LENGTH_MAX_ROWS)
        return error_set(EPSCAN_BAD_INPUT, "%d bins of track length; allowed: 2 to %d", bins->count,
                         SIMULATED_TRACK_LENGTH_MAX_ROWS - 1);
    epscan_status status = density_init(bins, bins->primary_X0_per_GeV, &primary);
    if (!status) status = density_init(bins, bins->secondary_X0_per_GeV, &secondary);
    if (!status) fill_rows(&primary, &secondary, rows);
    density_clear(&primary);
    density_clear(&secondary);
    return status;
}

epscan_status simulated_track_length_rows(const struct shower_simulation *simulation, const struct shower_tally *tally,
                                          struct track_length_rows *rows) {
    const struct simulation_setup *setup = shower_simulation_setup(simulation);
    const int count = setup->energy_bin_count;
    double *primary = malloc((size_t)count * sizeof *primary), *secondary = malloc((size_t)count * sizeof *secondary);
    epscan_status status = primary && secondary ? EPSCAN_OK : error_no_memory("a simulated track length");
    for (int i = 0; i < count && !status; i++) {
        primary[i] = shower_tally_track_length(simulation, tally, SHOWER_PRIMARY, -1, i).mean;
        secondary[i] = shower_tally_track_length(simulation, tally, SHOWER_POSITRON, -1, i).mean;
    }
    const struct track_length_bins bins = {setup->beam_energy_GeV, count, setup->edges_GeV, primary, secondary};
    if (!status) status = track_length_rows_of_bins(&bins, rows);
    rows->undegraded_X0 = shower_tally_above_X0(simulation, tally, SHOWER_PRIMARY, -1).mean;
    free(primary);
    free(secondary);
    return status;
}

epscan_status track_length_from_simulation(const struct shower_simulation *simulation, const struct shower_tally *tally,
                                           struct track_length **track_length) {
    struct track_length_rows *rows = malloc(sizeof *rows);
    if (!rows) return error_no_memory("a simulated track length");
    epscan_status status = simulated_track_length_rows(simulation, tally, rows);
    if (!status)
        status = track_length_from_table(rows->count, rows->energy_GeV, rows->primary_X0_per_GeV, rows->secondary_X0_per_GeV,
                                         rows->undegraded_X0, track_length);
    free(rows);
    return status;
}
