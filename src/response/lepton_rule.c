/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Weights are int T l_j rest_j/rest dE, l_j the Lagrange polynomials in w, rest = m_e cosh(w): on pieces between the knots of T, in
 * ln(rest) and next to E0 in ln(E0 - E), where the undegraded beam is a point, each halved until T is smooth on it: it falls by a
 * factor of fifty where the beam leaves a thin target, and solutions ring there. Of losses up to half of what there is these pieces
 * are the same for all energies, and found once. With rest f for f, whose size falls like 1/rest
 * over five decades, polynomials err relative to what counts; w makes the recoil electron's momentum m_e sinh(w) analytic.
 */
#include "response/lepton_rule.h"

#include "epscan/constants.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

enum { PIECE_NODES = 10, MOST_HALVINGS = 4 };

/* Widest piece of the integrals over T, in logarithms. */
static const double piece_width = 1.5;
/* Of T on a piece, what its last two Legendre coefficients may be. */
static const double smooth_share = 1e-3;

/* What leptons have lost, from one loss to another. */
struct loss_piece {
    double from_GeV, to_GeV;
    double loss_GeV[PIECE_NODES], track_X0[PIECE_NODES]; /* int T f dE = sum of track f(loss) */
};

struct lepton_track {
    const struct search *search;
    struct gauss_rule rule;                                        /* PIECE_NODES */
    double last_coefficient[PIECE_NODES], one_before[PIECE_NODES]; /* by the values at its nodes */
    size_t count, capacity;
    struct loss_piece *piece; /* ascending */
};

struct lepton_fold {
    const struct lepton_track *track;
    int count;                                /* of rules, which share what is found of T */
    struct gauss_rule rule[LEPTON_RULES_MAX]; /* of w */
    double *weight[LEPTON_RULES_MAX];
    double omega_GeV, to_beam_GeV; /* E0 - omega */
    double w_end;
    double kept; /* of losses, where the nucleus takes the rest */
};

/* Chebyshev points and both ends: weights are analytic in the share, but for 1; to 2e-5 of what the shares change. */
const double lepton_rule_most_recoil = 0.3;
static const double recoil_share[RECOIL_SHARES] = {0.0, 0.075, 0.225, 0.3};

static double w_of(double rest_GeV) {
    return acosh(fmax(1.0, rest_GeV / EPSCAN_ELECTRON_MASS_GeV));
}

double lepton_rule_end(double to_beam_GeV) {
    return w_of(to_beam_GeV);
}

/* Track length of this much at a rest, shared among the nodes. */
static void add_track(const struct lepton_fold *fold, double rest_GeV, double track_X0) {
    double cardinal[GAUSS_MAX_NODES];
    const double place = fmin(2.0 * w_of(rest_GeV) / fold->w_end - 1.0, 1.0);
    for (int i = 0; i < fold->count; i++) {
        gauss_rule_cardinals(&fold->rule[i], place, cardinal);
        for (int j = 0; j < fold->rule[i].count; j++) fold->weight[i][j] += cardinal[j] * track_X0 / rest_GeV;
    }
}

/* What gives the last two Legendre coefficients of what has values at the nodes of a piece. */
static void lay_coefficients(struct lepton_track *track) {
    for (int i = 0; i < PIECE_NODES; i++) {
        const double x = track->rule.node[i];
        double before = 1.0, current = x;
        for (int k = 1; k < PIECE_NODES - 1; k++) {
            const double next = ((2 * k + 1) * x * current - k * before) / (k + 1);
            before = current;
            current = next;
        }
        track->last_coefficient[i] = (PIECE_NODES - 0.5) * track->rule.weight[i] * current;
        track->one_before[i] = (PIECE_NODES - 1.5) * track->rule.weight[i] * before;
    }
}

static bool is_smooth(const struct lepton_track *track, const double *value) {
    double last = 0.0, before = 0.0, mean = 0.0;
    for (int i = 0; i < PIECE_NODES; i++) {
        last += track->last_coefficient[i] * value[i];
        before += track->one_before[i] * value[i];
        mean += 0.5 * track->rule.weight[i] * value[i];
    }
    return fabs(last) + fabs(before) <= smooth_share * mean;
}

