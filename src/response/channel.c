/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "response/channel.h"

#include <string.h>

static const struct channel annihilation = {"annihilation", "resonant annihilation",
                                            "Eq. 5 of PRD 104 L091701; scales as epsilon^2"};
static const struct channel published_strahlung = {"strahlung", "A'-strahlung",
                                                   "from the published limit; NaN where its table ends"};

static const struct channel *const channels[] = {&annihilation, &published_strahlung};

_Static_assert(sizeof channels / sizeof channels[0] <= CHANNELS_MAX, "room for all names");

size_t channel_count(void) {
    return sizeof channels / sizeof channels[0];
}

const struct channel *channel_at(size_t i) {
    return channels[i];
}

size_t channel_of_name(const char *name) {
    size_t i = 0;
    while (i < channel_count() && strcmp(channels[i]->name, name) != 0) i++;
    return i;
}

size_t epscan_channel_count(void) {
    return channel_count();
}

const char *epscan_channel_name(size_t channel) {
    return channel < channel_count() ? channels[channel]->name : "unknown";
}

const char *epscan_channel_long_name(size_t channel) {
    return channel < channel_count() ? channels[channel]->long_name : "unknown";
}

size_t epscan_channel_of_name(const char *name) {
    return channel_of_name(name);
}
