/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A lepton of energy E radiates A' of mass sqrt(s) and energy omega at the rate
 *
 *     epsilon^2 sum_nuclei n int ds rho(s) int domega (1/E) dsigma/dx(E, omega; sqrt(s)),
 *
 * dsigma/dx at tree level (matter/dark_strahlung.h), rho the model's spectral density. Drawn are
 *
 *     the nucleus   by n Z^2,
 *     s             mostly by the Lorentz curve of rho, else evenly in ln s, as its tails have it,
 *     E - omega     half evenly in its logarithm, where heavy A' are, half evenly, where light ones are,
 *
 * and the weight is the integrand over the density of what is drawn. Steps are many and dsigma/dx costs twenty microseconds:
 * they are weighed by a coarse table, and the one draw of a shower that becomes an event gets the factor exact over table
 * (strahlung_sampler_finish), so that the table's errors, ten per cent and more next to thresholds, widen the weights' spread and
 * change no mean. The angle is drawn from the same integrals that give the factor.
 *
 * Table: ln dsigma/dx on ln m, ln E and the place of ln(E - omega) between its kinematic limits at this E and m, nodes in the
 * middle of cells. Where a node is beyond the threshold it has its neighbour's value: too much is weighed down by the factor, too
 * little would be weighed up. Units: GeV, cm^2.
 */
#include "shower/montecarlo/strahlung_sampler.h"

#include "core/error.h"
#include "core/gauss_legendre.h"
#include "epscan/constants.h"
#include "matter/dark_strahlung.h"
#include "model/spectral_density.h"
#include "shower/shower_media.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MASSES_MAX = 32, ENERGIES = 8, PLACES = 24 };

/* Masses about mA beyond which rho has less than 1e-4 of its weight, and those that the amplitude holds for (response/). */
static const double mass_span = 30.0, least_mass_GeV = 5e-6, largest_momentum_GeV = 1.0;
static const double mass_step = 0.4; /* of the table, in ln m */
static const double resonance_share = 0.75;

struct sampled_nucleus {
    struct dark_strahlung strahlung;
    double log_section[MASSES_MAX][ENERGIES][PLACES];
};

struct strahlung_sampler {
    struct strahlung_sampler_setup setup;
    struct spectral_density rho;
    struct gauss_rule rule;        /* STRAHLUNG_ANGLES */
    double low_GeV2, high_GeV2;    /* of s */
    double low_angle, angle_range; /* of the Lorentz curve between them */
    double low_log_mass, masses_per_log, low_log_energy, energies_per_log;
    int masses, nuclei;
    double per_cm2_X0[SHOWER_MAX_MEDIA][TARGET_MAX_NUCLEI];
    double share[SHOWER_MAX_MEDIA][TARGET_MAX_NUCLEI]; /* by which they are drawn */
    struct sampled_nucleus nucleus[];                  /* [nuclei] */
};

/* ---- Tables ---- */

/* ln(E - omega) of what may be radiated. */
struct rest_range {
    double low_GeV, high_GeV, log_ratio; /* 0: nothing */
};

static struct rest_range rest_range_of(const struct strahlung_sampler *s, int nucleus, double energy_GeV, double mass_GeV) {
    const struct dark_strahlung_range least = dark_strahlung_range(&s->nucleus[nucleus].strahlung, energy_GeV, mass_GeV);
    const double low = least.lowest_rest_GeV, high = energy_GeV - fmax(least.lowest_vector_GeV, s->setup.least_vector_GeV);
    if (!(low > 0.0 && high > low)) return (struct rest_range){0.0, 0.0, 0.0};
    return (struct rest_range){low, high, log(high / low)};
}

/* -infinity where there is nothing. */
static double log_section_at(const struct strahlung_sampler *s, int nucleus, int mass, int energy, int place) {
    const double m = exp(s->low_log_mass + mass / s->masses_per_log), E = exp(s->low_log_energy + energy / s->energies_per_log);
    const struct rest_range range = rest_range_of(s, nucleus, E, m);
    if (!(range.log_ratio > 0.0)) return -INFINITY;
    const double rest = range.low_GeV * exp(range.log_ratio * (place + 0.5) / PLACES);
    return log(dark_strahlung_spectrum_cm2(&s->nucleus[nucleus].strahlung, E - rest, rest, m));
}