/* A piece of what falls short of `to_beam` by its logarithm, or for 0 is lost, as losses are; whether T is smooth on it. */
static bool lay_piece(const struct lepton_track *track, double to_beam_GeV, double kept, double low_GeV, double high_GeV,
                      struct loss_piece *piece) {
    const double half = 0.5 * log(high_GeV / low_GeV);
    double value[PIECE_NODES];
    for (int i = 0; i < PIECE_NODES; i++) {
        const double at = low_GeV * exp(half * (1.0 + track->rule.node[i]));
        piece->loss_GeV[i] = to_beam_GeV > 0.0 ? to_beam_GeV - at : at;
        value[i] = at * kept * search_leptons_after_loss_X0_per_GeV(track->search, kept * piece->loss_GeV[i]);
        piece->track_X0[i] = half * track->rule.weight[i] * value[i];
    }
    return is_smooth(track, value);
}

/* In pieces no wider than piece_width, each halved until T is smooth on it; `take` each, until it says no. */
struct piece_taker {
    bool (*take)(void *data, const struct loss_piece *piece);
    void *data;
};

static bool take_halves(const struct lepton_track *track, double to_beam_GeV, double kept, double low_GeV, double high_GeV,
                        int halvings, const struct piece_taker *taker) {
    struct loss_piece piece = {.from_GeV = low_GeV, .to_GeV = high_GeV};
    if (lay_piece(track, to_beam_GeV, kept, low_GeV, high_GeV, &piece) || halvings == 0) return taker->take(taker->data, &piece);
    const double middle = sqrt(low_GeV * high_GeV);
    return take_halves(track, to_beam_GeV, kept, low_GeV, middle, halvings - 1, taker) &&
           take_halves(track, to_beam_GeV, kept, middle, high_GeV, halvings - 1, taker);
}

static bool take_pieces(const struct lepton_track *track, double to_beam_GeV, double kept, double low_GeV, double high_GeV,
                        const struct piece_taker *taker) {
    if (!(high_GeV > low_GeV)) return true;
    const int count = (int)ceil(log(high_GeV / low_GeV) / piece_width);
    const double ratio = pow(high_GeV / low_GeV, 1.0 / count);
    for (int i = 0; i < count; i++) {
        if (!take_halves(track, to_beam_GeV, kept, low_GeV, i == count - 1 ? high_GeV : low_GeV * ratio, MOST_HALVINGS, taker))
            return false;
        low_GeV *= ratio;
    }
    return true;
}

/* ---- All losses, once ---- */

static bool keep_piece(void *data, const struct loss_piece *piece) {
    struct lepton_track *track = data;
    if (track->count == track->capacity) {
        const size_t capacity = 2 * track->capacity + 32;
        struct loss_piece *more = realloc(track->piece, capacity * sizeof *more);
        if (!more) return false;
        track->piece = more;
        track->capacity = capacity;
    }
    track->piece[track->count++] = *piece;
    return true;
}

/* Up to half of E0, broken at the knots of T, which ascend as energies do. */
static bool keep_losses(struct lepton_track *track) {
    const double beam = track->search->beam_energy_GeV, most = 0.5 * beam;
    const struct piece_taker keeper = {keep_piece, track};
    double low = TRACK_LENGTH_UNDEGRADED_SHARE * beam;
    size_t count;
    const double *knot_GeV = track_length_knots_GeV(track->search->track_length, &count);
    for (size_t i = count; i-- > 0;) {
        const double knot = beam - knot_GeV[i];
        if (knot <= low || knot >= most) continue;
        if (!take_pieces(track, 0.0, 1.0, low, knot, &keeper)) return false;
        low = knot;
    }
    return take_pieces(track, 0.0, 1.0, low, most, &keeper);
}

void lepton_track_free(struct lepton_track *track) {
    if (!track) return;
    free(track->piece);
    free(track);
}

struct lepton_track *lepton_track_create(const struct search *search) {
    struct lepton_track *track = calloc(1, sizeof *track);
    if (!track) return NULL;
    track->search = search;
    gauss_rule_init(&track->rule, PIECE_NODES);
    lay_coefficients(track);
    if (keep_losses(track)) return track;
    lepton_track_free(track);
    return NULL;
}

/* ---- Folded ---- */

static bool add_piece(void *data, const struct loss_piece *piece) {
    const struct lepton_fold *fold = data;
    for (int i = 0; i < PIECE_NODES; i++) add_track(fold, fold->to_beam_GeV - piece->loss_GeV[i], piece->track_X0[i]);
    return true;
}

