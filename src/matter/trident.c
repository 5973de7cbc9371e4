/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Direct pairs by charged leptons of mass M: Kelner, Kokoulin and Petrukhin, Phys. At. Nucl. 63, 1603 (2000); Kokoulin and
 * Petrukhin, Proc. 12th ICRC (Hobart, 1971) 6, 2436. With v = eps/E, eps the energy of the pair, rho its asymmetry, m = m_e,
 *
 *     d^2 sigma/(deps drho) = 2/(3 pi) (Z alpha r_e)^2 (1-v)/eps [Phi_e + (m/M)^2 Phi_M],   -rho_max < rho < rho_max,
 *     beta = v^2/(2(1-v)),   xi = (M v/2m)^2 (1-rho^2)/(1-v),   Phi = B L,
 *
 *     B_e = [(2+rho^2)(1+beta) + xi (3+rho^2)] ln(1+1/xi) + (1-rho^2-beta)/(1+xi) - (3+rho^2)
 *     B_M = [(1+rho^2)(1+3beta/2) - (1+2beta)(1-rho^2)/xi] ln(1+xi) + xi (1-rho^2-beta)/(1+xi) + (1+2beta)(1-rho^2)
 *     Y_e = [5 - rho^2 + 4beta (1+rho^2)]/[2 (1+3beta) ln(3+1/xi) - rho^2 - 2beta (2-rho^2)]
 *     Y_M = [4 + rho^2 + 3beta (1+rho^2)]/[(1+rho^2)(3/2+2beta) ln(3+xi) + 1 - 3/2 rho^2]
 *
 *     L = ln{A Q/(1 + 2 sqrt(e) A S/(E v (1-rho^2)/m))} - ln sqrt(1 + (R Q)^2),   A = 183 Z^(-1/3), R = 3 m Z^(1/3)/(2 m_mu),
 *     of e: Q^2 = (1+xi)(1+Y_e), S = Q^2;     of M: Q^2 = (M/m)^2 (1+1/xi)(1+Y_M), S = (1+xi)(1+Y_M).
 *
 * Q m is the largest momentum transfer, A the radius of the atom, R that of the nucleus in 1/m: m_mu in it is a nuclear scale,
 * whatever the projectile. For muons 1 + (R Q)^2 is (R Q)^2 in L_M, as printed; an electron sees the nucleus like its pair does.
 *
 * Phi_e is the pair in the fields of projectile and nucleus (a virtual photon's Bethe-Heitler pair), Phi_M a virtual photon that
 * the projectile radiates at the nucleus; their interference vanishes in the spectrum. In lead at 100 GeV positrons of 50 GeV are
 * 4/5 of the first kind, those of 10 GeV 99 %.
 *
 * Atoms' electrons count as in the radiation length, Z^2 -> Z^2 + Z L'_rad/L_rad. What is not in it: exchange between the electrons
 * of projectile and pair, which matters where they are equally fast (not for positrons' spectra from electrons that lost little);
 * the Coulomb correction, some -7 % in lead; LPM, which acts on virtual photons less than on real ones. Good to 15 % for pairs
 * above 1 GeV, which are 0.2 % (deep calorimeter) to 9 % (0.1 X0) of the fast positrons.
 */
#include "matter/trident.h"

#include "core/gauss_legendre.h"
#include "core/vector.h"

#include "epscan/constants.h"

#include <math.h>
#include <pthread.h>

static const double electron_mass = EPSCAN_ELECTRON_MASS_GeV, root_e = 1.6487212707001282;

/* What the two terms share, of eight pairs side by side. */
struct pair_state {
    vector8 rho2, rest;                        /* rho^2, 1 - rho^2 */
    vector8 beta, xi, inverse_xi, inverse_sum; /* 1/xi, 1/(1 + xi) */
    double radius;                             /* A = 183 Z^(-1/3) */
    double nucleus;                            /* R */
    vector8 shortest;                          /* 2 sqrt(e) A m/(eps (1 - rho^2)) */
};

struct trident_process trident_of_electrons(void) {
    return (struct trident_process){.projectile_mass_GeV = EPSCAN_ELECTRON_MASS_GeV, .diagrams = TRIDENT_ALL};
}

static vector8 not_negative(vector8 x) {
    return vector8_chosen(x > 0.0, x, (vector8){0});
}

/* ln(1+x) of x > 0 that are no rounding of 1. */
static vector8 log_of_one_and(vector8 x) {
    const vector8 sum = 1.0 + x;
    return vector8_log(sum) * (x / (sum - 1.0));
}

/* L of squared momentum transfers Q^2 and S, not below 0. */
static vector8 field_logarithm(const struct pair_state *state, vector8 transfer2, vector8 screened2) {
    const vector8 nucleus2 = 1.0 + state->nucleus * state->nucleus * transfer2, screening = 1.0 + state->shortest * screened2;
    return not_negative(0.5 * vector8_log(state->radius * state->radius * transfer2 / (nucleus2 * screening * screening)));
}

/* Phi_e. B_e cancels for large xi, where its limit is taken. */
static vector8 pair_term(const struct pair_state *s) {
    const vector8 rho2 = s->rho2, beta = s->beta, xi = s->xi;
    const vector8 Y = (5.0 - rho2 + 4.0 * beta * (1.0 + rho2)) /
                      (2.0 * (1.0 + 3.0 * beta) * vector8_log(3.0 + s->inverse_xi) - rho2 - 2.0 * beta * (2.0 - rho2));
    const vector8 limit = (3.0 - rho2 + 2.0 * beta * (1.0 + rho2)) * 0.5 * s->inverse_xi;
    const vector8 B = ((2.0 + rho2) * (1.0 + beta) + xi * (3.0 + rho2)) * log_of_one_and(s->inverse_xi) +
                      (s->rest - beta) * s->inverse_sum - (3.0 + rho2);
    const vector8 transfer2 = (1.0 + xi) * (1.0 + Y);
    return not_negative(vector8_chosen(xi < 1e3, B, limit)) * field_logarithm(s, transfer2, transfer2);
}

/* Phi_M, with (M/m)^2 = mass_ratio2. B_M cancels for small xi, where its limit is taken. */
static vector8 radiated_term(const struct pair_state *s, double mass_ratio2) {
    const vector8 rho2 = s->rho2, beta = s->beta, xi = s->xi;
    const vector8 Y =
        (4.0 + rho2 + 3.0 * beta * (1.0 + rho2)) / ((1.0 + rho2) * (1.5 + 2.0 * beta) * vector8_log(3.0 + xi) + 1.0 - 1.5 * rho2);
    const vector8 transverse = (1.0 + 2.0 * beta) * s->rest;
    const vector8 limit = 0.5 * xi * (5.0 - rho2 + beta * (3.0 + rho2));
    const vector8 B = ((1.0 + rho2) * (1.0 + 1.5 * beta) - transverse * s->inverse_xi) * log_of_one_and(xi) +
                      xi * (s->rest - beta) * s->inverse_sum + transverse;
    return not_negative(vector8_chosen(xi > 1e-3, B, limit)) *
           field_logarithm(s, mass_ratio2 * (1.0 + s->inverse_xi) * (1.0 + Y), (1.0 + xi) * (1.0 + Y));
}

/* The least energy of the projectile afterwards: the nucleus's size forbids larger momentum transfers. */
static double least_kept_GeV(struct trident_process process, double root_Z) {
    return 0.75 * root_e * process.projectile_mass_GeV * root_Z;
}

/* Where there are pairs of such energies and 1 - rho^2. */
static mask8 is_allowed(struct trident_process process, double root_Z, double energy, vector8 pair, vector8 rest) {
    const double M = process.projectile_mass_GeV;
    const vector8 kept = energy - pair, projectile = 1.0 - 6.0 * M * M / (energy * kept); /* rho_max/sqrt(1 - 4m/eps) */
    return (pair > 4.0 * electron_mass) & (kept > least_kept_GeV(process, root_Z)) & (projectile > 0.0) &
           (1.0 - rest < projectile * projectile * (1.0 - 4.0 * electron_mass / pair));
}

/* (1-v)/eps [Phi_e + (m/M)^2 Phi_M], 1 - rho^2 given by the caller, who has it without cancellation [1/GeV]. */
static vector8 diagrams_per_GeV(struct trident_process process, double root_Z, double energy, vector8 any_pair, vector8 any_rest) {
    const double mass_ratio = process.projectile_mass_GeV / electron_mass, mass_ratio2 = mass_ratio * mass_ratio;
    const mask8 allowed = is_allowed(process, root_Z, energy, any_pair, any_rest);
    /* what is not, and then left away, are pairs whose logarithms exist */
    const vector8 pair = vector8_chosen(allowed, any_pair, (vector8){0} + 0.5 * energy);
    const vector8 rest = vector8_chosen(allowed, any_rest, (vector8){0} + 1.0);
    const vector8 kept = energy - pair, v = pair * (1.0 / energy), inverse_kept_pair = 1.0 / (kept * pair);
    const vector8 beta = 0.5 * v * pair * pair * inverse_kept_pair, xi = 0.5 * mass_ratio2 * beta * rest;
    const vector8 inverse_both = 1.0 / (xi * (1.0 + xi));
    const struct pair_state state = {.rho2 = 1.0 - rest,
                                     .rest = rest,
                                     .beta = beta,
                                     .xi = xi,
                                     .inverse_xi = inverse_both * (1.0 + xi),
                                     .inverse_sum = inverse_both * xi,
                                     .radius = 183.0 / root_Z,
                                     .nucleus = 1.5 * electron_mass * root_Z / EPSCAN_MUON_MASS_GeV,
                                     .shortest = 2.0 * root_e * 183.0 / root_Z * electron_mass / (pair * rest)};
    vector8 sum = pair_term(&state);
    if (process.diagrams == TRIDENT_ALL) sum += radiated_term(&state, mass_ratio2) / mass_ratio2;
    return vector8_chosen(allowed, kept * kept * (1.0 / energy) * inverse_kept_pair * sum, (vector8){0});
}

double trident_cross_section_cm2_per_GeV(struct trident_process process, int Z, double energy_GeV, double pair_GeV,
                                         double asymmetry) {
    const double strength = Z * EPSCAN_FINE_STRUCTURE, rest = (1.0 - asymmetry) * (1.0 + asymmetry);
    return 2.0 / (3.0 * EPSCAN_PI) * strength * strength * electron_radius_squared_cm2() *
           diagrams_per_GeV(process, cbrt(Z), energy_GeV, (vector8){0} + pair_GeV, (vector8){0} + rest)[0];
}

/* What an integral over the pair's sharing, or over what the pair takes more than a positron, needs. */
struct trident_integral {
    struct trident_process process;
    double root_Z;        /* Z^(1/3) */
    double energy, other; /* the pair's energy, or the positron's */
};

/* Of one pair energy: rho = 1 - 2 share; d rho = 2 d share. */
static vector8 at_share(const struct trident_integral *of, vector8 electron) {
    const vector8 share = electron / of->other, pair = (vector8){0} + of->other;
    return 2.0 / of->other * diagrams_per_GeV(of->process, of->root_Z, of->energy, pair, 4.0 * share * (1.0 - share));
}

/* Of one positron energy: eps = E+ + E-, d rho/dE+ at fixed eps is 2/eps. */
static vector8 at_electron(const struct trident_integral *of, vector8 electron) {
    const vector8 pair = of->other + electron;
    return 2.0 / pair * diagrams_per_GeV(of->process, of->root_Z, of->energy, pair, 4.0 * of->other * electron / (pair * pair));
}

/* Of every panel below: made once, since there are ten thousand integrals to a table of kernels. */
enum { NODES = 16 };
static const double panel_width = 2.6;
static struct gauss_rule rule;
static pthread_once_t rule_is_made = PTHREAD_ONCE_INIT;
static void make_rule(void) {
    gauss_rule_init(&rule, NODES);
}

/*
 * int f(x) dx with features at both ends of 0 .. range, down to m_e, below which there is nothing: x = range/(1 + exp(-u)), in
 * panels of u up to `high`.
 */
static double integral_up_to(double high, vector8 (*f)(const struct trident_integral *, vector8), const struct trident_integral *of,
                             double range) {
    double exponential[NODES];
    vector8 sum = {0};
    if (!(range > 2.0 * electron_mass)) return 0.0;
    pthread_once(&rule_is_made, make_rule);
    const double low = -log(range / electron_mass), panels = ceil((high - low) / panel_width), half = 0.5 * (high - low) / panels;
    for (int j = 0; j < NODES; j++) exponential[j] = exp(-half * rule.node[j]);
    for (double panel = 0.0; panel < panels; panel += 1.0) {
        const double middle = exp(-(half * (2.0 * panel + 1.0) + low));
        for (int j = 0; j < NODES; j += VECTOR_LANES) {
            const vector8 x = range / (1.0 + middle * vector8_load(exponential + j));
            sum += vector8_load(rule.weight + j) * x * (1.0 - x / range) * f(of, x);
        }
    }
    return half * vector8_sum(sum);
}

/* Both ends, of which the second reaches to where projectiles are slow; and twice one, where both are alike. */
static double integral_to_both_ends(vector8 (*f)(const struct trident_integral *, vector8), const struct trident_integral *of,
                                    double range) {
    return integral_up_to(7.0 + log(range / electron_mass), f, of, range);
}

static double integral_of_halves(vector8 (*f)(const struct trident_integral *, vector8), const struct trident_integral *of,
                                 double range) {
    return 2.0 * integral_up_to(0.0, f, of, range);
}

/* What an atom's integral is multiplied with: its share of 4 alpha r_e^2 Z^2 per cm^2 and X0, and its electrons. */
static double atoms_per_X0(const struct em_atom *atom) {
    const double charges = atom->Z * (atom->Z + atom->inelastic_logarithm / atom->elastic_logarithm);
    return EPSCAN_FINE_STRUCTURE / (6.0 * EPSCAN_PI) * atom->radiators_per_cm2_X0 * charges;
}

double trident_positrons_per_GeV_X0(const struct em_medium *medium, struct trident_process process, double energy_GeV,
                                    double positron_GeV) {
    double sum = 0.0;
    for (int i = 0; i < medium->element_count && positron_GeV > 0.0; i++) {
        const struct em_atom *atom = &medium->atoms[i];
        const struct trident_integral of = {process, cbrt(atom->Z), energy_GeV, positron_GeV};
        const double range = energy_GeV - positron_GeV - least_kept_GeV(process, of.root_Z);
        sum += atoms_per_X0(atom) * integral_to_both_ends(at_electron, &of, range);
    }
    return sum;
}

double trident_pairs_per_GeV_X0(const struct em_medium *medium, struct trident_process process, double energy_GeV,
                                double pair_GeV) {
    double sum = 0.0;
    for (int i = 0; i < medium->element_count; i++) {
        const struct em_atom *atom = &medium->atoms[i];
        const struct trident_integral of = {process, cbrt(atom->Z), energy_GeV, pair_GeV};
        if (pair_GeV < energy_GeV) sum += atoms_per_X0(atom) * integral_of_halves(at_share, &of, pair_GeV);
    }
    return sum;
}
