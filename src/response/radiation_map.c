/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * In the leading logarithm each of the two leptons keeps a share 1 - x of its momentum with the probability D(x) dx, D the
 * structure function of one beam: F of matter/initial_state_radiation.h at half the strength (F of both is its convolution with
 * itself). A positron of E that radiates x and an electron that brings q and radiates x' meet at s = (1-x)(1-x') 2 E q, so that
 * with W = T P_sel
 *
 *     R(s) = const int dq k(q) V(s/2q),   V(E") = int dx' D(x')/(1-x') (T' P_sel)(E"/(1-x')),   T'(E') = int dx D(x)/(1-x)
 * T(E'/(1-x)).
 *
 * T' is the track length of positrons that have radiated. Their photons go along with them and are deposited in the calorimeter,
 * those of the electron have next to nothing of the energy (x' m_e): what is missing is E' = (1-x) E, which P_sel is taken at. Both
 * strengths are taken at the s of electrons at rest and the lepton before it radiates: 2 m_e E for x, 2 m_e E' for x'.
 *
 * T', and V for any selection, are one linear map of values at the points of energy_panels.h, found once: for each point a Gauss
 * rule over what is lost, d = x E, in d^(beta/2) where photons are soft, in ln d, and in ln u next to E0, where T has its
 * singularity.
 */
#include "response/radiation_map.h"

#include "core/error.h"
#include "epscan/constants.h"
#include "matter/initial_state_radiation.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { NODES = ENERGY_PANEL_NODES };

/* Pieces of ln u, from half of the point's deposit down. */
static const double ratio = 2.4;

struct radiation_map {
    size_t count;
    double *share; /* [count][count]: V(i) = sum_j share[i][j] W(j) */
    double *track; /* T' at the points, of the first X0 */
};

void radiation_map_free(struct radiation_map *map) {
    if (!map) return;
    free(map->share);
    free(map->track);
    free(map);
}

/* Of one lepton, for positrons of E that meet electrons at rest. */
static double strength(double energy_GeV) {
    return 0.5 * initial_state_radiation_strength(2.0 * EPSCAN_ELECTRON_MASS_GeV * energy_GeV);
}

/* row[j] += weight l_j(u). */
static void add_at(const struct energy_panels *panels, double deposit_GeV, double weight, double *row) {
    double cardinal[NODES];
    const size_t first = energy_panels_cardinals(panels, deposit_GeV, cardinal);
    for (int k = 0; k < NODES; k++) row[first + (size_t)k] += weight * cardinal[k];
}

/* Positrons that lose up to so much: those of E = (E0 - u)/(1 - x), dx D/(1-x). */
static void add_soft(const struct energy_panels *panels, double u, double most_lost, double *row) {
    double x[RADIATION_MOST_POINTS], weight[RADIATION_MOST_POINTS];
    const double after = panels->beam_energy_GeV - u, beta = strength(after);
    const int count = initial_state_radiation_points(beta, most_lost / (after + most_lost), x, weight);
    for (int i = 0; i < count; i++) {
        const double before = after / (1.0 - x[i]), own = strength(before);
        const double changed =
            own > beta ? initial_state_radiation_spectrum(own, x[i]) / initial_state_radiation_spectrum(beta, x[i]) : 1.0;
        add_at(panels, u - before * x[i], weight[i] * changed / (1.0 - x[i]), row);
    }
}

/* Those that lose more: over ln of their deposit u' before, x = (u - u')/E, dx/(1-x) = dE/E. */
static void add_hard(const struct energy_panels *panels, double u, double least_lost, double *row) {
    const double least = TRACK_LENGTH_UNDEGRADED_SHARE * panels->beam_energy_GeV;
    for (double high = u - least_lost; high > least * (1.0 + 1e-9); high /= ratio) {
        const double low = fmax(high / ratio, least), half = 0.5 * log(high / low);
        for (int i = 0; i < NODES; i++) {
            const double before_u = low * exp(half * (1.0 + panels->rule.node[i])), before = panels->beam_energy_GeV - before_u;
            const double spectrum = initial_state_radiation_spectrum(strength(before), (u - before_u) / before);
            add_at(panels, before_u, half * panels->rule.weight[i] * before_u / before * spectrum, row);
        }
    }
}

/* Undegraded ones: their share that stays, or the density at a point. */
static double of_undegraded(const struct energy_panels *panels, double u) {
    const double beam = panels->beam_energy_GeV, beta = strength(beam);
    if (u > 0.0) return initial_state_radiation_spectrum(beta, u / beam) / beam;
    double x[RADIATION_MOST_POINTS], weight[RADIATION_MOST_POINTS], sum = 0.0;
    const int count = initial_state_radiation_points(beta, TRACK_LENGTH_UNDEGRADED_SHARE, x, weight);
    for (int i = 0; i < count; i++) sum += weight[i];
    return sum;
}

static void fill_share(const struct energy_panels *panels, struct radiation_map *map) {
    for (size_t i = 0; i < map->count; i++) {
        double *row = map->share + i * map->count;
        const double u = panels->deposit_GeV[i];
        const double soft = fmin(0.5 * u, u - TRACK_LENGTH_UNDEGRADED_SHARE * panels->beam_energy_GeV);
        row[0] = of_undegraded(panels, u);
        if (i == 0) continue;
        add_soft(panels, u, soft, row);
        add_hard(panels, u, soft, row);
    }
}

/* Positrons below the minimum energy never count, whatever they have radiated; electrons may be met with less. */
static bool counts(const struct energy_panels *panels, const struct search *search, size_t point) {
    return panels->beam_energy_GeV - panels->deposit_GeV[point] > search->minimum_energy_GeV * (1.0 - 1e-9);
}

static void fill_track(const struct energy_panels *panels, const struct search *search, struct radiation_map *map) {
    double track[RADIATION_MAP_MOST_POINTS];
    track[0] = search_undegraded_positrons_X0(search);
    for (size_t j = 1; j < map->count; j++)
        track[j] = counts(panels, search, j) ? search_positrons_after_loss_X0_per_GeV(search, panels->deposit_GeV[j]) : 0.0;
    for (size_t i = 0; i < map->count && counts(panels, search, i); i++)
        for (size_t j = 0; j < map->count; j++) map->track[i] += map->share[i * map->count + j] * track[j];
}

epscan_status radiation_map_create(const struct energy_panels *panels, const struct search *search, struct radiation_map **map) {
    struct radiation_map *made = calloc(1, sizeof *made);
    if (!made) return error_no_memory("the response");
    made->count = panels->point_count;
    made->share = calloc(made->count * made->count, sizeof *made->share);
    made->track = calloc(made->count, sizeof *made->track);
    if (!made->share || !made->track) {
        radiation_map_free(made);
        return error_no_memory("the response");
    }
    fill_share(panels, made);
    fill_track(panels, search, made);
    *map = made;
    return EPSCAN_OK;
}

/* Where a row ends: with the panel of its own point, for all that lose energy had more. */
static size_t row_end(size_t point) {
    return point ? ((point - 1) / NODES + 1) * NODES + 1 : 1;
}

void radiation_map_apply(const struct radiation_map *map, double *weight) {
    double sum[RADIATION_MAP_MOST_POINTS] = {0.0};
    for (size_t i = 0; i < map->count; i++) {
        const double own = weight[i], *row = map->share + i * map->count;
        if (!(fabs(own) > 0.0)) continue;
        for (size_t j = 0; j < row_end(i); j++) sum[j] += own * row[j];
    }
    for (size_t j = 0; j < map->count; j++) weight[j] = sum[j] * map->track[j];
}

double radiation_map_undegraded_X0(const struct radiation_map *map) {
    return map->share[0] * map->track[0];
}
