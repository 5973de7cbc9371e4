/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Energies are offsets x = E - E_res, where a narrow resonance is exact. The first grid knows where the spectrum changes scale
 * (E_res +- w 2^k, the chi-chi threshold, E0 less a few decades); each of its intervals is then halved until the trapezoid and
 * its two halves agree.
 */
#include "yield/energy_spectrum.h"

#include "core/error.h"
#include "epscan/constants.h"
#include "yield/moving_cross_section.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* Of an interval's own integral, or of the whole; halving leaves a quarter of the difference. */
static const double local_tolerance = 2e-4, total_tolerance = 1e-7;

/* Shares of the beam energy: energies stay this far apart, and what is narrower than the second is not drawn. */
static const double closest = 1e-12, narrowest = 1e-9;

enum { MAX_BREAKS = 256 };

struct sample {
    double x, density;
};

struct sampler {
    const struct search *search;
    const epscan_dark_photon *model;
    const epscan_selection *selection;      /* NULL: all that is produced */
    struct moving_cross_section *in_motion; /* owned; NULL: electrons at rest */
    double resonance_GeV, low, high;        /* the range of x */
    double total;                           /* the integral on the first grid, for the scale of errors */
    struct sample *sample;                  /* owned */
    size_t count, capacity;
};

static double cross_section_cm2(const struct sampler *sampler, double x) {
    return sampler->in_motion
               ? moving_cross_section_cm2(sampler->in_motion, sampler->resonance_GeV + x)
               : coupling_cross_section_at_offset_cm2(sampler->search->coupling, sampler->model, EPSCAN_REFERENCE_EPSILON, x);
}

/* dN/dE by Eq. 5. */
static struct sample sample_at(const struct sampler *sampler, double x) {
    const struct search *search = sampler->search;
    const double energy = sampler->resonance_GeV + x;
    const double sigma = cross_section_cm2(sampler, x);
    double positrons = 0.0; /* X0/GeV */
    if (sigma > 0.0)
        positrons = sampler->selection
                        ? search_weight_X0_per_GeV(search, search->beam_energy_GeV - energy, sampler->selection->threshold_GeV,
                                                   sampler->selection->energy_scale_shift)
                        : search_positrons_X0_per_GeV(search, energy);
    return (struct sample){x, search_luminosity_per_cm2_X0(search) * sigma * positrons};
}

static bool keep(struct sampler *sampler, struct sample sample) {
    if (sampler->count == sampler->capacity) {
        const size_t capacity = 2 * sampler->capacity + 1024;
        struct sample *grown = realloc(sampler->sample, capacity * sizeof *grown);
        if (!grown) return false;
        sampler->sample = grown;
        sampler->capacity = capacity;
    }
    sampler->sample[sampler->count++] = sample;
    return true;
}

/* Keep what the interval needs behind its left end. False when out of memory. */
static bool refine(struct sampler *sampler, struct sample left, struct sample right) {
    const double width = right.x - left.x;
    if (width < 4.0 * closest * sampler->search->beam_energy_GeV) return keep(sampler, right);
    const struct sample middle = sample_at(sampler, 0.5 * (left.x + right.x));
    const double whole = 0.5 * width * (left.density + right.density);
    const double halves = 0.5 * whole + 0.5 * width * middle.density;
    if (fabs(whole - halves) <= local_tolerance * halves + total_tolerance * sampler->total)
        return keep(sampler, middle) && keep(sampler, right);
    return refine(sampler, left, middle) && refine(sampler, middle, right);
}

static int ascending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The first grid, ascending, ends included and no two closer than `closest`; x[points + MAX_BREAKS]. */
static size_t first_grid(const struct sampler *sampler, long points, double *x) {
    const double E0 = sampler->search->beam_energy_GeV, low = sampler->low, high = sampler->high;
    const double half_width = epscan_dark_photon_half_width_energy_GeV(sampler->model);
    size_t candidates = 0, count = 0;
    for (long i = 0; i < points; i++) x[candidates++] = low + (high - low) * (double)i / (double)(points - 1);
    x[candidates++] = 0.0;
    x[candidates++] = epscan_dark_photon_threshold_offset_GeV(sampler->model);
    for (double step = fmax(0.5 * half_width, closest * E0); step < E0; step *= 2.0) {
        x[candidates++] = step;
        x[candidates++] = -step;
    }
    for (double loss = TRACK_LENGTH_UNDEGRADED_SHARE * E0; loss < E0; loss *= 4.0)
        x[candidates++] = E0 - sampler->resonance_GeV - loss;
    qsort(x, candidates, sizeof *x, ascending);
    const double gap = closest * E0;
    for (size_t i = 0; i < candidates; i++)
        if (x[i] >= low && x[i] < high - gap && (count == 0 || x[i] > x[count - 1] + gap)) x[count++] = x[i];
    x[count++] = high;
    return count;
}

