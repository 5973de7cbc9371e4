/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * CLs (Read, J. Phys. G 28, 2693 (2002)) where few events are expected, without dice and without asymptotic formulas. Nuisances are
 * integrated over their constraints, as Cousins and Highland do (Nucl. Instrum. Methods A 320, 331 (1992)); given them, counts
 * are Poisson, and the probabilities of outcomes are summed exactly:
 *
 *     CLs(nu) = P(X <= X_observed | nu) / P(X <= X_observed | 0),    X = sum_i w_i n_i,    CLs(nu_up) = 1 - CL
 *
 * X orders outcomes by the likelihood ratio at nominal efficiency, w_i ~ ln(1 + s_i/b_i), for one signal: what a search that sees
 * no more than it expects excludes, so that the order, and with it nu_up, does not jump as models change. Weights are whole
 * numbers, up to 8 where few events are expected and 1 where many are: any weights make a test, these a nearly best one. In one bin
 * X is the count. With nothing seen, CLs = <exp(-S - B)>/<exp(-B)>: Eq. 7 with efficiencies averaged over their uncertainties.
 *
 * Bins of equal weight whose nuisances are not their own are one. A nuisance that acts in one bin alone is integrated there; all
 * others together, by the nodes of prior_nodes.h. Expected limits are those of the background's quantiles of X. Events.
 */
#include "limit/cls_hybrid.h"

#include "core/error.h"
#include "limit/crossing.h"
#include "limit/likelihood_terms.h"
#include "limit/prior_nodes.h"
#include "limit/upper_limit.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

/* Expected and observed events, for sums of outcomes; nodes of nuisances, those of all bins' own together; values of X. */
enum { MOST_EVENTS = 100, MOST_NODES = 8192, MOST_OWN_NODES = 16384, MOST_NODES_OF_ALL = 4194304, MOST_VALUES = 16384 };

/* Bins that are one: what they expect at each of the nodes, signal for nu = 1. */
struct group {
    int weight;
    size_t own_count;            /* nodes of its own nuisances, 1 without */
    const double *own_weight;    /* [own_count] */
    double *signal, *background; /* [nodes * own_count] */
};

struct hybrid {
    const struct likelihood *likelihood;
    int weight[LIKELIHOOD_MAX_BINS]; /* of an event in each bin; 0: without a part in the test */
    struct prior_nodes shared, own[LIKELIHOOD_MAX_BINS];
    double events; /* observed and expected */
    int groups;
    struct group group[LIKELIHOOD_MAX_BINS];
    double *memory;                   /* of the groups' numbers */
    double *sum, *next;               /* [MOST_VALUES]: probabilities of X */
    double log_level, without_signal; /* ln(1 - CL); P(X <= value) of background */
    int value;                        /* X, whose limit is looked for */
};

/* Signal that is excluded about when as many events are seen as expected. */
static double usual_signal(double background, double confidence_level) {
    return -log1p(-confidence_level) + gsl_cdf_ugaussian_Pinv(confidence_level) * sqrt(background);
}

static double share_of(const struct likelihood *l, int bin) {
    double share = 0.0;
    for (int c = 0; c < likelihood_background(l); c++) share += l->bin[bin].expected[c];
    return share;
}

/* All that was observed and is expected of background. */
static double count_events(const struct likelihood *l, double *background) {
    double observed = 0.0;
    *background = 0.0;
    for (int i = 0; i < l->bins; i++) {
        observed += l->bin[i].observed;
        *background += l->bin[i].expected[likelihood_background(l)];
    }
    return observed;
}

void cls_hybrid_weights(const struct likelihood *l, double confidence_level, int *weight) {
    static const double least_background = 1e-3; /* of a bin's signal: what has no background is not infinitely better */
    double ratio[LIKELIHOOD_MAX_BINS], largest = 0.0, background;
    const double observed = count_events(l, &background), signal = usual_signal(background, confidence_level);
    const int steps = (int)fmax(1.0, 64.0 / (8.0 + observed + background));
    for (int i = 0; i < l->bins; i++) {
        const double events = signal * share_of(l, i), others = l->bin[i].expected[likelihood_background(l)];
        ratio[i] = events > 0.0 ? log1p(events / fmax(others, least_background * events)) : 0.0;
        largest = fmax(largest, ratio[i]);
    }
    for (int i = 0; i < l->bins; i++) weight[i] = (int)lround(steps * ratio[i] / largest);
}

/* The bin in which alone a nuisance acts; -1: in several, -2: in none that is tested. */
static int only_bin(const struct hybrid *h, const struct nuisance *nuisance) {
    int only = -2;
    for (int i = 0; i < h->likelihood->bins; i++)
        for (int c = 0; c < h->likelihood->sources; c++)
            if (h->weight[i] && nuisance->log_kappa[i][c] != 0.0 && only != i) only = only == -2 ? i : -1;
    return only;
}

