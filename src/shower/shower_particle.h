/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a shower is made of, for the cascade and the Monte Carlo: the beam particle itself, and secondaries. */
#ifndef EPSCAN_SHOWER_SHOWER_PARTICLE_H
#define EPSCAN_SHOWER_SHOWER_PARTICLE_H

enum shower_particle { SHOWER_PRIMARY, SHOWER_POSITRON, SHOWER_ELECTRON, SHOWER_PHOTON, SHOWER_PARTICLES };

#endif
