#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Relic densities of other mediators a second time, to CSV: mediator,kind,mchi,r,alpha_D,epsilon,x_freeze_out,omega_h2.

What make_relic.py does for kinetic mixing, whose bath, collision energies and equation it takes; cross-sections here are traces of
explicit Dirac matrices for every vertex on both sides, with the mediator's whole propagator: where neither current is conserved, its
part along the momentum squared, k k/(s M^2), is contracted as it stands, and the sum of both parts is compared with the traces of
-g + k k/M^2. Charges, R(s) of baryon number and the loop of Lmu-Ltau (by quadrature) are written down again.
Needs numpy and scipy; two minutes.
"""
import sys

import numpy as np
from scipy.integrate import quad

import make_relic as base
from make_relic import ALPHA, GAMMA, GAMMA5, M_E, M_MU, M_TAU, METRIC, OMEGA, PHI, velocity

UNIT = np.eye(4)
VERTEX = {"vector": GAMMA, "axial": [g @ GAMMA5 for g in GAMMA], "left": [g @ (UNIT - GAMMA5) / 2 for g in GAMMA],
          "scalar": [UNIT], "pseudoscalar": [1j * GAMMA5]}
# what chi is: vertex ("current": of a complex scalar), spin states of a pair, 2 for identical particles, coupling over g_D, n states, share
CHI = {"fermion": ("vector", 4, 1, 1.0, 4, 0.5), "scalar": ("current", 1, 1, 1.0, 2, 0.5), "majorana": ("axial", 4, 2, 0.5, 2, 1.0),
       "axial-fermion": ("axial", 4, 1, 1.0, 4, 0.5), "yukawa-scalar": ("scalar", 4, 1, 1.0, 4, 0.5),
       "yukawa-pseudoscalar": ("pseudoscalar", 4, 1, 1.0, 4, 0.5)}
# what it annihilates to: vertex, charge squared, mass
NEUTRINO = ("left", 1.0, 0.0)
REST = {"B-L": [("vector", 1.0, M_E), ("vector", 1.0, M_MU), ("vector", 1.0, M_TAU)] + 3 * [NEUTRINO],
        "Le-Lmu": [("vector", 1.0, M_E), ("vector", 1.0, M_MU)] + 2 * [NEUTRINO],
        "Lmu-Ltau": [("vector", 1.0, M_MU), ("vector", 1.0, M_TAU)] + 2 * [NEUTRINO],
        "axial": [("axial", 1.0, M_E)], "scalar": [("scalar", 1.0, M_E)], "pseudoscalar": [("pseudoscalar", 1.0, M_E)]}


def slash(p):
    return np.einsum("i,ni,iab->nab", METRIC, p, np.array(GAMMA))


def tensor(vertex, p1, p2, m):
    """Sum over spins of J_i J_j^* at unit coupling of momenta [n, 4]; i, j of one element where there is no Lorentz index."""
    if vertex == "current":
        return np.einsum("ni,nj->nij", p1 - p2, p1 - p2).astype(complex)
    v = np.array(VERTEX[vertex])
    bar = np.array([GAMMA[0] @ one.conj().T @ GAMMA[0] for one in v])
    return np.einsum("nab,ibc,ncd,jda->nij", slash(p2) - m * UNIT, v, slash(p1) + m * UNIT, bar)


def momenta(s, p, cosine):
    e = np.sqrt(s) / 2
    direction = np.array([np.sqrt(1 - cosine**2), 0.0, cosine])
    return np.column_stack([e, np.outer(p, direction)]), np.column_stack([e, -np.outer(p, direction)])


def projections(s, spin):
    """Of a propagator: what resonates, and what does not over (1/M^2)^2; lower indices [n, i, j]."""
    if not spin:
        return np.ones((len(s), 1, 1)), None
    k = np.zeros((len(s), 4))
    k[:, 0] = np.sqrt(s)
    along = np.einsum("ni,nj->nij", k * METRIC, k * METRIC) / s[:, None, None]
    return -np.diag(METRIC)[None] + along, along


def contracted(chi, rest, left):
    return np.einsum("nij,nik,njl,nkl->n", chi, left, left, rest.conj()).real


def rates(kind, channel, s, p_chi, m):
    """|M|^2 summed over spins, averaged over angles, at unit couplings: resonant times (s-M^2)^2, contact times M^4; charges stay out."""
    vertex, _, mass = channel
    p_rest = np.sqrt(np.maximum(s / 4 - mass**2, 0.0))
    spin = vertex in ("vector", "axial", "left")
    chi = tensor(CHI[kind][0], *momenta(s, p_chi, 1.0), m)
    across, along = projections(s, spin)
    resonant, contact = np.zeros(len(s)), np.zeros(len(s))
    for cosine, weight in zip(*np.polynomial.legendre.leggauss(3)):
        rest = tensor(vertex, *momenta(s, p_rest, cosine), mass)
        resonant += weight / 2 * contracted(chi, rest, across)
        if spin:
            contact += weight / 2 * contracted(chi, rest, along)
    return resonant, contact, p_rest / np.sqrt(s) * 2


def check_whole_propagator():
    """-g + k k/M^2 at once; the two parts do not interfere."""
    s, m, M2 = np.array([7.0]), 0.9, 5.0
    p = np.sqrt(s / 4 - m * m)
    for kind in ("majorana", "axial-fermion", "fermion"):
        resonant, contact, _ = rates(kind, ("axial", 1.0, 0.4), s, p, m)
        across, along = projections(s, True)
        whole = across + along * ((s - M2) / M2)[:, None, None]
        assert np.allclose(whole[0], -np.diag(METRIC) + np.diag([7.0 / M2, 0, 0, 0]))  # k k/M^2 at rest
        chi, total = tensor(CHI[kind][0], *momenta(s, p, 1.0), m), 0.0
        for cosine, weight in zip(*np.polynomial.legendre.leggauss(3)):
            total += weight / 2 * contracted(chi, tensor("axial", *momenta(s, np.sqrt(s / 4 - 0.16), cosine), 0.4), whole)
        assert np.allclose(total / (s - M2) ** 2, resonant / (s - M2) ** 2 + contact / M2**2, rtol=1e-12), kind
        assert (contact[0] < 1e-12) == (kind == "fermion")


def width(vertex, s, p, mass, identical=1):
    """sqrt(s) Gamma of a mediator of mass sqrt(s) at unit coupling g^2 = 4 pi."""
    spin = vertex in ("vector", "axial", "left", "current")
    across = projections(s, spin)[0]
    squared = np.einsum("nij,nij->n", across, tensor(vertex, *momenta(s, p, 1.0), mass).conj()).real / (3 if spin else 1)
    return 4 * np.pi * squared * (2 * p / np.sqrt(s)) / (16 * np.pi) / identical


def baryon_hadrons(s):
    """R of a vector with 1/3 of all quarks: four times the omega, the phi, no rho; 3 sum Q^2 = 1 of light quarks, 1/3 of charm."""
    if s <= 4 * base.M_PI**2:
        return 0.0
    omega = 9 / ALPHA**2 * 7.38e-5 * 0.9847 * base.three_pions(s, OMEGA) * base.breit_wigner(s, OMEGA, 8.68e-3)
    kaons = lambda mass: (velocity(s, mass) / velocity(PHI**2, mass)) ** 3
    phi = 0.491 * kaons(base.M_K) + 0.339 * kaons(base.M_K0) + 0.17 * base.three_pions(s, PHI)
    phi *= 9 / ALPHA**2 * 2.979e-4 * base.breit_wigner(s, PHI, 4.249e-3)
    t, b = np.clip((np.sqrt(s) - 1.0) / 0.7, 0, 1), velocity(s, base.M_D)
    return 4 * omega + phi + 1.1 * (t * t * (3 - 2 * t) + b * (3 - b * b) / 6)


def coupling_per_epsilon(mediator, mass):
    """g/(e epsilon): the loop's integral, below and above the muons' threshold."""
    if mediator != "Lmu-Ltau":
        return 1.0
    a, b = lambda x: M_TAU**2 - x * (1 - x) * mass**2, lambda x: M_MU**2 - x * (1 - x) * mass**2
    points = [0.5 - 0.5 * np.sqrt(1 - 4 * M_MU**2 / mass**2)] if mass > 2 * M_MU else None
    real = 2 * quad(lambda x: x * (1 - x) * np.log(abs(a(x) / b(x))), 0, 0.5, points=points, epsabs=0, epsrel=1e-11)[0]
    imaginary = np.pi * 2 * quad(lambda x: x * (1 - x) * (b(x) < 0), 0, 0.5, points=points)[0]
    return 2 * np.pi**2 / (4 * np.pi * ALPHA) / np.hypot(real, imaginary)  # epsilon = (e g/2 pi^2) |loop|


def thermal_average(mediator, kind, m, r, alpha_D, epsilon, x_table):
    vertex, spins, identical, coupling, _, _ = CHI[kind]
    pole, strength, M = 1 / r, alpha_D * coupling**2 * identical**2, m / r  # a Majorana vertex has two contractions
    at_pole = np.array([M * M])
    dark_at_pole = strength * width(vertex, at_pole, np.sqrt(at_pole / 4 - m * m), m, identical)[0]
    neutrinos = NEUTRINO in REST[mediator]
    lowest = 2.0 if neutrinos else max(2.0, 2 * M_E / m)
    z, above, away, weight = base.collision_nodes(m, r, dark_at_pole / (2 * pole * m * m), x_table[-1], lowest)
    s, beta = (z * m) ** 2, np.sqrt(above * (z + 2)) / z
    p_chi = np.sqrt(s) / 2 * beta
    dark = strength * width(vertex, s, p_chi, m, identical)
    factor = ALPHA * epsilon**2 * coupling_per_epsilon(mediator, M) ** 2
    flux = (4 * np.pi) ** 2 * strength * factor / spins / (2 * s * beta) / (8 * np.pi)
    resonant, contact, other = np.zeros(len(s)), np.zeros(len(s)), np.zeros(len(s))
    channels = [(*channel, 1.0) for channel in REST[mediator]]
    if mediator == "B-L":
        channels.append(("vector", 1.0, 0.0, np.array([baryon_hadrons(t) for t in s])))
    if mediator == "Lmu-Ltau":  # electrons and, by their electric charges, hadrons
        by_mixing = 1 / coupling_per_epsilon(mediator, M) ** 2
        channels.append(("vector", by_mixing, M_E, 1.0))
        channels.append(("vector", by_mixing, 0.0, np.array([base.hadrons(t) for t in s])))
    for vertex_of, charge2, mass, times in channels:
        a, b, phase = rates(kind, (vertex_of, charge2, mass), s, p_chi, m)
        resonant += a * phase * charge2 * times
        contact += b * phase * charge2 * times
        other += charge2 * times * factor * width(vertex_of, s, np.sqrt(np.maximum(s / 4 - mass**2, 0)), mass)
    off = m * m * away * (z + pole)
    sigma = flux * (resonant / (off**2 + (dark + other) ** 2) + contact / M**4)
    return base.average_over(z, above, weight * sigma, lowest, x_table)


POINTS = [  # mediator, kind, mchi, r, alpha_D, epsilon: about where Omega h^2 is 0.1
    ("B-L", "fermion", 0.005, 1 / 3, 0.5, 3e-6), ("B-L", "fermion", 0.0005, 0.4, 0.1, 2e-7),
    ("B-L", "majorana", 0.32, 0.4, 0.1, 4e-4), ("B-L", "scalar", 0.38, 0.48, 0.01, 5.5e-6),
    ("Le-Lmu", "scalar", 0.05, 1 / 3, 0.5, 1.8e-4), ("Lmu-Ltau", "fermion", 0.02, 1 / 3, 0.5, 8e-8),
    ("Lmu-Ltau", "majorana", 0.2, 0.45, 0.05, 1.7e-7), ("axial", "majorana", 0.001, 1 / 3, 0.5, 3e-6),
    ("axial", "axial-fermion", 0.0025, 0.45, 0.2, 1e-6), ("axial", "fermion", 0.01, 1 / 3, 0.1, 2e-5),
    ("axial", "scalar", 0.03, 0.3, 0.1, 4e-4), ("scalar", "yukawa-scalar", 0.02, 1 / 3, 0.5, 1.2e-4),
    ("scalar", "yukawa-pseudoscalar", 0.1, 0.45, 0.1, 5e-5), ("pseudoscalar", "yukawa-pseudoscalar", 0.002, 1 / 3, 0.5, 3e-6),
    ("pseudoscalar", "yukawa-scalar", 0.0008, 0.3, 0.5, 6e-6),
]

if __name__ == "__main__":
    check_whole_propagator()
    bath = base.bath_tables()
    print("mediator,kind,mchi,r,alpha_D,epsilon,x_freeze_out,omega_h2")
    for mediator, kind, m, r, alpha_D, epsilon in POINTS:
        average = lambda x_table: thermal_average(mediator, kind, m, r, alpha_D, epsilon, x_table)
        states, share = CHI[kind][4:]
        s_wave = kind in ("fermion", "yukawa-pseudoscalar")
        x_freeze_out, omega = base.freeze_out(average, states, share, m, r, alpha_D, bath, s_wave)
        print("%s,%s,%.17g,%.17g,%.17g,%.17g,%.8g,%.10g" % (mediator, kind, m, r, alpha_D, epsilon, x_freeze_out, omega))
        sys.stdout.flush()
