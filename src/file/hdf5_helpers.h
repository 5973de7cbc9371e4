/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Short forms of what the grid file does with HDF5 over and over. Failures carry the innermost reason HDF5 gives. */
#ifndef EPSCAN_FILE_HDF5_HELPERS_H
#define EPSCAN_FILE_HDF5_HELPERS_H

#include "epscan/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <hdf5.h>

/* Keep the reason of failing HDF5 calls instead of printing it; once, in main. */
void hdf5_remember_errors(void);

/*
 * Stop keeping reasons, before MPI_Finalize and exit: with a handler set, the library prints a complaint of its own when it
 * cannot tidy up after a damaged file.
 */
void hdf5_forget_errors(void);

/*
 * Around all use of HDF5 in programs that are not ours: one thread at a time, reasons kept, and the program's own handling of
 * errors put back. May be nested.
 */
void hdf5_enter(void);
void hdf5_leave(void);

/* EPSCAN_FAILED with "path: what: the reason of the last failed call". */
epscan_status hdf5_fail(const char *path, const char *what);

/* Write attributes of an object; negative on failure, as HDF5 does. */
herr_t hdf5_put_text(hid_t object, const char *name, const char *text);
herr_t hdf5_put_double(hid_t object, const char *name, double value);
herr_t hdf5_put_single(hid_t object, const char *name, float value);
herr_t hdf5_put_integer(hid_t object, const char *name, int value);
herr_t hdf5_put_wide_integer(hid_t object, const char *name, int64_t value);

/*
 * Create a file over `path`, or open one for writing, on this rank alone: in the format of HDF5 1.8, without HDF5's own locks,
 * which not every file system has (we hold one). Negative on failure.
 *
 * Of structures that are added, as indices of chunks, up to `structure_bytes` stand together, and not between data; 0: as HDF5 likes.
 *
 * A file that could not be written is left open: HDF5 would try again to write what it holds, fail again, and crash. For this
 * main calls hdf5_leave_files_at_exit before anything else of HDF5.
 */
hid_t hdf5_create_file(const char *path);
hid_t hdf5_open_for_writing(const char *path, uint64_t structure_bytes);
void hdf5_leave_files_at_exit(void);

/* Whether a file opens as HDF5 and its root has no such attribute. */
bool hdf5_file_lacks(const char *path, const char *root_attribute);

/*
 * Create and write a dataset of strings: one-dimensional with its dimension scale (count > 0), or scalar (count 0). Of fixed
 * length: strings of variable length lie in a heap without checksums, which HDF5 cannot read safely once it is damaged.
 */
herr_t hdf5_put_strings(hid_t file, const char *name, const char *long_name, const char *const *strings, size_t count, hid_t scale);

/* Group or file creation properties that track the order of links and attributes, as netCDF-4 readers want. */
hid_t hdf5_ordered(hid_t property_class);

/* A netCDF-4 dimension scale of doubles, or of strings for `labels`, with unit and long name. Returns the dataset or < 0. */
hid_t hdf5_create_scale(hid_t file, const char *name, const double *values, const char *const *labels, size_t count);

/* A netCDF-4 dimension without coordinate values, for the tables beside the grid. Returns the dataset or < 0. */
hid_t hdf5_create_dimension(hid_t group, const char *name, size_t count);

#endif
