/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Experiment files: beam, target, shower, detector, selection, data sets, published strahlung limit. What a file says, parsed and
 * checked; nothing is computed from it before experiment/prepared_experiment.h. Immutable once read, but for the limits' method
 * and the mediator that a job may choose, and then thread-safe to read.
 */
#ifndef EPSCAN_EXPERIMENT_EXPERIMENT_H
#define EPSCAN_EXPERIMENT_EXPERIMENT_H

#include "text/csv_table.h"
#include "experiment/statistics.h"
#include "text/yaml_reader.h"
#include "response/published_limit.h"
#include "response/yield_table.h"
#include "matter/material.h"
#include "model/mediator.h"
#include "shower/shower_media.h"
#include "response/search.h"

#include <stdbool.h>
#include <stdint.h>

enum { EXPERIMENT_MAX_DATA_SETS = STATISTICS_MAX_DATA_SETS, EXPERIMENT_MAX_INPUTS = 160, EXPERIMENTS_MAX_JOINT = 16 };

struct data_set {
    char name[32];
    double particles_on_target;
    double efficiency;           /* of everything but the ECAL threshold, 0..1 */
    double observed, background; /* events in the signal region */
};

enum shower_model { SHOWER_APPROXIMATION_A, SHOWER_CASCADE, SHOWER_MONTE_CARLO, SHOWER_TABLE };

struct shower_choice {
    enum shower_model model;
    double screening_constant;     /* c of Approximation A */
    double undegraded_X0;          /* of a table: primary point mass at E0 */
    struct shower_effects effects; /* of the cascade and the Monte Carlo */
    double depth_X0;               /* of the cascade; infinite in Approximation A */
    long showers;                  /* of the Monte Carlo, as those below */
    uint64_t seed;
    double cut_GeV, soft_share;
    struct csv_table table; /* E_GeV, primary, secondary; empty unless SHOWER_TABLE */
};

struct experiment {
    char name[64];
    char source[256];
    bool is_projection; /* of what data could say, not data */
    enum em_lepton beam;
    double beam_energy_GeV;
    struct target target;
    double electrons_per_cm2_X0;
    bool electrons_of_all_layers;
    bool electrons_move;           /* by their Compton profiles, */
    enum electron_binding binding; /* with this energy */
    bool initial_state_radiates;   /* photons before annihilation, in the leading logarithm */
    int preshower_cells;           /* of the target's repetitions; 0: none */
    struct shower_choice shower;
    struct resolution resolution;
    enum convolution convolution;
    double ecal_threshold_GeV, minimum_energy_GeV, production_cut_GeV;
    int data_set_count;
    struct data_set data_sets[EXPERIMENT_MAX_DATA_SETS];
    struct statistics statistics;
    struct mediation mediation;       /* what is searched for: the first row, or what a job or a program asks for */
    struct published_limit strahlung; /* count 0: the experiment has none */
    bool strahlung_is_folded;         /* with the spectral density, instead of taken at s = m_A'^2 */
    struct yield_table yields;        /* of strahlung; masses 0: none */
    bool computes_strahlung;          /* exact tree level, */
    struct target_nuclei nuclei;      /* on these, counted as the electrons are, */
    enum form_factor form_factor;     /* with this */
    struct experiment *next;          /* of a job's several: the next one that its limits are of too; owned; NULL: none */
    int input_count;
    struct text_file inputs[EXPERIMENT_MAX_INPUTS]; /* every file read, the experiment file first; path: the name it is given by */
};

/* Parse and check a file with all that it names; a path, or a name (experiment/named_experiment.h). Free with experiment_free. */
epscan_status experiment_read(const char *name, struct experiment **experiment);

/* The same with the file's text in memory; `name` stands for its path. */
epscan_status experiment_parse(const char *name, const char *text, size_t size, struct experiment **experiment);

/* Files that were read before, as experiment->inputs holds them: files[0] is the experiment file, which then meant what it said. */
struct input_archive {
    const struct text_file *files;
    size_t count;
    int physics_version; /* of the program that read them */
};

/* Of physics versions before this, an experiment without the key `strahlung` has none; it is computed since. */
enum { PHYSICS_VERSION_STRAHLUNG_BY_DEFAULT = 6 };

/* The same from an archive, borrowed. */
epscan_status experiment_from_archive(const struct input_archive *archive, struct experiment **experiment);

void experiment_free(struct experiment *experiment);

/* sum over data sets of particles on target times efficiency. */
double experiment_exposure(const struct experiment *experiment);

/* The largest mA at which a positron of the beam energy makes chi chi at all: 1/(2 r) times that of its resonance [GeV]. */
double experiment_annihilation_reach_GeV(const struct experiment *experiment, double mean_ratio);

/* Whether the experiment makes A' by a channel of response/channel.h. */
bool experiment_has_channel(const struct experiment *experiment, size_t channel);

/* N_str at EPSCAN_REFERENCE_EPSILON: 0 without a published limit, NaN where the published table ends. */
double experiment_strahlung_events(const struct experiment *experiment, double mass_GeV);

#endif
