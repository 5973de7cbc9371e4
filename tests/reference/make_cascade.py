#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Track lengths of electromagnetic showers by methods that the cascade solver does not use.

Usage:  make_cascade.py finite       cascade_finite_depth.csv                       (mpmath;  seconds)
        make_cascade.py real         cascade_real.csv                               (numpy, scipy, a C compiler;  half a minute)
        make_cascade.py verify       what the accuracies in the CSV files' first lines rest on
The CSV files are written to the current directory. T(E) is path length per unit energy and primary, all depths to L.

FINITE DEPTH, Approximation A.  The Mellin transforms over energy (E0 = 1) of the spectra at depth t, e of all e+- and g of
photons, with A, B, C, D as in make_reference.py, obey
    de/dt = -A e + B g,   dg/dt = C e - D g,   e(0) = 1, g(0) = 0;   primaries alone: de/dt = -A e.
-r1, -r2 are the eigenvalues, and the integral of exp(-r t) over 0..L is [1 - exp(-r L)]/r. The result is symmetric in
r1 and r2, so the square root in them is no branch point; all singularities in s are on the real axis at s <= 0 (s <= 1
for L = infinity), essential ones where A has its poles. Talbot's contour and a parabola both
pass around them, shifted by 1, and the integrand falls as x^-s there whatever L is.

REAL CROSS-SECTIONS, infinite depth.  The stationary transport equations as they stand, of the second kind, in v = E0 - E:
    d(beta T)/dv + Sigma T = int r(E+d, d) T(E+d) dd + S,    beta T = 1 at v = 0 for primaries, 0 for secondaries,
