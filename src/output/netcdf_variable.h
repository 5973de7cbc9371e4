/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dimensions and variables of small files as netCDF-4 readers want them: with scales, units and long names. Failures are negative.
 */
#ifndef EPSCAN_OUTPUT_NETCDF_VARIABLE_H
#define EPSCAN_OUTPUT_NETCDF_VARIABLE_H

#include <stdbool.h>
#include <stddef.h>

#include <hdf5.h>

/* A dimension with its numbers, to be closed by the caller. */
hid_t netcdf_scale(hid_t file, const char *name, const char *long_name, const char *units, const double *values, size_t count);

/* A variable over `rank` <= 8 scales, to be closed with netcdf_close: of single precision, deflated, or of double as it is. */
hid_t netcdf_variable(hid_t file, const char *name, const double *values, int rank, const hid_t *scales, bool deflated);

/* Say what a variable is, and close it; negative for one that was not made. */
herr_t netcdf_close(hid_t set, const char *long_name, const char *units);

#endif
