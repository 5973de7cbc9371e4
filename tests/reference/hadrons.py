# SPDX-License-Identifier: GPL-3.0-or-later
"""R(s) a second time, with the parameters that src/model/hadron_ratio.c names; needs numpy."""
import numpy as np

ALPHA = 1 / 137.035999084
M_PI, M_K, M_K0, M_D = 0.13957039, 0.493677, 0.497611, 1.86484
RHO, OMEGA, PHI = 0.77526, 0.78266, 1.019461


def velocity(s, m):
    return np.sqrt(max(0.0, 1 - 4 * m * m / s))


def gounaris_sakurai(s, m, width):
    k = lambda t: 0.5 * np.sqrt(t) * velocity(t, M_PI)
    h = lambda t: 2 / np.pi * k(t) / np.sqrt(t) * np.log((np.sqrt(t) + 2 * k(t)) / (2 * M_PI))
    k0, step = k(m * m), 1e-5
    slope = (h(m * m * (1 + step)) - h(m * m * (1 - step))) / (2 * step * m * m)
    f = lambda t: width * m**2 / k0**3 * (k(t) ** 2 * (h(t) - h(m * m)) + (m * m - t) * k0**2 * slope)
    # f(0): k^2 h -> -m_pi^2/pi there
    f0 = width * m**2 / k0**3 * (-M_PI**2 / np.pi + M_PI**2 * h(m * m) + m * m * k0**2 * slope)
    return (m * m + f0) / (m * m - s + f(s) - 1j * m * width * (k(s) / k0) ** 3 * m / np.sqrt(s))


def breit_wigner(s, m, width):
    return (m * width) ** 2 / ((s - m * m) ** 2 + (m * width) ** 2)


def three_pions(s, m):
    return max(0.0, (1 - 9 * M_PI**2 / s) / (1 - 9 * M_PI**2 / m**2)) ** 2


def hadrons(s):
    if s <= 4 * M_PI**2:
        return 0.0
    mixing = 1 + 1.75e-3 * s / (OMEGA**2 - s - 1j * OMEGA * 8.68e-3)
    form = (gounaris_sakurai(s, RHO, 0.1474) * mixing - 0.092 * gounaris_sakurai(s, 1.465, 0.4)) / (1 - 0.092)
    pions = velocity(s, M_PI) ** 3 / 4 * abs(form) ** 2
    omega = 9 / ALPHA**2 * 7.38e-5 * 0.9847 * three_pions(s, OMEGA) * breit_wigner(s, OMEGA, 8.68e-3)
    kaons = lambda m: (velocity(s, m) / velocity(PHI**2, m)) ** 3
    phi = 0.491 * kaons(M_K) + 0.339 * kaons(M_K0) + 0.17 * three_pions(s, PHI)
    phi *= 9 / ALPHA**2 * 2.979e-4 * breit_wigner(s, PHI, 4.249e-3)
    t = np.clip((np.sqrt(s) - 1.0) / 0.7, 0, 1)
    b = velocity(s, M_D)
    return pions + omega + phi + 1.1 * (2 * t * t * (3 - 2 * t) + 4 / 3 * b * (3 - b * b) / 2)
