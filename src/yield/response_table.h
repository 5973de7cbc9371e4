/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An experiment as a table: R_c(s) of every channel at epsilon = 1 on one mesh of Gauss panels over s, for a set of selections
 * (columns). It is what response files hold, and all that a yield needs: no shower, no channel, no experiment. Between its nodes R
 * is the polynomial of each panel, to 1e-5 of R itself; it is zero outside the panels.
 *
 * A channel that the experiment takes at s = m_A'^2 from a published curve has rows of its own instead, which every selection
 * accepts: a power of s between them, unknown (NaN) outside.
 *
 * A table stays where it was made. Immutable then; readers are thread-safe, and take no lock.
 */
#ifndef EPSCAN_YIELD_RESPONSE_TABLE_H
#define EPSCAN_YIELD_RESPONSE_TABLE_H

#include "epscan/point.h"
#include "response/channel.h"
#include "yield/moments.h"
#include "yield/response_mesh.h"

enum { RESPONSE_TABLE_MAX_PANELS = 4096, RESPONSE_TABLE_MAX_COLUMNS = 100000 };

struct table_channel {
    bool exists, at_resonance;
    double *events;                             /* R at epsilon = 1: [node * columns + column], owned; NULL at the resonance */
    double point_mass_GeV2, point_mass_at_GeV2; /* R has the first times delta(s - the second), which all selections accept */
    size_t row_count;                           /* at the resonance: */
    double *row_sqrt_s_GeV, *row_events;        /* [row_count], owned */
};

/* Column t * shift_count + d has the t-th threshold and the d-th shift. */
struct response_table {
    struct response_mesh mesh; /* no panels: no channel is folded */
    struct moment_rules rules;
    size_t threshold_count, shift_count;
    double *threshold_GeV, *shift; /* strictly increasing, owned */
    struct table_channel channel[CHANNELS_MAX];
};

/* What R is known to, relative to itself, by interpolation; what files state. */
#define RESPONSE_TABLE_ERROR 1e-5

/* Selections: each threshold with each shift, both lists strictly increasing. Borrowed. */
struct selection_axes {
    const double *threshold_GeV;
    size_t threshold_count;
    const double *shift;
    size_t shift_count;
};

/* Room for a mesh of these panels, and these axes, which are copied; no channel exists yet. Free with response_table_clear. */
epscan_status response_table_init(struct response_table *table, const double *edge_GeV2, int panel_count,
                                  const struct selection_axes *axes);
void response_table_clear(struct response_table *table);

/* The responses of a search for all these selections. Free with response_table_clear. */
epscan_status response_table_of(const struct responses *responses, const struct selection_axes *axes, struct response_table *table);

size_t response_table_columns(const struct response_table *table);
epscan_selection response_table_selection(const struct response_table *table, size_t column);

/* The column of a selection; response_table_columns() when it is none of the table's. */
size_t response_table_column(const struct response_table *table, const epscan_selection *selection);

/* The same, or EPSCAN_BAD_INPUT that names what the table has. */
epscan_status response_table_find_column(const struct response_table *table, const epscan_selection *selection, size_t *column);

/* R of one channel and column at epsilon = 1: 0 outside the panels, NaN outside a published curve. */
double response_table_at(const struct response_table *table, size_t channel, size_t column, double sqrt_s_GeV);

/* Where any channel has events [GeV]: *low of sqrt(s), and *high. */
void response_table_range(const struct response_table *table, double *low_GeV, double *high_GeV);

#endif
