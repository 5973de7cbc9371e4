/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What A' couples to: the rows of one table, and Eqs. 2 and 4 of PRD 104 L091701 with them, here and nowhere else. Width, Eq. 3,
 * spectral density and relic density all follow from a row, so that a new current is one. Energies in GeV; pure and thread-safe.
 *
 *     fermion     Dirac                g_D A'_mu chibar gamma^mu chi
 *     scalar      complex              i g_D A'^mu (chi* d_mu chi - chi d_mu chi*)
 *     majorana    (g_D/2) A'_mu chibar gamma^mu gamma5 chi, the convention of the thermal targets; not g_D, nor g_D/sqrt(2)
 *     pseudo-dirac  two Majorana, m_1 <= m_2       i g_D A'_mu chibar_1 gamma^mu chi_2
 *     axial-fermion Dirac                g_D A'_mu chibar gamma^mu gamma5 chi
 *
 * and, of mediators without spin (model/coupling.h), whose width to it is the same with m_X for m_A',
 *
 *     yukawa-scalar, yukawa-pseudoscalar    Dirac    g_D X chibar chi, i g_D X chibar gamma5 chi
 *
 * with alpha_D = g_D^2/(4 pi). Half of the Dirac fermion's width is that of a Majorana chi with g_D/2: halve alpha_D.
 *
 * The fold of rho with the response to a narrow X is exact where X has no spin, and where one of the two currents is conserved: the
 * electron's vector current, or chi's of fermion, scalar, pseudo-dirac without splitting. An axial mediator to axial chi has
 * besides, by its polarisation along its momentum, a contact term without a resonance, that of a pseudoscalar with
 *
 *     rho_contact(s) = 8 alpha_D m_e^2 m_chi^2 beta/(pi m_X^4 s),
 *
 * which does not interfere and is left out: some 0.16 alpha_D (m_e/m_X)^2 of all strahlung (tests/unit/test_couplings.c), 4e-5 at
 * 10 MeV and alpha_D = 0.1; of annihilation even less. (Half as much of majorana; pseudo-dirac with m_2 - m_1 for 2 m_chi.)
 */
#ifndef EPSCAN_MODEL_DARK_CURRENT_H
#define EPSCAN_MODEL_DARK_CURRENT_H

#include "epscan/dark_photon.h"

/*
 * sqrt(s) Gamma_d(sqrt(s)) = (alpha_D/2) beta [slope (s - 4 m_chi^2) + floor m_chi^2], beta^2 = 1 - 4 m_chi^2/s: the width of a
 * vector of mass sqrt(s) to chi chi, off the mass of A' too. Where the two have masses m_1, m_2, m_chi is their mean, and
 * [1 - (m_2 - m_1)^2/s]^(3/2) stands before it: the width of pseudo-Dirac chi1 chi2 is that,
 *     (2 alpha_D q/(3 sqrt(s))) [3 m_1 m_2 + s - (m_1^2 + m_2^2)/2 - (m_1^2 - m_2^2)^2/(2 s)],   q their momentum,
 * in the variables m_1 + m_2 and m_2 - m_1 (Izaguirre, Krnjaic, Shuve, Phys. Rev. D 93, 063523 (2016), for the model).
 */
struct dark_current {
    const char *name;
    double slope, floor;
    bool width_runs;           /* eta of Eq. 3 is (s/m_A'^2)^2 instead of 1 */
    double states;             /* of chi and its partner together, for relic densities */
    double annihilating_pairs; /* share of all pairs that annihilate: 1 when chi is its own partner, else 1/2 */
    bool splits;               /* chi and its partner may differ in mass */
    bool is_yukawa;            /* of mediators of spin 0 */
    bool is_axial;             /* not conserved: its divergence is 2 m_chi times a pseudoscalar Yukawa coupling */
};

/*
 * The rows: epscan_spin, then the members above. Majorana: half of a Dirac fermion's with an axial coupling, since the two chi are
 * identical. Pseudo-Dirac chi without splitting are a Dirac fermion.
 */