beta the collision loss, r dN/dtdk of bremsstrahlung (and hard scattering), Sigma their total; photons have no loss. The
dielectric suppression makes Sigma finite, the collision loss turns the undegraded primaries into a peak 1 MeV wide: there
is no singularity left to treat, only a grid graded from 0.1 MeV on. T is a continuous piecewise polynomial, collocated
at the Radau points of each cell (implicit and stiffly stable towards lower energies); integrals over the kernels by
Gauss-Legendre panels graded by factors of 2 from the ends and cut at the cells' edges and at the kinks of the LPM
factors. Of two electrons of Moller scattering the faster is the primary, if there was one; all deltas are secondaries.
Photons of annihilation and electrons of Compton scattering may gain up to m_e/2: taken as they are. Cross-sections come from the C functions, whose reference is make_cross_sections.py: transport is the point here.
"""
import sys

import numpy as np
from mpmath import mp, mpf, mpc

from cascade_transport import (BEAM_GEV, CUT_GEV, M, SOFTEST, ApproximationA, Grid, Medium, Quadrature, RealMatter,
                               compiled_cross_sections, solve, spectra)

ENERGIES = (5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99)

# ------------------------------------------------------------------------------------ finite depth, Approximation A
DEPTHS = ("0.1", "1", "4", "10", "20", "50", "inf")
FRACTIONS = ("0.05", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "0.95", "0.99")


def lead_c():
    return mpf(4) / 3 + mpf("0.03245")


def transforms(s, c, slope=0):
    """`slope`: of a loss slope x E per X0, which Approximation A has not."""
    A = slope * s + c * (mp.digamma(s + 2) + mp.euler - 1) + mpf(1) / 2 - 1 / ((s + 1) * (s + 2))
    B = 2 * (1 / (s + 1) - c / ((s + 2) * (s + 3)))
    C = c / (s * (s + 1)) + 1 / (s + 2)
    return A, B, C, 1 - c / 6


def images(s, c, depths, slope=0):
    """Mellin transforms of (primary, secondary positrons, photons) for each depth."""
    A, B, C, D = transforms(s, c, slope)
    half, root = (A + D) / 2, mp.sqrt((A - D)**2 / 4 + B * C)
    r1, r2 = half - root, half + root
    out = []
    for L in depths:
        def spent(r):
            return 1 / r if mp.isinf(L) else -mp.expm1(-r * L) / r
        f1, f2, primary = spent(r1), spent(r2), spent(A)
        e = ((D - r1) * f1 - (D - r2) * f2) / (2 * root)
        out.append((primary, (e - primary) / 2, C * (f1 - f2) / (2 * root)))
    return out


def talbot(n, lam):
    r = 2 * mpf(n) / (5 * lam)
    yield r + 1, r / n / 2
    for k in range(1, n):
        theta = k * mp.pi / n
        cot = mp.cot(theta)
        yield r * mpc(theta * cot, theta) + 1, r / n * mpc(1, theta + (theta * cot - 1) * cot)


def parabola(n, lam):
    """Weideman & Trefethen, Math. Comp. 76, 1341 (2007)."""
    mu, h = mp.pi * n / (12 * lam), mpf(3) / n
    for k in range(n):
        u = (k + mpf(1) / 2) * h
        yield mu * mpc(1, u)**2 + 1, 2 * h * mu / mp.pi * mpc(1, u)


def finite_depth(x, c, depths, contour, n, dps, slope=0):
    """E0 T/X0 of (primary, secondary positrons, photons) at E = x E0 for each depth."""
    with mp.workdps(dps):
        x, total = mpf(x), [[mpf(0)] * 3 for _ in depths]
        lam = -mp.log(x)
        for s, weight in contour(n, lam):
            weight = weight * mp.exp(s * lam) / x
            for t, f in zip(total, images(s, c, depths, slope)):
                for i in range(3):
                    t[i] += (weight * f[i]).real
        return total


def write_finite():
    depths = [mpf(L) for L in DEPTHS]
    with open("cascade_finite_depth.csv", "w") as fh:
        fh.write("# make_cascade.py finite: Approximation A, c = 4/3 + 0.03245, e- beam; E0 T/X0, depths 0..L; inverse Mellin "
                 "transform of the exact solution in depth, two contours agree to 1e-15\n")
        fh.write("L_X0,E_over_E0,primary,secondary_positron,photon\n")
        rows = {x: finite_depth(x, lead_c(), depths, talbot, 56, 75) for x in FRACTIONS}
        for i, L in enumerate(DEPTHS):
            for x in FRACTIONS:
                fh.write(",".join([L, x] + [mp.nstr(v, 15, min_fixed=-3, max_fixed=15) for v in rows[x][i]]) + "\n")


def verify_finite():
    depths, c, worst = [mpf(L) for L in DEPTHS], lead_c(), [mpf(0)] * 3
    for x in FRACTIONS:
        a = finite_depth(x, c, depths, talbot, 56, 75)
        others = (finite_depth(x, c, depths, parabola, 60, 75), finite_depth(x, c, depths, talbot, 80, 110),
                  finite_depth(x, c, depths, parabola, 90, 110))
        for j, b in enumerate(others):
            with mp.workdps(60):
                worst[j] = max([worst[j]] + [abs(p / q - 1) for u, w in zip(a, b) for p, q in zip(u, w)])
    print("finite depth, Talbot 56 against parabola 60, Talbot 80, parabola 90: worst", *[mp.nstr(w, 2) for w in worst])
    known = {"0.1": ("6.16572573", "18.5258373"), "0.5": ("1.38375119", ".300191325"), "0.9": ("1.32247125", ".00845440927"),
             "0.95": ("1.69277661", ".00275036901")}  # DESIGN.md
    for x, values in known.items():
        a = finite_depth(x, c, [mp.inf], talbot, 56, 75)[0]
        print("infinite depth, DESIGN.md's table at", x, *[mp.nstr(a[i] / mpf(values[i]) - 1, 2) for i in (0, 1)])
    for s, L in ((mpc(2, 5), mpf(4)), (mpc(-3, 11), mpf(1))):  # the closed form in depth against the matrix exponential
        A, B, C, D = transforms(s, c)
        def spectra(t):
            return mp.expm(mp.matrix([[-A, B], [C, -D]]) * t)
        p, q, g = images(s, c, [L])[0]
        e = mp.quad(lambda t: spectra(t)[0, 0], mp.linspace(0, L, 5))
        f = mp.quad(lambda t: spectra(t)[1, 0], mp.linspace(0, L, 5))
        print("closed form in depth against quadrature of the matrix exponential", mp.nstr(abs((p + 2 * q) / e - 1), 2),
              mp.nstr(abs(g / f - 1), 2))


def lead_and_polystyrene(library):
    """shares of X0: (lead alone, the sandwich of 1.5 mm lead and 1.5 mm polystyrene)"""
    lead, plastic = ([(82, 207.2, 1.0)], 11.35, 6.37), ([(6, 12.011, 8.0), (1, 1.008, 8.0)], 1.06, 43.8)
    depth = [material[1] / material[2] for material in (lead, plastic)]
    share = depth[0] / sum(depth)
    return {"lead": [Medium(library, *lead, 1.0)],
            "sandwich": [Medium(library, *lead, share), Medium(library, *plastic, 1 - share)]}


def real_grid(matter, ratio, nodes, first=M / 8):
    """Edges where radiation of an undegraded primary has a kink, in E0 - k and k, and at the thresholds."""
    soft = matter.kinks(lambda k: (BEAM_GEV, k), SOFTEST, BEAM_GEV * (1 - 1e-6))
    special = soft + [BEAM_GEV - k for k in soft] + [M, 2 * M]
    restarts = [CUT_GEV, BEAM_GEV - (BEAM_GEV + M) / 2] if matter.everything else []  # hard scattering's ends
    return Grid(first, ratio, nodes, 4.9, special, restarts)


FINEST = (1.25, 8, M / 8, 16, 1.4)  # ratio and points of cells, first cell, points and factor of the quadrature
OTHERS = ((1.5, 6, M / 8, 10, 2.0), (1.3, 6, M / 8, 10, 2.0), (1.4, 7, M / 20, 16, 1.4))


def real_spectra(matter, ratio, nodes, first, order, factor):
    return spectra(matter, real_grid(matter, ratio, nodes, first), Quadrature(order, factor), ENERGIES)


def every_matter():
    for name, media in lead_and_polystyrene(compiled_cross_sections()).items():
        for label in "AB":
            yield label, name, RealMatter(media, label == "B")


def write_real():
    with open("cascade_real.csv", "w") as fh:
        fh.write("# make_cascade.py real: 100 GeV e-, infinite depth; transport equations of the second kind by Radau "
                 "collocation; relative errors of transport below 3e-8; set A radiation with screening, mass terms, LPM, dielectric and "
                 "collision loss, set B also delta rays above 10 MeV kinetic, annihilation, Compton\n")
        fh.write("set,medium,E_GeV,primary,secondary_positron,secondary_electron,photon\n")
        for label, name, matter in every_matter():
            for E, row in zip(ENERGIES, real_spectra(matter, *FINEST).T):
                fh.write(",".join([label, name, str(E)] + ["%.9e" % x for x in row]) + "\n")


def number_past(matter, E, low, q):
    """Rate of primaries of energy E that fall below `low` in one step."""
    kinks = matter.kinks(lambda k: (E, k), SOFTEST, (E - M) * (1 - 1e-9))
    k, w = q.panels(E - low, E - M, np.concatenate([E - low + q.graded(1e-7, E), E - q.graded(M, E), kinks]))
    rate = np.dot(w, matter.brem(np.full_like(k, E), k))
    if matter.everything:
        least = max(E - low, CUT_GEV)
        rate += float(matter.on_electrons("moller_above", [E], least)[0]) if least < (E - M) / 2 else 0.0
    return rate


def energy_past(matter, E, low, q):
    """Energy per X0 that (e-, e+, photon) of energy E give to particles below `low` GeV in one step, less targets' masses."""
    def spectrum(name, begin, end, energies, target):
        x, w = q.panels(begin, end, np.concatenate([begin + q.graded(1e-7, E), end - q.graded(1e-7, E),
                                                    [low, E - low, E + M - low, low - M]]))
        carried = sum(np.where(e < low, e, 0.0) for e in energies(x))
        return np.dot(w, matter.on_electrons(name, np.full_like(x, E), x) * (carried - target))

    kinks = matter.kinks(lambda k: (E, k), SOFTEST, (E - M) * (1 - 1e-9))
    k, w = q.panels(SOFTEST, E - M, np.concatenate([q.graded(SOFTEST, E), E - q.graded(M, E), [low, E - low], kinks]))
    lepton = np.dot(w, matter.brem(np.full_like(k, E), k) * (np.where(k < low, k, 0.0) + np.where(E - k < low, E - k, 0.0)))
    k, w = q.panels(M, E - M, np.concatenate([q.graded(M, E), E - q.graded(M, E), [low, E - low]]))
    photon = 2 * np.dot(w, matter.pairs(np.full_like(k, E), k) * np.where(k < low, k, 0.0))
    if not matter.everything:
        return lepton, lepton, photon
    electron = lepton + spectrum("moller", CUT_GEV, (E - M) / 2, lambda T: (E - T, T + M), M)
    positron = lepton + spectrum("bhabha", CUT_GEV, E - M, lambda T: (E - T, T + M), M)
    softest = M / (1 + np.sqrt((E - M) / (E + M)))
    positron += spectrum("annihilation_spectrum", softest, E + M - softest, lambda k: (k,), M / 2)  # two photons share one target
    photon += spectrum("compton_spectrum", E / (1 + 2 * E / M), E, lambda k: (k, E + M - k), M)
    return electron, positron, photon


