/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "baselines.h"

#include "bench.h"
#include "epscan/constants.h"
#include "model/spectral_density.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_integration.h>
#include <gsl/gsl_spline.h>

enum { TABLE_ROWS = 2000, INTERVALS = 1000 };

struct baseline {
    const struct search *search;
    gsl_spline *track_length; /* ln T against ln E */
    gsl_interp_accel *place;
    gsl_integration_workspace *outer, *inner;
    /* the point at hand */
    struct spectral_density density;
    double resonance_GeV, threshold_energy_GeV;
    double threshold_GeV, shift, reading_GeV;
};

struct baseline *baseline_create(const struct search *search) {
    struct baseline *b = calloc(1, sizeof *b);
    double x[TABLE_ROWS], y[TABLE_ROWS];
    const double beam = search->beam_energy_GeV, nearest = 1e-6, farthest = log(beam / search->minimum_energy_GeV);
    bench_require(b != NULL, "memory for a baseline");
    for (int i = 0; i < TABLE_ROWS; i++) { /* rows crowd towards the beam energy, where T falls steeply */
        const double u = farthest * pow(nearest / farthest, (double)i / (TABLE_ROWS - 1));
        x[i] = log(beam) - u;
        y[i] = log(search_positrons_X0_per_GeV(search, fmax(beam * exp(-u), search->minimum_energy_GeV)));
    }
    b->search = search;
    b->track_length = gsl_spline_alloc(gsl_interp_cspline, TABLE_ROWS);
    b->place = gsl_interp_accel_alloc();
    b->outer = gsl_integration_workspace_alloc(INTERVALS);
    b->inner = gsl_integration_workspace_alloc(INTERVALS);
    bench_require(b->track_length && b->place && b->outer && b->inner, "memory for a baseline");
    gsl_spline_init(b->track_length, x, y, TABLE_ROWS);
    return b;
}

void baseline_free(struct baseline *b) {
    gsl_spline_free(b->track_length);
    gsl_interp_accel_free(b->place);
    gsl_integration_workspace_free(b->outer);
    gsl_integration_workspace_free(b->inner);
    free(b);
}

static double lowest_energy(const struct baseline *b) {
    return fmax(b->search->minimum_energy_GeV, b->threshold_energy_GeV);
}

/* T sigma, without the selection. */
static double production(const struct baseline *b, double energy) {
    const struct spectral_density *rho = &b->density;
    const double s = 2.0 * EPSCAN_ELECTRON_MASS_GeV * (energy + EPSCAN_ELECTRON_MASS_GeV);
    const double above = s - rho->threshold, distance = s - rho->pole;
    if (above <= 0.0) return 0.0;
    const double cross_section = annihilation_of_unit_density_cm2_GeV2(EPSCAN_REFERENCE_EPSILON) *
                                 spectral_density_regular(rho, above) * sqrt(above) /
                                 (distance * distance + rho->half_width * rho->half_width);
    const double x = fmin(fmax(log(energy), b->track_length->x[0]), b->track_length->x[TABLE_ROWS - 1]);
    return cross_section * exp(gsl_spline_eval(b->track_length, x, b->place));
}

static double erf_integrand(double energy, void *data) {
    const struct baseline *b = data;
    const double deposit = b->search->beam_energy_GeV - energy;
    return production(b, energy) * resolution_below_threshold(&b->search->resolution, deposit, b->threshold_GeV, b->shift);
}

/* T sigma at a true energy, times the density of the reading at hand. */
static double smeared_integrand(double energy, void *data) {
    const struct baseline *b = data;
    const double deposit = b->search->beam_energy_GeV - energy, sigma = resolution_sigma_GeV(&b->search->resolution, deposit);
    const double x = (b->reading_GeV - (1.0 + b->shift) * deposit) / sigma;
    return production(b, energy) * exp(-0.5 * x * x) / (sigma * sqrt(2.0 * M_PI));
}

/* The spectrum of readings: the convolution of T sigma with the resolution. */
static double reading_spectrum(double reading, void *data) {
    struct baseline *b = data;
    double value, error;
    b->reading_GeV = reading;
    gsl_function function = {smeared_integrand, b};
    gsl_integration_qags(&function, lowest_energy(b), search_highest_energy_GeV(b->search), 0.0, 1e-6, INTERVALS, b->inner, &value,
                         &error);
    return value;
}

static void take_point(struct baseline *b, const epscan_dark_photon *model, double threshold, double shift) {
    b->density = spectral_density_of(model);
    b->resonance_GeV = epscan_dark_photon_resonance_energy_GeV(model);
    b->threshold_energy_GeV = epscan_dark_photon_threshold_energy_GeV(model);
    b->threshold_GeV = threshold;
    b->shift = shift;
}

double baseline_erf_qagp(struct baseline *b, const epscan_dark_photon *model, double threshold, double shift) {
    take_point(b, model, threshold, shift);
    const double low = lowest_energy(b), high = search_highest_energy_GeV(b->search), pole = b->resonance_GeV;
    double points[3] = {low, high, high}, value, error;
    size_t count = 2;
    if (low >= high) return 0.0;
    if (pole > low && pole < high) points[1] = pole, count = 3;
    gsl_function function = {erf_integrand, b};
    gsl_integration_qagp(&function, points, count, 0.0, 1e-6, INTERVALS, b->outer, &value, &error);
    return value * search_luminosity_per_cm2_X0(b->search);
}

double baseline_nested(struct baseline *b, const epscan_dark_photon *model, double threshold, double shift) {
    take_point(b, model, threshold, shift);
    double value = 0.0, error;
    gsl_function function = {reading_spectrum, b};
    if (lowest_energy(b) < search_highest_energy_GeV(b->search))
        gsl_integration_qags(&function, 0.0, threshold, 0.0, 1e-6, INTERVALS, b->outer, &value, &error);
    return value * search_luminosity_per_cm2_X0(b->search);
}
