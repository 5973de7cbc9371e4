/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What makes the panels of strahlung_table.h, and knows how finely. */
#ifndef EPSCAN_RESPONSE_STRAHLUNG_PANEL_H
#define EPSCAN_RESPONSE_STRAHLUNG_PANEL_H

#include "response/strahlung_table.h"

/* Below, amplitudes are untested; nuclei and protons give no more momentum than this, but for 1e-6 of what light A' take. */
#define STRAHLUNG_LEAST_MASS_GeV 5e-6
#define STRAHLUNG_LARGEST_MOMENTUM_GeV 1.5

/* Nuclei and leptons for A' up to a mass; room for all of them, so that nothing fails later. NULL: no memory. */
struct strahlung_maker *strahlung_maker_create(const struct search *search, double most_mass_GeV);
void strahlung_maker_free(struct strahlung_maker *maker);

/* What leptons of an energy make in an X0, exposure included, at epsilon = 1: roughly, within a few per cent. */
double strahlung_maker_events_per_X0(const struct strahlung_maker *maker, double energy_GeV, double mass_GeV);

/* 0.1 GeV, or as near to it as there are A'. */
double strahlung_maker_reference_mass_GeV(double most_mass_GeV);

/* Heavier A' are next to none beside those of the reference mass: their panels are coarse, to a per cent. */
double strahlung_maker_heavy_GeV(const struct strahlung_maker *maker);

/* Points of a range of y as wide, of masses up to this. */
int strahlung_maker_masses(const struct strahlung_maker *maker, int nucleus, double omega_GeV, double mass_GeV, double width);

/*
 * The heaviest A' of energy omega for which the nucleus gives q = omega - sqrt(omega^2 - m^2) along the beam: no more than it holds
 * together for, and than makes it recoil with a third of what there is beside the electron's mass and what light A' take.
 */
double strahlung_maker_reach_GeV(const struct strahlung_maker *maker, int nucleus, double omega_GeV, double deposit_GeV);

/* Fill panels first .. end - 1, on all OpenMP threads of all processes that have a share of the search's; one caller at a time. */
void strahlung_panels_fill(struct strahlung_table *table, int first, int end);

/* ln dN/domega between the points of a curve. */
double strahlung_curve_at(const struct strahlung_table *table, const struct mass_range *range, const struct mass_curve *curve,
                          double y);

#endif
