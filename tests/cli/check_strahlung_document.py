# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of jobs/strahlung.md are what epscan gives, beside the published limits and Weizsaecker-Williams integrated here.

check_strahlung_document.py FOLDER DOCUMENT: FOLDER with inputs/
"""
import math
import os
import re
import sys

import numpy

from checks import ELECTRON_GEV, near, printed, rows
from job_grids import Jobs

EXPOSURE = 1.52871e11  # Table I: electrons on target times efficiency
inputs = f"{sys.argv[1]}/inputs"
text = open(sys.argv[2]).read()


def tables():
    """Numbers of the rows below each header."""
    return [[[float(word) for word in row.strip("| \n").split("|")] for row in body.splitlines()]
            for body in re.findall(r"^\|(?:---\|)+\n((?:\|.*\|\n)+)", text, re.M)]


def events(alpha_D, masses):
    """(N_ann, N_str) at epsilon = 1e-4 of fermions, r = 1/3."""
    table = rows(printed("limit", f"{inputs}/experiments/na64-2021-first-principles.yaml", "--spin=fermion", f"--alpha-D={alpha_D}",
                         "--mass-ratio=1/3", "--method=counting", "--quiet", "--mA=" + ",".join(map(repr, masses))))
    return [(float(row["n_annihilation"]), float(row["n_strahlung"])) for row in table]


def published(name):
    with open(f"{inputs}/limits/{name}.csv") as file:
        return {float(row["mA_GeV"]): float(row["epsilon_up"]) for row in rows("".join(l for l in file if l[0] != "#"))}


def needed(n, epsilon, electrons):
    return math.log(10) * EXPOSURE / (electrons * n * (epsilon / 1e-4) ** 2)


def exact_pb(material, energy, masses):
    table = rows(printed("cross-section", f"{inputs}/materials/{material}.yaml", "--channel=strahlung", f"--energy={energy}",
                         "--mA=" + ",".join(map(repr, masses))))
    return [float(row["sigma_pb"]) for row in table]


def trapezoids(y, x):
    return float(numpy.sum(0.5 * (y[1:] + y[:-1]) * numpy.diff(x)))


def williams_pb(Z, A, E, m):
    """Bjorken et al., Phys. Rev. D 80, 075018 (2009), Eqs. A14 and A15, by trapezoids in ln t, ln x and ln(1 - x)."""
    low = (m * m / (2 * E)) ** 2
    t = numpy.geomspace(low, m * m, 4001)
    a, b = ((r / ELECTRON_GEV) ** 2 * t for r in (111 * Z ** (-1 / 3), 773 * Z ** (-2 / 3)))
    G2 = (Z * a / (1 + a) / (1 + t / (0.164 * A ** (-2 / 3)))) ** 2
    G2 += Z * (b / (1 + b)) ** 2 * (1 + t * (2.79**2 - 1) / (4 * 0.93827**2)) / (1 + t / 0.71) ** 4
    chi = trapezoids((t - low) / t * G2, numpy.log(t))
    x, rest = numpy.geomspace(m / E, 0.5, 4001), numpy.geomspace(ELECTRON_GEV / E, 0.5, 4001)
    shape = 0.0
    for x, v in ((x, x), (1 - rest, rest)):
        shape += trapezoids(v * (1 - x + x * x / 3) / (m * m * (1 - x) / x + ELECTRON_GEV**2 * x), numpy.log(v))
    return 4 / 137.036**3 * 1e-8 * 0.389379e9 * math.sqrt(1 - (m / E) ** 2) * chi * shape


def check_2019(table):
    """Digits of the table, half a unit of the last; WW's integrations agree to 1e-4, half a unit more."""
    masses, limits = [row[0] for row in table], published("na64-2019-strahlung")
    narrow, broad, exact = events(1e-6, masses), events(0.1, masses), exact_pb("lead", 100, masses)
    for row, (_, n), (_, n_broad), sigma in zip(table, narrow, broad, exact):
        m, efficiency = row[0], needed(n, limits[row[0]], 2.84e11)
        ratio, ww = 1e-4 * math.sqrt(math.log(10) / n) / limits[m], williams_pb(82, 207.2, 100, m) / sigma
        assert near(row[1], n, 6e-4) and near(row[2], n_broad, 6e-4) and near(row[3], limits[m], 1e-9), row
        assert abs(row[4] - ratio) < 6e-4 and abs(row[5] - efficiency) < 6e-4, (row, ratio, efficiency)
        assert abs(row[6] - ww) < 1e-3 and abs(row[7] - ww * efficiency) < 6e-3, (row, ww)
        assert 0.65 <= row[7] <= 0.75 or m < 0.002, row
    losses = [100 * (1 - b / a) for (_, a), (_, b) in zip(narrow, broad)]
    stated = re.search(r"αD = 0.1 takes ([0-9.]+) to ([0-9.]+) % of N_str", text)
    assert f"{min(losses):.1f}" == stated[1] and f"{max(losses):.1f}" == stated[2], losses


