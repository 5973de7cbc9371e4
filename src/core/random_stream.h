/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random numbers that belong to a thing and not to whoever computes it: Philox4x32-10 (Salmon et al., SC 2011) with the seed as
 * key and (draw, purpose, item) as counter. An item is a shower or a pseudo-experiment; a draw is four numbers.
 */
#ifndef EPSCAN_CORE_RANDOM_STREAM_H
#define EPSCAN_CORE_RANDOM_STREAM_H

#include <stdint.h>
#include <string.h>

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
    float exponential[RANDOM_AHEAD]; /* of their first numbers */
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

/*
 * -ln of the uniform number to 1e-7, which is plenty for random lengths; without branches and calls, so that loops of it
 * vectorise. ln(2^k m) = k ln 2 + 2 artanh z, z = (m-1)/(m+1), 1/sqrt 2 < m < sqrt 2, by its series: z^10/11 < 2e-9.
 */
static inline float random_exponential(uint32_t word) {
    const float uniform = ((float)word + 0.5F) * 0x1p-32F;
    uint32_t bits;
    float m;
    memcpy(&bits, &uniform, sizeof bits);
    const uint32_t root_half = 0x3f3504f3; /* bits of 1/sqrt 2 */
    const int32_t k = (int32_t)(bits - root_half) >> 23;
    const uint32_t mantissa = bits - ((uint32_t)k << 23);
    memcpy(&m, &mantissa, sizeof m);
    const float z = (m - 1.0F) / (m + 1.0F), z2 = z * z;
    const float series = 1.0F + z2 * (1.0F / 3 + z2 * (1.0F / 5 + z2 * (1.0F / 7 + z2 / 9)));
    return -((float)k * 0.693147181F + 2.0F * z * series);
}

static inline void random_stream_fill(struct random_stream *s) {
    const philox4x32_key_t key = {{(uint32_t)s->seed, (uint32_t)(s->seed >> 32)}};
    for (uint32_t i = 0; i < RANDOM_AHEAD; i++) {
        const philox4x32_ctr_t counter = {{s->drawn + i, s->purpose, (uint32_t)s->item, (uint32_t)(s->item >> 32)}};
        const philox4x32_ctr_t block = philox4x32(counter, key);
        for (int j = 0; j < 4; j++) s->ahead[i][j] = block.v[j];
    }
    for (int i = 0; i < RANDOM_AHEAD; i++) s->exponential[i] = random_exponential(s->ahead[i][0]);
    s->left = RANDOM_AHEAD;
}

/* The next four words; valid until the next call. */
static inline const uint32_t *random_stream_draw(struct random_stream *s) {
    if (s->left == 0) random_stream_fill(s);
    s->drawn++;
    return s->ahead[RANDOM_AHEAD - s->left--];
}

/* The exponential number of the draw just made: of its first word. */
static inline double random_stream_exponential(const struct random_stream *s) {
    return (double)s->exponential[RANDOM_AHEAD - 1 - s->left];
}

#endif
