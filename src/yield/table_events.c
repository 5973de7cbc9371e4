/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * int rho R ds with R as the channel has it at each s. rho is linear between its rows, R smooth between its knots; next to its end
 * R goes with the logarithm of what is below it, and over large stretches with powers of s, so that s is cut where either doubles,
 * too.
 */
#include "yield/table_events.h"

#include "core/error.h"
#include "epscan/dark_photon.h"
#include "response/published_limit.h"
#include "yield/density_fold.h"

#include <math.h>
#include <stdlib.h>

/* Gauss nodes of a panel: rows stand close, so that few do; cuts towards the end of the response, or s = 0. */
enum { NODES = 6, DOUBLINGS = 50 };

struct spectrum {
    const struct response *response;
    struct selection_fold selection;
    struct missing_energy missing;
};

static void events_at(double s, double *f, void *data) {
    struct spectrum *own = data;
    const struct response *response = own->response;
    response->channel->spectrum(response, (struct invariant){s, response->end_GeV2 - s}, &own->missing);
    f[0] = selection_fold_events(&own->selection, &own->missing);
}

static void events_at_resonance(double s, double *f, void *data) {
    const struct response *response = ((const struct spectrum *)data)->response;
    const double R = response->channel->at_resonance(response, sqrt(s));
    f[0] = isnan(R) ? 0.0 : R;
}

static int ascending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Cuts of s from `low` to `high`, both among them; the caller frees *cuts. 0: no memory. */
static size_t cut(const struct response *response, double low, double high, double **cuts) {
    const struct published_limit *rows = response_is_folded(response) ? NULL : response->search->published_strahlung;
    const size_t knots = rows ? rows->count : response->knot_count;
    size_t count = 0, kept = 0;
    double *s = malloc((knots + 2 * DOUBLINGS + 2) * sizeof *s);
    if (!s) return 0;
    s[count++] = low;
    s[count++] = high;
    for (size_t i = 0; i < knots; i++)
        s[count++] = rows ? exp(2.0 * rows->log_mass[i]) : response->end_GeV2 - response->knot_below_GeV2[i];
    for (int i = 1; i <= DOUBLINGS; i++) {
        s[count++] = high * ldexp(1.0, -i);
        s[count++] = high - (high - low) * ldexp(1.0, -i);
    }
    for (size_t i = 0; i < count; i++)
        if (s[i] >= low && s[i] <= high) s[kept++] = s[i];
    qsort(s, kept, sizeof *s, ascending);
    *cuts = s;
    return kept;
}

static epscan_status fold_pieces(const struct response *response, const struct density_table *table,
                                 const struct folded_functions *function, double *sum) {
    struct density_fold fold;
    double low, high, *cuts = NULL;
    response_range(response, &low, &high);
    const size_t count = cut(response, low * low, response_is_folded(response) ? response->end_GeV2 : high * high, &cuts);
    epscan_status status = density_fold_init_table(&fold, table, NODES);
    if (!status && !count) status = error_no_memory("a spectral density");
    for (size_t i = 1; i < count && !status; i++) density_fold_add(&fold, function, cuts[i - 1], cuts[i], sum);
    if (!status) status = density_fold_status(&fold);
    density_fold_clear(&fold);
    free(cuts);
    return status;
}

epscan_status table_events_at_resonance(const struct response *response, const struct density_table *table, double *events) {
    struct spectrum own = {.response = response};
    double sum = 0.0;
    const epscan_status status =
        response->exists ? fold_pieces(response, table, &(struct folded_functions){1, events_at_resonance, &own}, &sum) : EPSCAN_OK;
    *events = EPSCAN_REFERENCE_EPSILON * EPSCAN_REFERENCE_EPSILON * sum;
    return status;
}

static epscan_status channel_events(const struct response *response, const struct density_table *table,
                                    const epscan_selection *selection, double *events) {
    double room[2 * MISSING_POINTS_MAX], sum = 0.0;
    struct spectrum own = {.response = response, .missing = {0, room, room + MISSING_POINTS_MAX}};
    if (!response_is_folded(response)) return table_events_at_resonance(response, table, events);
    selection_fold_init(&own.selection, response, selection);
    const epscan_status status = fold_pieces(response, table, &(struct folded_functions){1, events_at, &own}, &sum);
    if (response->point_mass_GeV2 > 0.0) sum += response->point_mass_GeV2 * density_table_at(table, response->end_GeV2);
    *events = EPSCAN_REFERENCE_EPSILON * EPSCAN_REFERENCE_EPSILON * fmax(sum, 0.0);
    return status;
}

epscan_status table_events(const struct responses *responses, const struct density_table *table, const epscan_selection *selection,
                           double *events) {
    double low, high;
    responses_range(responses, &low, &high);
    epscan_status status = density_table_check_range(table, low, high);
    if (!status) status = responses_check(responses, selection, selection);
    for (size_t c = 0; c < channel_count() && !status; c++)
        status = channel_events(&responses->of[c], table, selection, &events[c]);
    return status;
}
