/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How the electrons of atoms move, shell by shell: J(p_z), the distribution of the momentum along any direction (the Compton
 * profile), even in p_z and with int_{-inf}^{inf} J dp_z = 1. Momenta are in units of m_e. All functions are pure and thread-safe.
 */
#ifndef EPSCAN_MATTER_COMPTON_PROFILE_H
#define EPSCAN_MATTER_COMPTON_PROFILE_H

#include "epscan/status.h"

enum {
    ATOM_MAX_SHELLS = 31, /* K to Q1 */
    PROFILE_MAX_PANEL_EDGES = 48,
    PROFILE_PANEL_NODES = 12,
};

struct electron_shell {
    int Z, index;           /* whose table: xraylib's number of the shell; Z = 0 has none, and is tail from p = 0 on */
    double electrons;       /* of the shell, per atom */
    double edge_GeV;        /* binding energy; 0 where xraylib knows none, as of outermost shells */
    double scale;           /* what table and tail are multiplied with for the shell to hold its electrons */
    double table_end;       /* p0, where the table ends */
    double table_end_value; /* J(p0) of the table */
    double tail_momentum;   /* Lambda: J = J(p0) [(1 + p0^2/Lambda^2)/(1 + p^2/Lambda^2)]^3 beyond */
};

struct atom_shells {
    int count;
    struct electron_shell shell[ATOM_MAX_SHELLS];
};

/* The shells of a free atom, whose electrons add up to Z. EPSCAN_BAD_INPUT where xraylib lacks profiles of some: beyond Z = 96. */
epscan_status atom_shells_init(struct atom_shells *atom, int Z);

/* One electron in the 1s state of a hydrogenic atom: J = 8/(3 pi Lambda) (1 + p^2/Lambda^2)^-3, Lambda = Z_eff alpha. */
struct electron_shell electron_shell_hydrogenic(double tail_momentum, double edge_GeV);

/* J at p >= 0, per electron. */
double electron_shell_profile(const struct electron_shell *shell, double momentum);

/* The share of the shell's electrons with |p_z| beyond its table. */
double electron_shell_beyond_table(const struct electron_shell *shell);

/*
 * Ascending edges of panels in asinh(p) from 0 on, edge[PROFILE_MAX_PANEL_EDGES], between which all profiles are analytic; their
 * number. On a panel PROFILE_PANEL_NODES Gauss nodes integrate them to 1e-11 of the whole; beyond the last edge lie < 1e-13 of a
 * shell.
 */
int profile_panel_edges(double *edge);

#endif
