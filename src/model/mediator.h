/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What couples to electrons and to chi, rows of one table. Production knows the kind of coupling to electrons alone: epsilon is
 * that over e, R(s) is of the kind, and N = epsilon^2 int ds rho(s) R(s). Those of one kind differ in what else they decay to. Pure
 * and thread-safe; masses and widths in GeV.
 *
 *     kinetic-mixing    epsilon e (electromagnetic current)
 *     B-L, Le-Lmu       g times the charge, g = epsilon e
 *     Lmu-Ltau          g times the charge; electrons through the loop of muons and taus, whose mixing with the photon at q^2 = m^2
 * is epsilon = (e g/2 pi^2) |int_0^1 dx x (1-x) ln {[m_tau^2 - x(1-x) q^2]/[m_mu^2 - x(1-x) q^2]}|, (e g/12 pi^2)
 * ln(m_tau^2/m_mu^2) for small m: Araki et al., Phys. Rev. D 95, 055006 (2017)
 *     axial, scalar, pseudoscalar    g = epsilon e, to electrons alone (model/coupling.h)
 */
#ifndef EPSCAN_MODEL_MEDIATOR_H
#define EPSCAN_MODEL_MEDIATOR_H

#include "epscan/dark_photon.h"
#include "model/coupling.h"
#include "model/hadron_ratio.h"

#include <stdbool.h>
#include <stddef.h>

enum { MEDIATOR_FLAVOURS = 3 }; /* electron, muon, tau */

struct mediator {
    const char *name;
    enum coupling coupling;
    double lepton[MEDIATOR_FLAVOURS];   /* charges; of a loop's electron 0 */
    double neutrino[MEDIATOR_FLAVOURS]; /* of left-handed ones */
    const struct quark_charges *quarks; /* NULL: none */
    bool by_loop;                       /* electrons and quarks couple through a loop of the others, by their electric charges */
};

/* The rows: name, coupling to electrons, charges of e, mu, tau, those of their neutrinos, of quarks, whether by a loop. */
#define MEDIATOR_ROWS(ROW)                                                                                                         \
    ROW("kinetic-mixing", COUPLING_VECTOR, -1.0, -1.0, -1.0, 0.0, 0.0, 0.0, &electric_quarks, false)                               \
    ROW("B-L", COUPLING_VECTOR, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, &baryon_quarks, false)                                         \
    ROW("Le-Lmu", COUPLING_VECTOR, 1.0, -1.0, 0.0, 1.0, -1.0, 0.0, NULL, false)                                                    \
    ROW("Lmu-Ltau", COUPLING_VECTOR, 0.0, 1.0, -1.0, 0.0, 1.0, -1.0, NULL, true)                                                   \
    ROW("axial", COUPLING_AXIAL, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, NULL, false)                                                        \
    ROW("scalar", COUPLING_SCALAR, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, NULL, false)                                                      \
    ROW("pseudoscalar", COUPLING_PSEUDOSCALAR, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, NULL, false)

#define MEDIATOR_ONE(...) +1
enum { MEDIATOR_COUNT = MEDIATOR_ROWS(MEDIATOR_ONE) };
extern const struct mediator mediators[MEDIATOR_COUNT];

/* The names as texts show them, in constants: "kinetic-mixing, B-L, ..." and "kinetic-mixing|B-L|...". */
#define MEDIATOR_NAME_AFTER_COMMA(name, ...) ", " name
#define MEDIATOR_NAME_AFTER_BAR(name, ...) "|" name
#define MEDIATOR_NAMES (&(MEDIATOR_ROWS(MEDIATOR_NAME_AFTER_COMMA))[2])
#define MEDIATOR_CHOICE (&(MEDIATOR_ROWS(MEDIATOR_NAME_AFTER_BAR))[1])

/* Its row, the first of all is what is meant where none is named; NULL: there is none of that name. */
const struct mediator *mediator_of_name(const char *name);

/* What a user asks for: a row, and whether its widths to leptons, hadrons and neutrinos are part of Gamma, or neglected. */
struct mediation {
    const struct mediator *mediator;
    bool visible_widths;
};

bool mediation_equals(const struct mediation *a, const struct mediation *b);

/* Whether it is what is meant where nothing is asked for. */
bool mediation_is_usual(const struct mediation *mediation);

/* "B-L", or "B-L with its widths to leptons, hadrons and neutrinos"; returns `text`. */
#define MEDIATION_TEXT_SIZE 80
const char *mediation_text(const struct mediation *mediation, char text[MEDIATION_TEXT_SIZE]);

/*
 * What is signal of a model at a mixing: chi, and where widths are added neutrinos, as Dirac fermions without mass that have their
 * width; Gamma of both has all widths. Returns how many; one, the model itself, where widths are neglected or epsilon is 0.
 */
enum { SIGNALS_MOST = 2 };
size_t mediation_signals(const struct mediation *mediation, const epscan_dark_photon *model, double epsilon,
                         epscan_dark_photon signal[SIGNALS_MOST]);

/* What a mediator adds to Gamma at a mixing, with epsilon^2; 0 where widths are neglected. */
double mediation_added_width_GeV(const struct mediation *mediation, double mass_GeV, double epsilon);

/* What epsilon may be: up to 1, and to where Gamma is m, beyond which there is no resonance; +infinity where widths are neglected.
 */
double mediation_most_epsilon(const struct mediation *mediation, const epscan_dark_photon *model);

/* g/(e epsilon) of a mediator of that mass: 1 unless electrons couple by a loop. */
double mediator_coupling_per_epsilon(const struct mediator *mediator, double mass_GeV);

/*
 * sqrt(s) Gamma/epsilon^2 [GeV^2] of a mediator of that mass at sqrt(s), to charged leptons, neutrinos and hadrons (by the R of its
 * quarks' charges, model/hadron_ratio.h): what the relic density annihilates into, and at s = m^2 m times the widths below. The
 * loop of Lmu-Ltau is that at m^2 for all s.
 */
struct mediator_widths {
    double leptons, neutrinos, hadrons;
};
struct mediator_widths mediator_widths_at(const struct mediator *mediator, double mass_GeV, double sqrt_s_GeV);

/* Gamma to charged leptons and hadrons, as far as these go at tree level, and to neutrinos. */
double mediator_visible_width_GeV(const struct mediator *mediator, double mass_GeV, double epsilon);
double mediator_neutrino_width_GeV(const struct mediator *mediator, double mass_GeV, double epsilon);

/* Whether mediator_visible_width_GeV is more than `width_GeV`, without R where no R could decide it: scans ask at every model. */
bool mediator_visible_width_exceeds(const struct mediator *mediator, double mass_GeV, double epsilon, double width_GeV);

#endif
