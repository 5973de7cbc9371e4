#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which simplification moves a thermal target by how much: the factors of jobs/relic-targets.md, and published lines beside them.

relic_choices.py                  choice,kind,mchi,factor: y with the choice over y without, m_A' = 3 m_chi, alpha_D = 0.5
relic_choices.py --lines FOLDER   ours from 3 MeV to 0.6 GeV, smeared in ln m_chi, over relic-target-{scalar,majorana,pseudodirac}.csv
                                  (m_chi in GeV, y) of the Quasi-elastic-DM repository: their ratio's mean and scatter, and between
                                  what its running means are where electrons alone count

A third calculation, apart from the C code and from make_relic.py, quick enough for tests. As r = 1/3 is off the resonance, Omega
goes with 1/y and one table of <sigma v> serves all: K_1 and K_2 are of x and z alone. The equation by the exact solution for
constant coefficients in steps of 1 % in x. 1e-3 of y (tests/cli/check_relic_document.py holds that against epscan).
Needs numpy and scipy.
"""
import argparse
import csv

import numpy as np
from scipy.special import kve

from hadrons import ALPHA, M_K, M_K0, M_PI, OMEGA, PHI, RHO, hadrons

M_PLANCK, M_E, M_MU, M_TAU = 1.220890e19, 0.51099895e-3, 0.1056583755, 1.77686
ALPHA_D, RATIO, OMEGA_H2 = 0.5, 1 / 3, 0.12
ENTROPY_TODAY, CRITICAL = 2891.2, 1.05371e-5  # cm^-3, GeV/cm^3
MASSES = (0.001, 0.005, 0.02, 0.06, 0.12, 0.29)  # GeV
NAMES = {"scalar": "scalar", "majorana": "majorana", "pseudo-dirac": "pseudodirac"}
STATES_AND_SHARE = {"scalar": (2, 0.5), "majorana": (2, 1.0), "pseudo-dirac": (4, 0.5)}

# ---- R(s) and the bath, on logarithmic tables ----------------------------------------------------------------------------------
LOG_E = np.arange(np.log(1e-3), np.log(30.0), 5e-4)


def lepton(mass):
    beta2 = np.clip(1 - 4 * mass**2 * np.exp(-2 * LOG_E), 0, 1)
    return np.sqrt(beta2) * (3 - beta2) / 2


HADRONS = np.array([hadrons(np.exp(2 * e)) for e in LOG_E])
LEPTONS = lepton(M_E) + lepton(M_MU) + lepton(M_TAU)

SPECIES = [(M_E, 4, 1), (M_MU, 4, 1), (M_TAU, 4, 1), (0.1349768, 1, -1), (M_PI, 2, -1), (M_K, 2, -1), (M_K0, 2, -1), (0.547862, 1, -1),
           (RHO, 9, -1), (OMEGA, 3, -1), (0.8936, 12, -1), (0.938919, 8, 1), (0.95778, 1, -1), (PHI, 3, -1)]
LOG_T = np.arange(np.log(1e-7), np.log(0.2), 0.02)


def bath(coupled=False):
    """g, h, dln h/dln T over LOG_T; `coupled`: neutrinos keep the photons' temperature below 2 MeV."""
    T, q = np.exp(LOG_T)[:, None], np.linspace(0.01, 40, 1200)
    g, rest = np.full(len(LOG_T), 2.0), np.full(len(LOG_T), 2.0)
    for mass, states, sign in SPECIES:
        energy = np.hypot(q, mass / T)
        f = states * (q[1] - q[0]) * q**2 / (np.exp(np.minimum(energy, 600)) + sign)
        g += 15 / np.pi**4 * (f * energy).sum(1)
        rest += 45 / (4 * np.pi**4) * (f * (energy + q**2 / (3 * energy))).sum(1)
    decoupled = (T[:, 0] < 2e-3) & (not coupled)
    ratio3 = np.where(decoupled, rest / np.interp(np.log(2e-3), LOG_T, rest), 1.0)
    h = rest + 5.25 * ratio3
    return g + 5.25 * ratio3 ** (4 / 3), h, np.gradient(np.log(h), LOG_T)


BATHS = {False: bath(), True: bath(True)}

