/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Weights are int T l_j rest_j/rest dE, l_j the Lagrange polynomials in w, rest = m_e cosh(w): on pieces between the knots of T, in
 * ln(rest) and next to E0 in ln(E0 - E), where the undegraded beam is a point, each halved until T is smooth on it: it falls by a
 * factor of fifty where the beam leaves a thin target, and solutions ring there. With rest f for f, whose size falls like 1/rest
 * over five decades, polynomials err relative to what counts; w makes the recoil electron's momentum m_e sinh(w) analytic.
 */
#include "response/lepton_rule.h"

#include "epscan/constants.h"

#include <math.h>
#include <stdbool.h>

enum { PIECE_NODES = 10, MOST_HALVINGS = 4 };

/* Widest piece of the integrals over T, in logarithms. */
static const double piece_width = 1.5;
/* Of T on a piece, what its last two Legendre coefficients may be. */
static const double smooth_share = 1e-3;

struct lepton_fold {
    const struct search *search;
    int count;                                /* of rules, which share what is found of T */
    struct gauss_rule rule[LEPTON_RULES_MAX]; /* of w */
    double *weight[LEPTON_RULES_MAX];
    struct gauss_rule piece;                                       /* PIECE_NODES */
    double last_coefficient[PIECE_NODES], one_before[PIECE_NODES]; /* by the values at the nodes of `piece` */
    double omega_GeV, to_beam_GeV;                                 /* E0 - omega */
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
static void lay_coefficients(struct lepton_fold *fold) {
    for (int i = 0; i < PIECE_NODES; i++) {
        const double x = fold->piece.node[i];
        double before = 1.0, current = x;
        for (int k = 1; k < PIECE_NODES - 1; k++) {
            const double next = ((2 * k + 1) * x * current - k * before) / (k + 1);
            before = current;
            current = next;
        }
        fold->last_coefficient[i] = (PIECE_NODES - 0.5) * fold->piece.weight[i] * current;
        fold->one_before[i] = (PIECE_NODES - 1.5) * fold->piece.weight[i] * before;
    }
}

static bool is_smooth(const struct lepton_fold *fold, const double *value) {
    double last = 0.0, before = 0.0, mean = 0.0;
    for (int i = 0; i < PIECE_NODES; i++) {
        last += fold->last_coefficient[i] * value[i];
        before += fold->one_before[i] * value[i];
        mean += 0.5 * fold->piece.weight[i] * value[i];
    }
    return fabs(last) + fabs(before) <= smooth_share * mean;
}

/* A piece of rests, or where `from_beam`, of what E falls short of E0, in its logarithm; in halves where T is not smooth on it. */
static void add_piece(const struct lepton_fold *fold, bool from_beam, double low_GeV, double high_GeV, int halvings) {
    const double range = log(high_GeV / low_GeV);
    double loss[PIECE_NODES], track[PIECE_NODES];
    for (int i = 0; i < PIECE_NODES; i++) {
        const double at = low_GeV * exp(0.5 * range * (1.0 + fold->piece.node[i]));
        loss[i] = from_beam ? at : fold->to_beam_GeV - at;
        track[i] = at * fold->kept * search_leptons_after_loss_X0_per_GeV(fold->search, fold->kept * loss[i]);
    }
    if (halvings > 0 && !is_smooth(fold, track)) {
        const double middle = sqrt(low_GeV * high_GeV);
        add_piece(fold, from_beam, low_GeV, middle, halvings - 1);
        add_piece(fold, from_beam, middle, high_GeV, halvings - 1);
        return;
    }
    for (int i = 0; i < PIECE_NODES; i++)
        add_track(fold, fold->to_beam_GeV - loss[i], 0.5 * range * fold->piece.weight[i] * track[i]);
}

/* The same in pieces no wider than piece_width. */
static void add_pieces(const struct lepton_fold *fold, bool from_beam, double low_GeV, double high_GeV) {
    if (!(high_GeV > low_GeV)) return;
    const int count = (int)ceil(log(high_GeV / low_GeV) / piece_width);
    const double ratio = pow(high_GeV / low_GeV, 1.0 / count);
    for (int i = 0; i < count; i++) {
        add_piece(fold, from_beam, low_GeV, i == count - 1 ? high_GeV : low_GeV * ratio, MOST_HALVINGS);
        low_GeV *= ratio;
    }
}

/* Rests from `low` to `high` without a knot between them. */
static void add_smooth(const struct lepton_fold *fold, double low_GeV, double high_GeV) {
    const double half = 0.5 * fold->to_beam_GeV,
                 nearest = TRACK_LENGTH_UNDEGRADED_SHARE * fold->search->beam_energy_GeV / fold->kept;
    add_pieces(fold, false, low_GeV, fmin(high_GeV, half));
    add_pieces(fold, true, fmax(fold->to_beam_GeV - high_GeV, nearest), fold->to_beam_GeV - fmax(low_GeV, half));
}

/* All rests, broken at the knots of T. */
static void add_all(const struct lepton_fold *fold) {
    size_t count;
    const double *knot_GeV = track_length_knots_GeV(fold->search->track_length, &count);
    double low = EPSCAN_ELECTRON_MASS_GeV;
    for (size_t i = 0; i < count; i++) {
        const double knot = fold->to_beam_GeV - (fold->search->beam_energy_GeV - knot_GeV[i]) / fold->kept;
        if (knot <= low || knot >= fold->to_beam_GeV) continue;
        add_smooth(fold, low, knot);
        low = knot;
    }
    add_smooth(fold, low, fold->to_beam_GeV);
}

static void lay_nodes(struct lepton_fold *fold, struct lepton_rule *rule, int count) {
    struct gauss_rule *gauss = &fold->rule[fold->count++];
    *rule = (struct lepton_rule){.count = count, .to_beam_GeV = fold->to_beam_GeV};
    gauss_rule_init(gauss, count);
    for (int j = 0; j < count; j++) rule->node_GeV[j] = EPSCAN_ELECTRON_MASS_GeV * cosh(0.5 * fold->w_end * (1.0 + gauss->node[j]));
}

void lepton_rules_init(struct lepton_rule *const *rules, const int *counts, int number, const struct search *search,
                       double omega_GeV, double to_beam_GeV) {
    struct lepton_fold fold = {.search = search, .omega_GeV = omega_GeV, .to_beam_GeV = to_beam_GeV, .w_end = w_of(to_beam_GeV)};
    gauss_rule_init(&fold.piece, PIECE_NODES);
    lay_coefficients(&fold);
    for (int i = 0; i < number; i++) lay_nodes(&fold, rules[i], counts[i]);
    for (int k = 0; k < RECOIL_SHARES; k++) {
        fold.kept = 1.0 - recoil_share[k];
        for (int i = 0; i < number; i++) fold.weight[i] = rules[i]->node_weight_X0[k];
        add_all(&fold);
        add_track(&fold, to_beam_GeV, track_length_undegraded_X0(search->track_length));
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
