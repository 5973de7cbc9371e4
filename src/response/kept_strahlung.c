/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table is one piece of memory without pointers, and kept as such. Its key is all of the search that a table could be made of,
 * the shower by its bytes: more than is needed, lest a new use be forgotten.
 */
#include "response/kept_strahlung.h"

#include "core/result_cache.h"
#include "core/work_share.h"

#include <stdlib.h>

static void add_rates(struct cache_key *key, const struct search *s) {
    cache_key_add_integer(key, s->coupling);
    cache_key_add_integer(key, s->beam);
    cache_key_add_integer(key, s->form_factor);
    cache_key_add_integer(key, s->initial_state_radiates);
    cache_key_add_number(key, s->beam_energy_GeV);
    cache_key_add_number(key, s->minimum_energy_GeV);
    cache_key_add_number(key, s->production_cut_GeV);
    cache_key_add_number(key, s->electrons_per_cm2_X0);
    cache_key_add_number(key, s->exposure);
    cache_key_add_integer(key, s->nuclei->count);
    for (int i = 0; i < s->nuclei->count; i++) {
        cache_key_add_integer(key, s->nuclei->of[i].Z);
        cache_key_add_number(key, s->nuclei->of[i].A_g_per_mol);
        cache_key_add_number(key, s->nuclei->of[i].per_cm2_X0);
    }
}

/* False without memory. */
static bool make_key(const struct search *search, struct cache_key *key) {
    size_t size;
    void *bytes = track_length_bytes(search->track_length, &size);
    if (!bytes) return false;
    cache_key_begin(key, "strahlung");
    cache_key_add(key, bytes, size);
    add_rates(key, search);
    free(bytes);
    return true;
}

static size_t size_of(int nuclei) {
    return sizeof(struct strahlung_table) + (size_t)nuclei * sizeof(struct nucleus_table);
}

static bool is_table(const struct strahlung_table *table, size_t size, int nuclei) {
    bool good = size == size_of(nuclei) && table->nuclei == nuclei && table->segments > 0 &&
                table->segments <= STRAHLUNG_SEGMENTS_MAX && table->energies == table->segments * STRAHLUNG_SEGMENT_NODES &&
                table->rule.count == STRAHLUNG_SEGMENT_NODES;
    for (int i = 0; i < nuclei && good; i++)
        good = table->nucleus[i].points.count > 0 && table->nucleus[i].points.count <= STRAHLUNG_MASSES_MAX;
    return good;
}

/* NULL: not there, or not such a table. */
static struct strahlung_table *read_kept(const struct search *search, const struct cache_key *key) {
    size_t size;
    struct strahlung_table *kept = result_cache_read(key, &size);
    if (kept && is_table(kept, size, search->nuclei->count)) return kept;
    free(kept);
    return NULL;
}

epscan_status kept_strahlung_table(const struct search *search, struct strahlung_table **table) {
    struct cache_key key;
    const bool keeps = result_cache_is_on() && make_key(search, &key);
    struct strahlung_table *kept = keeps ? read_kept(search, &key) : NULL;
    double found = kept ? 1.0 : 0.0;
    work_share_add(search->share, &found, 1);
    if (kept && found == work_share_step(search->share)) {
        *table = kept;
        return EPSCAN_OK;
    }
    free(kept); /* of processes that work together one has none: all make it */
    const epscan_status status = strahlung_table_create(search, table);
    if (!status && keeps) result_cache_write(&key, *table, size_of((*table)->nuclei));
    return status;
}
