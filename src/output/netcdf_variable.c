/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/netcdf_variable.h"

#include "file/hdf5_helpers.h"

#include <hdf5_hl.h>

hid_t netcdf_scale(hid_t file, const char *name, const char *long_name, const char *units, const double *values, size_t count) {
    const hid_t scale = hdf5_create_scale(file, name, values, NULL, count);
    if (scale < 0) return -1;
    if (hdf5_put_text(scale, "long_name", long_name) >= 0 && hdf5_put_text(scale, "units", units) >= 0) return scale;
    H5Dclose(scale);
    return -1;
}

/* How many numbers a scale has; 0 where that cannot be told. */
static hsize_t extent_of(hid_t scale) {
    hsize_t extent = 0;
    const hid_t space = H5Dget_space(scale);
    if (H5Sget_simple_extent_ndims(space) != 1 || H5Sget_simple_extent_dims(space, &extent, NULL) < 0) extent = 0;
    H5Sclose(space);
    return extent;
}

hid_t netcdf_variable(hid_t file, const char *name, const double *values, int rank, const hid_t *scales, bool deflated) {
    hsize_t extent[8];
    for (int i = 0; i < rank; i++)
        if (!(extent[i] = extent_of(scales[i]))) return -1;
    const hid_t space = H5Screate_simple(rank, extent, NULL), properties = hdf5_ordered(H5P_DATASET_CREATE);
    if (deflated) {
        H5Pset_chunk(properties, rank, extent);
        H5Pset_shuffle(properties);
        H5Pset_deflate(properties, 9);
        H5Pset_fletcher32(properties);
    }
    const hid_t set =
        H5Dcreate2(file, name, deflated ? H5T_IEEE_F32LE : H5T_IEEE_F64LE, space, H5P_DEFAULT, properties, H5P_DEFAULT);
    herr_t status = set < 0 ? -1 : H5Dwrite(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
    for (int i = 0; i < rank && status >= 0; i++) status = H5DSattach_scale(set, scales[i], (unsigned)i);
    H5Pclose(properties);
    H5Sclose(space);
    if (status >= 0) return set;
    if (set >= 0) H5Dclose(set);
    return -1;
}

herr_t netcdf_close(hid_t set, const char *long_name, const char *units) {
    if (set < 0) return -1;
    herr_t status = hdf5_put_text(set, "long_name", long_name);
    if (status >= 0) status = hdf5_put_text(set, "units", units);
    return H5Dclose(set) < 0 ? -1 : status;
}
