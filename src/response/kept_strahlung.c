/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Each panel is an entry of its own, the numbers of its curves one kind of nuclei after another: a table is as whole as it has been
 * asked for. Its key is all of the search that a panel could be made of, the shower by its bytes: more than is needed, lest a new
 * use be forgotten.
 */
#include "response/kept_strahlung.h"

#include "core/result_cache.h"
#include "core/work_share.h"
#include "response/strahlung_panel.h"

#include <stdlib.h>
#include <string.h>

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

static struct cache_key key_of_panel(const struct cache_key *of_table, int panel) {
    struct cache_key key = *of_table;
    cache_key_add_integer(&key, panel);
    return key;
}

static size_t size_of_nucleus(const struct strahlung_table *table) {
    return (size_t)table->energies * sizeof(struct mass_curve);
}

/* False: not there, or no such panel. */
static bool read_kept(struct strahlung_table *table, const struct cache_key *of_table, int panel) {
    const struct cache_key key = key_of_panel(of_table, panel);
    const size_t each = size_of_nucleus(table);
    size_t size;
    char *kept = result_cache_read(&key, &size);
    const bool good = kept && size == (size_t)table->nuclei * each;
    for (int n = 0; good && n < table->nuclei; n++) memcpy(table->nucleus[n].curve[panel], kept + (size_t)n * each, each);
    free(kept);
    return good;
}

static void keep(const struct strahlung_table *table, const struct cache_key *of_table, int panel) {
    const struct cache_key key = key_of_panel(of_table, panel);
    const size_t each = size_of_nucleus(table);
    char *bytes = malloc((size_t)table->nuclei * each);
    for (int n = 0; bytes && n < table->nuclei; n++) memcpy(bytes + (size_t)n * each, table->nucleus[n].curve[panel], each);
    if (bytes) result_cache_write(&key, bytes, (size_t)table->nuclei * each);
    free(bytes);
}

void kept_strahlung_panels(struct strahlung_table *table, int first, int end) {
    const struct search *search = table->search;
    struct cache_key key;
    const bool keeps = result_cache_is_on() && make_key(search, &key);
    bool has_all = keeps;
    for (int p = first; p < end && has_all; p++) has_all = read_kept(table, &key, p);
    double found = has_all ? 1.0 : 0.0;
    work_share_add(search->share, &found, 1);
    if (has_all && found == work_share_step(search->share)) return;
    strahlung_panels_fill(table, first, end); /* of processes that work together one has not all: all make them */
    for (int p = first; p < end && keeps; p++) keep(table, &key, p);
}
