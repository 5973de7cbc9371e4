/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A target's materials as media of the shower, each once, and the physics that a shower has by name. A file's X0 is kept, if it is
 * that of Tsai's cross-sections to 5 %; the densities per X0 follow it, so that lengths in X0 mean the file's. g/cm^2.
 */
#include "shower/shower_media.h"

#include "core/error.h"

#include <math.h>
#include <string.h>

static const double largest_deviation = 0.05; /* of a file's X0 from Tsai's: mixtures and rounding stay below 1 % */

struct shower_effects shower_effects_all(void) {
    return (struct shower_effects){
        .radiation = {.finite_screening = true, .mass_terms = true, .lpm = true, .dielectric = true},
        .ionisation = true,
        .delta_rays = true,
        .annihilation = true,
        .compton = true,
    };
}

static const char *const effect_names[SHOWER_EFFECT_COUNT] = {
    "finite_screening", "mass_terms", "coulomb_correction", "lpm",     "dielectric",
    "ionisation",       "delta_rays", "annihilation",       "compton", "direct_pairs",
};

/* The flag of effect i; that of the Coulomb correction says that it is off. */
static bool *flag_of(struct shower_effects *effects, int i) {
    bool *const flags[SHOWER_EFFECT_COUNT] = {
        &effects->radiation.finite_screening,
        &effects->radiation.mass_terms,
        &effects->radiation.no_coulomb_correction,
        &effects->radiation.lpm,
        &effects->radiation.dielectric,
        &effects->ionisation,
        &effects->delta_rays,
        &effects->annihilation,
        &effects->compton,
        &effects->direct_pairs,
    };
    return flags[i];
}

static bool is_inverted(const struct shower_effects *effects, const bool *flag) {
    return flag == &effects->radiation.no_coulomb_correction;
}

const char *shower_effect_name(int i) {
    return effect_names[i];
}

bool shower_effect_is_on(const struct shower_effects *effects, int i) {
    struct shower_effects copy = *effects;
    const bool *flag = flag_of(&copy, i);
    return *flag != is_inverted(&copy, flag);
}

void shower_effect_switch(struct shower_effects *effects, int i, bool on) {
    bool *flag = flag_of(effects, i);
    *flag = on != is_inverted(effects, flag);
}

static epscan_status medium_of(const struct material *material, struct em_medium *medium, double *own_X0) {
    if (!em_medium_of_material(material, 0.0, medium))
        return error_set(EPSCAN_BAD_INPUT, "material %s: its cross-sections are not known; allowed: elements of Z 1 to 92",
                         material->name);
    const double own = medium->radiation_length_g_per_cm2, given = material->radiation_length_g_per_cm2;
    if (!(fabs(given / own - 1.0) < largest_deviation))
        return error_set(EPSCAN_BAD_INPUT,
                         "material %s: radiation_length_g_per_cm2: %g is not that of its elements, %.4g; allowed: within %g %%",
                         material->name, given, own, 100.0 * largest_deviation);
    *own_X0 = own;
    medium->radiation_length_g_per_cm2 = given;
    medium->electrons_per_cm2_X0 *= given / own;
    return EPSCAN_OK;
}

static bool is_same(const struct material *a, const struct material *b) {
    if (a->density_g_per_cm3 != b->density_g_per_cm3 || a->radiation_length_g_per_cm2 != b->radiation_length_g_per_cm2 ||
        a->element_count != b->element_count)
        return false;
    for (int i = 0; i < a->element_count; i++) {
        const struct element *x = &a->elements[i], *y = &b->elements[i];
        if (x->Z != y->Z || x->A_g_per_mol != y->A_g_per_mol || x->atoms != y->atoms) return false;
    }
    return true;
}

epscan_status shower_media_of_target(const struct target *target, struct shower_media *media) {
    const struct material *materials[SHOWER_MAX_MEDIA];
    double own_X0[SHOWER_MAX_MEDIA], total = 0.0;
    memset(media, 0, sizeof *media);
    for (int i = 0; i < target->layer_count; i++) {
        const struct layer *layer = &target->layers[i];
        int found = 0;
        while (found < media->count && strcmp(materials[found]->name, layer->material.name) != 0) found++;
        if (found == SHOWER_MAX_MEDIA) return error_set(EPSCAN_BAD_INPUT, "a shower in more than %d materials", SHOWER_MAX_MEDIA);
        if (found == media->count) {
            const epscan_status status = medium_of(&layer->material, &media->medium[found], &own_X0[found]);
            if (status) return status;
            materials[media->count++] = &layer->material;
        }
        if (!is_same(&layer->material, materials[found]))
            return error_set(EPSCAN_BAD_INPUT, "two materials are named %s; allowed: one name for one material",
                             materials[found]->name);
        media->of_layer[i] = found;
        const double depth = layer->thickness_cm * layer->material.density_g_per_cm3 / own_X0[found];
        media->share[found] += depth;
        total += depth;
    }
    for (int i = 0; i < media->count; i++) media->share[i] /= total;
    return EPSCAN_OK;
}
