/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which particles of a cascade make which, and by what kernel. Only cascade.c and its parts include this. */
#ifndef EPSCAN_SHOWER_CASCADE_TERMS_H
#define EPSCAN_SHOWER_CASCADE_TERMS_H

#include "shower/shower_kernels.h"
#include "shower/shower_particle.h"

/* What particles `from` do to the balance of `of`: factor x kernel; losses count positive, gains negative. */
struct cascade_term {
    enum shower_particle of, from;
    enum shower_kernel kernel;
    double factor;
};

enum { CASCADE_MAX_TERMS = 18 };

struct cascade_terms {
    int count;
    struct cascade_term term[CASCADE_MAX_TERMS];
};

/* All terms of a shower that this beam particle starts. */
void cascade_terms_init(struct cascade_terms *terms, const struct shower_kernels *kernels, enum em_lepton beam);

/* The kernel of the beam particle's loss. */
enum shower_kernel cascade_primary_loss(const struct shower_kernels *kernels, enum em_lepton beam);

#endif