# ---- <sigma v> -----------------------------------------------------------------------------------------------------------------
STEP = 0.01
LOG_X = np.arange(np.log(4.0), np.log(2e3), STEP)
X = np.exp(LOG_X)
U = np.concatenate([np.arange(1, 300) * 1e-3 - 5e-4, np.arange(0.3, 2.6, 1e-3)])  # z = 2 + u^2
Z, DZ = 2 + U**2, 2 * U * np.gradient(U)
BETA = U * np.sqrt(Z + 2) / Z
# Gondolo & Gelmini, Eq. 3.8, e^(-2x) taken out above and below
KERNEL = (X / (4 * kve(2, X) ** 2))[:, None] * kve(1, np.outer(X, Z)) * np.exp(-np.outer(X, U**2)) * (Z**2 * U**2 * (Z + 2) * DZ)


def numerator(kind, z, beta):
    """sigma x [(s - m_A'^2)^2 + ...]/s at y = 1 and R = 1: 4 pi/3 alpha alpha_D epsilon^2 beta, (1 + 2 m^2/s)/beta for the s-wave."""
    return 4 * np.pi / 3 * ALPHA / RATIO**4 * ((1 + 2 / z**2) / beta if kind == "pseudo-dirac" else beta)


def average(kind, mass, R, fixed_propagator=False):
    """<sigma v> over y at each x; `fixed_propagator`: s = 4 m_chi^2 there."""
    s, m2 = (Z * mass) ** 2, (mass / RATIO) ** 2
    off = (4 * mass**2 if fixed_propagator else s) - m2
    width = {"scalar": BETA**3 / 12, "majorana": BETA**3 / 6, "pseudo-dirac": (1 + 2 / Z**2) * BETA / 3}[kind]
    dark = 0.0 if fixed_propagator else ALPHA_D * s * width
    sigma = numerator(kind, Z, BETA) * s * np.interp(np.log(Z * mass), LOG_E, R, left=0.0) / (off**2 + dark**2)
    return KERNEL @ sigma


def leading(kind, mass, R):
    """a, or 6b/x, of sigma v at small v = 2 beta."""
    at = np.interp(np.log(2 * mass), LOG_E, R, left=0.0) * 4 * mass**2 / (4 * mass**2 - (mass / RATIO) ** 2) ** 2
    power = 0 if kind == "pseudo-dirac" else 1
    v_beta = 2 * numerator(kind, 2.0, 1.0) * at  # sigma v = this, or this x beta^2; <beta^2> = 3/(2x)
    return v_beta * (1.5 / X) ** power


# ---- freeze-out ----------------------------------------------------------------------------------------------------------------
def bath_of(mass, of):
    return [np.interp(np.log(mass / X), LOG_T, column) for column in of]


def equilibrium(states, h):
    return 45 * states * X**2 * kve(2, X) * np.exp(-X) / (4 * np.pi**4 * h)


def omega_of(Y, mass):
    return mass * Y * ENTROPY_TODAY / CRITICAL


def boltzmann(y, kind, mass, sigma_v, of):
    """Omega h^2 of each mass: y[n], mass[n], sigma_v[n][x] over y."""
    states, share = STATES_AND_SHARE[kind]
    g, h, slope = np.array([bath_of(m, of) for m in mass]).transpose(1, 2, 0)  # [x][mass]
    rate = np.sqrt(np.pi / 45) * M_PLANCK * mass * y * share * h / np.sqrt(g) * (1 + slope / 3) * sigma_v.T / X[:, None]
    E = equilibrium(states, h.T).T
    middle, between = np.sqrt(rate[1:] * rate[:-1]), np.sqrt(E[1:] * E[:-1])
    Y = E[0]
    for L, e in zip(middle, between):
        tangent = np.tanh(np.minimum(L * e * STEP, 300))
        Y = (Y + e * tangent) / (1 + Y * np.where(e > 1e-200, tangent / np.maximum(e, 1e-200), L * STEP))
    power = -np.log(rate[-1] / rate[-11]) / (10 * STEP)
    return omega_of(1 / (1 / Y + rate[-1] / power), mass)


def kolb_turner(y, kind, mass, sigma_v, of):
    """The Early Universe, Eqs. 5.39 ff: x_f with c(c + 2) = n + 1, Y = H s/int <sigma v>/x^2 from x_f on, g* as at x_f."""
    states, share = STATES_AND_SHARE[kind]
    order = 1 if kind == "pseudo-dirac" else 2
    result = []
    for one, m, sv in zip(y * share, mass, sigma_v):
        g, h, _ = bath_of(m, of)
        F = np.log(order * np.sqrt(45 / 8) / (2 * np.pi**3) * states * m * M_PLANCK * one * sv / np.sqrt(g * X)) - X
        log_xf = np.interp(0.0, -F, LOG_X)
        tail = np.cumsum((sv / X)[::-1])[::-1] * STEP + sv[-1] / (order * X[-1])  # int sv/x^2 dx, sv ~ x^(1 - order) at its end
        J = np.interp(log_xf, LOG_X, tail)
        ratio = np.interp(log_xf, LOG_X, h / np.sqrt(g))
        result.append(omega_of(1 / (np.sqrt(np.pi / 45) * M_PLANCK * m * ratio * one * J), m))
    return np.array(result)


