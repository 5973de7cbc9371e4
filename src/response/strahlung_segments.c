/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Segments of deposits E0 - omega on which dN/domega is smooth: they meet at the knots of T, and about the step where the beam
 * leaves a thin target. GeV.
 */
#include "response/strahlung_table.h"

#include "epscan/constants.h"

#include <math.h>

double strahlung_segment_deposit_GeV(const struct strahlung_segment *segment, double beam_energy_GeV, double v, double *slope) {
    double deposit;
    switch (segment->scale) {
    case SCALE_RECOIL:
        deposit = segment->start_GeV * exp(segment->range * v * v);
        *slope = 2.0 * segment->range * v * deposit;
        return deposit;
    case SCALE_DEPOSIT:
        deposit = segment->start_GeV * exp(segment->range * v);
        *slope = segment->range * deposit;
        return deposit;
    default: {
        const double omega = segment->start_GeV * exp(-segment->range * v);
        *slope = segment->range * omega;
        return beam_energy_GeV - omega;
    }
    }
}

double strahlung_segment_place(const struct strahlung_segment *segment, double beam_energy_GeV, double deposit_GeV) {
    switch (segment->scale) {
    case SCALE_RECOIL: return sqrt(fmax(0.0, log(deposit_GeV / segment->start_GeV)) / segment->range);
    case SCALE_DEPOSIT: return log(deposit_GeV / segment->start_GeV) / segment->range;
    default: return log(segment->start_GeV / (beam_energy_GeV - deposit_GeV)) / segment->range;
    }
}

static struct strahlung_segment deposit_segment(double first_GeV, double last_GeV) {
    const enum strahlung_scale scale = first_GeV > EPSCAN_ELECTRON_MASS_GeV ? SCALE_DEPOSIT : SCALE_RECOIL;
    return (struct strahlung_segment){scale, first_GeV, log(last_GeV / first_GeV), first_GeV, last_GeV};
}

static struct strahlung_segment energy_segment(double beam_GeV, double first_GeV, double last_GeV) {
    const double most = beam_GeV - first_GeV;
    return (struct strahlung_segment){SCALE_ENERGY, most, log(most / (beam_GeV - last_GeV)), first_GeV, last_GeV};
}

/*
 * What the beam has lost where it leaves a thin target, as T falls by a large factor there, blurred by collisions; 0 where it falls
 * slowly, as in a deep one.
 */
static double step_GeV(const struct search *search) {
    static const double ratio = 1.25, steep = 3.0;
    double step = 0.0, largest = steep;
    for (double loss = 0.1 * EPSCAN_ELECTRON_MASS_GeV; loss < 0.1 * search->beam_energy_GeV; loss *= ratio) {
        const double fall =
            search_leptons_after_loss_X0_per_GeV(search, loss) / search_leptons_after_loss_X0_per_GeV(search, ratio * loss);
        if (fall > largest) {
            largest = fall;
            step = loss;
        }
    }
    return step;
}

/* The deposit at which the segment ends that begins at `first_GeV`: the next knot of T that is not too near, nor too far, and
 * before and after a step. */
static double segment_end_GeV(const struct search *search, double step_GeV, double first_GeV, double middle_GeV) {
    static const double shortest = 4.0, longest = 50.0;
    enum { CUTS = 5 };
    static const double around[CUTS] = {0.8, 1.6, 4.0, 10.0, 30.0}; /* the step, where T falls; less steeply beyond */
    double end = fmin(first_GeV * longest, middle_GeV);
    size_t count;
    const double *knot_GeV = track_length_knots_GeV(search->track_length, &count);
    for (size_t i = 0; i < count; i++) {
        const double deposit = search->beam_energy_GeV - knot_GeV[i] + EPSCAN_ELECTRON_MASS_GeV;
        if (deposit > shortest * first_GeV && deposit < end) end = deposit;
    }
    for (int i = CUTS - 1; i >= 0 && step_GeV > 0.0; i--) {
        const double deposit = around[i] * step_GeV + EPSCAN_ELECTRON_MASS_GeV;
        if (deposit > 1.2 * first_GeV && deposit < end) end = deposit;
    }
    return end * shortest > middle_GeV ? middle_GeV : end;
}

/* Deposits from m_e to E0 less the minimum energy, in the logarithm of the deposit up to E0/2 and of the energy beyond. */
void strahlung_segments_lay(const struct search *search, struct strahlung_table *table) {
    const double most = search->beam_energy_GeV - search->minimum_energy_GeV;
    const double middle = fmin(0.5 * search->beam_energy_GeV, 0.5 * most);
    const double step = step_GeV(search);
    double first = EPSCAN_ELECTRON_MASS_GeV;
    int p = 0;
    while (first < middle) {
        const double end = p < STRAHLUNG_SEGMENTS_MAX - 2 ? segment_end_GeV(search, step, first, middle) : middle;
        table->segment[p++] = deposit_segment(first, end);
        first = end;
    }
    table->segment[p++] = energy_segment(search->beam_energy_GeV, middle, most);
    table->segments = p;
    table->energies = p * STRAHLUNG_SEGMENT_NODES;
}
