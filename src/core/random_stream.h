/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random numbers that belong to a thing and not to whoever computes it: Philox4x32-10 (Salmon et al., SC 2011) with the seed as
 * key and (draw, purpose, item) as counter. An item is a shower or a pseudo-experiment; a draw is four numbers.
 */
#ifndef EPSCAN_CORE_RANDOM_STREAM_H
#define EPSCAN_CORE_RANDOM_STREAM_H

#include "core/float_functions.h"

#include <stdint.h>

#include <Random123/philox.h>

/*
 * Of a shower: its transport, its dark photons of annihilation and of strahlung, their readings, the azimuth
 * of events. Of a pseudo-experiment: without
 * signal, with signal.
 */
enum random_purpose {
    RANDOM_TRANSPORT,
    RANDOM_SIGNAL,
    RANDOM_READING,
    RANDOM_BACKGROUND_TOY,
    RANDOM_SIGNAL_TOY,
    RANDOM_STRAHLUNG,
    RANDOM_STRAHLUNG_READING,
    RANDOM_AZIMUTH
};

enum { RANDOM_AHEAD = 16 };

struct random_stream {
    uint64_t seed, item;
    uint32_t purpose, drawn; /* draws handed out */
    int left;                /* of those computed ahead */
    uint32_t ahead[RANDOM_AHEAD][4];
};

static inline void random_stream_start(struct random_stream *s, uint64_t seed, uint64_t item, enum random_purpose purpose) {
    s->seed = seed;
    s->item = item;
    s->purpose = purpose;
    s->drawn = 0;
    s->left = 0;
}

/* Uniform in (0, 1). */
static inline double random_uniform(uint32_t word) {
    return (word + 0.5) * 0x1p-32;
}

/* -ln of the uniform number to 1e-7, which is plenty for random lengths. */
static inline float random_exponential(uint32_t word) {
    return -float_log(((float)word + 0.5F) * 0x1p-32F);
}

/* A draw of an item's four words. */
static inline philox4x32_ctr_t random_words(uint64_t seed, uint64_t item, uint32_t purpose, uint32_t draw) {
    const philox4x32_key_t key = {{(uint32_t)seed, (uint32_t)(seed >> 32)}};
    const philox4x32_ctr_t counter = {{draw, purpose, (uint32_t)item, (uint32_t)(item >> 32)}};
    return philox4x32(counter, key);
}

static inline void random_stream_fill(struct random_stream *s) {
    for (uint32_t i = 0; i < RANDOM_AHEAD; i++) {
        const philox4x32_ctr_t block = random_words(s->seed, s->item, s->purpose, s->drawn + i);
        for (int j = 0; j < 4; j++) s->ahead[i][j] = block.v[j];
    }
    s->left = RANDOM_AHEAD;
}

/* The next four words; valid until the next call. */
static inline const uint32_t *random_stream_draw(struct random_stream *s) {
    if (s->left == 0) random_stream_fill(s);
    s->drawn++;
    return s->ahead[RANDOM_AHEAD - s->left--];
}

#endif
