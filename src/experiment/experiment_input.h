/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files that an experiment file names: read once, recorded with the experiment, so that a grid can carry them all. */
#ifndef EPSCAN_EXPERIMENT_EXPERIMENT_INPUT_H
#define EPSCAN_EXPERIMENT_EXPERIMENT_INPUT_H

#include "experiment/experiment.h"

/* The experiment being filled, and where the files it names come from: the archive if there is one, else the file system. */
struct experiment_reader {
    struct experiment *experiment;
    const struct input_archive *archive;
};

/* Record a file's text as one of the experiment's inputs, once, under the name that the experiment file gives it. */
epscan_status experiment_keep_input(struct experiment *e, const char *name, const struct text_file *source);

/* The material, or the numeric table, of the file that a key names. The caller clears the table. */
epscan_status experiment_material(struct experiment_reader *reader, const struct yaml_value *value, struct material *material);
epscan_status experiment_table(struct experiment_reader *reader, const struct yaml_value *value, const struct csv_column *columns,
                               int count, struct csv_table *table);

/* The key `shower` of the root: `shower: MODEL`, or a mapping with `model` and what the model takes. */
epscan_status shower_choice_read(struct experiment_reader *reader, const struct yaml_value *root);

/* The key `statistics` of the root; without it, counting at 90 %. After the data sets and the selection. */
epscan_status statistics_read(struct experiment *experiment, const struct yaml_value *root);

/* nuclei.count of a target with more kinds than TARGET_MAX_NUCLEI, which only a computed A'-strahlung and electrons in motion mind.
 */
enum { EXPERIMENT_TOO_MANY_NUCLEI = -1 };

/* The key `strahlung`, or `strahlung_limit`, of the root. */
epscan_status strahlung_choice_read(struct experiment_reader *reader, const struct yaml_value *root);

#endif