/* What lacks at low energies is that of higher ones, and at large masses that of smaller ones. */
static void fill_gaps(const struct strahlung_sampler *s, struct sampled_nucleus *nucleus, int place) {
    for (int m = 0; m < s->masses; m++) {
        for (int e = ENERGIES - 2; e >= 0; e--)
            if (!isfinite(nucleus->log_section[m][e][place]))
                nucleus->log_section[m][e][place] = nucleus->log_section[m][e + 1][place];
        for (int e = 0; e < ENERGIES && m > 0; e++)
            if (!isfinite(nucleus->log_section[m][e][place]))
                nucleus->log_section[m][e][place] = nucleus->log_section[m - 1][e][place];
    }
}

static void fill_tables(struct strahlung_sampler *s) {
#pragma omp parallel for collapse(3) schedule(dynamic, 4)
    for (int n = 0; n < s->nuclei; n++)
        for (int m = 0; m < s->masses; m++)
            for (int e = 0; e < ENERGIES; e++)
                for (int p = 0; p < PLACES; p++) s->nucleus[n].log_section[m][e][p] = log_section_at(s, n, m, e, p);
    for (int n = 0; n < s->nuclei; n++)
        for (int p = 0; p < PLACES; p++) fill_gaps(s, &s->nucleus[n], p);
}

/* The node below a position and the way to the next, of `count` of them; the last values hold beyond. */
static int node_below(double position, int count, double *fraction) {
    const double inside = fmin(fmax(position, 0.0), count - 1.0);
    const int node = inside < count - 1 ? (int)inside : count - 2;
    *fraction = inside - node;
    return node;
}

/* dsigma/dx by the table, at a place between 0 and 1 of ln(E - omega) [cm^2]. */
static double modelled_section(const struct strahlung_sampler *s, int nucleus, double energy_GeV, double mass_GeV, double place) {
    double f[3], sum = 0.0;
    const int m = node_below((log(mass_GeV) - s->low_log_mass) * s->masses_per_log, s->masses, &f[0]);
    const int e = node_below((log(energy_GeV) - s->low_log_energy) * s->energies_per_log, ENERGIES, &f[1]);
    const int p = node_below(place * PLACES - 0.5, PLACES, &f[2]);
    for (int corner = 0; corner < 8; corner++) {
        const int dm = corner & 1, de = corner >> 1 & 1, dp = corner >> 2;
        const double weight = (dm ? f[0] : 1.0 - f[0]) * (de ? f[1] : 1.0 - f[1]) * (dp ? f[2] : 1.0 - f[2]);
        if (weight > 0.0) sum += weight * s->nucleus[nucleus].log_section[m + dm][e + de][p + dp];
    }
    return exp(sum);
}

/* ---- What does not depend on the shower ---- */

static void lay_masses(struct strahlung_sampler *s) {
    const epscan_dark_photon *model = &s->setup.model;
    const double m = model->mass_GeV, beam = s->setup.beam_energy_GeV;
    const double most = fmin(fmin(sqrt(2.0 * beam * largest_momentum_GeV), 0.9 * beam), mass_span * m);
    s->rho = spectral_density_of(model);
    const double low = fmax(fmax(sqrt(s->rho.threshold), least_mass_GeV), m / mass_span);
    s->low_GeV2 = low * low;
    s->high_GeV2 = fmax(most * most, s->low_GeV2);
    s->low_angle = atan((s->low_GeV2 - s->rho.pole) / s->rho.half_width);
    s->angle_range = atan((s->high_GeV2 - s->rho.pole) / s->rho.half_width) - s->low_angle;
    const double range = 0.5 * log(s->high_GeV2 / s->low_GeV2);
    s->masses = (int)fmin(fmax(ceil(range / mass_step) + 1.0, 2.0), MASSES_MAX);
    s->low_log_mass = log(low);
    s->masses_per_log = range > 0.0 ? (s->masses - 1) / range : 0.0;
}

static void lay_energies(struct strahlung_sampler *s) {
    const double low = fmin(1.05 * s->setup.least_vector_GeV, 0.99 * s->setup.beam_energy_GeV);
    s->low_log_energy = log(low);
    s->energies_per_log = (ENERGIES - 1) / log(s->setup.beam_energy_GeV / low);
}