/* Losses up to half of what the lepton has above omega, or until it rests: those that are kept, and what is left of the last. */
static void add_losses(struct lepton_fold *fold) {
    const double most = fold->to_beam_GeV - fmax(0.5 * fold->to_beam_GeV, EPSCAN_ELECTRON_MASS_GeV);
    const struct piece_taker adder = {add_piece, fold};
    const struct loss_piece *piece = fold->track->piece, *const end = piece + fold->track->count;
    for (; piece < end && piece->to_GeV <= fold->kept * most; piece++)
        for (int i = 0; i < PIECE_NODES; i++)
            add_track(fold, fold->to_beam_GeV - piece->loss_GeV[i] / fold->kept, piece->track_X0[i]);
    if (piece < end) take_pieces(fold->track, 0.0, fold->kept, piece->from_GeV / fold->kept, most, &adder);
}

/* Rests up to that half, broken at the knots of T. */
static void add_rests(struct lepton_fold *fold) {
    const struct search *search = fold->track->search;
    const struct piece_taker adder = {add_piece, fold};
    const double most = 0.5 * fold->to_beam_GeV;
    double low = EPSCAN_ELECTRON_MASS_GeV;
    size_t count;
    const double *knot_GeV = track_length_knots_GeV(search->track_length, &count);
    for (size_t i = 0; i < count; i++) {
        const double knot = fold->to_beam_GeV - (search->beam_energy_GeV - knot_GeV[i]) / fold->kept;
        if (knot <= low || knot >= most) continue;
        take_pieces(fold->track, fold->to_beam_GeV, fold->kept, low, knot, &adder);
        low = knot;
    }
    take_pieces(fold->track, fold->to_beam_GeV, fold->kept, low, most, &adder);
}

static void lay_nodes(struct lepton_fold *fold, struct lepton_rule *rule, int count) {
    struct gauss_rule *gauss = &fold->rule[fold->count++];
    *rule = (struct lepton_rule){.count = count, .to_beam_GeV = fold->to_beam_GeV};
    gauss_rule_init(gauss, count);
    for (int j = 0; j < count; j++) rule->node_GeV[j] = EPSCAN_ELECTRON_MASS_GeV * cosh(0.5 * fold->w_end * (1.0 + gauss->node[j]));
}

void lepton_rules_init(struct lepton_rule *const *rules, const int *counts, int number, const struct lepton_track *track,
                       double omega_GeV, double to_beam_GeV) {
    struct lepton_fold fold = {.track = track, .omega_GeV = omega_GeV, .to_beam_GeV = to_beam_GeV, .w_end = w_of(to_beam_GeV)};
    for (int i = 0; i < number; i++) lay_nodes(&fold, rules[i], counts[i]);
    for (int k = 0; k < RECOIL_SHARES; k++) {
        fold.kept = 1.0 - recoil_share[k];
        for (int i = 0; i < number; i++) fold.weight[i] = rules[i]->node_weight_X0[k];
        add_losses(&fold);
        add_rests(&fold);
        add_track(&fold, to_beam_GeV, track_length_undegraded_X0(track->search->track_length));
        for (int i = 0; i < number; i++)
            for (int j = 0; j < rules[i]->count; j++) fold.weight[i][j] *= rules[i]->node_GeV[j];
    }
}

/* Lagrange polynomials of the shares. */
static void shares_at(double share, double *cardinal) {
    for (int k = 0; k < RECOIL_SHARES; k++) {
        cardinal[k] = 1.0;
        for (int i = 0; i < RECOIL_SHARES; i++)
            if (i != k) cardinal[k] *= (share - recoil_share[i]) / (recoil_share[k] - recoil_share[i]);
    }
}

void leptons_of_rule(const struct lepton_rule *rule, double recoil_GeV, struct leptons *leptons) {
    const double share = recoil_GeV / (rule->to_beam_GeV - EPSCAN_ELECTRON_MASS_GeV);
    double cardinal[RECOIL_SHARES];
    shares_at(share, cardinal);
    leptons->count = rule->count;
    for (int j = 0; j < rule->count; j++) {
        leptons->rest_GeV[j] = rule->node_GeV[j] + share * (rule->to_beam_GeV - rule->node_GeV[j]);
        leptons->weight_X0[j] = 0.0;
        for (int k = 0; k < RECOIL_SHARES; k++) leptons->weight_X0[j] += cardinal[k] * rule->node_weight_X0[k][j];
    }
}
