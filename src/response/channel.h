/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An experiment is its response: R_c(s), the events at epsilon = 1 that channel c, one way of making A', gives for a narrow
 * invisible vector of mass sqrt(s). Every yield is N_c = epsilon^2 int ds rho(s) R_c(s) with the spectral density rho of a model
 * (model/spectral_density.h). R knows nothing of models; thresholds, shifts, resolution and shower are all in it.
 *
 * A channel is a file of this folder and a word of the list CHANNELS; grid variables, columns of tables and sources of the
 * likelihood follow from the list. Energies in GeV. Immutable once made; all functions are then thread-safe.
 */
#ifndef EPSCAN_RESPONSE_CHANNEL_H
#define EPSCAN_RESPONSE_CHANNEL_H

#include "epscan/channel.h"
#include "epscan/point.h"
#include "epscan/status.h"
#include "response/search.h"

#include <stdbool.h>
#include <stddef.h>

#define CHANNELS_MAX EPSCAN_CHANNELS_MAX

/* The list: X(name) of each channel_NAME, models of one production next to each other. */
#define CHANNELS(X)                                                                                                                \
    X(annihilation)                                                                                                                \
    X(annihilation_moving)                                                                                                         \
    X(annihilation_smeared_first)                                                                                                  \
    X(published_strahlung)                                                                                                         \
    X(published_strahlung_folded)                                                                                                  \
    X(tabulated_strahlung)                                                                                                         \
    X(strahlung)

struct response;

/* s, and how far below the end of the response it lies, which has more digits next to it. */
struct invariant {
    double s_GeV2, below_end_GeV2;
};

/* dN/dE_miss at one s and epsilon = 1, as a sum of points: events[i] with the missing energy E0 - deposit_GeV[i]. */
struct missing_energy {
    size_t count;
    double *deposit_GeV, *events;
};

struct channel {
    const char *name;      /* of its events: n_NAME in grids. Models of one production share it; an experiment has one of them */
    const char *long_name; /* "resonant annihilation" */
    const char *comment;   /* of the variable: its source, and where it is not a number */

    /* Fill response->state and the numbers below it, or leave response->exists false: not in this experiment. */
    epscan_status (*create)(const struct search *search, struct response *response);
    void (*destroy)(void *state); /* NULL: nothing to free */

    /* NULL: any selection will do. EPSCAN_BAD_INPUT says what of a range is not known. */
    epscan_status (*check)(const struct search *search, const epscan_selection *lowest, const epscan_selection *highest);

    /* One of the first two. R at s = m_A'^2, as published curves are taken: nothing is folded; NaN where it is not known. */
    double (*at_resonance)(const struct response *response, double mass_GeV);

    /* dN/dE_miss on the response's spectrum_points at most. */
    void (*spectrum)(const struct response *response, struct invariant s, struct missing_energy *missing);

    /* NULL, or how many of `missing` a selection accepts, where that is not P_sel of each. */
    double (*accepted)(const struct response *response, const struct missing_energy *missing, const epscan_selection *selection);

    /* NULL, or share[spectrum_points] of each point that a selection accepts, where the points stand for all that lies between. */
    void (*acceptance)(const struct response *response, const epscan_selection *selection, double *share);

    /*
     * NULL, or where there is a spectrum between the points, the same energies for all s: the shares accepted of missing energies
     * from least_missing_GeV on, of all for a selection NULL; and dN/dE_miss at a deposit [1/GeV].
     */
    void (*acceptance_above)(const struct response *response, const epscan_selection *selection, double least_missing_GeV,
                             double *share);
    double (*density)(const struct response *response, const struct missing_energy *missing, double deposit_GeV);

    /* NULL: makes mediators of any coupling to electrons. Else what makes only vectors, and what is allowed instead. */
    const char *vectors_alone;

    bool is_eq_5; /* Eqs. 3 and 5 as printed give its yields too: signal_yield_adaptive */
};

