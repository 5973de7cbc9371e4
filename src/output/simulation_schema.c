/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The variables of simulation files: one table of names, units, dimensions and where they come from. */
#include "output/simulation_schema.h"

const char *const shower_particle_names[SHOWER_PARTICLES] = {
    [SHOWER_PRIMARY] = "primary", [SHOWER_POSITRON] = "positron", [SHOWER_ELECTRON] = "electron", [SHOWER_PHOTON] = "photon"};

static int medium_of(const struct shower_simulation *simulation, int index) {
    return index < shower_simulation_media(simulation)->count ? index : -1;
}

static struct estimate track_length(const struct shower_simulation *simulation, const struct shower_tally *tally,
                                    const int *index) {
    return shower_tally_track_length(simulation, tally, (enum shower_particle)index[0], medium_of(simulation, index[1]), index[2]);
}

static struct estimate track_length_above(const struct shower_simulation *simulation, const struct shower_tally *tally,
                                          const int *index) {
    return shower_tally_above_X0(simulation, tally, (enum shower_particle)index[0], medium_of(simulation, index[1]));
}

static struct estimate profile(const struct shower_simulation *simulation, const struct shower_tally *tally, const int *index) {
    return shower_tally_profile(simulation, tally, (enum shower_particle)index[0], index[1]);
}

static struct estimate deposit(const struct shower_simulation *simulation, const struct shower_tally *tally, const int *index) {
    return shower_tally_deposit(simulation, tally, index[0]);
}

const struct simulation_variable simulation_variables[SIMULATION_VARIABLES] = {
    {"track_length_X0_per_GeV",
     "GeV-1",
     "track length per shower and energy, in radiation lengths",
     "mean over the energy bin; energies of electrons and positrons are total",
     {DIMENSION_PARTICLE, DIMENSION_MEDIUM, DIMENSION_ENERGY},
     3,
     track_length},
    {"track_length_above_X0",
     "1",
     "track length per shower above the highest energy edge, in radiation lengths",
     "of the primary: before it has left the highest bin",
     {DIMENSION_PARTICLE, DIMENSION_MEDIUM},
     2,
     track_length_above},
    {"profile",
     "1",
     "particles above the cut at a depth, per shower",
     "track per depth, mean over the depth bin",
     {DIMENSION_PARTICLE, DIMENSION_DEPTH},
     2,
     profile},
    {"deposit_GeV_per_X0",
     "GeV",
     "energy deposited per shower and depth in radiation lengths",
     "mean over the depth bin; that of particles below the cut by their mean profile",
     {DIMENSION_DEPTH},
     1,
     deposit},
};

const struct event_column event_columns[EVENT_COLUMNS] = {
    {"shower", "1", "number of the shower", offsetof(struct signal_event, shower), true},
    {"dark_photon_energy_GeV", "GeV", "energy of the dark photon: that of the positron and the electron at rest",
     offsetof(struct signal_event, dark_photon_energy_GeV), false},
    {"positron_energy_GeV", "GeV", "total energy of the positron that annihilates",
     offsetof(struct signal_event, positron_energy_GeV), false},
    {"depth_X0", "1", "depth of the annihilation, in radiation lengths", offsetof(struct signal_event, depth_X0), false},
    {"ecal_deposit_GeV", "GeV", "energy deposited in the ECAL, preshower included", offsetof(struct signal_event, ecal_deposit_GeV),
     false},
    {"preshower_deposit_GeV", "GeV", "energy deposited in the preshower", offsetof(struct signal_event, preshower_deposit_GeV),
     false},
    {"ecal_GeV", "GeV", "ECAL energy as read: with resolution, no shift of the scale", offsetof(struct signal_event, ecal_GeV),
     false},
    {"preshower_GeV", "GeV", "preshower energy as read", offsetof(struct signal_event, preshower_GeV), false},
    {"weight", "1", "the sum over events, divided by the showers, is the yield per beam particle at epsilon = 1e-4",
     offsetof(struct signal_event, weight), false},
};
