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

/* Columns are appended, so that those of earlier files keep their order. */
#define REAL(column, unit, long_name)                                                                                              \
    { #column, unit, long_name, offsetof(struct signal_event, column), false }
#define WHOLE(column, long_name)                                                                                                   \
    { #column, "1", long_name, offsetof(struct signal_event, column), true }

const struct event_column event_columns[EVENT_COLUMNS] = {
    WHOLE(shower, "number of the shower"),
    REAL(dark_photon_energy_GeV, "GeV", "energy of the dark photon: annihilation: that of the positron and the electron"),
    REAL(positron_energy_GeV, "GeV", "total energy of the positron that annihilates, or of the electron or positron that radiates"),
    REAL(depth_X0, "1", "depth where the dark photon is made, in radiation lengths"),
    REAL(ecal_deposit_GeV, "GeV", "energy deposited in the ECAL, preshower included"),
    REAL(preshower_deposit_GeV, "GeV", "energy deposited in the preshower"),
    REAL(ecal_GeV, "GeV", "ECAL energy as read: with resolution, no shift of the scale"),
    REAL(preshower_GeV, "GeV", "preshower energy as read"),
    REAL(weight, "1", "the sum over events, divided by the showers, is the yield per beam particle at epsilon = 1e-4"),
    WHOLE(channel, "what makes the dark photon: 0 annihilation, 1 A'-strahlung"),
    WHOLE(is_positron, "1: the particle of positron_energy_GeV is a positron, 0: an electron"),
    WHOLE(nucleus_Z, "strahlung: charge of the nucleus; annihilation: 0"),
    REAL(dark_photon_mass_GeV, "GeV", "mass of the dark photon: that of the chi pair, about mA as the width has it"),
    REAL(dark_photon_angle_rad, "rad", "angle of the dark photon to the particle that makes it"),
    REAL(recoil_energy_GeV, "GeV", "strahlung: energy of the electron or positron after it, recoil of the nucleus included"),
    REAL(momentum_transfer2_GeV2, "GeV^2", "strahlung: invariant momentum transfer t to the nucleus; annihilation: 0"),
    REAL(recoil_azimuth_rad, "rad",
         "strahlung: azimuth of the nucleus's momentum about that of the particle less that of the dark photon; 0: on the "
         "particle's side"),
    REAL(electron_q_GeV, "GeV", "annihilation: energy less momentum along the positron of the electron; strahlung: 0"),
};

hid_t simulation_event_type(bool in_memory) {
    const hid_t type = H5Tcreate(H5T_COMPOUND, in_memory ? sizeof(struct signal_event) : (size_t)8 * EVENT_COLUMNS);
    for (int i = 0; i < EVENT_COLUMNS; i++) {
        const struct event_column *column = &event_columns[i];
        const hid_t memory = column->integer ? H5T_NATIVE_UINT64 : H5T_NATIVE_DOUBLE;
        const hid_t disk = column->integer ? H5T_STD_U64LE : H5T_IEEE_F64LE;
        H5Tinsert(type, column->name, in_memory ? column->offset : (size_t)8 * (size_t)i, in_memory ? memory : disk);
    }
    return type;
}
