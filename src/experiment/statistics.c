/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The key `statistics`: method, confidence level, and uncertainties, each with what it acts on (channels, background), where (data
 * sets) and by how much: a number, or the change of the yields themselves when the energy scale shifts. Of a model's events they
 * make its likelihood (limit/likelihood.h), data sets as bins, channels and background as sources.
 */
#include "experiment/statistics.h"

#include "experiment/experiment.h"
#include "experiment/experiment_input.h"
#include "core/error.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const methods[] = {"counting", "cls-asymptotic", "cls-toys", "bayes", "cls", NULL};
_Static_assert(CHANNELS_MAX + 1 <= LIKELIHOOD_MAX_SOURCES, "every channel and background are sources");

static const char *const states[] = {"false", "true", NULL};

bool statistics_need_energy_scale(const struct statistics *s) {
    for (int i = 0; i < s->uncertainty_count; i++)
        if (s->uncertainties[i].is_energy_scale) return true;
    return false;
}

/* Channels and background, as `affects` names them: names[CHANNELS_MAX + 2], NULL behind the last. Returns how many. */
static int name_sources(const char **names) {
    const int channels = (int)channel_count();
    for (int i = 0; i < channels; i++) names[i] = channel_at((size_t)i)->name;
    names[channels] = "background";
    names[channels + 1] = NULL;
    return channels + 1;
}

