/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How every output is made: checked before anything is computed; written under a name that no one can have thought of, beside its
 * own, while its lock is held; synced; renamed when it is complete. What exists is replaced only when the user says so, only when
 * it can be read and is of the kind that is written, and only then.
 */
#ifndef EPSCAN_OUTPUT_OUTPUT_FILE_H
#define EPSCAN_OUTPUT_OUTPUT_FILE_H

#include "experiment/experiment.h"
#include "output/file_lock.h"

#include <stdbool.h>
#include <stdint.h>

/* What may be done about an output that exists. */
enum existing_output { EXISTING_REFUSED, EXISTING_REPLACED, EXISTING_RESUMED };

/* What an output is, and words for messages. */
struct output_kind {
    const char *noun;                     /* "grid" */
    const char *when_existing;            /* what is allowed instead of an output that exists */
    const char *start;                    /* what such files begin with: others are never replaced. NULL: see is_of_kind */
    const char *hdf5_attribute;           /* of HDF5: what the root of such files has, unless they are damaged; else NULL */
    bool (*is_of_kind)(const char *path); /* without `start`: tells such files from others */
    bool is_folder;                       /* the output is one */
};
#define OUTPUT_START_HDF5 "\211HDF"

/*
 * Refuse (EPSCAN_BAD_INPUT) an output that exists unless it is to be replaced or resumed, a folder that is missing or not
 * writable, and a file of so many bytes when they do not fit the disk. Changes nothing.
 */
epscan_status output_file_check(const char *path, const struct output_kind *kind, enum existing_output existing, uint64_t bytes);

/* EPSCAN_BAD_INPUT when both are one file, by whatever names; "output PATH: is the ROLE too (OTHER)". */
epscan_status output_file_check_apart(const char *path, const char *role, const char *other);

/* The same for an experiment's file and all the files that it names. */
epscan_status output_file_check_apart_from_inputs(const char *path, const char *experiment_path,
                                                  const struct experiment *experiment);

struct output_file {
    char path[4096], temporary[4352];
    const struct output_kind *kind;
    enum existing_output existing;
    struct file_lock own_lock; /* unless the caller held one */
};

/*
 * Take the lock of `path`, unless the caller holds it (`held`, else NULL), check again what exists, and make an empty file, or
 * folder, for the caller to fill: `temporary`. End with output_file_end unless it fails. `kind` is borrowed.
 */
epscan_status output_file_begin(const char *path, const struct output_kind *kind, enum existing_output existing,
                                struct file_lock *held, struct output_file *output);
epscan_status output_folder_begin(const char *path, const struct output_kind *kind, enum existing_output existing,
                                  struct output_file *output);

/* Sync it and move it into place; or remove it when `status` says that it is not good, or it cannot be. The first failure. */
epscan_status output_file_end(struct output_file *output, epscan_status status);

/* Remove it, and let go of the lock. */
void output_file_abandon(struct output_file *output);

/* Give a file that is complete and synced another name in its folder, as output_file_end does. */
epscan_status output_file_move(const char *from, const char *to, const struct output_kind *kind, enum existing_output existing);

/* The renaming alone; `allowed` is for the message about an output that exists. */
epscan_status output_file_rename(const char *from, const char *to, bool replace, const char *allowed);

/* fsync a file or a folder by name. */
epscan_status output_file_sync(const char *path);

#endif