/* Nodes of the nuisances of one bin, or of those of several (-1): rows of sources, of all bins where of several. */
static epscan_status make_nodes(const struct hybrid *h, int bin, size_t most, struct prior_nodes *nodes) {
    const struct likelihood *l = h->likelihood;
    const size_t sources = (size_t)l->sources, rows = bin < 0 ? (size_t)l->bins * sources : sources;
    double *pattern = calloc((size_t)l->nuisances * rows + 1, sizeof *pattern);
    size_t count = 0;
    if (!pattern) return error_no_memory("the limit");
    for (int k = 0; k < l->nuisances; k++) {
        if (only_bin(h, &l->nuisance[k]) != bin) continue;
        for (int i = bin < 0 ? 0 : bin; i < (bin < 0 ? l->bins : bin + 1); i++)
            if (h->weight[i])
                memcpy(pattern + count * rows + (bin < 0 ? (size_t)i * sources : 0), l->nuisance[k].log_kappa[i],
                       sources * sizeof *pattern);
        count++;
    }
    const epscan_status status = prior_nodes_create(count, rows, pattern, h->events, most, nodes);
    free(pattern);
    return status;
}

/* A bin joins the group of its weight; one with nuisances of its own has a group of its own. */
static int group_of(struct hybrid *h, int bin) {
    const bool joins = h->own[bin].count == 1;
    for (int g = 0; joins && g < h->groups; g++)
        if (h->group[g].own_count == 1 && h->group[g].weight == h->weight[bin]) return g;
    h->group[h->groups] = (struct group){h->weight[bin], h->own[bin].count, h->own[bin].weight, NULL, NULL};
    return h->groups++;
}

/* What a bin expects at each node, added to its group. */
static void add_bin(const struct hybrid *h, int bin, struct group *group) {
    const struct likelihood *l = h->likelihood;
    const int background = likelihood_background(l);
    const size_t sources = (size_t)l->sources;
    const double *expected = l->bin[bin].expected;
    for (size_t q = 0; q < h->shared.count; q++)
        for (size_t p = 0; p < group->own_count; p++) {
            const double *all = h->shared.factor + q * h->shared.rows + (size_t)bin * sources,
                         *own = h->own[bin].factor + p * sources;
            for (int c = 0; c < background; c++) group->signal[q * group->own_count + p] += expected[c] * all[c] * own[c];
            group->background[q * group->own_count + p] += expected[background] * all[background] * own[background];
        }
}

static epscan_status make_groups(struct hybrid *h) {
    const int bins = h->likelihood->bins;
    int of[LIKELIHOOD_MAX_BINS];
    size_t own = 0, used = 0, most = (size_t)(MOST_OWN_NODES / bins);
    epscan_status status = EPSCAN_OK;
    for (int i = 0; i < bins && !status; i++) status = make_nodes(h, i, most < MOST_NODES ? most : MOST_NODES, &h->own[i]);
    for (int i = 0; i < bins && !status; i++)
        if (h->weight[i]) of[i] = group_of(h, i);
    for (int g = 0; g < h->groups; g++) own += h->group[g].own_count;
    most = MOST_NODES_OF_ALL / (own + 1);
    if (!status) status = make_nodes(h, -1, most < MOST_NODES ? most : MOST_NODES, &h->shared);
    if (status) return status;
    h->memory = calloc(2 * own * h->shared.count + 2 * MOST_VALUES, sizeof *h->memory);
    if (!h->memory) return error_no_memory("the limit");
    h->sum = h->memory;
    h->next = h->memory + MOST_VALUES;
    for (int g = 0; g < h->groups; g++) {
        h->group[g].signal = h->memory + 2 * MOST_VALUES + used;
        used += h->group[g].own_count * h->shared.count;
        h->group[g].background = h->memory + 2 * MOST_VALUES + used;
        used += h->group[g].own_count * h->shared.count;
    }
    for (int i = 0; i < bins; i++)
        if (h->weight[i]) add_bin(h, i, &h->group[of[i]]);
    return EPSCAN_OK;
}

/* Probabilities of counts 0 .. most of a group at a shared node, over its own nuisances. */
static void count_probabilities(const struct group *group, size_t node, double signal, int most, double *probability) {
    memset(probability, 0, ((size_t)most + 1) * sizeof *probability);
    for (size_t p = 0; p < group->own_count; p++) {
        const size_t at = node * group->own_count + p;
        const double lambda = signal * group->signal[at] + group->background[at];
        double term = group->own_weight[p] * exp(-lambda);
        for (int n = 0; n <= most; n++) {
            probability[n] += term;
            term *= lambda / (n + 1);
        }
    }
}

