/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A charged lepton of charge c takes, of a vector, (alpha (g c/e)^2/3) m (1 + 2x) sqrt(1 - 4x), x = m_l^2/m^2 (model/coupling.h for
 * others); a left-handed massless neutrino half as much, hadrons R of it (model/hadron_ratio.c). The loop of one lepton, with z = 4
 * m_l^2/q^2,
 *
 *     6 int_0^1 dx x (1-x) ln(1 - x(1-x) q^2/m_l^2) = -5/3 - z + (1 + z/2) { 2 sqrt(z-1) arctan 1/sqrt(z-1)            z > 1
 *                                                                          { v ln[(1+v)/(1-v)] - i pi v, v = sqrt(1-z)   z < 1
 */
#include "model/mediator.h"

#include "epscan/constants.h"
#include "epscan/dark_photon.h"
#include "model/dark_current.h"

#include <complex.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define ENTRY(name, coupling, e, mu, tau, nu_e, nu_mu, nu_tau, quarks, by_loop)                                                    \
    {name, coupling, {e, mu, tau}, {nu_e, nu_mu, nu_tau}, quarks, by_loop},
const struct mediator mediators[MEDIATOR_COUNT] = {MEDIATOR_ROWS(ENTRY)};

const struct mediator *mediator_of_name(const char *name) {
    for (const struct mediator *mediator = mediators; mediator < mediators + MEDIATOR_COUNT; mediator++)
        if (strcmp(name, mediator->name) == 0) return mediator;
    return NULL;
}

bool mediation_equals(const struct mediation *a, const struct mediation *b) {
    return a->mediator == b->mediator && a->visible_widths == b->visible_widths;
}

bool mediation_is_usual(const struct mediation *mediation) {
    return mediation_equals(mediation, &(struct mediation){&mediators[0], false});
}

const char *mediation_text(const struct mediation *mediation, char text[MEDIATION_TEXT_SIZE]) {
    snprintf(text, MEDIATION_TEXT_SIZE, "%s%s", mediation->mediator->name,
             mediation->visible_widths ? " with its widths to leptons, hadrons and neutrinos" : "");
    return text;
}

static const double lepton_GeV[MEDIATOR_FLAVOURS] = {EPSCAN_ELECTRON_MASS_GeV, EPSCAN_MUON_MASS_GeV, EPSCAN_TAU_MASS_GeV};

static double square(double x) {
    return x * x;
}

/* The closed form above, for q > 0. Below q/m_l = 0.01 its terms cancel, and it is -q^2/(5 m_l^2). */
static double complex lepton_loop(double lepton, double q) {
    const double z = square(2.0 * lepton / q);
    if (q < 0.01 * lepton) return -square(q / lepton) / 5.0;
    if (z > 1.0) return -5.0 / 3.0 - z + (1.0 + 0.5 * z) * 2.0 * sqrt(z - 1.0) * atan(1.0 / sqrt(z - 1.0));
    const double v = sqrt(1.0 - z);
    return -5.0 / 3.0 - z + (1.0 + 0.5 * z) * (v * log((1.0 + v) / (1.0 - v)) - I * EPSCAN_PI * v);
}

double mediator_coupling_per_epsilon(const struct mediator *mediator, double mass_GeV) {
    if (!mediator->by_loop) return 1.0;
    const double complex loop = 2.0 * log(EPSCAN_TAU_MASS_GeV / EPSCAN_MUON_MASS_GeV) + lepton_loop(EPSCAN_TAU_MASS_GeV, mass_GeV) -
                                lepton_loop(EPSCAN_MUON_MASS_GeV, mass_GeV);
    return 3.0 * EPSCAN_PI / (EPSCAN_FINE_STRUCTURE * cabs(loop)); /* epsilon = (e g/12 pi^2) |loop|, e^2 = 4 pi alpha */
}

/* R of the quarks that couple as leptons do, and of those that a loop couples. */
static double hadrons_at(const struct mediator *mediator, double strength, double s) {
    const double tree = mediator->quarks ? strength * hadron_ratio(mediator->quarks, s) : 0.0;
    return mediator->by_loop ? tree + EPSCAN_FINE_STRUCTURE * hadron_ratio(&electric_quarks, s) : tree;
}

static double leptons_at(const struct mediator *mediator, double strength, double root) {
    double width = 0.0;
    for (int i = 0; i < MEDIATOR_FLAVOURS; i++)
        width += coupling_lepton_width_GeV(mediator->coupling, root, strength * square(mediator->lepton[i]), lepton_GeV[i]);
    if (mediator->by_loop)
        width += coupling_lepton_width_GeV(mediator->coupling, root, EPSCAN_FINE_STRUCTURE, EPSCAN_ELECTRON_MASS_GeV);
    return width;
}

struct mediator_widths mediator_widths_at(const struct mediator *mediator, double mass_GeV, double root) {
    const double strength =
        EPSCAN_FINE_STRUCTURE * square(mediator_coupling_per_epsilon(mediator, mass_GeV)); /* (g/epsilon)^2/4 pi */
    double charges = 0.0;
    for (int i = 0; i < MEDIATOR_FLAVOURS; i++) charges += square(mediator->neutrino[i]);
    return (struct mediator_widths){.leptons = root * leptons_at(mediator, strength, root),
                                    .neutrinos = strength * charges * square(root) / 6.0,
                                    .hadrons = square(root) / 3.0 * hadrons_at(mediator, strength, square(root))};
}

double mediator_visible_width_GeV(const struct mediator *mediator, double mass_GeV, double epsilon) {
    const struct mediator_widths at = mediator_widths_at(mediator, mass_GeV, mass_GeV);
    return square(epsilon) * (at.leptons + at.hadrons) / mass_GeV;
}

bool mediator_visible_width_exceeds(const struct mediator *mediator, double mass_GeV, double epsilon, double width_GeV) {
    /* a lepton has at most strength m/2, a pseudoscalar's, hadrons R/3 */
    const double strength = EPSCAN_FINE_STRUCTURE * square(epsilon * mediator_coupling_per_epsilon(mediator, mass_GeV));
    const double most = strength * mass_GeV * (0.5 * (MEDIATOR_FLAVOURS + 1) + HADRON_RATIO_MOST / 3.0);
    return most > width_GeV && mediator_visible_width_GeV(mediator, mass_GeV, epsilon) > width_GeV;
}

double mediator_neutrino_width_GeV(const struct mediator *mediator, double mass_GeV, double epsilon) {
    return square(epsilon) * mediator_widths_at(mediator, mass_GeV, mass_GeV).neutrinos / mass_GeV;
}

size_t mediation_signals(const struct mediation *mediation, const epscan_dark_photon *model, double epsilon,
                         epscan_dark_photon signal[SIGNALS_MOST]) {
    const double mass = model->mass_GeV;
    signal[0] = *model;
    if (!mediation->visible_widths || epsilon == 0.0) return 1;
    const double visible = mediator_visible_width_GeV(mediation->mediator, mass, epsilon);
    const double neutrinos = mediator_neutrino_width_GeV(mediation->mediator, mass, epsilon);
    signal[0].other_width_GeV += visible + neutrinos;
    signal[1] = (epscan_dark_photon){.spin = EPSCAN_FERMION, .mass_GeV = mass, .alpha_D = 3.0 * neutrinos / mass}; /* Eq. 4 */
    signal[1].other_width_GeV = model->other_width_GeV + visible + epscan_dark_photon_width_GeV(model);
    return neutrinos > 0.0 ? 2 : 1;
}

double mediation_added_width_GeV(const struct mediation *mediation, double mass_GeV, double epsilon) {
    if (!mediation->visible_widths) return 0.0;
    return mediator_visible_width_GeV(mediation->mediator, mass_GeV, epsilon) +
           mediator_neutrino_width_GeV(mediation->mediator, mass_GeV, epsilon);
}

double mediation_most_epsilon(const struct mediation *mediation, const epscan_dark_photon *model) {
    const double mass = model->mass_GeV, left = mass - dark_photon_total_width_GeV(model);
    if (!mediation->visible_widths) return INFINITY;
    return fmin(sqrt(fmax(left, 0.0) / mediation_added_width_GeV(mediation, mass, 1.0)), 1.0);
}
