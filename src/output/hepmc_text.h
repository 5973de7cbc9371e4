/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Events in the ASCII format of HepMC3 (Buckley et al., Comput. Phys. Commun. 260, 107310 (2021)), by its own library. The one
 * place of C++: hepmc_text.cpp, or hepmc_absent.c in builds without it. Units: GeV, mm. Not thread-safe.
 */
#ifndef EPSCAN_OUTPUT_HEPMC_TEXT_H
#define EPSCAN_OUTPUT_HEPMC_TEXT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { HEPMC_INCOMING = 2, HEPMC_OUTGOING = 3, HEPMC_WEIGHTS = 2 };

struct hepmc_particle {
    int pdg;            /* 0: there is none */
    double momentum[4]; /* x, y, z (the beam's), energy [GeV] */
    double mass_GeV;
};

struct hepmc_event {
    uint64_t shower;
    int process; /* 1: annihilation, 2: A'-strahlung */
    struct hepmc_particle incoming[HEPMC_INCOMING], outgoing[HEPMC_OUTGOING];
    double position_mm[4]; /* x, y, z, ct */
    double weight[HEPMC_WEIGHTS];
    double ecal_deposit_GeV, preshower_deposit_GeV; /* of the rest of the shower */
};

/* What holds for all events; borrowed while the text is created. */
struct hepmc_run {
    const char *tool_version, *description, *experiment, *mediator, *spin;
    const char *weight_name[HEPMC_WEIGHTS];
    double mass_GeV, alpha_D, mass_ratio, epsilon, exposure, particles_on_target;
    uint64_t showers, seed;
};

struct hepmc_text;

/* Whether this build has it. */
bool hepmc_is_there(void);

/* NULL: no memory, or not there. Free with hepmc_text_free. */
struct hepmc_text *hepmc_text_create(const struct hepmc_run *run);
void hepmc_text_free(struct hepmc_text *text);

/* Format an event; write what is ready, and at the end all that is left. False: no memory. Errors of `stream` are the caller's. */
bool hepmc_text_put(struct hepmc_text *text, const struct hepmc_event *event, FILE *stream);
bool hepmc_text_end(struct hepmc_text *text, FILE *stream);

#ifdef __cplusplus
}
#endif

#endif
