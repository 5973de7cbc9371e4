# SPDX-License-Identifier: GPL-3.0-or-later
"""The thin target's yield grows with its depth as showers of a thin target do, and as its file says: t^3/6 of Approximation A.

check_thin_target.py FOLDER: at other depths, with positrons, with 40 X0 behind, and with every effect beyond Approximation A off
"""
import math
import re
import sys

import numpy

from checks import near, printed, rows
from job_grids import Jobs

Z, E0 = 74, 8.0  # tungsten; the beam in GeV
EFFECTS = ("finite_screening", "mass_terms", "lpm", "dielectric", "ionisation", "delta_rays", "annihilation", "compton")
jobs = Jobs(sys.argv[1])
text = open(jobs.experiment("thin-target-8gev")).read()


def depth(cm):
    return (r"thickness_cm: 0\.035\}", f"thickness_cm: {cm!r}}}")


def thin_yield(*changes, m=0.075):
    jobs.write_variant("thin-target-8gev", "variant", *changes)
    return jobs.point("variant", "fermion", m, 0.1, 1 / 3)["n_annihilation"]


def powers(n):
    """Of the depth, between depths that double."""
    return [math.log2(b / a) for a, b in zip(n, n[1:])]


def check_secondaries():
    """Radiate, convert, run: t^3/6 of the secondaries as t -> 0. The yield at the file's depth."""
    n = [thin_yield(depth(cm)) for cm in (0.0175, 0.035, 0.07)]
    p = powers(n)
    print(f"thin target: N_ann {n[1]:.2f}, as the depth to the power {p[0]:.3f} up to 0.1 X0 and {p[1]:.3f} up to 0.2")
    assert 2.88 < p[0] < 3 and 2.7 < p[1] < p[0]
    assert f"{n[1] / n[0]:.1f}" == re.search(r"N_ann grows by ([0-9.]+) from 0.05 to 0.1 X0", text)[1]
    return n[1]


def check_positrons(of_electrons):
    """A beam of positrons annihilates itself: linear where the beam is resonant, but for what it radiates on the way."""
    beam = (r"particle: electron", "particle: positron")
    n = [thin_yield(beam, depth(cm), m=0.0904) for cm in (0.00875, 0.0175, 0.035)]
    p = powers(n)
    print(f"thin target, positron beam: N_ann as the depth to the power {p[0]:.3f} up to 0.05 X0 and {p[1]:.3f} up to 0.1")
    assert 0.8 < p[1] < p[0] < 1 and n[2] > 100 * of_electrons


def check_behind(alone):
    """40 X0 of tungsten behind it."""
    behind = (r"(?m)^(    - \{material: \.\./materials/tungsten.yaml, thickness_cm: )0\.035\}.*$", r"\g<0>\n\g<1>14}")
    ratio = thin_yield(behind) / alone
    print(f"thin target and 40 X0 behind it: {ratio:.0f} times the yield")
    stated = re.search(r"\(40 X0\) behind these give ([0-9,]+) times", text)[1].replace(",", "")
    assert near(ratio, stated, 0.02)  # two digits


def complete_screening():
    """The constant c of the radiation spectrum (c (1 - y) + y^2)/y in radiation lengths: Tsai's logarithms, Coulomb correction f."""
    a2 = (Z / 137.035999084) ** 2
    f = a2 * (1 / (1 + a2) + 0.20206 - 0.0369 * a2 + 0.0083 * a2**2 - 0.002 * a2**3)
    L1, L2 = math.log(184.15 * Z ** (-1 / 3)), math.log(1194 * Z ** (-2 / 3))
    return 4 / 3 + (Z * Z + Z) / (9 * (Z * Z * (L1 - f) + Z * L2))


def thin_limit(E):
    """int_E^E0 dk phi(k/E0)/E0 psi(E/k)/k by trapezoids in log k."""
    c = complete_screening()
    k = numpy.exp(numpy.linspace(math.log(E), math.log(E0), 20001))
    y, x = k / E0, E / k
    integrand = (c * (1 - y) + y * y) / y / E0 * (1 - c * x * (1 - x))  # dk/k psi
    return float(numpy.sum(0.5 * (integrand[1:] + integrand[:-1]) * numpy.diff(numpy.log(k))))


def check_thin_limit():
    """T = t^3/6 times it as t -> 0, with complete screening as in Approximation A."""
    off = (r"(?m)^shower: cascade$", "shower: {model: cascade, effects: {" + ", ".join(f"{e}: false" for e in EFFECTS) + "}}")
    lengths = {}
    for cm in (0.0175, 0.035):
        jobs.write_variant("thin-target-8gev", "variant", depth(cm), off)
        table = rows(printed("tracklength", jobs.experiment("variant"), "--energies", "2,4,6"))
        lengths[cm] = [float(row["secondary_X0_per_GeV"]) for row in table]
    for i, E in enumerate((2.0, 4.0, 6.0)):
        share = [lengths[cm][i] / ((cm * 19.30 / 6.76) ** 3 / 6 * thin_limit(E)) for cm in (0.0175, 0.035)]
        # linear in t at first: extrapolated to t = 0, its t^2 is what is left
        at_0 = 2 * share[0] - share[1]
        print(f"thin target: T({E:g} GeV) is {share[1]:.4f} and {share[0]:.4f} of t^3/6 at 0.1 and 0.05 X0, {at_0:.4f} at 0")
        assert abs(at_0 - 1) < 0.005


yield_alone = check_secondaries()
check_positrons(yield_alone)
check_behind(yield_alone)
check_thin_limit()
