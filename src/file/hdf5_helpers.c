/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The calls of HDF5 that grids, simulations and provenance share, with its own messages silent and ours in their place. A file that
 * cannot be closed is left to the end of the process: the library would crash on it.
 */
#include "file/hdf5_helpers.h"

#include "core/error.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <hdf5_hl.h>

/* The first reason of the last failed call: cleaning up after a failure clears HDF5's own record of it. */
static _Thread_local char last_reason[400];

static herr_t take_description(unsigned depth, const H5E_error2_t *error, void *unused) {
    (void)unused;
    if (depth == 0 || strstr(error->desc ? error->desc : "", "error message"))
        snprintf(last_reason, sizeof last_reason, "%.390s", error->desc ? error->desc : "");
    return 0;
}

static herr_t remember(hid_t stack, void *unused) {
    return H5Ewalk2(stack, H5E_WALK_UPWARD, take_description, unused);
}

void hdf5_remember_errors(void) {
    H5Eset_auto2(H5E_DEFAULT, remember, NULL);
}

void hdf5_forget_errors(void) {
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
}

static pthread_mutex_t entrance = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static int depth_inside; /* guarded by `entrance`, as what follows */
static H5E_auto2_t programs_handler;
static void *programs_data;

void hdf5_enter(void) {
    pthread_mutex_lock(&entrance);
    if (depth_inside++ == 0) {
        H5Eget_auto2(H5E_DEFAULT, &programs_handler, &programs_data);
        hdf5_remember_errors();
    }
}

void hdf5_leave(void) {
    if (--depth_inside == 0) H5Eset_auto2(H5E_DEFAULT, programs_handler, programs_data);
    pthread_mutex_unlock(&entrance);
}

/* Of what HDF5 says about a system call the system's words alone: "..., error message = 'No space left on device', ...". */
epscan_status hdf5_fail(const char *path, const char *what) {
    static const char before[] = "error message = '";
    const char *words = strstr(last_reason, before);
    if (!words) return error_set(EPSCAN_FAILED, "%s: %s: %s", path, what, last_reason[0] ? last_reason : "unknown reason");
    words += sizeof before - 1;
    return error_set(EPSCAN_FAILED, "%s: %s: %.*s", path, what, (int)strcspn(words, "'"), words);
}

static hid_t text_type(void) {
    const hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, H5T_VARIABLE);
    H5Tset_cset(type, H5T_CSET_UTF8);
    return type;
}

/* netCDF reads fixed-length strings of attributes as plain character attributes. */
herr_t hdf5_put_text(hid_t object, const char *name, const char *text) {
    const hid_t type = H5Tcopy(H5T_C_S1), space = H5Screate(H5S_SCALAR);
    H5Tset_size(type, strlen(text) + 1);
    H5Tset_cset(type, H5T_CSET_UTF8);
    const hid_t attribute = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    herr_t status = attribute < 0 ? -1 : H5Awrite(attribute, type, text);
    if (attribute >= 0 && H5Aclose(attribute) < 0) status = -1;
    H5Sclose(space);
    H5Tclose(type);
    return status;
}

static herr_t put_scalar(hid_t object, const char *name, hid_t type, const void *value) {
    const hid_t space = H5Screate(H5S_SCALAR), attribute = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    herr_t status = attribute < 0 ? -1 : H5Awrite(attribute, type, value);
    if (attribute >= 0 && H5Aclose(attribute) < 0) status = -1;
    H5Sclose(space);
    return status;
}

herr_t hdf5_put_double(hid_t object, const char *name, double value) {
    return put_scalar(object, name, H5T_NATIVE_DOUBLE, &value);
}

herr_t hdf5_put_single(hid_t object, const char *name, float value) {
    return put_scalar(object, name, H5T_NATIVE_FLOAT, &value);
}

herr_t hdf5_put_integer(hid_t object, const char *name, int value) {
    return put_scalar(object, name, H5T_NATIVE_INT, &value);
}

herr_t hdf5_put_wide_integer(hid_t object, const char *name, int64_t value) {
    return put_scalar(object, name, H5T_NATIVE_INT64, &value);
}

void hdf5_leave_files_at_exit(void) {
    H5dont_atexit();
}

static hid_t serial_access(void) {
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V18);
    H5Pset_file_locking(access, false, true);
    return access;
}

hid_t hdf5_create_file(const char *path) {
    const hid_t access = serial_access(), creation = hdf5_ordered(H5P_FILE_CREATE);
    const hid_t file = H5Fcreate(path, H5F_ACC_TRUNC, creation, access);
    H5Pclose(creation);
    H5Pclose(access);
    return file;
}

