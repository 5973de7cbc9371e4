/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The list of channels, and what is done with all of them alike: made for a search, freed, their missing energies folded with a
 * selection. Models of one production share a name and stand next to each other; the first that exists in an experiment is taken.
 */
#include "response/channel.h"

#include "core/work_share.h"
#include "core/error.h"
#include "core/vector.h"
#include "epscan/constants.h"
#include "epscan/dark_photon.h"
#include "response/published_limit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CHANNEL_ADDRESS(name) &channel_##name,
static const struct channel *const channels[] = {CHANNELS(CHANNEL_ADDRESS)};
enum { CHANNEL_ROWS = sizeof channels / sizeof channels[0] };

/* Index in the list of the first that has the i-th name; CHANNEL_ROWS beyond the last. */
static size_t first_of_name(size_t i) {
    size_t at = 0;
    for (size_t name = 0; at < CHANNEL_ROWS; at++) {
        if (at && strcmp(channels[at]->name, channels[at - 1]->name) != 0) name++;
        if (name == i) break;
    }
    return at;
}

size_t channel_count(void) {
    size_t count = 0;
    while (first_of_name(count) < CHANNEL_ROWS) count++;
    return count;
}

const struct channel *channel_at(size_t i) {
    return channels[first_of_name(i)];
}

size_t channel_of_name(const char *name) {
    size_t i = 0;
    while (i < channel_count() && strcmp(channel_at(i)->name, name) != 0) i++;
    return i;
}

size_t epscan_channel_count(void) {
    return channel_count();
}

const char *epscan_channel_name(size_t channel) {
    return channel < channel_count() ? channel_at(channel)->name : "unknown";
}

const char *epscan_channel_long_name(size_t channel) {
    return channel < channel_count() ? channel_at(channel)->long_name : "unknown";
}

size_t epscan_channel_of_name(const char *name) {
    return channel_of_name(name);
}

static epscan_status create(const struct search *search, struct response *response) {
    const struct channel *channel = response->channel;
    const epscan_status status = channel->create(search, response);
    if (status || !response->exists || search->coupling == COUPLING_VECTOR || !channel->vectors_alone) return status;
    return error_set(EPSCAN_BAD_INPUT, "a mediator with %s coupling to electrons: %s", coupling_names[search->coupling],
                     channel->vectors_alone);
}

/*
 * Where positrons are slow, e+ e- -> X* goes with a root of E - m_e, or one over it, that no polynomial follows; of vectors it is
 * left out (model/coupling.h).
 */
static epscan_status check_slow_positrons(const struct search *search) {
    const double least_GeV = 2.0 * EPSCAN_ELECTRON_MASS_GeV;
    if (search->coupling == COUPLING_VECTOR || search->minimum_energy_GeV >= least_GeV) return EPSCAN_OK;
    return error_set(EPSCAN_BAD_INPUT,
                     "a mediator with %s coupling to electrons: minimum_energy_GeV %.9g is not allowed; allowed: %.3g or more",
                     coupling_names[search->coupling], search->minimum_energy_GeV, least_GeV);
}

epscan_status responses_init(const struct search *search, struct responses *responses) {
    epscan_status status = check_slow_positrons(search);
    size_t name = 0;
    *responses = (struct responses){0};
    for (size_t i = 0; i < CHANNEL_ROWS; i++) {
        if ((status = work_share_agree(search->share, status))) break;
        if (i && strcmp(channels[i]->name, channels[i - 1]->name) != 0) name++;
        struct response *response = &responses->of[name];
        if (response->exists) continue;
        *response = (struct response){.channel = channels[i], .search = search};
        status = create(search, response);
    }
    if (status) responses_clear(responses);
    return status;
}

epscan_status responses_check(const struct responses *responses, const epscan_selection *lowest, const epscan_selection *highest) {
    epscan_status status = EPSCAN_OK;
    for (size_t c = 0; c < CHANNELS_MAX && !status; c++) {
        const struct response *response = &responses->of[c];
        if (response->exists && response->channel->check) status = response->channel->check(response->search, lowest, highest);
    }
    return status;
}

void responses_clear(struct responses *responses) {
    for (size_t i = 0; i < CHANNELS_MAX; i++) {
        struct response *response = &responses->of[i];
        if (response->exists && response->channel->destroy) response->channel->destroy(response->state);
        free(response->knot_below_GeV2);
    }
    *responses = (struct responses){0};
}

bool response_is_folded(const struct response *response) {
    return response->exists && !response->channel->at_resonance;
}

