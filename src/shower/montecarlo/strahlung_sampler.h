/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A'-strahlung of the e+- of a shower: which nucleus radiates, mass, energy and angle of the A', by weights that are exact. Made
 * once for an experiment and a model; immutable then, readers are thread-safe. Energies in GeV.
 */
#ifndef EPSCAN_SHOWER_MONTECARLO_STRAHLUNG_SAMPLER_H
#define EPSCAN_SHOWER_MONTECARLO_STRAHLUNG_SAMPLER_H

#include "core/random_stream.h"
#include "epscan/dark_photon.h"
#include "epscan/status.h"
#include "matter/dark_strahlung.h"
#include "matter/material.h"
#include "matter/nucleus.h"

#include <stdbool.h>

struct strahlung_sampler;

struct strahlung_sampler_setup {
    const struct target *target;        /* its media are those of the simulation; not kept, as what follows */
    const struct target_nuclei *nuclei; /* all nuclei that radiate */
    bool of_layers;                     /* each layer's own; else `nuclei` along the whole track */
    enum form_factor form_factor;
    epscan_dark_photon model;
    enum coupling coupling; /* of what is radiated to electrons */
    double beam_energy_GeV, least_vector_GeV; /* A' of less energy are not made */
};

/* Tables of 30 ms for each kind of nuclei, on all OpenMP threads. The caller frees it. */
epscan_status strahlung_sampler_create(const struct strahlung_sampler_setup *setup, struct strahlung_sampler **sampler);
void strahlung_sampler_free(struct strahlung_sampler *sampler);

/* What is drawn. */
struct strahlung_draw {
    int nucleus;
    double mass_GeV, vector_GeV, rest_GeV; /* sqrt(s), omega, E - omega */
    double modelled_cm2;                   /* dsigma/dx there by the sampler's tables */
};

/*
 * An A' that a lepton may radiate in a medium, and its weight: the mean over draws is the rate at EPSCAN_REFERENCE_EPSILON by the
 * tables [1/X0]; 0: none. Takes two draws of the stream.
 */
double strahlung_sampler_draw(const struct strahlung_sampler *sampler, int medium, double energy_GeV, struct random_stream *random,
                              struct strahlung_draw *draw);

/* All of the kinematics of a draw. */
struct strahlung_emission {
    double weight_factor; /* makes the draw's weight exact */
    int nucleus_Z;
    double angle_rad; /* of the A' to the lepton, by dsigma/dx dcos(theta) */
    struct dark_strahlung_recoil recoil;
};

struct strahlung_emission strahlung_sampler_finish(const struct strahlung_sampler *sampler, const struct strahlung_draw *draw,
                                                   struct random_stream *random);

#endif
