/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random numbers of one shower: Philox4x32-10 (Salmon et al., SC 2011) with the seed as key and (draw, purpose, shower) as
 * counter. A draw is four numbers. Internal to the shower simulation.
 */
#ifndef EPSCAN_PHYSICS_SHOWER_RANDOM_H
#define EPSCAN_PHYSICS_SHOWER_RANDOM_H

#include <stdint.h>

#include <Random123/philox.h>

enum random_purpose { RANDOM_TRANSPORT, RANDOM_SIGNAL, RANDOM_READING };

enum { RANDOM_AHEAD = 16 };

struct random_stream {
    uint64_t seed, shower;
    uint32_t purpose, drawn; /* draws handed out */
    int left;                /* of those computed ahead */
    uint32_t ahead[RANDOM_AHEAD][4];
};

static inline void random_stream_start(struct random_stream *s, uint64_t seed, uint64_t shower, enum random_purpose purpose) {
    s->seed = seed;
    s->shower = shower;
    s->purpose = purpose;
    s->drawn = 0;
    s->left = 0;
}

static inline void random_stream_fill(struct random_stream *s) {
    const philox4x32_key_t key = {{(uint32_t)s->seed, (uint32_t)(s->seed >> 32)}};
    for (uint32_t i = 0; i < RANDOM_AHEAD; i++) {
        const philox4x32_ctr_t counter = {{s->drawn + i, s->purpose, (uint32_t)s->shower, (uint32_t)(s->shower >> 32)}};
        const philox4x32_ctr_t block = philox4x32(counter, key);
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

/* Uniform in (0, 1). */
static inline double random_uniform(uint32_t word) {
    return (word + 0.5) * 0x1p-32;
}

#endif
