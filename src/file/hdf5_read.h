/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading what a file may only claim to be: a dataset or an attribute is opened when it is exactly of the kind that epscan writes,
 * with its numbers in the file itself, and refused otherwise. No function here follows a link to elsewhere, believes an extent
 * before it is compared, or fills memory that the caller does not have.
 */
#ifndef EPSCAN_FILE_HDF5_READ_H
#define EPSCAN_FILE_HDF5_READ_H

#include <stddef.h>
#include <stdint.h>

#include <hdf5.h>

/* A text attribute as one line in text[size], cut there. Negative, with "", when it is absent or no scalar text of fixed length. */
herr_t hdf5_get_text(hid_t object, const char *name, char *text, size_t size);

/* An attribute that is one int, one double, count 64-bit numbers. Negative when it is absent or something else. */
herr_t hdf5_get_integer(hid_t object, const char *name, int *value);
herr_t hdf5_get_double(hid_t object, const char *name, double *value);
herr_t hdf5_get_wide_integers(hid_t object, const char *name, uint64_t *values, size_t count);

/*
 * Open a dataset of `rank` extents, by a path of hard links: of this file type and no committed one, contiguous and allocated, or
 * in chunks of chunk[rank] if that is not NULL; neither external nor virtual nor extendable; with no filter but those of merged
 * grids. Where an extent is 0 any is taken, and put there. Negative when anything differs.
 */
hid_t hdf5_open_dataset(hid_t file, const char *name, hid_t type, int rank, hsize_t *extent, const hsize_t *chunk);

/* Doubles of a contiguous dataset of one dimension, at most `most`; the caller frees. NULL when it is something else. */
double *hdf5_get_doubles(hid_t file, const char *name, size_t most, size_t *count);

/* All strings of a dataset of fixed length, of one dimension or scalar; *count is set. NULL on failure. Free with
 * hdf5_free_strings. */
char **hdf5_get_strings(hid_t file, const char *name, size_t *count);
void hdf5_free_strings(char **strings, size_t count);

#endif