/* One channel in one experiment. */
struct response {
    const struct channel *channel;
    const struct search *search; /* borrowed */
    bool exists;
    void *state;
    size_t spectrum_points;                   /* of its missing energies, at most MISSING_POINTS_MAX */
    double end_GeV2;                          /* R is zero above */
    double start_GeV2;                        /* where one deposit belongs to many s: and below */
    double least_below_GeV2, most_below_GeV2; /* where R is a function and one deposit belongs to one s */
    bool is_unknown_beyond;   /* of models with m_A'^2 beyond start and end nothing is known; else there is nothing */
    double point_mass_GeV2;   /* and at the end R has this times delta(s - end), which all selections accept */
    double s_per_deposit_GeV; /* > 0: a deposit belongs to one s, deposit = below_end/this; 0: to many */
    size_t knot_count;        /* where R(s) is less smooth: */
    double *knot_below_GeV2;  /* [knot_count], owned */
    double tolerance;         /* of R to itself, that a mesh must keep */
    double largest_events, negligible_events; /* of a narrow A' at EPSCAN_REFERENCE_EPSILON: most, and what may be missed */
};

#define CHANNEL_DECLARATION(name) extern const struct channel channel_##name;
CHANNELS(CHANNEL_DECLARATION)

/* How many names there are, at most CHANNELS_MAX; what the i-th, in the list's order, stands for. Thread-safe. */
size_t channel_count(void);
const struct channel *channel_at(size_t i);

/* Its number by name, or channel_count(). */
size_t channel_of_name(const char *name);

/* All channels of one experiment, by their numbers: [channel_count()]. */
struct responses {
    struct response of[CHANNELS_MAX];
};

/* `search` is borrowed for their life. Collective where it has a share. Free with responses_clear. */
epscan_status responses_init(const struct search *search, struct responses *responses);
void responses_clear(struct responses *responses);

/* EPSCAN_BAD_INPUT: selections from the lowest threshold and shift to the highest that a channel's table does not reach to. */
epscan_status responses_check(const struct responses *responses, const epscan_selection *lowest, const epscan_selection *highest);

/* Whether events of a model of this mass are known at all: else they are NaN, and left out of limits. */
bool response_knows_mass(const struct response *response, double mass_GeV);

/* Where a channel has events: *low of sqrt(s), and *high [GeV]; of all channels of an experiment. */
void response_range(const struct response *response, double *low_GeV, double *high_GeV);
void responses_range(const struct responses *responses, double *low_GeV, double *high_GeV);

/* Whether the channel's yields are folded with a spectral density. */
bool response_is_folded(const struct response *response);

/* Events at EPSCAN_REFERENCE_EPSILON of a channel that is taken at the resonance: NaN where not known, 0 where it does not exist.
 */
double response_events_at_resonance(const struct response *response, double mass_GeV);

/* Events at EPSCAN_REFERENCE_EPSILON of a narrow A' of this mass, R(m^2): of any channel; 0 where it does not exist. */
double response_narrow_events(const struct response *response, double mass_GeV, const epscan_selection *selection);

/*
 * What scans promise of a channel's events, relative to themselves: ten times the mesh's tolerance, 1e-9 for annihilation, 1e-8 for
 * electrons in motion, 1e-6 for strahlung that is computed; rounding where nothing is folded.
 */
double response_relative_error(const struct response *response);

/* What is lost of E0 at an s to which one deposit belongs. */
double response_deposit_GeV(const struct response *response, double below_end_GeV2);

/* A selection as a channel's missing energies are folded with it: what is the same for all s is found once. */
enum { MISSING_POINTS_MAX = 12288 };
struct selection_fold {
    const struct response *response; /* borrowed */
    epscan_selection selection;
    double share[MISSING_POINTS_MAX]; /* of channels with an acceptance */
};
void selection_fold_init(struct selection_fold *fold, const struct response *response, const epscan_selection *selection);

/* R at epsilon = 1 without a selection, and with one. */
double missing_energy_events(const struct missing_energy *missing);
double selection_fold_events(const struct selection_fold *fold, const struct missing_energy *missing);

#endif
