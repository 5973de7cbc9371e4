/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Response files: an experiment's response on its mesh for a set of selections (yield/response_table.h), with the experiment that
 * it was made of, readable as netCDF-4. See outputs/response.md. Not thread-safe (HDF5 is not).
 */
#ifndef EPSCAN_FILE_RESPONSE_FILE_H
#define EPSCAN_FILE_RESPONSE_FILE_H

#include "experiment/experiment.h"
#include "yield/response_table.h"

/* The format of the files that are written, a root attribute that no other file has. */
enum { RESPONSE_FORMAT_VERSION = 1 };
#define RESPONSE_FORMAT "response_format"
#define RESPONSE_MEDIATOR "mediator" /* root attribute: for whose coupling to electrons it is; without it the first */

/* Names of what is in them; responses are RESPONSE_PREFIX and the channel's name. */
#define RESPONSE_PREFIX "response_"
#define RESPONSE_SQRT_S "sqrt_s"         /* GeV, the nodes of all panels */
#define RESPONSE_ROWS "sqrt_s_published" /* GeV, the rows of a channel at the resonance */
#define RESPONSE_THRESHOLD "ecal_threshold"
#define RESPONSE_SHIFT "energy_scale_shift"
#define RESPONSE_EDGES "panel_edge"      /* GeV2 */
#define RESPONSE_WEIGHT "weight"         /* GeV2, of Gauss' rule at the nodes */
#define RESPONSE_POINT_MASS "point_mass" /* attributes of a response: GeV2, */
#define RESPONSE_POINT_MASS_AT "point_mass_at_s"

struct response_file {
    struct experiment *experiment; /* that it carries, with its mediator; read, not prepared */
    struct response_table table;
};

/*
 * Read a file and prove it: its seal, before HDF5 sees it; every extent, type and range; its nodes and weights against its panels;
 * its channels, and a published curve, against the experiment that it carries, whose inputs must have their hashes.
 * EPSCAN_BAD_INPUT with one line when it is no response file or anything differs. Close with response_file_close.
 */
epscan_status response_file_open(const char *path, struct response_file *file);
void response_file_close(struct response_file *file);

#endif
