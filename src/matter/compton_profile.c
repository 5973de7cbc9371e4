/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Compton profiles of atoms: the Hartree-Fock ones (relativistic from Z = 36 on) of Biggs, Mendelsohn and Mann, At. Data Nucl.
 * Data Tables 16, 201 (1975), from xraylib (Schoonjans et al., Spectrochim. Acta B 66, 776 (2011)), which interpolates them with
 * splines of ln J in ln(1 + p).
 *
 * The tables end at p0 = 100 atomic units = 0.73 m_e, where the K shell of lead still has 9 % of its electrons beyond. They are
 * continued as a hydrogenic 1s state falls,
 *
 *     J(p) = J(p0) [(1 + p0^2/Lambda^2)/(1 + p^2/Lambda^2)]^3.
 *
 * Lambda is that with which the K shell holds its electrons, 1.6 to 1.9 Z alpha where the tail counts (the small components of the
 * Dirac wave functions and their rise at the nucleus make it more than Z alpha); between Z alpha and 2 Z alpha where it does not.
 * The other shells have the same: large momenta are those next to the nucleus, where the wave functions of a kind are proportional
 * to each other (xraylib's L1 shell of lead lacks 2.5 %; 0.24 of K's 9.4 %, as their J(p0) are, is 2.3 %). Their own deficits would
 * not do: with three digits on a coarse mesh tables are wrong by +-0.4 % of a shell, which is more than they have beyond p0. At the
 * end each shell is scaled to hold its electrons, by less than 2 %.
 *
 * What is not in it: molecules and solids, whose valence electrons move differently, but with p < 0.01 m_e; electrons in open
 * shells for which xraylib has one profile of the pair j = l -+ 1/2 have the pair's.
 */
#include "matter/compton_profile.h"

#include "core/error.h"
#include "core/gauss_legendre.h"

#include "epscan/constants.h"

#include <math.h>
#include <stdbool.h>

#include <xraylib.h>

static const double table_end_atomic_units = 100.0;

static double cube(double x) {
    return x * x * x;
}

/* xraylib's J in units of m_e; 0 where it has none. */
static double tabulated_profile(int Z, int index, double momentum) {
    const double momentum_atomic_units = fmin(momentum / EPSCAN_FINE_STRUCTURE, table_end_atomic_units);
    return ComptonProfile_Partial(Z, index, momentum_atomic_units, NULL) / EPSCAN_FINE_STRUCTURE;
}

double electron_shell_profile(const struct electron_shell *shell, double momentum) {
    if (momentum < shell->table_end) return shell->scale * tabulated_profile(shell->Z, shell->index, momentum);
    const double end = shell->table_end / shell->tail_momentum, p = momentum / shell->tail_momentum;
    return shell->scale * shell->table_end_value * cube((1.0 + end * end) / (1.0 + p * p));
}

/* int_p^inf (1 + t^2)^-3 dt. */
static double hydrogenic_remainder(double p) {
    const double a = 1.0 / (1.0 + p * p);
    if (p > 20.0) return (1.0 / 5.0 - 3.0 / (7.0 * p * p) + 6.0 / (9.0 * cube(p) * p)) / (cube(p) * p * p); /* to 1e-7 */
    return 3.0 / 8.0 * atan2(1.0, p) - p * a * (0.25 * a + 0.375);
}

/* The electrons beyond the table, on both sides, before scaling. */
static double tail_electrons(const struct electron_shell *shell, double tail_momentum) {
    const double end = shell->table_end / tail_momentum;
    return 2.0 * shell->table_end_value * tail_momentum * cube(1.0 + end * end) * hydrogenic_remainder(end);
}

double electron_shell_beyond_table(const struct electron_shell *shell) {
    return shell->scale * tail_electrons(shell, shell->tail_momentum);
}

int profile_panel_edges(double *edge) {
    static const double table[] = {/* Biggs, Mendelsohn and Mann's mesh, atomic units */
                                   0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6,  0.7,  0.8,  1.0,  1.2,  1.4,  1.6,  1.8,
                                   2.0, 2.4,  3.0, 4.0,  5.0, 6.0, 7.0, 8.0, 10.0, 15.0, 20.0, 30.0, 40.0, 60.0, 100.0};
    enum { TABLE = sizeof table / sizeof *table };
    const double tail_width = 0.4;
    for (int i = 0; i < PROFILE_MAX_PANEL_EDGES; i++)
        edge[i] = i < TABLE ? asinh(EPSCAN_FINE_STRUCTURE * table[i]) : edge[i - 1] + tail_width;
    return PROFILE_MAX_PANEL_EDGES;
}

