/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a dark photon adds to the anomalous magnetic moments a = (g - 2)/2 of electron and muon, whatever it decays to, and the
 * mixing that measurements leave room for. All functions are pure and thread-safe. Masses in GeV.
 */
#ifndef EPSCAN_MODEL_MAGNETIC_MOMENT_H
#define EPSCAN_MODEL_MAGNETIC_MOMENT_H

enum magnetic_moment { MOMENT_ELECTRON, MOMENT_MUON, MOMENT_COUNT };

/* Measurement less Standard Model. */
struct moment_difference {
    enum magnetic_moment moment;
    double mean, sigma;
    const char *source;
};

/* Those of today, and what they were when the paper was written. */
extern const struct moment_difference moment_electron_rubidium, moment_electron_caesium, moment_muon_2025, moment_muon_2021;

/*
 * a / epsilon^2 at one loop (Fayet, Phys. Rev. D 75, 115017 (2007); Pospelov, Phys. Rev. D 80, 095002 (2009)):
 *     alpha/(2 pi) int_0^1 2 m_l^2 z (1-z)^2 / [m_l^2 (1-z)^2 + m_A'^2 z] dz,
 * to 1e-12 for m_A'/m_l from 1e-6 to 1e6.
 */
double dark_photon_magnetic_moment(enum magnetic_moment moment, double mass_GeV);

/* The mixing whose contribution is `amount`; NaN unless that is above zero. */
double moment_epsilon(enum magnetic_moment moment, double mass_GeV, double amount);

/* 90 % C.L. upper limit on epsilon: the contribution is below mean + 1.2816 sigma. NaN if that is below zero. */
double moment_epsilon_up(const struct moment_difference *difference, double mass_GeV);

#endif
