/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Datasets and attributes are read only when they are what they must be: type, rank, extent, storage in this file, no filters that
 * epscan does not write. Links that lead elsewhere are refused.
 */
#include "file/hdf5_read.h"

#include "core/error.h"
#include "core/text_line.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_TEXT = 1 << 16, MOST_STRINGS = 4096 };

/* Bytes of all strings of a dataset. */
static const size_t most_strings_bytes = 256 << 20;

/* What the attribute's values are of, and how many they are. Negative: not of that type. */
static hssize_t attribute_count(hid_t attribute, hid_t type) {
    const hid_t found = H5Aget_type(attribute), space = H5Aget_space(attribute);
    const bool fits = H5Tequal(found, type) > 0 && H5Tcommitted(found) == 0;
    const hssize_t count = fits ? H5Sget_simple_extent_npoints(space) : -1;
    H5Sclose(space);
    H5Tclose(found);
    return count;
}

static herr_t get_numbers(hid_t object, const char *name, hid_t file_type, hid_t type, size_t count, void *values) {
    if (H5Aexists(object, name) <= 0) return -1;
    const hid_t attribute = H5Aopen(object, name, H5P_DEFAULT);
    if (attribute < 0) return -1;
    const herr_t status = attribute_count(attribute, file_type) == (hssize_t)count ? H5Aread(attribute, type, values) : -1;
    H5Aclose(attribute);
    return status;
}

herr_t hdf5_get_integer(hid_t object, const char *name, int *value) {
    return get_numbers(object, name, H5T_STD_I32LE, H5T_NATIVE_INT, 1, value);
}

herr_t hdf5_get_double(hid_t object, const char *name, double *value) {
    return get_numbers(object, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, 1, value);
}

herr_t hdf5_get_wide_integers(hid_t object, const char *name, uint64_t *values, size_t count) {
    return get_numbers(object, name, H5T_STD_U64LE, H5T_NATIVE_UINT64, count, values);
}

static bool is_fixed_text(hid_t type, size_t most) {
    return H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) == 0 && H5Tcommitted(type) == 0 && H5Tget_size(type) > 0 &&
           H5Tget_size(type) <= most;
}

/* A scalar string attribute of fixed length as a string to be freed; NULL when it is something else. */
static char *read_text(hid_t attribute) {
    const hid_t type = H5Aget_type(attribute), space = H5Aget_space(attribute);
    const bool fits = is_fixed_text(type, MOST_TEXT) && H5Sget_simple_extent_npoints(space) == 1;
    char *text = fits ? calloc(H5Tget_size(type) + 1, 1) : NULL;
    if (text && H5Aread(attribute, type, text) < 0) {
        free(text);
        text = NULL;
    }
    H5Sclose(space);
    H5Tclose(type);
    return text;
}

herr_t hdf5_get_text(hid_t object, const char *name, char *text, size_t size) {
    text[0] = '\0';
    if (H5Aexists(object, name) <= 0) return -1;
    const hid_t attribute = H5Aopen(object, name, H5P_DEFAULT);
    if (attribute < 0) return -1;
    char *value = read_text(attribute);
    if (value) snprintf(text, size, "%s", text_in_one_line(value));
    const herr_t status = value ? 0 : -1;
    free(value);
    H5Aclose(attribute);
    return status;
}

/* Every part of "/group/name" is a hard link: none leads to another file, or to nothing. */
static bool has_hard_links(hid_t file, const char *name) {
    char part[64];
    const size_t length = strlen(name);
    if (length >= sizeof part) return false;
    for (size_t i = 1; i <= length; i++) {
        if (name[i] != '/' && name[i] != '\0') continue;
        H5L_info_t link;
        memcpy(part, name, i);
        part[i] = '\0';
        if (H5Lget_info(file, part, &link, H5P_DEFAULT) < 0 || link.type != H5L_TYPE_HARD) return false;
    }
    H5O_info_t object;
    return H5Oget_info_by_name2(file, name, &object, H5O_INFO_BASIC, H5P_DEFAULT) >= 0 && object.type == H5O_TYPE_DATASET;
}

static bool has_known_filters(hid_t properties) {
    for (int i = 0; i < H5Pget_nfilters(properties); i++) {
        unsigned flags, settings;
        size_t setting_count = 0;
        const H5Z_filter_t filter = H5Pget_filter2(properties, (unsigned)i, &flags, &setting_count, NULL, 0, NULL, &settings);
        if (filter != H5Z_FILTER_SHUFFLE && filter != H5Z_FILTER_DEFLATE && filter != H5Z_FILTER_FLETCHER32) return false;
    }
    return true;
}