#define DARK_CURRENT_ROWS(ROW)                                                                                                     \
    ROW(EPSCAN_FERMION, "fermion", 2.0 / 3.0, 4.0, true, 4.0, 0.5, false, false, false)                                            \
    ROW(EPSCAN_SCALAR, "scalar", 1.0 / 6.0, 0.0, false, 2.0, 0.5, false, false, false)                                             \
    ROW(EPSCAN_MAJORANA, "majorana", 1.0 / 3.0, 0.0, false, 2.0, 1.0, false, false, true)                                          \
    ROW(EPSCAN_PSEUDO_DIRAC, "pseudo-dirac", 2.0 / 3.0, 4.0, true, 4.0, 0.5, true, false, false)                                   \
    ROW(EPSCAN_AXIAL_FERMION, "axial-fermion", 2.0 / 3.0, 0.0, false, 4.0, 0.5, false, false, true)                                \
    ROW(EPSCAN_YUKAWA_SCALAR, "yukawa-scalar", 1.0, 0.0, false, 4.0, 0.5, false, true, false)                                      \
    ROW(EPSCAN_YUKAWA_PSEUDOSCALAR, "yukawa-pseudoscalar", 1.0, 4.0, false, 4.0, 0.5, false, true, false)

extern const struct dark_current dark_currents[EPSCAN_SPIN_COUNT];

/* The names as texts show them, in constants: "fermion, scalar, ..." and "fermion|scalar|...". */
#define DARK_CURRENT_NAME_AFTER_COMMA(spin, name, ...) ", " name
#define DARK_CURRENT_NAME_AFTER_BAR(spin, name, ...) "|" name
#define DARK_CURRENT_NAMES (&(DARK_CURRENT_ROWS(DARK_CURRENT_NAME_AFTER_COMMA))[2])
#define DARK_CURRENT_CHOICE (&(DARK_CURRENT_ROWS(DARK_CURRENT_NAME_AFTER_BAR))[1])

const struct dark_current *dark_current_of(const epscan_dark_photon *model);

/* The mean mass of chi and its partner over m_A': r (1 + Delta/2), r itself without splitting. */
double dark_photon_mean_ratio(const epscan_dark_photon *model);

/* Gamma: to chi chi, Eq. 4, and to all else [GeV]; and the share of chi chi, 1 without anything else. */
double dark_photon_total_width_GeV(const epscan_dark_photon *model);
double dark_photon_signal_share(const epscan_dark_photon *model);

/* m_A'^2 less the square of both masses' sum, over m_A'^2, without cancellation near the threshold. */
double dark_photon_open_share(const epscan_dark_photon *model);

/* s of a positron of this energy on an electron at rest, less m_A'^2: without the rounding of either, which is all where they are
 * close [GeV^2]. */
double dark_photon_resonance_below_GeV2(const epscan_dark_photon *model, double energy_GeV);

/* (m_2 - m_1)^2 [GeV^2], and the factor [1 - (m_2 - m_1)^2/s]^(3/2) of the width, 1 without splitting. */
double dark_photon_split_GeV2(const epscan_dark_photon *model);
double dark_current_split_factor(double split_GeV2, double s_GeV2);

/*
 * Whether there is such a model: a splitting only where a current has one, and only one that leaves A' -> chi1 chi2 open. If not,
 * `why` (DARK_PHOTON_WHY_SIZE) says in one line what of the splitting is not allowed, and what is.
 */
#define DARK_PHOTON_WHY_SIZE 160
bool dark_photon_exists(const epscan_dark_photon *model, char *why);

/*
 * Eq. 4: the width of a vector of mass M to chi chi, from strength = alpha_D M [GeV], x = m_chi^2/M^2 and beta^2 = 1 - 4x, which
 * the caller has without cancellation; m_chi the mean mass where there are two, whose factor dark_current_split_factor is. With
 * strength = alpha_D s it is sqrt(s) Gamma of A' off its mass [GeV^2].
 */
double dark_current_width(const struct dark_current *current, double strength, double x, double beta2);

/* Eq. 2: y = alpha_D epsilon^2 r^4. */
double dark_current_y(double alpha_D, double epsilon, double mass_ratio);

#endif
