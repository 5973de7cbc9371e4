/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The track length of all electrons and positrons of a shower, folded with what they radiate as a function of what they keep.
 *
 * E - omega, the lepton's rest, runs from m_e to E0 - omega. What is radiated per ln(rest) is smooth in w, rest = m_e cosh(w), and
 * T is not, next to E0 least of all: so it is the polynomial through Gauss nodes in w, and their weights are found on pieces of
 * their own.
 *
 * Where the nucleus takes a share of E0 - omega, leptons with a rest below it do not radiate: their losses E0 - E end sooner, and
 * all are taken less by that share. Weights change with it smoothly, and are found for a few shares. Pure, thread-safe.
 */
#ifndef EPSCAN_RESPONSE_LEPTON_RULE_H
#define EPSCAN_RESPONSE_LEPTON_RULE_H

#include "core/gauss_legendre.h"
#include "response/search.h"

enum { RECOIL_SHARES = 4, LEPTON_RULES_MAX = 2 };

/* Rests where nothing recoils, and weights for each of some shares that recoils take of to_beam - m_e. */
struct lepton_rule {
    int count;
    double to_beam_GeV;
    double node_GeV[GAUSS_MAX_NODES], node_weight_X0[RECOIL_SHARES][GAUSS_MAX_NODES];
};

/* T over what leptons have lost, up to half of E0: the same for all A'. Borrows the search. NULL: no memory. */
struct lepton_track;
struct lepton_track *lepton_track_create(const struct search *search);
void lepton_track_free(struct lepton_track *track);

/* The largest share that the nucleus may take. */
extern const double lepton_rule_most_recoil;

/* The largest w there is: acosh(to_beam/m_e). */
double lepton_rule_end(double to_beam_GeV);

/* Rests and weights for one recoil: int T(E) f dE = sum of weight f(rest), from omega + m_e + recoil to E0 inclusive. */
struct leptons {
    int count;
    double rest_GeV[GAUSS_MAX_NODES], weight_X0[GAUSS_MAX_NODES];
};
void leptons_of_rule(const struct lepton_rule *rule, double recoil_GeV, struct leptons *leptons);

/* Of A' of one energy, `to_beam_GeV` = E0 - omega > m_e below the beam: `number` rules at once, of counts[i] <= GAUSS_MAX_NODES. */
void lepton_rules_init(struct lepton_rule *const *rules, const int *counts, int number, const struct lepton_track *track,
                       double omega_GeV, double to_beam_GeV);

#endif