/* h->sum[0 .. value]: probabilities of X at a shared node. */
static void convolve_groups(struct hybrid *h, size_t node, double signal, int value) {
    double probability[MOST_VALUES];
    memset(h->sum, 0, ((size_t)value + 1) * sizeof *h->sum);
    h->sum[0] = 1.0;
    for (int g = 0; g < h->groups; g++) {
        const int weight = h->group[g].weight, most = value / weight;
        count_probabilities(&h->group[g], node, signal, most, probability);
        for (int x = value; x >= 0; x--) {
            double sum = 0.0;
            for (int n = 0; n * weight <= x; n++) sum += probability[n] * h->sum[x - n * weight];
            h->sum[x] = sum;
        }
    }
}

/* P(X <= value). */
static double probability_up_to(struct hybrid *h, double signal, int value) {
    double all = 0.0;
    for (size_t q = 0; q < h->shared.count; q++) {
        double sum = 0.0;
        convolve_groups(h, q, signal, value);
        for (int x = 0; x <= value; x++) sum += h->sum[x];
        all += h->shared.weight[q] * sum;
    }
    return all;
}

static double log_cls_above_level(double signal, void *data) {
    struct hybrid *h = data;
    return log(probability_up_to(h, signal, h->value) / h->without_signal) - h->log_level;
}

/* NaN where background alone does not make so little. */
static epscan_status find_limit(struct hybrid *h, int value, double *signal) {
    h->value = value;
    h->without_signal = probability_up_to(h, 0.0, value);
    *signal = NAN;
    if (!(h->without_signal > 0.0)) return EPSCAN_OK;
    return crossing_find((struct falling_function){log_cls_above_level, h}, -h->log_level * (1.0 + sqrt(h->events)), signal);
}

/* The background's quantiles of X at -2 ... +2 sigma; false where they are beyond MOST_VALUES. */
static bool find_quantiles(struct hybrid *h, int quantile[EPSCAN_LIMIT_BANDS]) {
    double cumulative = 0.0;
    int value = 15, band = 0;
    while (probability_up_to(h, 0.0, value) <= gsl_cdf_ugaussian_P(EPSCAN_LIMIT_BANDS / 2))
        if ((value = 2 * value + 1) >= MOST_VALUES) return false;
    memset(h->next, 0, ((size_t)value + 1) * sizeof *h->next);
    for (size_t q = 0; q < h->shared.count; q++) {
        convolve_groups(h, q, 0.0, value);
        for (int x = 0; x <= value; x++) h->next[x] += h->shared.weight[q] * h->sum[x];
    }
    for (int x = 0; x <= value && band < EPSCAN_LIMIT_BANDS; x++) {
        cumulative += h->next[x];
        while (band < EPSCAN_LIMIT_BANDS && cumulative > gsl_cdf_ugaussian_P(band - EPSCAN_LIMIT_BANDS / 2)) quantile[band++] = x;
    }
    return band == EPSCAN_LIMIT_BANDS;
}

/* Of the data and of the bands, of which few differ. */
static epscan_status find_all(struct hybrid *h, struct upper_limit *limit) {
    const struct likelihood *l = h->likelihood;
    int quantile[EPSCAN_LIMIT_BANDS];
    double observed = 0.0;
    if (!find_quantiles(h, quantile)) return EPSCAN_OK;
    for (int i = 0; i < l->bins; i++) observed += h->weight[i] * l->bin[i].observed;
    if (observed >= MOST_VALUES) return EPSCAN_OK;
    epscan_status status = find_limit(h, (int)lround(observed), &limit->events);
    for (int i = 0; i < EPSCAN_LIMIT_BANDS && !status; i++)
        if (quantile[i] == (int)lround(observed))
            limit->expected[i] = limit->events;
        else if (i && quantile[i] == quantile[i - 1])
            limit->expected[i] = limit->expected[i - 1];
        else
            status = find_limit(h, quantile[i], &limit->expected[i]);
    limit->converged = !status && !isnan(limit->events);
    return status;
}

static void hybrid_clear(struct hybrid *h) {
    prior_nodes_clear(&h->shared);
    for (int i = 0; i < LIKELIHOOD_MAX_BINS; i++) prior_nodes_clear(&h->own[i]);
    free(h->memory);
    free(h);
}

epscan_status limit_cls(const struct likelihood *l, double confidence_level, struct upper_limit *limit) {
    double background;
    const double observed = count_events(l, &background);
    *limit = (struct upper_limit){.events = NAN};
    for (int i = 0; i < EPSCAN_LIMIT_BANDS; i++) limit->expected[i] = NAN;
    if (observed + background > MOST_EVENTS)
        return error_set(EPSCAN_BAD_INPUT,
                         "limit method cls: %g events observed and %.4g expected; allowed: up to %d together, or cls-asymptotic",
                         observed, background, MOST_EVENTS);
    struct hybrid *h = calloc(1, sizeof *h);
    if (!h) return error_no_memory("the limit");
    h->likelihood = l;
    h->events = observed + background;
    h->log_level = log1p(-confidence_level);
    cls_hybrid_weights(l, confidence_level, h->weight);
    epscan_status status = make_groups(h);
    if (!status) status = find_all(h, limit);
    hybrid_clear(h);
    return status;
}
