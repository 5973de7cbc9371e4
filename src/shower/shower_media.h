/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a shower meets: the materials of a target as media of cross_sections.h, and what is taken into account. Depth and
 * track are in radiation lengths of the material files, which also normalise the radiation: a file's X0 stands for the
 * cross-sections' own, from which it may differ by 5 %.
 */
#ifndef EPSCAN_SHOWER_SHOWER_MEDIA_H
#define EPSCAN_SHOWER_SHOWER_MEDIA_H

#include "epscan/status.h"
#include "matter/cross_sections.h"
#include "matter/material.h"

enum { SHOWER_MAX_MEDIA = 8 };

/* All false is Approximation A. */
struct shower_effects {
    struct em_effects radiation;
    bool ionisation;   /* loss to electrons below the delta rays' cut */
    bool delta_rays;   /* Moller and Bhabha scattering above it; false: their mean is part of the ionisation loss */
    bool annihilation; /* e+ e- -> 2 gamma in flight */
    bool compton;
    bool direct_pairs; /* e+- N -> e+- N e+ e-, matter/trident.h */
};

/* Everything there is but direct pairs. */
struct shower_effects shower_effects_all(void);

/* The effects by the names that files use, 0 <= i < SHOWER_EFFECT_COUNT. */
enum { SHOWER_EFFECT_COUNT = 10 };
const char *shower_effect_name(int i);
bool shower_effect_is_on(const struct shower_effects *effects, int i);
void shower_effect_switch(struct shower_effects *effects, int i, bool on);

/* The distinct materials of a target; layers of one name are one medium. Owns nothing. */
struct shower_media {
    int count;
    struct em_medium medium[SHOWER_MAX_MEDIA]; /* radiation_length_g_per_cm2 and electrons_per_cm2_X0 by the file's X0 */
    double share[SHOWER_MAX_MEDIA]; /* of the target's depth in the elements' own X0, as Approximation A weighs them; sum 1 */
    int of_layer[TARGET_MAX_LAYERS];
};

/* Fails with EPSCAN_BAD_INPUT for more than SHOWER_MAX_MEDIA materials, Z above 92, or an X0 that is not that of the elements. */
epscan_status shower_media_of_target(const struct target *target, struct shower_media *media);

#endif
