/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A simulation as set up: its setup checked against allowed ranges, the tables it samples from, the geometry in X0, and the look-up
 * from an energy to its bin, equal cells of energy with the first bin of each. Rossi's critical energy, for the profiles of what is
 * below the cut, is the collision loss of 20 MeV electrons over an X0. GeV and X0. Immutable once made; showers are in
 * shower_transport.c.
 */
#include "shower/montecarlo/shower_simulation.h"

#include "core/error.h"
#include "shower/montecarlo/shower_transport.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static epscan_status out_of_range(const char *name, double value, const char *allowed) {
    return error_set(EPSCAN_BAD_INPUT, "shower simulation: %s: %g is out of range; allowed: %s", name, value, allowed);
}

static bool edges_ascend(const struct simulation_setup *setup) {
    for (int i = 0; i < setup->energy_bin_count; i++)
        if (!(setup->edges_GeV[i] < setup->edges_GeV[i + 1])) return false;
    return true;
}

static epscan_status check_physics(const struct simulation_setup *setup) {
    const double beam = setup->beam_energy_GeV, cut = setup->cut_GeV, share = setup->soft_share;
    if (!(beam > 0.0) || !(beam <= 1e5)) return out_of_range("beam energy", beam, "above 0, up to 1e5 GeV");
    if (!(cut >= SIMULATION_LOWEST_CUT_GeV) || !(cut < beam))
        return out_of_range("cut", cut, "from 0.02 GeV to below the beam energy");
    if (!(share >= SIMULATION_LEAST_SOFT_SHARE) || !(share <= SIMULATION_LARGEST_SOFT_SHARE))
        return out_of_range("soft share", share, "1e-5 to 0.05");
    return EPSCAN_OK;
}

static epscan_status check_bins(const struct simulation_setup *setup) {
    if (setup->energy_bin_count < 1 || setup->energy_bin_count > 100000)
        return out_of_range("energy bins", setup->energy_bin_count, "1 to 100000");
    if (setup->depth_bin_count < 0 || setup->depth_bin_count > 4096)
        return out_of_range("depth bins", setup->depth_bin_count, "0 to 4096");
    if (setup->preshower_cells < 0 || setup->preshower_cells > setup->target.repeat)
        return out_of_range("preshower cells", setup->preshower_cells, "0 to those of the target");
    if (!edges_ascend(setup) || !(setup->edges_GeV[0] >= setup->cut_GeV) ||
        !(setup->edges_GeV[setup->energy_bin_count] <= setup->beam_energy_GeV))
        return error_set(EPSCAN_BAD_INPUT, "shower simulation: energy bins must ascend from the cut to the beam energy");
    return EPSCAN_OK;
}

/* The collision loss of 20 MeV electrons over an X0: Rossi's critical energy, near enough. */
static double critical_energy_GeV(const struct shower_media *media) {
    double sum = 0.0;
    for (int i = 0; i < media->count; i++)
        sum += media->share[i] * media->medium[i].radiation_length_g_per_cm2 *
               restricted_loss_GeV_cm2_per_g(&media->medium[i], EM_ELECTRON, 0.02, 1.0);
    return sum;
}

/* Cells of the beam energy's range, each with the bin in which it begins. */
static void fill_lookup(struct shower_simulation *s) {
    int bin = -1;
    s->lookup_per_GeV = (BIN_LOOKUP - 1) / s->setup.beam_energy_GeV;
    for (int cell = 0; cell <= BIN_LOOKUP; cell++) {
        const double energy_GeV = cell / s->lookup_per_GeV * (1.0 - 1e-12);
        while (s->edges_GeV[bin + 1] <= energy_GeV) bin++;
        s->lookup[cell] = bin;
    }
}

static void lay_out(struct shower_simulation *s) {
    const struct simulation_setup *setup = &s->setup;
    s->geometry = shower_geometry_of(&setup->target, &s->sampling.media);
    shower_profile_init(&s->profile, critical_energy_GeV(&s->sampling.media));
    s->preshower_X0 = s->geometry.cell_X0 * setup->preshower_cells;
    s->depth_bins_per_X0 = setup->depth_bin_count / s->geometry.depth_X0;
    fill_lookup(s);
    s->quantities = deposit_index(s, setup->depth_bin_count);
}

epscan_status shower_simulation_create(const struct simulation_setup *setup, struct shower_simulation **simulation) {
    epscan_status status = check_physics(setup);
    if (!status) status = check_bins(setup);
    if (status) return status;
    struct shower_simulation *s = calloc(1, sizeof *s);
    const size_t edges = ((size_t)setup->energy_bin_count + 1) * sizeof *s->edges_GeV;
    if (!s) return error_no_memory("the shower simulation");
    s->setup = *setup;
    s->edges_GeV = malloc(edges + sizeof *s->edges_GeV);
    status = s->edges_GeV ? shower_sampling_init(&s->sampling, &setup->target, setup->effects, setup->cut_GeV,
                                                 setup->beam_energy_GeV, setup->soft_share)
                          : error_no_memory("the shower simulation");
    if (status) {
        shower_simulation_free(s);
        return status;
    }
    memcpy(s->edges_GeV, setup->edges_GeV, edges);
    s->edges_GeV[setup->energy_bin_count + 1] = INFINITY;
    s->setup.edges_GeV = s->edges_GeV;
    lay_out(s);
    *simulation = s;
    return EPSCAN_OK;
}

void shower_simulation_free(struct shower_simulation *s) {
    if (!s) return;
    shower_sampling_clear(&s->sampling);
    free(s->edges_GeV);
    free(s);
}

const struct shower_media *shower_simulation_media(const struct shower_simulation *s) {
    return &s->sampling.media;
}

double shower_simulation_depth_X0(const struct shower_simulation *s) {
    return s->geometry.depth_X0;
}

const struct simulation_setup *shower_simulation_setup(const struct shower_simulation *s) {
    return &s->setup;
}
