/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Resonant annihilation e+ e- -> A' -> chi chi of the shower's positrons. */
#ifndef EPSCAN_RESPONSE_ANNIHILATION_H
#define EPSCAN_RESPONSE_ANNIHILATION_H

#include "response/channel.h"

/* The resolution smears the deposit; and the literal Eq. 5, where it smears the energy of the cross-section. */
extern const struct channel channel_annihilation, channel_annihilation_smeared_first;

#endif
