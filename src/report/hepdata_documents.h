/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The documents of a HEPData submission, as version 1.1 of its schemas has them: a table's data file; submission.yaml's first
 * document, which is about all tables; and its document of one table.
 */
#ifndef EPSCAN_REPORT_HEPDATA_DOCUMENTS_H
#define EPSCAN_REPORT_HEPDATA_DOCUMENTS_H

#include "experiment/experiment.h"
#include "file/grid_read.h"
#include "file/grid_slice.h"
#include "output/yaml_writer.h"

/* Limits against the mass, or those of all tables, with everything else fixed. */
struct hepdata_table {
    uint64_t number;                   /* from 1 */
    uint64_t index[EPSCAN_AXIS_COUNT]; /* on the grid's axes; of the rows' 0 */
    epscan_dark_photon model;          /* of any mass */
    epscan_selection selection;
};

/* What the documents are made of; all borrowed. */
struct hepdata_source {
    const struct grid_reader *reader;
    const char *path;
    const struct grid_slice *slice;
    const struct experiment *experiment;
    const char *grid_url;         /* where the grid is published, or NULL */
    double *events[CHANNELS_MAX]; /* [count of the rows' axis], scratch; NULL: of channels that the grid has not */
    double *epsilon, *y;          /* likewise */
};

/* Of the grid, when it is in the submission: its name there. */
#define HEPDATA_GRID_NAME "grid.h5"

enum { HEPDATA_NAME_SIZE = 32 };
void hepdata_table_file(const struct hepdata_table *table, char name[HEPDATA_NAME_SIZE]);

/* The whole data file. EPSCAN_FAILED when the grid cannot be read. */
epscan_status hepdata_put_table(struct yaml_writer *writer, const struct hepdata_source *source, const struct hepdata_table *table);

/*
 * `with_grid`: the grid is a file of the submission. Without it and without a URL there is only its hash, in the comment, as a
 * resource must have a location.
 */
epscan_status hepdata_put_general(struct yaml_writer *writer, const struct hepdata_source *source, const char *grid_sha256,
                                  bool with_grid);

void hepdata_put_entry(struct yaml_writer *writer, const struct hepdata_source *source, const struct hepdata_table *table);

#endif
