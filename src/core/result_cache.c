/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One file an entry: a header, then the bytes. The name is the kind and the first half of the key's SHA-256; the header has all of
 * it, the size and XXH3's 128-bit checksum over header and bytes, so that no bit can change unseen. Files are written whole under a
 * random name (O_EXCL) and renamed, hence read whole or not at all; they are not synced, since an entry that a crash has cut short
 * fails its checksum.
 *
 * Only what this user alone can have written is believed: folder and file are of the effective user, are no links, and nobody else
 * may write them.
 */
#include "core/result_cache.h"

#include "core/build_info.h"
#include "core/cache_folder.h"
#include "core/processor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif
#include <gsl/gsl_version.h>
#include <xxhash.h>

static bool is_allowed;

struct header {
    char format[16];
    uint8_t key[SHA256_DIGEST_SIZE];
    uint64_t size;
    XXH128_canonical_t checksum; /* with this field zero */
};

static const char format[16] = "epscan cache 1\n";

void result_cache_allow(bool allowed) {
    __atomic_store_n(&is_allowed, allowed, __ATOMIC_RELAXED);
}

static bool is_set(const char *name) {
    const char *value = getenv(name);
    return value && value[0];
}

bool result_cache_is_on(void) {
    return (__atomic_load_n(&is_allowed, __ATOMIC_RELAXED) || is_set("EPSCAN_CACHE")) && !is_set("EPSCAN_NO_CACHE");
}

/* ---- Keys ---- */

static void add_text(struct cache_key *key, const char *text) {
    cache_key_add(key, text, strlen(text) + 1);
}

void cache_key_begin(struct cache_key *key, const char *kind) {
    uint32_t features[PROCESSOR_WORDS];
    processor_features(features);
    key->kind = kind;
    sha256_init(&key->hash);
    add_text(key, kind);
    add_text(key, build_source_sha256);
    add_text(key, build_compiler);
    add_text(key, build_flags);
#ifdef __GLIBC__
    add_text(key, gnu_get_libc_version());
#endif
    add_text(key, gsl_version);
    cache_key_add_integer(key, physics_version);
    cache_key_add(key, features, sizeof features);
}

void cache_key_add(struct cache_key *key, const void *bytes, size_t size) {
    sha256_update(&key->hash, size, bytes);
}

void cache_key_add_number(struct cache_key *key, double number) {
    cache_key_add(key, &number, sizeof number);
}

void cache_key_add_integer(struct cache_key *key, int64_t integer) {
    cache_key_add(key, &integer, sizeof integer);
}

/* ---- Entries ---- */

static struct header header_of(const struct cache_key *key, size_t size) {
    struct header header = {.size = size};
    struct sha256_ctx copy = key->hash;
    memcpy(header.format, format, sizeof format);
    sha256_digest(&copy, sizeof header.key, header.key);
    return header;
}

static void name_of(const struct cache_key *key, const struct header *header, char name[CACHE_NAME_MAX]) {
    int length = snprintf(name, CACHE_NAME_MAX, "%.20s-", key->kind);
    for (size_t i = 0; i < sizeof header->key / 2; i++)
        length += snprintf(name + length, CACHE_NAME_MAX - (size_t)length, "%02x", header->key[i]);
}

/* Of a whole entry, header first, with the checksum's own field zero. */
static XXH128_canonical_t checksum_of(struct header header, const void *bytes, size_t size) {
    XXH128_canonical_t checksum;
    memset(&header.checksum, 0, sizeof header.checksum);
    const XXH128_hash_t first = XXH3_128bits(&header, sizeof header);
    XXH128_canonicalFromHash(&checksum, XXH3_128bits_withSeed(bytes, size, first.low64 ^ first.high64));
    return checksum;
}

static bool is_whole(const struct cache_key *key, const struct header *found, size_t file_size, const void *bytes) {
    const struct header expected = header_of(key, file_size - sizeof *found);
    const XXH128_canonical_t checksum = checksum_of(expected, bytes, expected.size);
    return memcmp(found->format, expected.format, sizeof expected.format) == 0 &&
           memcmp(found->key, expected.key, sizeof expected.key) == 0 && found->size == expected.size &&
           memcmp(&found->checksum, &checksum, sizeof checksum) == 0;
}

void *result_cache_read(const struct cache_key *key, size_t *size) {
    struct header header = header_of(key, 0);
    char name[CACHE_NAME_MAX];
    size_t file_size = 0;
    if (!result_cache_is_on()) return NULL;
    name_of(key, &header, name);
    char *file = cache_folder_read(name, &file_size);
    if (file && file_size >= sizeof header) {
        memcpy(&header, file, sizeof header);
        if (is_whole(key, &header, file_size, file + sizeof header)) {
            *size = file_size - sizeof header;
            memmove(file, file + sizeof header, *size);
            return file;
        }
    }
    free(file);
    return NULL;
}

void result_cache_write(const struct cache_key *key, const void *bytes, size_t size) {
    struct header header = header_of(key, size);
    char name[CACHE_NAME_MAX];
    if (!result_cache_is_on()) return;
    name_of(key, &header, name);
    header.checksum = checksum_of(header, bytes, size);
    cache_folder_write(name, &header, sizeof header, bytes, size);
}
