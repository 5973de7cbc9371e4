/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A'-strahlung as a published limit implies it: a number for each mass, whatever the selection. */
#ifndef EPSCAN_RESPONSE_PUBLISHED_STRAHLUNG_H
#define EPSCAN_RESPONSE_PUBLISHED_STRAHLUNG_H

#include "response/channel.h"

/* search->published_strahlung at s = m_A'^2, as the paper takes it; and as a response, folded with rho, nothing where it ends. */
extern const struct channel channel_published_strahlung, channel_published_strahlung_folded;

#endif