static bool sample_all(struct sampler *sampler, const double *x, size_t count) {
    struct sample left = sample_at(sampler, x[0]), right;
    for (size_t i = 1; i < count; i++, left = right) {
        right = sample_at(sampler, x[i]);
        sampler->total += 0.5 * (x[i] - x[i - 1]) * (left.density + right.density);
    }
    left = sample_at(sampler, x[0]);
    bool good = keep(sampler, left);
    for (size_t i = 1; i < count && good; i++, left = right) {
        right = sample_at(sampler, x[i]);
        good = refine(sampler, left, right);
    }
    return good;
}

/* Undegraded primaries annihilate at E0; they deposit nothing, and every selection takes them. */
static double undegraded_events(const struct sampler *sampler) {
    const struct search *search = sampler->search;
    const double undegraded = search_undegraded_positrons_X0(search), x = search->beam_energy_GeV - sampler->resonance_GeV;
    return undegraded > 0.0 ? search_luminosity_per_cm2_X0(search) * undegraded * cross_section_cm2(sampler, x) : 0.0;
}

static epscan_status fill(struct energy_spectrum *spectrum, const struct sampler *sampler) {
    spectrum->energy_GeV = malloc(sampler->count * sizeof(double));
    spectrum->events_per_GeV = malloc(sampler->count * sizeof(double));
    if (!spectrum->energy_GeV || !spectrum->events_per_GeV) {
        energy_spectrum_clear(spectrum);
        return error_no_memory("a spectrum");
    }
    spectrum->count = sampler->count;
    for (size_t i = 0; i < sampler->count; i++) {
        spectrum->energy_GeV[i] = sampler->resonance_GeV + sampler->sample[i].x + EPSCAN_ELECTRON_MASS_GeV;
        spectrum->events_per_GeV[i] = sampler->sample[i].density;
    }
    return EPSCAN_OK;
}

epscan_status energy_spectrum_init(struct energy_spectrum *spectrum, const struct search *search, const epscan_dark_photon *model,
                                   const epscan_selection *selection, long points) {
    const double resonance = epscan_dark_photon_resonance_energy_GeV(model);
    struct sampler sampler = {.search = search,
                              .model = model,
                              .selection = selection,
                              .resonance_GeV = resonance,
                              .low = search->minimum_energy_GeV - resonance,
                              .high = search_highest_energy_GeV(search) - resonance};
    *spectrum = (struct energy_spectrum){0};
    epscan_status status = energy_spectrum_check(search, model);
    if (!status && search->moving_electrons)
        status = moving_cross_section_create(search->moving_electrons, search->coupling, model, search->beam_energy_GeV,
                                             &sampler.in_motion);
    if (status) return status;
    spectrum->undegraded_events = undegraded_events(&sampler);
    double *x = malloc(((size_t)points + MAX_BREAKS) * sizeof *x);
    if (x && sample_all(&sampler, x, first_grid(&sampler, points, x)))
        status = fill(spectrum, &sampler);
    else
        status = error_no_memory("a spectrum");
    moving_cross_section_free(sampler.in_motion);
    free(sampler.sample);
    free(x);
    return status;
}

void energy_spectrum_clear(struct energy_spectrum *spectrum) {
    free(spectrum->energy_GeV);
    free(spectrum->events_per_GeV);
    *spectrum = (struct energy_spectrum){0};
}

epscan_status energy_spectrum_check(const struct search *search, const epscan_dark_photon *model) {
    if (search->initial_state_radiates) return search_needs_eq_5(search, "the spectrum of annihilation");
    if (search->moving_electrons) return EPSCAN_OK; /* they smear it */
    const double resonance = epscan_dark_photon_resonance_energy_GeV(model),
                 half_width = epscan_dark_photon_half_width_energy_GeV(model);
    const double allowed = narrowest * search->beam_energy_GeV;
    const double outside = fmax(search->minimum_energy_GeV - resonance, resonance - search->beam_energy_GeV);
    if (hypot(half_width, fmax(outside, 0.0)) >= allowed) return EPSCAN_OK;
    return error_set(
        EPSCAN_BAD_INPUT,
        "mA %g GeV: a resonance of half width %.2g GeV in E is too narrow for a spectrum; allowed: at least %g GeV, as a larger "
        "alpha_D has",
        model->mass_GeV, half_width, allowed);
}

double energy_spectrum_events(const struct energy_spectrum *spectrum) {
    double sum = 0.0;
    for (size_t i = 1; i < spectrum->count; i++)
        sum += 0.5 * (spectrum->energy_GeV[i] - spectrum->energy_GeV[i - 1]) *
               (spectrum->events_per_GeV[i] + spectrum->events_per_GeV[i - 1]);
    return sum;
}