/* Contiguous and allocated to the last byte, or in such chunks. */
static bool has_storage(hid_t set, size_t size, hssize_t count, int rank, const hsize_t *chunk) {
    const hid_t properties = H5Dget_create_plist(set);
    bool fits = H5Pget_external_count(properties) == 0;
    if (chunk) {
        hsize_t found[H5S_MAX_RANK];
        fits = fits && H5Pget_layout(properties) == H5D_CHUNKED && H5Pget_chunk(properties, H5S_MAX_RANK, found) == rank &&
               memcmp(found, chunk, (size_t)rank * sizeof *chunk) == 0 && has_known_filters(properties);
    } else {
        fits = fits && H5Pget_layout(properties) == H5D_CONTIGUOUS && H5Pget_nfilters(properties) == 0 &&
               H5Dget_offset(set) != HADDR_UNDEF && H5Dget_storage_size(set) / size == (hsize_t)count;
    }
    H5Pclose(properties);
    return fits;
}

static bool has_extents(hid_t space, int rank, hsize_t *extent) {
    hsize_t found[H5S_MAX_RANK], most[H5S_MAX_RANK];
    if (H5Sget_simple_extent_type(space) != (rank ? H5S_SIMPLE : H5S_SCALAR)) return false;
    if (H5Sget_simple_extent_ndims(space) != rank || H5Sget_simple_extent_dims(space, found, most) < 0) return false;
    for (int i = 0; i < rank; i++) {
        if (found[i] == 0 || found[i] != most[i] || (extent[i] && extent[i] != found[i])) return false;
        extent[i] = found[i];
    }
    return true;
}

/* Open a dataset whose type is `type`, or text of fixed length where that is negative. */
static hid_t open_checked(hid_t file, const char *name, hid_t type, int rank, hsize_t *extent, const hsize_t *chunk) {
    if (!has_hard_links(file, name)) return -1;
    const hid_t set = H5Dopen2(file, name, H5P_DEFAULT);
    if (set < 0) return -1;
    const hid_t found = H5Dget_type(set), space = H5Dget_space(set);
    const bool of_type =
        type < 0 ? is_fixed_text(found, most_strings_bytes) : H5Tequal(found, type) > 0 && H5Tcommitted(found) == 0;
    const bool fits = of_type && has_extents(space, rank, extent) &&
                      has_storage(set, H5Tget_size(found), H5Sget_simple_extent_npoints(space), rank, chunk);
    H5Sclose(space);
    H5Tclose(found);
    if (fits) return set;
    H5Dclose(set);
    return -1;
}

hid_t hdf5_open_dataset(hid_t file, const char *name, hid_t type, int rank, hsize_t *extent, const hsize_t *chunk) {
    return open_checked(file, name, type, rank, extent, chunk);
}

double *hdf5_get_doubles(hid_t file, const char *name, size_t most, size_t *count) {
    hsize_t extent = 0;
    const hid_t set = hdf5_open_dataset(file, name, H5T_IEEE_F64LE, 1, &extent, NULL);
    if (set < 0) return NULL;
    double *values = extent <= most ? malloc((size_t)extent * sizeof *values) : NULL;
    if (values && H5Dread(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0) {
        free(values);
        values = NULL;
    }
    H5Dclose(set);
    *count = (size_t)extent;
    return values;
}

/* Cut a block of `count` fixed-length strings into strings of their own. */
static char **split_block(const char *block, size_t size, size_t count) {
    char **strings = calloc(count, sizeof *strings);
    for (size_t i = 0; strings && i < count; i++) {
        strings[i] = strndup(block + i * size, size);
        if (strings[i]) continue;
        hdf5_free_strings(strings, count);
        return NULL;
    }
    return strings;
}

char **hdf5_get_strings(hid_t file, const char *name, size_t *count) {
    hsize_t entries = 0;
    *count = 0;
    hid_t set = open_checked(file, name, -1, 1, &entries, NULL);
    if (set < 0) {
        set = open_checked(file, name, -1, 0, NULL, NULL);
        entries = 1;
    }
    if (set < 0) return NULL;
    const hid_t type = H5Dget_type(set);
    const size_t size = H5Tget_size(type);
    const bool fits = entries <= MOST_STRINGS && (size_t)entries <= most_strings_bytes / size;
    char *block = fits ? malloc((size_t)entries * size) : NULL, **strings = NULL;
    if (block && H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, block) >= 0) strings = split_block(block, size, (size_t)entries);
    if (strings) *count = (size_t)entries;
    free(block);
    H5Tclose(type);
    H5Dclose(set);
    return strings;
}

void hdf5_free_strings(char **strings, size_t count) {
    if (!strings) return;
    for (size_t i = 0; i < count; i++) free(strings[i]);
    free(strings);
}