/* Nuclei of a medium; the same for all media where they are not counted by layers. */
static void count_nuclei(struct strahlung_sampler *s, int medium, const struct target_nuclei *own) {
    const struct target_nuclei *all = s->setup.nuclei;
    double sum = 0.0;
    for (int k = 0; k < all->count; k++) {
        s->per_cm2_X0[medium][k] = 0.0;
        for (int i = 0; i < own->count; i++)
            if (own->of[i].Z == all->of[k].Z && own->of[i].A_g_per_mol == all->of[k].A_g_per_mol)  // NOLINT: copies
                s->per_cm2_X0[medium][k] = own->of[i].per_cm2_X0;
        s->share[medium][k] = s->per_cm2_X0[medium][k] * all->of[k].Z * all->of[k].Z;
        sum += s->share[medium][k];
    }
    for (int k = 0; k < all->count; k++) s->share[medium][k] /= sum;
}

static epscan_status count_by_media(struct strahlung_sampler *s) {
    const struct target *target = s->setup.target;
    struct shower_media media;
    const epscan_status status = shower_media_of_target(target, &media);
    for (int i = 0; i < target->layer_count && !status; i++) {
        struct target layer = {.layer_count = 1, .repeat = 1};
        struct target_nuclei own;
        layer.layers[0] = target->layers[i];
        if (s->setup.of_layers && target_nuclei_of(&layer, &own) < 0)
            return error_set(EPSCAN_BAD_INPUT, "more than %d kinds of nuclei in a layer", TARGET_MAX_NUCLEI);
        count_nuclei(s, media.of_layer[i], s->setup.of_layers ? &own : s->setup.nuclei);
    }
    return status;
}

epscan_status strahlung_sampler_create(const struct strahlung_sampler_setup *setup, struct strahlung_sampler **sampler) {
    const struct target_nuclei *nuclei = setup->nuclei;
    struct strahlung_sampler *s = calloc(1, sizeof *s + (size_t)nuclei->count * sizeof s->nucleus[0]);
    if (!s) return error_no_memory("the sampling of A'-strahlung");
    s->setup = *setup;
    s->nuclei = nuclei->count;
    gauss_rule_init(&s->rule, STRAHLUNG_ANGLES);
    lay_masses(s);
    lay_energies(s);
    for (int k = 0; k < nuclei->count; k++) {
        dark_strahlung_init(&s->nucleus[k].strahlung, nuclei->of[k].Z, nuclei->of[k].A_g_per_mol, setup->form_factor);
        s->nucleus[k].strahlung.coupling = setup->coupling;
    }
    const epscan_status status = count_by_media(s);
    if (status) {
        free(s);
        return status;
    }
    s->setup.target = NULL;
    s->setup.nuclei = NULL;
    if (s->high_GeV2 > s->low_GeV2) fill_tables(s);
    *sampler = s;
    return EPSCAN_OK;
}

void strahlung_sampler_free(struct strahlung_sampler *sampler) {
    free(sampler);
}

/* ---- Draws ---- */

/* s - pole, and rho over the density of what is drawn. */
static double draw_mass(const struct strahlung_sampler *s, const uint32_t word[2], double *offset) {
    const double log_range = log(s->high_GeV2 / s->low_GeV2), uniform = random_uniform(word[1]), width = s->rho.half_width;
    if (random_uniform(word[0]) < resonance_share)
        *offset = width * tan(s->low_angle + s->angle_range * uniform);
    else
        *offset = s->low_GeV2 * exp(log_range * uniform) - s->rho.pole;
    const double above = s->rho.pole_above_threshold + *offset, mass2 = s->rho.pole + *offset;
    if (!(above > 0.0 && mass2 > 0.0)) return 0.0;
    const double lorentz = 1.0 / (*offset * *offset + width * width);
    const double drawn = resonance_share * width * lorentz / s->angle_range + (1.0 - resonance_share) / (mass2 * log_range);
    return spectral_density_regular(&s->rho, above) * sqrt(above) * lorentz / drawn;
}