bool response_knows_mass(const struct response *response, double mass_GeV) {
    static const double slack = 1e-14; /* a mass typed in decimal may differ from the table's by the rounding of its logarithm */
    const double s = mass_GeV * mass_GeV;
    if (!response->exists) return true;
    if (!response_is_folded(response)) return !isnan(response->channel->at_resonance(response, mass_GeV));
    return !response->is_unknown_beyond || (s >= response->start_GeV2 * (1.0 - slack) && s <= response->end_GeV2 * (1.0 + slack));
}

void response_range(const struct response *response, double *low_GeV, double *high_GeV) {
    const struct published_limit *limit = response->search->published_strahlung;
    const bool one_to_one = response->s_per_deposit_GeV > 0.0;
    if (response_is_folded(response)) {
        *low_GeV = sqrt(one_to_one ? response->end_GeV2 - response->most_below_GeV2 : response->start_GeV2);
        *high_GeV = sqrt(response->end_GeV2);
        return;
    }
    *low_GeV = exp(limit->log_mass[0]);
    *high_GeV = exp(limit->log_mass[limit->count - 1]);
}

void responses_range(const struct responses *responses, double *low_GeV, double *high_GeV) {
    *low_GeV = INFINITY;
    *high_GeV = 0.0;
    for (size_t c = 0; c < CHANNELS_MAX; c++) {
        double low, high;
        if (!responses->of[c].exists) continue;
        response_range(&responses->of[c], &low, &high);
        *low_GeV = fmin(*low_GeV, low);
        *high_GeV = fmax(*high_GeV, high);
    }
}

double response_events_at_resonance(const struct response *response, double mass_GeV) {
    if (!response->exists) return 0.0;
    return EPSCAN_REFERENCE_EPSILON * EPSCAN_REFERENCE_EPSILON * response->channel->at_resonance(response, mass_GeV);
}

double response_relative_error(const struct response *response) {
    return response_is_folded(response) ? 10.0 * response->tolerance : 1e-12;
}

double response_deposit_GeV(const struct response *response, double below_end_GeV2) {
    return below_end_GeV2 / response->s_per_deposit_GeV;
}

double missing_energy_events(const struct missing_energy *missing) {
    double sum = 0.0;
    for (size_t i = 0; i < missing->count; i++) sum += missing->events[i];
    return sum;
}

void selection_fold_init(struct selection_fold *fold, const struct response *response, const epscan_selection *selection) {
    fold->response = response;
    fold->selection = *selection;
    if (response->channel->acceptance) response->channel->acceptance(response, selection, fold->share);
}

/* In four sums of eight at a time, which wait for one another less than one does. */
static double by_shares(const struct selection_fold *fold, const struct missing_energy *missing) {
    enum { SUMS = 4, BLOCK = SUMS * VECTOR_LANES };
    const double *const events = missing->events, *const share = fold->share;
    vector8 sums[SUMS] = {{0}};
    size_t i = 0;
    for (; i + BLOCK <= missing->count; i += BLOCK)
        for (size_t k = 0; k < SUMS; k++)
            sums[k] += vector8_load(events + i + k * VECTOR_LANES) * vector8_load(share + i + k * VECTOR_LANES);
    double sum = vector8_sum((sums[0] + sums[1]) + (sums[2] + sums[3]));
    for (; i < missing->count; i++) sum += events[i] * share[i];
    return sum > 0.0 ? sum : 0.0;
}

double selection_fold_events(const struct selection_fold *fold, const struct missing_energy *missing) {
    const struct channel *channel = fold->response->channel;
    double sum = 0.0;
    if (channel->accepted) return channel->accepted(fold->response, missing, &fold->selection);
    if (channel->acceptance) return by_shares(fold, missing);
    for (size_t i = 0; i < missing->count; i++)
        sum += missing->events[i] * resolution_below_threshold(&fold->response->search->resolution, missing->deposit_GeV[i],
                                                               fold->selection.threshold_GeV, fold->selection.energy_scale_shift);
    return sum;
}

double response_narrow_events(const struct response *response, double mass_GeV, const epscan_selection *selection) {
    double room[2 * MISSING_POINTS_MAX];
    struct missing_energy missing = {0, room, room + MISSING_POINTS_MAX};
    struct selection_fold fold;
    if (!response_is_folded(response)) return response_events_at_resonance(response, mass_GeV);
    const double s = mass_GeV * mass_GeV;
    if (!(s < response->end_GeV2)) return 0.0;
    response->channel->spectrum(response, (struct invariant){s, response->end_GeV2 - s}, &missing);
    selection_fold_init(&fold, response, selection);
    return EPSCAN_REFERENCE_EPSILON * EPSCAN_REFERENCE_EPSILON * selection_fold_events(&fold, &missing);
}
