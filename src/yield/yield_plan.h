/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The project-once design, for each folded channel: N[models x columns] = rows [models x nodes] . R [nodes x columns].
 *
 * A model's row, the moments of its spectral density, knows nothing of the experiment; a column, one selection, knows nothing of
 * models (selection_weights.h). What every column of a group accepts fully is summed with its response into the row's tail.
 * Immutable once made; readers are thread-safe.
 */
#ifndef EPSCAN_YIELD_YIELD_PLAN_H
#define EPSCAN_YIELD_YIELD_PLAN_H

#include "model/density_table.h"
#include "response/channel.h"
#include "yield/moments.h"
#include "yield/response_mesh.h"

#include <stddef.h>

/* One folded channel. */
struct channel_plan {
    const struct response *response; /* of the plan; NULL: the channel is not folded, or not in the experiment */
    struct response_mesh mesh;
    struct moment_rules rules;
    size_t first;                   /* of its numbers in a row */
    struct missing_energy *missing; /* at the mesh's nodes [node_count] */
    double *room;                   /* of them */
    double *open;                   /* their sums: R at epsilon = 1 without a selection [node_count] */
};

/* Models that are tables of their spectral densities, each of them folded once. */
struct table_rows {
    size_t count;
    double *row;          /* [count * row_length], owned */
    double *at_resonance; /* [count * CHANNELS_MAX], owned: events of channels that are not folded with models */
};

struct yield_plan {
    const struct search *search;       /* borrowed */
    const struct responses *responses; /* lent, or own */
    struct responses own;
    struct channel_plan part[CHANNELS_MAX];
    size_t row_size, row_length; /* numbers in a row, and from one row to the next */
    size_t scratch_size;         /* doubles that yield_plan_model_rows needs */
    struct table_rows tables;    /* for models with `table` */
};

/* `search` is borrowed for the plan's life. Free with yield_plan_clear. A plan stays where it was made. */
epscan_status yield_plan_init(struct yield_plan *plan, const struct search *search, const struct selection_range *range);
void yield_plan_clear(struct yield_plan *plan);

/* The same with responses of this search that are made already, borrowed as well: some take a second. */
epscan_status yield_plan_init_lent(struct yield_plan *plan, const struct search *search, const struct responses *responses,
                                   const struct selection_range *range);

/*
 * Fold `tables`, [count], for models with `table` from 1 to `count`. EPSCAN_BAD_INPUT with the file's name unless all rows lie
 * where some channel has events.
 */
epscan_status yield_plan_add_tables(struct yield_plan *plan, const struct density_table *tables, size_t count);

/*
 * rows[m * plan->row_length + part->first + j], for each folded channel: the moments of model m at node j < node_count, zero before
 * the mesh's window; then yield_plan_events_above. Models that differ in alpha_D alone share work. `scratch`:
 * plan->scratch_size doubles.
 */
void yield_plan_model_rows(const struct yield_plan *plan, const epscan_dark_photon *models, size_t count, double *scratch,
                           double *rows);

/* In the first of `rows`: events without a selection from mesh panel `panel` on (0 <= panel <= panel_count), the point mass at the
 * end included. */
const double *yield_plan_events_above(const struct channel_plan *part, const double *rows, int panel);

/* Events at EPSCAN_REFERENCE_EPSILON for each unit of the moment at node j. */
double yield_plan_weight(const struct channel_plan *part, size_t node, const struct selection_fold *fold);

/*
 * Whether a channel's events of a model are known; those of one that is not folded, if all of the width were signal. At
 * EPSCAN_REFERENCE_EPSILON.
 */
bool yield_plan_knows(const struct yield_plan *plan, size_t channel, const epscan_dark_photon *model);
double yield_plan_events_at_resonance(const struct yield_plan *plan, size_t channel, const epscan_dark_photon *model);

/*
 * events[channel], channel_count() of them, at EPSCAN_REFERENCE_EPSILON of one model and one selection of the plan's range, 5
 * microseconds: what a grid's column would hold, but for the rounding of its factors. `scratch`: scratch_size + row_length doubles.
 */
void yield_plan_events(const struct yield_plan *plan, const epscan_dark_photon *model, const epscan_selection *selection,
                       double *scratch, double *events);

#endif
