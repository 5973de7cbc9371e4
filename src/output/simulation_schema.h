/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The variables of a simulation file and the columns of its events: tables that drive the writing. See outputs/README.md. */
#ifndef EPSCAN_OUTPUT_SIMULATION_SCHEMA_H
#define EPSCAN_OUTPUT_SIMULATION_SCHEMA_H

#include "shower/montecarlo/shower_simulation.h"

#include <stddef.h>

#include <hdf5.h>

enum simulation_dimension { DIMENSION_PARTICLE, DIMENSION_MEDIUM, DIMENSION_ENERGY, DIMENSION_DEPTH, SIMULATION_DIMENSIONS };
enum { SIMULATION_MAX_RANK = 3 };

/* A tallied quantity: written as NAME and NAME_error. */
struct simulation_variable {
    const char *name, *unit, *long_name, *comment;
    enum simulation_dimension dimensions[SIMULATION_MAX_RANK]; /* slowest first */
    int rank;
    /* `index` of each dimension in order; the last medium is all of them. */
    struct estimate (*value)(const struct shower_simulation *simulation, const struct shower_tally *tally, const int *index);
};

enum { SIMULATION_VARIABLES = 4 };
extern const struct simulation_variable simulation_variables[SIMULATION_VARIABLES];

/* A column of the events: all are numbers of eight bytes. */
struct event_column {
    const char *name, *unit, *long_name;
    size_t offset; /* in struct signal_event */
    bool integer;
};

enum { EVENT_COLUMNS = 18 };
extern const struct event_column event_columns[EVENT_COLUMNS];

/* The columns on disk are packed and little-endian; in memory they are a struct signal_event. The caller closes it. */
hid_t simulation_event_type(bool in_memory);

extern const char *const shower_particle_names[SHOWER_PARTICLES];

#define SIMULATION_EVENTS "events"   /* group; absent without a signal */
#define SIMULATION_EVENT_TYPE "type" /* in it: the committed compound type, and the table */
#define SIMULATION_EVENT_TABLE "table"

#endif
