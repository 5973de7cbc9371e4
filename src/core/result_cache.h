/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Results that take long and depend on few things, kept from one process to the next in the user's cache folder:
 * $XDG_CACHE_HOME/epscan, else ~/.cache/epscan. A cache is never an error: what cannot be read, is damaged, or is not this user's
 * own is no entry, and what cannot be written is not kept. All functions are thread-safe; none sets an error.
 */
#ifndef EPSCAN_CORE_RESULT_CACHE_H
#define EPSCAN_CORE_RESULT_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nettle/sha2.h>

/* For this process; no until then, unless EPSCAN_CACHE is set. EPSCAN_NO_CACHE in the environment is stronger than either. */
void result_cache_allow(bool allowed);
bool result_cache_is_on(void);

/*
 * What a result depends on: everything that it is computed from, value by value. What computes it is in every key: the program's
 * source and how it was compiled, the processor and the libraries that it runs with.
 */
struct cache_key {
    const char *kind;
    struct sha256_ctx hash;
};

/* `kind`: the word that entries' names begin with; borrowed. */
void cache_key_begin(struct cache_key *key, const char *kind);
void cache_key_add(struct cache_key *key, const void *bytes, size_t size);
void cache_key_add_number(struct cache_key *key, double number);
void cache_key_add_integer(struct cache_key *key, int64_t integer);

/* The bytes that were kept under this key, which the caller frees, and how many; NULL: none, or none that can be believed. */
void *result_cache_read(const struct cache_key *key, size_t *size);

/* Keep them, unless another process is writing. Older entries go when all of them are more than 64 MiB. */
void result_cache_write(const struct cache_key *key, const void *bytes, size_t size);

#endif
