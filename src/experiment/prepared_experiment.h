/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An experiment with its shower solved: what yields are computed from. Making it takes from milliseconds (a table) to minutes (the
 * Monte Carlo), so that only what asks for yields does. Immutable once made and then thread-safe to read.
 */
#ifndef EPSCAN_EXPERIMENT_PREPARED_EXPERIMENT_H
#define EPSCAN_EXPERIMENT_PREPARED_EXPERIMENT_H

#include "experiment/experiment.h"
#include "response/channel.h"
#include "response/search.h"

struct prepared_experiment {
    const struct experiment *experiment;      /* as its file says; borrowed */
    struct track_length *track_length;        /* T(E) of its shower; owned */
    struct electron_kernel *moving_electrons; /* owned; NULL: at rest */
    struct search search;
    struct responses responses;       /* of all channels */
    struct prepared_experiment *next; /* of the experiment's next; owned; NULL: none */
};

struct work_share;

/*
 * Solves the shower, the Monte Carlo on all OpenMP threads, and those of the next experiments. `experiment` is borrowed for its
 * life. EPSCAN_STOPPED when the process is to stop. Free with prepared_experiment_free.
 */
epscan_status prepared_experiment_create(const struct experiment *experiment, struct prepared_experiment **prepared);

/* Collective: the same, made together with other processes, bit for bit. All fail alike, with one reason. */
epscan_status prepared_experiment_create_together(const struct experiment *experiment, const struct work_share *share,
                                                  struct prepared_experiment **prepared);
void prepared_experiment_free(struct prepared_experiment *prepared);

/* The largest response_relative_error of a channel, of this and the next experiments. */
double prepared_experiment_events_error(const struct prepared_experiment *prepared, size_t channel);

#endif
