/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Resonant annihilation on electrons that move in their atoms (matter/electron_kernel.h), where the search has them. */
#ifndef EPSCAN_RESPONSE_MOVING_ANNIHILATION_H
#define EPSCAN_RESPONSE_MOVING_ANNIHILATION_H

#include "response/channel.h"

extern const struct channel channel_annihilation_moving;

#endif
