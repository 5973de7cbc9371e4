/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every tile against its checksums, and points drawn at random against quadrature that knows neither mesh nor moments. */
#include "query/grid_verify.h"

#include "analysis/model_limit.h"
#include "core/error.h"
#include "limit/counting_limit.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

epscan_status grid_verify_tiles(const struct grid_reader *reader, struct tile_census *census, void (*tick)(void *, uint64_t),
                                void *tick_data) {
    const struct grid *grid = grid_reader_grid(reader);
    struct tile tile = {0};
    uint64_t first, end;
    *census = (struct tile_census){0};
    shard_tiles(&grid_reader_header(reader)->shard, grid->tile_count, &first, &end);
    uint64_t *ledger = grid_reader_ledger(reader);
    epscan_status status = ledger ? tile_init(&tile, grid) : error_set(EPSCAN_FAILED, "the ledger cannot be read");
    for (uint64_t id = first; id < end && !status; id++) {
        const struct tile_box box = grid_tile_box(grid, id);
        if (!ledger[id])
            census->missing++;
        else if (grid_reader_get_tile(reader, id, &tile))
            census->sound++;
        else if (census->damaged++ < 8)
            census->first_damaged[census->damaged - 1] = id;
        if (tick) tick(tick_data, box.model_count * box.column_count);
    }
    free(ledger);
    tile_clear(&tile);
    return status;
}

/* splitmix64 */
static uint64_t next_random(uint64_t *state) {
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* Of 2e-6 events at EPSCAN_REFERENCE_EPSILON: there the 1e-13 that may be missing of a yield are 1e-7 of it. */
static const double tiny_signal_epsilon = 0.1;

/* What two ways to epsilon_up may differ by: Eq. 7 of the same yield by rounding, tables of limits by their interpolation. */
static double allowed_difference(epscan_limit_method method) {
    if (method == EPSCAN_LIMIT_COUNTING) return 1e-12;
    return method == EPSCAN_LIMIT_BAYES ? 5e-3 : 1e-4;
}

static bool same_limit(double epsilon, double expected, double allowed) {
    return epsilon == expected || fabs(epsilon / expected - 1.0) < allowed;
}

/* Those not known, beyond the end of a published limit, count as none. */
static double sum_of_events(const struct tile *tile, uint64_t point) {
    double sum = 0.0;
    for (size_t c = 0; c < channel_count(); c++)
        if (tile->events[c] && !isnan(tile->events[c][point])) sum += tile->events[c][point];
    return sum;
}

/* The largest difference among a point's channels, in units of what is allowed. */
static double compare_events(const struct prepared_experiment *e, const struct grid_form *form, const struct tile *tile,
                             uint64_t point, const struct model_limit *limit) {
    const double *expected = limit->channel_events;
    double worst = 0.0;
    for (size_t c = 0; c < channel_count(); c++) {
        if (!tile->events[c] || form->without_events[c]) continue;
        const double events = tile->events[c][point];
        const double relative = prepared_experiment_events_error(e, c) + grid_form_error(form);
        const double allowed = relative * expected[c] + 1e-13;
        const bool both_unknown = isnan(events) && isnan(expected[c]);
        const double difference = both_unknown ? 0.0 : fabs(events - expected[c]) / allowed;
        worst = fmax(worst, isnan(difference) ? INFINITY : difference);
    }
    return worst;
}

static bool lacks_events(const struct grid_form *form) {
    bool lacks = false;
    for (size_t c = 0; c < CHANNELS_MAX; c++) lacks |= form->without_events[c];
    return lacks;
}

/*
 * Whether a tile's limit is what it must be. By Eq. 7 it follows from the tile's own events, exactly but where single precision has
 * lost them; where events are left out, or the limit is a root, it is compared with that of quadrature, unless both are of next to
 * no events.
 */
static bool limit_agrees(const struct grid_form *form, epscan_limit_method method, bool is_root, const struct tile *tile,
                         uint64_t point, const struct model_limit *limit) {
    const double epsilon = tile->epsilon_up[point], rounding = 2.0 * grid_form_error(form);
    if (method != EPSCAN_LIMIT_COUNTING) return same_limit(epsilon, limit->epsilon_up, allowed_difference(method) + rounding);
    if (is_root || lacks_events(form)) {
        const bool is_tiny = limit->epsilon_up > tiny_signal_epsilon;
        return is_tiny ? !(epsilon <= tiny_signal_epsilon / 2.0) : same_limit(epsilon, limit->epsilon_up, 1e-6 + rounding);
    }
    const double events = sum_of_events(tile, point);
    if (form->is_single && events < FLT_MIN / FLT_EPSILON) return true;
    return same_limit(epsilon, counting_epsilon_up(events, 0.0), allowed_difference(method) + rounding);
}

/* Difference of one point of a tile from quadrature, in units of what is allowed. */
static epscan_status compare_point(const struct prepared_experiment *e, const struct grid *grid, const struct tile *tile,
                                   uint64_t point, double *difference) {
    const uint64_t model_index = point / tile->box.column_count, column = point % tile->box.column_count;
    const epscan_dark_photon model = grid_box_model(grid, &tile->box, model_index);
    struct limit_options options = limit_options_of(e->experiment);
    struct model_limit limit;
    options.tables = grid->axes[EPSCAN_AXIS_TABLE].table;
    grid_box_column(grid, &tile->box, column, &options.selection.threshold_GeV, &options.selection.energy_scale_shift);
    *difference = 0.0;
    if (tile->status[model_index] == EPSCAN_POINT_FAILED) return EPSCAN_OK;
    const epscan_status status = model_limit_find(e, &model, &options, &limit);
    if (status) return status;
    *difference = compare_events(e, &grid->form, tile, point, &limit);
    if (!limit_agrees(&grid->form, options.method, e->experiment->mediation.visible_widths, tile, point, &limit))
        *difference = INFINITY;
    return EPSCAN_OK;
}

epscan_status grid_verify_sample(const struct grid_reader *reader, uint64_t count, uint64_t seed, double *worst,
                                 uint64_t *compared) {
    const struct grid *grid = grid_reader_grid(reader);
    struct experiment *experiment = NULL;
    struct prepared_experiment *prepared = NULL;
    struct tile tile = {0};
    uint64_t first, end;
    shard_tiles(&grid_reader_header(reader)->shard, grid->tile_count, &first, &end);
    *worst = 0.0;
    *compared = 0;
    epscan_status status = grid_header_experiment(grid_reader_header(reader), &experiment);
    if (!status) status = prepared_experiment_create(experiment, &prepared);
    if (!status) status = tile_init(&tile, grid);
    for (uint64_t i = 0; i < count && first < end && !status; i++) {
        const uint64_t id = first + next_random(&seed) % (end - first), pick = next_random(&seed);
        double difference;
        if (!grid_reader_get_tile(reader, id, &tile)) continue;
        status = compare_point(prepared, grid, &tile, pick % (tile.box.model_count * tile.box.column_count), &difference);
        *worst = fmax(*worst, difference);
        ++*compared;
    }
    tile_clear(&tile);
    prepared_experiment_free(prepared);
    experiment_free(experiment);
    return status;
}
