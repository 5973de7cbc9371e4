/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table behind tabulated_kernels.h: made by kernel_table.c, read by tabulated_kernels.c. Internal to the two. */
#ifndef EPSCAN_SHOWER_KERNEL_TABLE_H
#define EPSCAN_SHOWER_KERNEL_TABLE_H

#include "core/gauss_legendre.h"
#include "shower/shower_kernels.h"
#include "shower/tabulated_kernels.h"
#include "shower/target_rates.h"

enum { KERNEL_NODES = 12, KERNEL_MAX_PANELS = 48, KERNEL_MAX_FROM = 48, KERNEL_MAX_TO = 32, KERNEL_NEAR_NODES = 5 };

/* One kernel's values, or coefficients of powers of x in -1 .. 1, on the panels. */
typedef double panel_table[KERNEL_MAX_PANELS][KERNEL_NODES][KERNEL_COUNT];

/* Tables for energies to which particles come, polynomials in ln E between low and high. */
struct kernel_energies {
    double low, high;
    struct gauss_rule rule;
    panel_table *table; /* [rule.count], owned */
};

/* The same next to the beam's energy, where few nodes do, by powers of t = (ln E0 - ln E)/width from 0 to 1. */
struct kernel_energies_near_beam {
    struct gauss_rule rule;
    panel_table *power;                    /* [KERNEL_NEAR_NODES], owned; NULL: not yet */
    double loss_GeV[2][KERNEL_NEAR_NODES]; /* continuous, by lepton, at the nodes */
};

struct tabulated_kernels {
    struct target_rates rates;
    double screening_constant; /* c of Approximation A */
    double beam_energy_GeV;
    double soft_slope;                  /* y dN/dy of bremsstrahlung at the smallest y */
    double soft_constant[2];            /* by lepton */
    double first_log_drop, panel_width; /* of the panels that end at half of the energy, */
    double kink_log_drop, upper_width;  /* and of those above */
    int lower_count, panel_count;
    struct kernel_energies to;
    struct kernel_energies_near_beam near_beam;
    struct gauss_rule from_rule;
    double from_low, from_high;        /* ln E */
    double pair_rate[KERNEL_MAX_FROM]; /* at the nodes in ln k */
};

/* Lay out and fill the table of kernels whose rates and energies are set: EPSCAN_FAILED without memory; what is there is freed by
 * tabulated_kernels_free. */
epscan_status kernel_table_fill(struct tabulated_kernels *kernels, double lowest_energy_GeV);

#endif