/* E - omega, and one over its density [GeV]. */
static double draw_rest(const struct rest_range *range, const uint32_t word[2], double *rest_GeV) {
    const double width = range->high_GeV - range->low_GeV, uniform = random_uniform(word[1]);
    *rest_GeV = random_uniform(word[0]) < 0.5 ? range->low_GeV * exp(range->log_ratio * uniform) : range->low_GeV + width * uniform;
    return 1.0 / (0.5 / (*rest_GeV * range->log_ratio) + 0.5 / width);
}

static int draw_nucleus(const struct strahlung_sampler *s, int medium, double uniform) {
    int k = 0;
    while (k < s->nuclei - 1 && uniform >= s->share[medium][k]) uniform -= s->share[medium][k++];
    while (k > 0 && !(s->share[medium][k] > 0.0)) k--; /* rounding led past those that there are */
    return k;
}

double strahlung_sampler_draw(const struct strahlung_sampler *s, int medium, double energy_GeV, struct random_stream *random,
                              struct strahlung_draw *draw) {
    uint32_t word[8];
    double offset;
    for (int half = 0; half < 2; half++) memcpy(word + 4 * half, random_stream_draw(random), 4 * sizeof *word);
    if (!(s->high_GeV2 > s->low_GeV2)) return 0.0;
    const int k = draw_nucleus(s, medium, random_uniform(word[4]));
    const double of_mass = draw_mass(s, word, &offset);
    if (!(of_mass > 0.0) || !(s->share[medium][k] > 0.0)) return 0.0;
    draw->nucleus = k;
    draw->mass_GeV = sqrt(s->rho.pole + offset);
    const struct rest_range range = rest_range_of(s, k, energy_GeV, draw->mass_GeV);
    if (!(range.log_ratio > 0.0)) return 0.0;
    const double of_rest = draw_rest(&range, word + 2, &draw->rest_GeV);
    draw->vector_GeV = energy_GeV - draw->rest_GeV;
    const double place = log(draw->rest_GeV / range.low_GeV) / range.log_ratio;
    draw->modelled_cm2 = modelled_section(s, k, energy_GeV, draw->mass_GeV, place);
    return EPSCAN_REFERENCE_EPSILON * EPSCAN_REFERENCE_EPSILON * s->per_cm2_X0[medium][k] / s->share[medium][k] * of_mass *
           of_rest / energy_GeV * draw->modelled_cm2;
}

/* By rejection from the polynomial through the angles' integrals, which is good to 1e-5. */
static double draw_place(const struct strahlung_sampler *s, const struct dark_strahlung_angles *angles,
                         struct random_stream *random) {
    double most = 0.0;
    for (int i = 0; i < STRAHLUNG_ANGLES; i++) most = fmax(most, angles->per_place_cm2[i]);
    for (;;) {
        const uint32_t *word = random_stream_draw(random);
        const double place = random_uniform(word[0]);
        const double density = gauss_rule_interpolate(&s->rule, angles->per_place_cm2, 2.0 * place - 1.0);
        if (random_uniform(word[1]) * 1.1 * most < density) return place;
    }
}

struct strahlung_emission strahlung_sampler_finish(const struct strahlung_sampler *s, const struct strahlung_draw *draw,
                                                   struct random_stream *random) {
    const struct dark_strahlung *nucleus = &s->nucleus[draw->nucleus].strahlung;
    struct strahlung_emission emission = {.nucleus_Z = nucleus->nucleus.Z};
    struct dark_strahlung_angles angles;
    dark_strahlung_angles_init(&angles, nucleus, draw->vector_GeV, draw->rest_GeV, draw->mass_GeV);
    if (!(angles.spectrum_cm2 > 0.0)) return emission;
    const double one_minus_cosine = dark_strahlung_one_minus_cosine(&angles, draw_place(s, &angles, random));
    const uint32_t *word = random_stream_draw(random);
    const double uniform[2] = {random_uniform(word[0]), random_uniform(word[1])};
    const bool recoils = dark_strahlung_recoil_draw(nucleus, draw->vector_GeV, draw->rest_GeV, draw->mass_GeV, one_minus_cosine,
                                                    uniform, &emission.recoil);
    if (recoils) emission.weight_factor = angles.spectrum_cm2 / draw->modelled_cm2;
    emission.angle_rad = 2.0 * asin(sqrt(fmin(1.0, 0.5 * one_minus_cosine)));
    return emission;
}
