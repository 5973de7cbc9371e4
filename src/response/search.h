/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A missing-energy search as the yield sees it (Eq. 5): positrons, electrons to annihilate on, exposure, selection.
 * Everything here is independent of the model; all functions are pure and thread-safe.
 */
#ifndef EPSCAN_RESPONSE_SEARCH_H
#define EPSCAN_RESPONSE_SEARCH_H

#include "core/gauss_legendre.h"
#include "detector/detector.h"
#include "matter/electron_kernel.h"
#include "matter/material.h"
#include "matter/nucleus.h"
#include "model/coupling.h"
#include "shower/track_length.h"

#include <stdbool.h>

/*
 * Where the resolution enters:
 * CONVOLUTION_SELECTION      the deposit E0 - E is smeared and must read below the threshold; T at the true energy.
 * CONVOLUTION_CROSS_SECTION  the paper's literal Eq. 5: sigma is smeared first, sigma~(E_rec) = int sigma(E)
 *                            G(E_rec; E0 - (1 + shift)(E0 - E), sigma(E0 - E)) dE, then weighted by T(E_rec) over
 *                            E_rec > E0 - threshold. Undegraded primaries deposit nothing and are not smeared.
 */
enum convolution { CONVOLUTION_SELECTION, CONVOLUTION_CROSS_SECTION };

struct published_limit;
struct work_share;
struct yield_table;

struct search {
    const struct track_length *track_length; /* borrowed */
    enum coupling coupling;                  /* of what is made to electrons */
    enum em_lepton beam;
    double beam_energy_GeV;    /* E0 */
    double minimum_energy_GeV; /* positrons below never count, 0 < minimum < E0 */
    double production_cut_GeV; /* bounds the denominator of the efficiency only, minimum <= cut < E0 */
    double electrons_per_cm2_X0;
    const struct electron_kernel *moving_electrons; /* how these move; borrowed; NULL: they are at rest */
    bool initial_state_radiates;                    /* photons before annihilation, in the leading logarithm */
    double exposure;                                /* sum over data sets of N_EOT eta */
    struct resolution resolution;
    enum convolution convolution;
    const struct published_limit *published_strahlung; /* borrowed; NULL: none */
    bool published_is_folded;                          /* with rho, instead of taken at s = m_A'^2 */
    const struct yield_table *tabulated_strahlung;     /* borrowed; NULL: none */
    const struct target_nuclei *nuclei;                /* that radiate A', exact tree level; borrowed; NULL: that is not computed */
    enum form_factor form_factor;                      /* of theirs */
    const struct work_share *share;  /* while responses are made together with other processes; borrowed; NULL: alone */
    struct gauss_rule smearing_rule; /* of CONVOLUTION_CROSS_SECTION: 16 nodes */
};

/* The energy just below E0 where the continuous spectra end; above it is the point mass. */
double search_highest_energy_GeV(const struct search *search);

/* Positrons that may annihilate: secondaries, and for a positron beam the primaries [X0/GeV]; without the point mass. */
double search_positrons_X0_per_GeV(const struct search *search, double energy_GeV);

/* The same by what they have lost, E0 - E, which next to E0 has more digits. */
double search_positrons_after_loss_X0_per_GeV(const struct search *search, double loss_GeV);

/* All electrons and positrons of the shower, the beam's own included; without the point mass [X0/GeV]. */
double search_leptons_after_loss_X0_per_GeV(const struct search *search, double loss_GeV);

/* The point mass at E0: undegraded primaries of a positron beam [X0], zero for electrons. */
double search_undegraded_positrons_X0(const struct search *search);

/* Track length that passes the selection: W = T P_sel(E0 - E; threshold, shift) at E = E0 - loss, Eq. 5 [X0/GeV]. */
double search_weight_X0_per_GeV(const struct search *search, double loss_GeV, double threshold_GeV, double energy_scale_shift);

/* The same where T is known already: `positrons` = search_positrons_after_loss_X0_per_GeV at this loss. */
double search_accepted_X0_per_GeV(const struct search *search, double loss_GeV, double positrons, double threshold_GeV,
                                  double energy_scale_shift);

/* N at EPSCAN_REFERENCE_EPSILON of a narrow resonance for each X0/GeV of T at its energy: luminosity times 2 pi^2 alpha epsilon^2 /
 * m_e. */
double search_events_of_unit_track_length(const struct search *search);

/*
 * The most of these anywhere from the minimum energy to 99 % of E0, as 64 energies show it: what numerical errors are
 * measured against, so that they do not depend on the exposure. About 160 for NA64.
 */
double search_largest_events(const struct search *search);

/*
 * Events that a yield may be wrong by: 1e-14, and for small exposures 1e-16 of the largest yield.
 */
double search_negligible_events(const struct search *search);

/* Whether Eq. 5 is all there is to annihilation: electrons at rest, and no photons before. */
bool search_is_eq_5(const struct search *search);

/* What is integrated over the positron's energy alone, as Eq. 5 is printed, must refuse all else: EPSCAN_BAD_INPUT. */
epscan_status search_needs_eq_5(const struct search *search, const char *what);

/* N at epsilon for each cm^2 X0 of int sigma W dE: exposure times electrons per cm^2 and X0. */
double search_luminosity_per_cm2_X0(const struct search *search);

#endif