/* The electrons within the table, on both sides, before scaling. */
static double tabulated_electrons(int Z, int index, const struct gauss_rule *rule) {
    const double table_end = EPSCAN_FINE_STRUCTURE * table_end_atomic_units;
    double edge[PROFILE_MAX_PANEL_EDGES], sum = 0.0;
    const int edges = profile_panel_edges(edge);
    for (int i = 0; i + 1 < edges && sinh(edge[i + 1]) < table_end * (1.0 + 1e-12); i++) {
        const double half = 0.5 * (edge[i + 1] - edge[i]), middle = 0.5 * (edge[i + 1] + edge[i]);
        for (int j = 0; j < rule->count; j++) {
            const double eta = middle + half * rule->node[j];
            sum += half * rule->weight[j] * cosh(eta) * tabulated_profile(Z, index, sinh(eta));
        }
    }
    return 2.0 * sum;
}

/* Lambda with which the tail holds what the table lacks, as far as that is believable; bisection, since the tail grows with it. */
static double tail_momentum_of_K_shell(const struct electron_shell *K, double tabulated) {
    const double hydrogenic = K->Z * EPSCAN_FINE_STRUCTURE;
    double low = hydrogenic, high = 2.0 * hydrogenic;
    for (int i = 0; i < 60; i++) {
        const double middle = 0.5 * (low + high);
        *(tail_electrons(K, middle) < 1.0 - tabulated ? &low : &high) = middle;
    }
    return low;
}

struct electron_shell electron_shell_hydrogenic(double tail_momentum, double edge_GeV) {
    return (struct electron_shell){.electrons = 1.0,
                                   .edge_GeV = edge_GeV,
                                   .scale = 1.0,
                                   .table_end_value = 8.0 / (3.0 * EPSCAN_PI * tail_momentum),
                                   .tail_momentum = tail_momentum};
}

/*
 * The number of the shell whose profile a shell has, and its electrons within the table: its own, or that of the other j, if it has
 * none or one with a slip (europium's L2 adds up to 33). -1 if there is none.
 */
static int shell_with_profile(int Z, int index, const struct gauss_rule *rule, double *tabulated) {
    const int candidates[] = {index, index - 1, index + 1};
    for (int i = 0; i < 3; i++) {
        if (candidates[i] < 0 || candidates[i] >= ATOM_MAX_SHELLS) continue;
        *tabulated = tabulated_electrons(Z, candidates[i], rule);
        if (*tabulated > 0.8 && *tabulated < 1.05) return candidates[i];
    }
    return -1;
}

/* A shell of xraylib's tables; K is the atom's first one, NULL for itself. False if there is no profile. */
static bool tabulated_shell(int Z, int index, const struct gauss_rule *rule, const struct electron_shell *K,
                            struct electron_shell *shell) {
    const double table_end = EPSCAN_FINE_STRUCTURE * table_end_atomic_units, keV = 1e-6;
    double tabulated;
    const int profile = shell_with_profile(Z, index, rule, &tabulated);
    if (profile < 0) return false;
    *shell = (struct electron_shell){.Z = Z,
                                     .index = profile,
                                     .electrons = ElectronConfig(Z, index, NULL),
                                     .edge_GeV = keV * EdgeEnergy(Z, index, NULL),
                                     .table_end = table_end,
                                     .table_end_value = tabulated_profile(Z, profile, table_end)};
    shell->tail_momentum = K ? K->tail_momentum : tail_momentum_of_K_shell(shell, tabulated);
    shell->scale = 1.0 / (tabulated + tail_electrons(shell, shell->tail_momentum));
    return true;
}

epscan_status atom_shells_init(struct atom_shells *atom, int Z) {
    struct gauss_rule rule;
    double sum = 0.0;
    gauss_rule_init(&rule, PROFILE_PANEL_NODES);
    atom->count = 0;
    for (int index = 0; index < ATOM_MAX_SHELLS; index++) {
        struct electron_shell *shell = &atom->shell[atom->count];
        if (!(ElectronConfig(Z, index, NULL) > 0.0)) continue;
        if (!tabulated_shell(Z, index, &rule, atom->count > 0 ? &atom->shell[0] : NULL, shell)) continue;
        sum += shell->electrons;
        atom->count++;
    }
    if (!(fabs(sum - Z) < 1e-4)) return error_set(EPSCAN_BAD_INPUT, "Z = %d: xraylib has Compton profiles up to Z = 96", Z);
    for (int i = 0; i < atom->count; i++) atom->shell[i].electrons *= Z / sum; /* xraylib's thirds have six digits */
    return EPSCAN_OK;
}