def verify_balances(matter, low=20.0):
    """Of all tracks above `low`: one primary must leave, and the beam's energy. Integrals that the solution does not use."""
    ratio, nodes, first, order, factor = FINEST
    grid, q = real_grid(matter, ratio, nodes, first), Quadrature(12, 2.0)
    values = solve(matter, grid, Quadrature(order, factor))
    v, w = Quadrature(nodes, 2.0).panels(0.0, BEAM_GEV - low, np.concatenate([grid.edges, BEAM_GEV - low - q.graded(1e-7, 50.0)]))
    index, cardinal = grid.cardinals(np.append(v, BEAM_GEV - low))
    primary, positron, electron, photon = [(cardinal * x[index]).sum(axis=1) for x in values]
    E = BEAM_GEV - v
    at, beta = np.array([low]), matter.beta
    number = beta(at, False)[0] * primary[-1] + np.dot(w, primary[:-1] * [number_past(matter, e, low, q) for e in E])
    past = np.array([energy_past(matter, e, low, q) for e in E])
    minus, plus = primary + electron, positron
    energy = low * (beta(at, False)[0] * minus[-1] + beta(at, True)[0] * plus[-1]) + np.dot(w, (
        minus[:-1] * (beta(E, False) + past[:, 0]) + plus[:-1] * (beta(E, True) + past[:, 1]) + photon[:-1] * past[:, 2]))
    return number - 1, energy / BEAM_GEV - 1


def verify_real():
    slope = mpf("1e-4")
    exact = [finite_depth(mpf(E) / 100, lead_c(), [mp.inf], talbot, 56, 75, slope)[0] for E in ENERGIES]
    exact = np.array([[float(p), float(s), float(s), float(g)] for p, s, g in exact]).T / BEAM_GEV
    rough = ApproximationA(float(lead_c()), float(slope))
    found = spectra(rough, Grid(1e-8, 1.4, 7, 4.9), Quadrature(12, 2.0), ENERGIES)
    worst = np.abs(found / exact - 1).max()
    print("Approximation A with a loss of 1e-4 E per X0, against its exact solution: worst %.1e" % worst)
    for label, name, matter in every_matter():
        best = real_spectra(matter, *FINEST)
        print(label, name, "against other grids and quadratures: worst",
              *["%.1e" % np.abs(real_spectra(matter, *other) / best - 1).max() for other in OTHERS],
              "balance above 20 GeV: primaries %.1e, energy %.1e" % verify_balances(matter))


if __name__ == "__main__":
    for task in sys.argv[1:] or ["verify"]:
        for function in {"finite": [write_finite], "real": [write_real], "verify": [verify_finite, verify_real]}[task]:
            function()
