/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Four-momenta of a signal event, on their mass shells; what goes out has what comes in, to rounding. The lepton that makes the A'
 * runs along the beam, z, as all of a simulated shower does; the azimuth about it, which nothing in the shower depends on, is drawn
 * here by the shower's number.
 *
 * Annihilation: the electron has q = E_e - p_z and the energy E_e that the A' has more than the positron, hence its momentum
 * across.
 *
 * Strahlung, e(p) N -> e(p') N(P') A'(k): V = p - k. The nucleus takes Q, Q^2 = t + (t/2M)^2, at the angle to V that leaves the
 * electron's mass as it is,
 *
 *     Q.V = (V^2 + Q^2 - p'^2)/2,     p'^2 = (E - omega - t/2M)^2 - m_e^2,
 *
 * and at the event's azimuth about V, counted from the side of p, to either side of the plane of p and k.
 *
 * PDG codes: 55 for the A', "mediator of spin 1" to dark matter, and 54 for one of spin 0; 100ZZZAAA0 for nuclei, A the rounded
 * mass number. Masses of nuclei are A u, as in the cross-section. Units: GeV, mm.
 */
#include "output/hepmc_event.h"

#include "model/mediator.h"
#include "core/random_stream.h"
#include "epscan/constants.h"
#include "matter/nucleus.h"

#include <math.h>

enum { PDG_ELECTRON = 11, PDG_SCALAR_MEDIATOR = 54, PDG_DARK_PHOTON = 55, PDG_PROTON = 2212, PDG_NUCLEI = 1000000000 };

static const double electron_mass = EPSCAN_ELECTRON_MASS_GeV, mm_per_cm = 10.0;

struct vector {
    double x, y, z;
};

static struct vector combination(double a, struct vector u, double b, struct vector v) {
    return (struct vector){a * u.x + b * v.x, a * u.y + b * v.y, a * u.z + b * v.z};
}

static double product(struct vector u, struct vector v) {
    return u.x * v.x + u.y * v.y + u.z * v.z;
}

static struct vector cross_product(struct vector u, struct vector v) {
    return (struct vector){u.y * v.z - u.z * v.y, u.z * v.x - u.x * v.z, u.x * v.y - u.y * v.x};
}

static double momentum_of(double energy_GeV, double mass_GeV) {
    return sqrt(fmax(0.0, (energy_GeV - mass_GeV) * (energy_GeV + mass_GeV)));
}

static struct hepmc_particle particle_of(int pdg, struct vector p, double energy_GeV, double mass_GeV) {
    return (struct hepmc_particle){.pdg = pdg, .momentum = {p.x, p.y, p.z, energy_GeV}, .mass_GeV = mass_GeV};
}

static void add_annihilation(const struct signal_event *event, int mediator_pdg, double azimuth, struct hepmc_event *made) {
    const double electron = event->dark_photon_energy_GeV - event->positron_energy_GeV, along = electron - event->electron_q_GeV;
    const double momentum = momentum_of(electron, electron_mass), across = sqrt(fmax(0.0, momentum * momentum - along * along));
    const struct vector p = {0.0, 0.0, momentum_of(event->positron_energy_GeV, electron_mass)};
    const struct vector e = {across * cos(azimuth), across * sin(azimuth), along};
    made->incoming[0] = particle_of(-PDG_ELECTRON, p, event->positron_energy_GeV, electron_mass);
    made->incoming[1] = particle_of(PDG_ELECTRON, e, electron, electron_mass);
    /* the event's mass, 2 E q + 2 m_e^2, is this for E >> m_e: 1e-8 of it at half a GeV */
    const double s = 2.0 * (event->positron_energy_GeV * electron - p.z * along + electron_mass * electron_mass);
    made->outgoing[0] = particle_of(mediator_pdg, combination(1.0, p, 1.0, e), event->dark_photon_energy_GeV, sqrt(s));
}

/* Two directions across V: the first on the side of p. */
static void directions_across(struct vector p, struct vector V, struct vector across[2]) {
    const double V2 = product(V, V);
    struct vector side = combination(1.0, p, -product(p, V) / V2, V);
    double length = sqrt(product(side, side));
    if (!(length > 1e-12 * sqrt(V2))) { /* V along the beam: any */
        side = (struct vector){1.0, 0.0, -V.x / V.z};
        length = sqrt(product(side, side));
    }
    across[0] = combination(1.0 / length, side, 0.0, V);
    across[1] = combination(1.0 / sqrt(V2), cross_product(V, across[0]), 0.0, V);
}

/* Q of the nucleus, of mass M. */
static struct vector recoil_of(const struct signal_event *event, double M, struct vector p, struct vector V, double side) {
    const double t = event->momentum_transfer2_GeV2, recoil = 0.5 * t / M, Q2 = t + recoil * recoil, V2 = product(V, V);
    const double outgoing = momentum_of(event->recoil_energy_GeV - recoil, electron_mass);
    const double along = 0.5 * (V2 + Q2 - outgoing * outgoing) / V2, across = sqrt(fmax(0.0, Q2 - along * along * V2));
    struct vector direction[2];
    directions_across(p, V, direction);
    const struct vector Q = combination(across * cos(event->recoil_azimuth_rad), direction[0],
                                        side * across * sin(event->recoil_azimuth_rad), direction[1]);
    return combination(1.0, Q, along, V);
}

static int nucleus_pdg(int Z, double A_g_per_mol) {
    const int A = (int)lround(A_g_per_mol);
    return Z == 1 && A == 1 ? PDG_PROTON : PDG_NUCLEI + 10000 * Z + 10 * A;
}

/* Of the experiment's nuclei that of a charge: its first isotope. */
static double mass_number(const struct experiment *e, int Z) {
    int i = 0;
    while (i < e->nuclei.count - 1 && e->nuclei.of[i].Z != Z) i++;
    return e->nuclei.of[i].A_g_per_mol;
}

static void add_strahlung(const struct experiment *e, const struct signal_event *event, int mediator_pdg, double azimuth,
                          double side, struct hepmc_event *made) {
    const int Z = (int)event->nucleus_Z, lepton = event->is_positron ? -PDG_ELECTRON : PDG_ELECTRON;
    const double A = mass_number(e, Z), M = nucleus_of(Z, A, FORM_FACTOR_NONE).mass_GeV;
    const double recoil = 0.5 * event->momentum_transfer2_GeV2 / M, theta = event->dark_photon_angle_rad;
    const double momentum = momentum_of(event->dark_photon_energy_GeV, event->dark_photon_mass_GeV);
    const struct vector p = {0.0, 0.0, momentum_of(event->positron_energy_GeV, electron_mass)}, rest = {0.0, 0.0, 0.0};
    const struct vector k = {momentum * sin(theta) * cos(azimuth), momentum * sin(theta) * sin(azimuth), momentum * cos(theta)};
    const struct vector V = combination(1.0, p, -1.0, k), Q = recoil_of(event, M, p, V, side);
    made->incoming[0] = particle_of(lepton, p, event->positron_energy_GeV, electron_mass);
    made->incoming[1] = particle_of(nucleus_pdg(Z, A), rest, M, M);
    made->outgoing[0] = particle_of(mediator_pdg, k, event->dark_photon_energy_GeV, event->dark_photon_mass_GeV);
    made->outgoing[1] = particle_of(lepton, combination(1.0, V, -1.0, Q), event->recoil_energy_GeV - recoil, electron_mass);
    made->outgoing[2] = particle_of(nucleus_pdg(Z, A), Q, M + recoil, M);
}

/* How far into the target a depth is. */
static double place_mm(const struct target *target, double depth_X0) {
    double cell_X0 = 0.0, cell_cm = 0.0, layer_X0[TARGET_MAX_LAYERS];
    for (int i = 0; i < target->layer_count; i++) {
        const struct layer *layer = &target->layers[i];
        layer_X0[i] = layer->thickness_cm * layer->material.density_g_per_cm3 / layer->material.radiation_length_g_per_cm2;
        cell_X0 += layer_X0[i];
        cell_cm += layer->thickness_cm;
    }
    const double cells = floor(depth_X0 / cell_X0);
    double left_X0 = depth_X0 - cells * cell_X0, way_cm = cells * cell_cm;
    int i = 0;
    for (; i < target->layer_count - 1 && left_X0 > layer_X0[i]; i++) {
        left_X0 -= layer_X0[i];
        way_cm += target->layers[i].thickness_cm;
    }
    return mm_per_cm * (way_cm + left_X0 / layer_X0[i] * target->layers[i].thickness_cm);
}

struct hepmc_event hepmc_event_of(const struct simulation_record *record, const struct signal_event *event) {
    const struct experiment *e = record->experiment;
    const double place = place_mm(&e->target, event->depth_X0), per_particle = event->weight / (double)record->showers;
    struct hepmc_event made = {.shower = event->shower,
                               .process = (int)event->channel + 1,
                               .position_mm = {0.0, 0.0, place, place},
                               .weight = {per_particle * experiment_exposure(e), per_particle},
                               .ecal_deposit_GeV = event->ecal_deposit_GeV,
                               .preshower_deposit_GeV = event->preshower_deposit_GeV};
    struct random_stream random;
    random_stream_start(&random, record->seed, event->shower, RANDOM_AZIMUTH);
    const uint32_t *word = random_stream_draw(&random);
    const double azimuth = 2.0 * EPSCAN_PI * random_uniform(word[event->channel]), side = word[2] & 1 ? 1.0 : -1.0;
    const bool is_scalar = coupling_states(signal_mediator(record->signal)->coupling) == 1.0;
    const int mediator = is_scalar ? PDG_SCALAR_MEDIATOR : PDG_DARK_PHOTON;
    if (event->channel == SIGNAL_STRAHLUNG)
        add_strahlung(e, event, mediator, azimuth, side, &made);
    else
        add_annihilation(event, mediator, azimuth, &made);
    return made;
}
