/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The channels: ways of making dark photons. Grids and limits give the events of each, in arrays that begin in the order of this
 * list; an experiment that has not a channel has no events by it. A newer libepscan may know more of them. Thread-safe.
 */
#ifndef EPSCAN_CHANNEL_H
#define EPSCAN_CHANNEL_H

#include "epscan/visibility.h"

#include <stddef.h>

EPSCAN_BEGIN

#define EPSCAN_CHANNELS_MAX 8

/* How many there are, at most EPSCAN_CHANNELS_MAX. */
size_t epscan_channel_count(void);

/* "annihilation", "strahlung", ...: grid files have the events as n_annihilation. And in words. "unknown" of no channel. */
const char *epscan_channel_name(size_t channel);
const char *epscan_channel_long_name(size_t channel);

/* Its place in the list, or epscan_channel_count(). */
size_t epscan_channel_of_name(const char *name);

EPSCAN_END

#endif
