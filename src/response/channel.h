/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ways of making A': channels, each a file of this folder and one line of the list in channel.c. Grid variables, columns of
 * tables and sources of the likelihood follow from the list.
 */
#ifndef EPSCAN_RESPONSE_CHANNEL_H
#define EPSCAN_RESPONSE_CHANNEL_H

#include "epscan/channel.h"

#define CHANNELS_MAX EPSCAN_CHANNELS_MAX

struct channel {
    const char *name;      /* of its events: n_NAME in grids. Several models of one production share it; an experiment has one of
                              them at most */
    const char *long_name; /* "resonant annihilation" */
    const char *comment;   /* of the variable: its source, and where it is not a number */
};

/* How many names there are, at most CHANNELS_MAX; and what the i-th, in the list's order, stands for. Thread-safe. */
size_t channel_count(void);
const struct channel *channel_at(size_t i);

/* Its number by name, or channel_count(). */
size_t channel_of_name(const char *name);

#endif