static epscan_status refuse_affected(const struct yaml_value *list, const char *const *names) {
    char text[32 * (CHANNELS_MAX + 1)] = "";
    for (size_t used = 0; *names && used < sizeof text; names++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", used ? ", " : "", *names);
    return yaml_fail(list, "must be a list of %s", text);
}

static epscan_status read_affected(const struct yaml_value *item, struct uncertainty *u) {
    const char *sources[CHANNELS_MAX + 2];
    const int background = name_sources(sources) - 1;
    struct yaml_value list;
    const epscan_status status = yaml_require(item, "affects", &list);
    if (status) return status;
    const int count = yaml_is_list(&list) ? yaml_list_length(&list) : 0;
    if (count < 1 || count > background + 1) return refuse_affected(&list, sources);
    for (int i = 0; i < count; i++) {
        const struct yaml_value source = yaml_list_item(&list, i);
        int which = 0;
        const epscan_status bad = yaml_choice(&source, sources, &which);
        if (bad) return bad;
        *(which == background ? &u->affects_background : &u->affects_channel[which]) = true;
    }
    return yaml_check_unique(&list, NULL);
}

/* `data_sets`: the names of those it holds for; all of them without the key. */
static epscan_status read_where(const struct experiment *e, const struct yaml_value *item, struct uncertainty *u) {
    const struct yaml_value list = yaml_find(item, "data_sets");
    const char *names[EXPERIMENT_MAX_DATA_SETS + 1] = {NULL};
    for (int i = 0; i < e->data_set_count; i++) {
        u->in_data_set[i] = !list.node;
        names[i] = e->data_sets[i].name;
    }
    if (!list.node) return EPSCAN_OK;
    const int count = yaml_is_list(&list) ? yaml_list_length(&list) : 0;
    if (count < 1 || count > e->data_set_count) return yaml_fail(&list, "must be a list of names of data sets");
    for (int i = 0; i < count; i++) {
        const struct yaml_value name = yaml_list_item(&list, i);
        int which = 0;
        const epscan_status status = yaml_choice(&name, names, &which);
        if (status) return status;
        u->in_data_set[which] = true;
    }
    return yaml_check_unique(&list, NULL);
}

/* Background, and strahlung by its published limit, are numbers that no shift of the threshold changes. */
static bool affects_what_has_no_threshold(const struct experiment *e, const struct uncertainty *u) {
    return u->affects_background ||
           (u->affects_channel[channel_of_name("strahlung")] && !e->computes_strahlung && !e->yields.masses);
}

double statistics_moved_GeV(const struct statistics *s, epscan_limit_method method) {
    return method != EPSCAN_LIMIT_COUNTING && statistics_need_energy_scale(s) ? s->energy_scale_GeV : 0.0;
}

bool statistics_scale_all_channels(const struct statistics *statistics) {
    for (int i = 0; i < statistics->uncertainty_count; i++)
        if (statistics->uncertainties[i].is_energy_scale &&
            statistics->uncertainties[i].affects_channel[channel_of_name("strahlung")])
            return true;
    return false;
}

/* A number, or energy-scale. */
static epscan_status read_size(const struct experiment *e, const struct yaml_value *item, struct uncertainty *u) {
    static const struct interval relative = {0.0, 10.0, false, false, ""};
    struct yaml_value value;
    char text[32];
    const epscan_status status = yaml_require(item, "relative", &value);
    if (status) return status;
    u->is_energy_scale = !yaml_text(&value, text, sizeof text) && strcmp(text, "energy-scale") == 0;
    if (u->is_energy_scale && affects_what_has_no_threshold(e, u))
        return yaml_fail(&value, "energy-scale is the change of computed yields; allowed: with affects: [annihilation], and "
                                 "strahlung where it is computed or tabulated");
    return u->is_energy_scale ? EPSCAN_OK : yaml_number(&value, &relative, &u->relative);
}

static epscan_status read_uncertainty(const struct experiment *e, const struct yaml_value *item, struct uncertainty *u) {
    static const char *const keys[] = {"name", "relative", "affects", "correlated", "shared", "data_sets", NULL};
    int correlated = 1, shared = 0;
    epscan_status status = yaml_check_keys(item, keys);
    if (!status) status = yaml_require_text(item, "name", u->name, sizeof u->name);
    if (!status) status = read_affected(item, u);
    if (!status) status = read_size(e, item, u);
    const struct yaml_value key = yaml_find(item, "correlated");
    if (!status && key.node) status = yaml_choice(&key, states, &correlated);
    const struct yaml_value shared_key = yaml_find(item, "shared");
    if (!status && shared_key.node) status = yaml_choice(&shared_key, states, &shared);
    if (!status && shared && !correlated)
        status = yaml_fail(&shared_key, "is one parameter for all experiments; allowed: with `correlated: true`");
    u->is_correlated = correlated != 0;
    u->is_shared = shared != 0;
    return status ? status : read_where(e, item, u);
}

/* How many theta there will be. */
static int nuisances_of(const struct experiment *e) {
    int count = 0;
    for (int i = 0; i < e->statistics.uncertainty_count; i++) {
        const struct uncertainty *u = &e->statistics.uncertainties[i];
        if (u->is_correlated) count++;
        for (int set = 0; set < e->data_set_count && !u->is_correlated; set++) count += u->in_data_set[set];
    }
    return count;
}

static epscan_status read_uncertainties(struct experiment *e, const struct yaml_value *statistics) {
    struct statistics *s = &e->statistics;
    const struct yaml_value list = yaml_find(statistics, "uncertainties");
    if (!list.node) return EPSCAN_OK;
    if (!yaml_is_list(&list) || yaml_list_length(&list) > STATISTICS_MAX_UNCERTAINTIES)
        return yaml_fail(&list, "must be a list of at most %d uncertainties", STATISTICS_MAX_UNCERTAINTIES);
    for (int i = 0; i < yaml_list_length(&list); i++) {
        const struct yaml_value item = yaml_list_item(&list, i);
        const epscan_status status = read_uncertainty(e, &item, &s->uncertainties[i]);
        if (status) return status;
        s->uncertainty_count++;
    }
    const epscan_status names = yaml_check_unique(&list, "name");
    if (names) return names;
    if (nuisances_of(e) > LIKELIHOOD_MAX_NUISANCES)
        return yaml_fail(&list, "makes %d nuisance parameters; allowed: up to %d", nuisances_of(e), LIKELIHOOD_MAX_NUISANCES);
    return EPSCAN_OK;
}

/* The shift must leave the threshold between zero and the beam energy. */
static epscan_status read_energy_scale(struct experiment *e, const struct yaml_value *statistics) {
    const double most = fmin(e->ecal_threshold_GeV, e->beam_energy_GeV - e->ecal_threshold_GeV);
    const struct interval shift = {0.0, most, true, true, "GeV"};
    const struct yaml_value key = yaml_find(statistics, "energy_scale_GeV");
    if (key.node) return yaml_number(&key, &shift, &e->statistics.energy_scale_GeV);
    return statistics_need_energy_scale(&e->statistics)
               ? yaml_require_number(statistics, "energy_scale_GeV", &shift, &e->statistics.energy_scale_GeV)
               : EPSCAN_OK;
}

/* Of the experiment and its next ones. */
static double all_observed(const struct experiment *e) {
    double observed = e->next ? all_observed(e->next) : 0.0;
    for (int i = 0; i < e->data_set_count; i++) observed += e->data_sets[i].observed;
    return observed;
}

static double all_background(const struct experiment *e) {
    double background = e->next ? all_background(e->next) : 0.0;
    for (int i = 0; i < e->data_set_count; i++) background += e->data_sets[i].background;
    return background;
}

bool statistics_caution(const struct experiment *e, epscan_limit_method method, char text[STATISTICS_CAUTION_SIZE]) {
    static const double many_observed = 10.0, many_expected = 5.0;
    const double observed = all_observed(e), background = all_background(e);
    text[0] = '\0';
    if (method != EPSCAN_LIMIT_CLS_ASYMPTOTIC || (observed >= many_observed && background >= many_expected)) return false;
    snprintf(
        text, STATISTICS_CAUTION_SIZE,
        "%s: %g events observed, %.3g expected, and cls-asymptotic is by formulas for many: it excludes too much, by 7 to 29 %% "
        "in signal events for fewer than 10; cls, cls-toys and bayes are for few",
        e->name, observed, background);
    return true;
}

bool statistics_may_count(const struct experiment *e) {
    const double observed = all_observed(e);
    return e->statistics.method != EPSCAN_LIMIT_COUNTING || (observed == 0.0 && e->statistics.confidence_level == 0.9);
}

/* Without `statistics` there is counting, for nothing observed: an error of the data set that says otherwise. */
static epscan_status refuse_observed(const struct experiment *e, const struct yaml_value *root) {
    const struct yaml_value sets = yaml_find(root, "data_sets");
    int set = 0;
    while (set < e->data_set_count - 1 && e->data_sets[set].observed == 0.0) set++;
    const struct yaml_value item = yaml_list_item(&sets, set), observed = yaml_find(&item, "observed");
    return yaml_fail(&observed,
                     "%g events, and no `statistics`, without which limits are by counting, Eq. 7, for none; allowed: 0, or "
                     "statistics: {method: cls-toys} or another",
                     e->data_sets[set].observed);
}

static epscan_status refuse_counting(const struct yaml_value *value) {
    return yaml_fail(
        value, "counting is Eq. 7 of the paper, for no event observed and confidence_level 0.9; allowed: cls, cls-asymptotic, "
               "cls-toys, bayes");
}

epscan_status statistics_read(struct experiment *e, const struct yaml_value *root) {
    static const char *const keys[] = {"method", "confidence_level", "energy_scale_GeV", "uncertainties", NULL};
    static const struct interval level = {0.5, 1.0, false, true, ""};
    struct statistics *s = &e->statistics;
    *s = (struct statistics){.method = EPSCAN_LIMIT_COUNTING, .confidence_level = 0.9};
    const struct yaml_value statistics = yaml_find(root, "statistics");
    if (!statistics.node) return statistics_may_count(e) ? EPSCAN_OK : refuse_observed(e, root);
    int method = 0;
    epscan_status status = yaml_check_keys(&statistics, keys);
    const struct yaml_value method_key = yaml_find(&statistics, "method"), level_key = yaml_find(&statistics, "confidence_level");
    if (!status && method_key.node) status = yaml_choice(&method_key, methods, &method);
    if (!status && level_key.node) status = yaml_number(&level_key, &level, &s->confidence_level);
    s->method = (epscan_limit_method)method;
    if (!status && !statistics_may_count(e)) status = refuse_counting(method_key.node ? &method_key : &statistics);
    if (!status) status = read_uncertainties(e, &statistics);
    return status ? status : read_energy_scale(e, &statistics);
}

/* ln kappa of one uncertainty for each source, background last. */
static void log_kappas_of(const struct uncertainty *u, int channel_count, const double *energy_scale_change, double *log_kappa) {
    for (int c = 0; c < channel_count; c++)
        log_kappa[c] = u->affects_channel[c] ? log1p(u->is_energy_scale ? fabs(energy_scale_change[c]) : u->relative) : 0.0;
    log_kappa[channel_count] = u->affects_background ? log1p(u->relative) : 0.0;
}

/* One theta of an uncertainty: for all its data sets, or for one. */
static void fill_nuisance(const struct experiment *e, const struct uncertainty *u, int only_set, int sources,
                          const double *log_kappa, struct nuisance *nuisance) {
    nuisance->shared_name = u->is_shared ? u->name : NULL;
    for (int set = 0; set < e->data_set_count; set++)
        if (u->in_data_set[set] && (only_set < 0 || only_set == set))
            memcpy(nuisance->log_kappa[set], log_kappa, (size_t)sources * sizeof *log_kappa);
}

static struct likelihood_bin bin_of(const struct experiment *e, const struct data_set *d, const double *events, int channel_count) {
    const double share = d->particles_on_target * d->efficiency / experiment_exposure(e);
    struct likelihood_bin bin = {.observed = d->observed};
    double all = 0.0;
    for (int c = 0; c < channel_count; c++) all += events[c];
    for (int c = 0; c < channel_count; c++) bin.expected[c] = share * events[c] / all;
    bin.expected[channel_count] = d->background;
    return bin;
}

epscan_status experiment_likelihood(const struct experiment *e, const double *events_of_channel, int channel_count,
                                    const double *energy_scale_change_of_channel, struct likelihood *l) {
    *l = (struct likelihood){.bins = e->data_set_count, .sources = channel_count + 1};
    l->nuisance = calloc((size_t)nuisances_of(e) + 1, sizeof *l->nuisance);
    if (!l->nuisance) return error_no_memory("the likelihood");
    for (int set = 0; set < e->data_set_count; set++) l->bin[set] = bin_of(e, &e->data_sets[set], events_of_channel, channel_count);
    for (int i = 0; i < e->statistics.uncertainty_count; i++) {
        const struct uncertainty *u = &e->statistics.uncertainties[i];
        double log_kappa[LIKELIHOOD_MAX_SOURCES];
        log_kappas_of(u, channel_count, energy_scale_change_of_channel, log_kappa);
        if (u->is_correlated) fill_nuisance(e, u, -1, l->sources, log_kappa, &l->nuisance[l->nuisances++]);
        for (int set = 0; set < e->data_set_count && !u->is_correlated; set++)
            if (u->in_data_set[set]) fill_nuisance(e, u, set, l->sources, log_kappa, &l->nuisance[l->nuisances++]);
    }
    return EPSCAN_OK;
}