def check_2022(table):
    limits = {m: up for m, up in published("na64-2022").items() if not 0.17 < m < 0.44}
    assert [row[0] for row in table] == list(limits)
    for row, (annihilation, strahlung) in zip(table, events(0.1, list(limits))):
        efficiency = needed(annihilation + strahlung, limits[row[0]], 9.37e11)
        assert near(row[1], strahlung, 6e-4) and near(row[3], limits[row[0]], 1e-9), row
        assert abs(row[2] - annihilation) <= 6e-3 * annihilation, row
        assert abs(row[4] - efficiency) < 6e-4 and 0.365 < efficiency < 0.48, (row, efficiency)
        band = (0.445, 0.48) if row[0] < 0.012 else (0.40, 0.445) if row[0] < 0.17 else (0.365, 0.395)
        assert band[0] < efficiency < band[1], (row, efficiency)


def check_ldmx(table):
    """The thin target at LDMX's first phase."""
    limits, jobs = published("ldmx-phase-1"), Jobs(sys.argv[1])
    jobs.write_variant("thin-target-8gev", "ldmx-phase-1", ("energy_GeV: 8", "energy_GeV: 4"),
                       ("ecal_threshold_GeV: 3 ", "ecal_threshold_GeV: 1.2 "), ("target: 1e16", "target: 4e14"))
    assert [row[0] for row in table] == list(limits)
    four_digits = 6e-4
    result = rows(printed("limit", jobs.experiment("ldmx-phase-1"), "--spin=scalar", "--alpha-D=0.5", "--mass-ratio=1/3",
                          "--method=counting", "--quiet", "--mA=" + ",".join(map(repr, limits))))
    for row, here in zip(table, result):
        up, projected = float(here["epsilon_up"]), limits[row[0]]
        assert near(row[1], here["n_strahlung"], four_digits) and near(row[2], up, four_digits), row
        assert near(row[3], projected, four_digits) and abs(row[4] - (up / projected) ** 2) < 6e-4, row
        assert 0.465 < row[4] < 0.585 or row[0] > 0.4, row
    os.remove(jobs.experiment("ldmx-phase-1"))


def check_williams(table):
    masses = [row[0] for row in table]
    for column, (material, Z, A, energy) in enumerate((("lead", 82, 207.2, 100), ("lead", 82, 207.2, 50), ("tungsten", 74, 183.84, 8))):
        for row, sigma in zip(table, exact_pb(material, energy, masses)):
            ww = williams_pb(Z, A, energy, row[0]) / sigma
            assert near(row[1 + column], ww, 1e-3), (row, column, ww)


of_2019, of_2022, of_ldmx, williams = tables()
assert len(of_2019) == 13 and len(of_2022) == 20 and len(of_ldmx) == 11 and len(williams) == 7
check_2019(of_2019)
check_2022(of_2022)
check_ldmx(of_ldmx)
check_williams(williams)