def target(kind, mass, R=None, of=None, omega_h2=OMEGA_H2, sigma=average, solve=boltzmann, **more):
    """y at which Omega h^2 is that of dark matter, at each mass."""
    mass = np.atleast_1d(mass)
    sigma_v = np.array([sigma(kind, m, LEPTONS + HADRONS if R is None else R, **more) for m in mass])
    y = mass**2 * (5e-9 if kind == "pseudo-dirac" else 1e-7)
    for _ in range(4):  # Omega goes nearly with 1/y
        y = y * (solve(y, kind, mass, sigma_v, of or BATHS[False]) / omega_h2) ** 1.05
    return y


def constant_bath(g):
    return np.full(len(LOG_T), g), np.full(len(LOG_T), g), np.zeros(len(LOG_T))


CHOICES = {
    "coupled neutrinos": dict(of=BATHS[True]),
    "g* = h = 10.75": dict(of=constant_bath(10.75)),
    "no dln h/dln T": dict(of=(*BATHS[False][:2], np.zeros(len(LOG_T)))),
    "Omega h^2 = 0.112": dict(omega_h2=0.112),
    "Omega h^2 = 0.1188": dict(omega_h2=0.1188),
    "alpha = 1/128": dict(R=(LEPTONS + HADRONS) * (1 / 128) / ALPHA),
    "no hadrons": dict(R=LEPTONS),
    "s = 4 m_chi^2 in the propagator": dict(fixed_propagator=True),
    "leading order of <sigma v>": dict(sigma=leading),
    "Kolb-Turner": dict(solve=kolb_turner),
    "Kolb-Turner of leading order": dict(sigma=leading, solve=kolb_turner),
}


def put_choices():
    masses = np.array(MASSES)
    print("choice,kind,mchi,factor")
    for kind in STATES_AND_SHARE:
        ours = target(kind, masses)
        print("".join(f"none,{kind},{m},{y:.6e}\n" for m, y in zip(masses, ours)), end="")
        for name, options in CHOICES.items():
            for m, factor in zip(masses, target(kind, masses, **options) / ours):
                print(f"{name},{kind},{m},{factor:.4f}")


# ---- published lines -----------------------------------------------------------------------------------------------------------
def read_line(path):
    rows = []
    for row in csv.reader(open(path)):
        try:
            rows.append([float(row[0]), float(row[1])])
        except (ValueError, IndexError):
            pass  # heads and remarks
    return np.array(rows).T


def smeared(log_y, step, width):
    reach = int(4 * width / step)
    bell = np.exp(-0.5 * (np.arange(-reach, reach + 1) * step / width) ** 2) if width else np.ones(1)
    return np.convolve(np.pad(log_y, (len(bell) - 1) // 2, mode="edge"), bell / bell.sum(), "valid")


def running_mean(log_m, ratio, window=0.08):
    return np.array([ratio[np.abs(log_m - at) < window].mean() for at in log_m])


def put_lines(folder):
    step = 0.025
    log_m = np.arange(np.log(2.5e-3), np.log(0.75), step)
    print("kind,reading,constant,scatter,scatter_below_50_MeV,lowest_of_electrons,highest_of_electrons")
    for kind, name in NAMES.items():
        mass, y = read_line(f"{folder}/relic-target-{name}.csv")
        use = (mass > 3e-3) & (mass < 0.6)
        below = mass[use] < 0.05
        electrons = (mass[use] > 5e-3) & (mass[use] < 0.055)  # nothing else, and no corners
        ours = np.log(target(kind, np.exp(log_m))) - 2 * log_m
        for width in (0.0, 0.05, 0.1, 0.15):
            ratio = np.interp(np.log(mass[use]), log_m, smeared(ours, step, width)) - np.log(y[use]) + 2 * np.log(mass[use])
            smooth = np.exp(running_mean(np.log(mass[use])[electrons], ratio[electrons]))
            print(f"{kind},smeared {width},{np.exp(ratio.mean()):.3f},{ratio.std():.3f},{ratio[below].std():.3f},"
                  f"{smooth.min():.3f},{smooth.max():.3f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", metavar="FOLDER")
    folder = parser.parse_args().lines
    put_lines(folder) if folder else put_choices()