hid_t hdf5_open_for_writing(const char *path, uint64_t structure_bytes) {
    const hid_t access = serial_access();
    if (structure_bytes) H5Pset_meta_block_size(access, structure_bytes);
    const hid_t file = H5Fopen(path, H5F_ACC_RDWR, access);
    H5Pclose(access);
    return file;
}

bool hdf5_file_lacks(const char *path, const char *root_attribute) {
    const hid_t properties = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_file_locking(properties, false, true);
    const hid_t file = H5Fopen(path, H5F_ACC_RDONLY, properties);
    H5Pclose(properties);
    if (file < 0) return false;
    const bool lacks = H5Aexists(file, root_attribute) <= 0;
    H5Fclose(file);
    return lacks;
}

static hid_t fixed_text_type(size_t size) {
    const hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, size);
    H5Tset_cset(type, H5T_CSET_UTF8);
    return type;
}

herr_t hdf5_put_strings(hid_t file, const char *name, const char *long_name, const char *const *strings, size_t count,
                        hid_t scale) {
    const hsize_t extent = count;
    const size_t entries = count ? count : 1;
    size_t longest = 1;
    for (size_t i = 0; i < entries; i++) longest = strlen(strings[i]) + 1 > longest ? strlen(strings[i]) + 1 : longest;
    char *block = calloc(entries, longest);
    if (!block) return -1;
    for (size_t i = 0; i < entries; i++) strcpy(block + i * longest, strings[i]);
    const hid_t type = fixed_text_type(longest), space = count ? H5Screate_simple(1, &extent, NULL) : H5Screate(H5S_SCALAR);
    const hid_t properties = hdf5_ordered(H5P_DATASET_CREATE);
    const hid_t set = H5Dcreate2(file, name, type, space, H5P_DEFAULT, properties, H5P_DEFAULT);
    herr_t status = set < 0 ? -1 : H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, block);
    if (status >= 0 && count) status = H5DSattach_scale(set, scale, 0);
    if (status >= 0) status = hdf5_put_text(set, "long_name", long_name);
    if (set >= 0 && H5Dclose(set) < 0) status = -1;
    H5Pclose(properties);
    H5Sclose(space);
    H5Tclose(type);
    free(block);
    return status;
}

/*
 * Attributes that stand in a dataset's header, however many: HDF5 1.10 moves more than eight elsewhere, and then its H5Ocopy
 * (h5copy, h5py's copy) crashes on those that refer to other objects, as DIMENSION_LIST does.
 */
enum { MOST_ATTRIBUTES_IN_HEADER = 64 };

hid_t hdf5_ordered(hid_t property_class) {
    const hid_t properties = H5Pcreate(property_class);
    const unsigned order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
    if (property_class == H5P_FILE_CREATE || property_class == H5P_GROUP_CREATE) H5Pset_link_creation_order(properties, order);
    H5Pset_attr_creation_order(properties, order);
    if (property_class == H5P_DATASET_CREATE)
        H5Pset_attr_phase_change(properties, MOST_ATTRIBUTES_IN_HEADER, MOST_ATTRIBUTES_IN_HEADER / 2);
    return properties;
}

hid_t hdf5_create_scale(hid_t file, const char *name, const double *values, const char *const *labels, size_t count) {
    const hsize_t extent = count;
    const hid_t space = H5Screate_simple(1, &extent, NULL), type = labels ? text_type() : H5Tcopy(H5T_IEEE_F64LE);
    const hid_t properties = hdf5_ordered(H5P_DATASET_CREATE);
    const hid_t set = H5Dcreate2(file, name, type, space, H5P_DEFAULT, properties, H5P_DEFAULT);
    herr_t status = set < 0  ? -1
                    : labels ? H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, labels)
                             : H5Dwrite(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
    if (status >= 0) status = H5DSset_scale(set, name);
    H5Pclose(properties);
    H5Tclose(type);
    H5Sclose(space);
    if (status >= 0) return set;
    if (set >= 0) H5Dclose(set);
    return -1;
}

hid_t hdf5_create_dimension(hid_t group, const char *name, size_t count) {
    const hsize_t extent = count;
    char label[80];
    snprintf(label, sizeof label, "This is a netCDF dimension but not a netCDF variable.%10zu", count);
    const hid_t space = H5Screate_simple(1, &extent, NULL), properties = hdf5_ordered(H5P_DATASET_CREATE);
    const hid_t set = H5Dcreate2(group, name, H5T_IEEE_F32BE, space, H5P_DEFAULT, properties, H5P_DEFAULT);
    H5Pclose(properties);
    H5Sclose(space);
    if (set < 0 || H5DSset_scale(set, label) >= 0) return set;
    H5Dclose(set);
    return -1;
}
