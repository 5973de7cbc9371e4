/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A'-strahlung e N -> e N A' of the shower's electrons and positrons, exact tree level. */
#ifndef EPSCAN_RESPONSE_STRAHLUNG_H
#define EPSCAN_RESPONSE_STRAHLUNG_H

#include "response/channel.h"

extern const struct channel channel_strahlung;

#endif
