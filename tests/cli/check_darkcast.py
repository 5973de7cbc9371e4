# SPDX-License-Identifier: GPL-3.0-or-later
"""DarkCast's exports load as its own modules do, and their limits, interpolated at random masses, are epscan query's within 1e-3.

check_darkcast.py FOLDER: the test's; the exports are in the current one
"""
import importlib
import math
import os
import random
import shutil
import sys

import darkcast_double
from checks import ELECTRON_GEV, printed, rows

work = sys.argv[1]
random.seed(5)
darkcast_double.install(work + "/darkcast")
home = work + "/darkcast/limits"  # DarkCast's own folder, or one of DARKCAST_LIMIT_PATH: not where the files were written
shutil.copytree(".", home)
sys.path.insert(0, home)
os.chdir("/")


def load(name, words):
    """The bounds of a module, by its name and, as DarkCast's own modules have it, without a file's name."""
    limit = importlib.import_module(name)
    for word in words:
        assert word in limit.notes, limit.notes
    assert limit.model.width("invisible", 0.1) > 0 and limit.production == "e_brem" and limit.decay == "invisible"
    assert limit.efficiency == {"t0": 0, "t1": math.inf} and name in limit.bibtex
    bounds = limit.bounds
    assert os.path.samefile(bounds.name, f"{home}/{name}.lmt")
    bare = {}
    exec(open(f"{home}/{name}.py", encoding="utf-8").read(), bare)
    assert os.path.samefile(bare["bounds"].name, bounds.name)
    assert open(bounds.name).readline().replace("#", "").split() == ["mass", "lower"]
    return bounds


def random_masses(bounds):
    """Even, even in the logarithm, and one between any two rows; not where the published strahlung limit ends."""
    low, high = bounds.masses[0], bounds.masses[-1]
    pairs = list(zip(bounds.masses, bounds.masses[1:]))
    steps = [m for m, n in pairs if n - m < 2e-7 * n]  # no line follows a step
    assert all(abs(m / 0.9 - 1) < 1e-6 for m in steps), steps
    masses = [random.uniform(low, high) for _ in range(2000)]
    masses += [low * (high / low) ** random.random() for _ in range(2000)]
    masses += [random.uniform(*pair) for pair in pairs]
    return [m for m in masses if all(abs(m / s - 1) > 1e-6 for s in steps)]


def check(name, grid, spin, alpha, ratio, selection=(), words=()):
    bounds = load(name, words)
    masses = random_masses(bounds)
    with open(work + "/points.csv", "w") as f:
        f.write("spin,mA_GeV,alpha_D,mass_ratio\n" + "".join(f"{spin},{m!r},{alpha!r},{ratio!r}\n" for m in masses))
    answers = rows(printed("query", f"{work}/outputs/{grid}.h5", "--csv", work + "/points.csv", "-q", *selection))
    assert len(answers) == len(masses)
    worst = 0
    for mass, row in zip(masses, answers):
        expected = min(float(row["epsilon_up"]), 1e5)  # DarkCast's own number where nothing is excluded
        worst = max(worst, abs(bounds(mass) / expected - 1))
    print(f"{name}: {len(bounds.masses)} masses, worst of {len(masses)} interpolated: {worst:.1e}")
    assert worst < 1e-3 and len(bounds.masses) < 5000
    return bounds


a = check("NA64_Test_fermion_alphaD0p1_r0p333333", "grid", "fermion", 0.1, 1 / 3,
          words=["fermion", "alpha_D = 0.1,", "r = m_chi/m_A' = 0.333333333", "threshold 50 GeV", 'the "grid" #1 \\ ε'])
assert a.masses[0] == 0.01 and a.masses[-1] == 1.2 and a.values[-1] == 1e5
b = check("NA64_Test_scalar_alphaD1em05_r0p2", "grid", "scalar", 1e-5, 0.2, ["--threshold", "45", "--scale-shift", "0.03"],
          ["scalar", "threshold 45 GeV", "shifted by 0.03"])
assert 0.02 <= b.masses[0] < 0.021 and 0.49 < b.masses[-1] <= 0.5
# beam positrons that have lost nothing: a dip 3e-4 of the mass wide, between grid masses that are 11 % apart
c = check("Beam_fermion_alphaD0p001_r0p3", "positrons", "fermion", 0.001, 0.3, ["--threshold", "45"])
dip = math.sqrt(2 * ELECTRON_GEV * (100 + ELECTRON_GEV))
assert min(abs(m / dip - 1) for m in c.masses) < 1e-11 and c(dip) < 0.8 * min(c(0.98 * dip), c(1.02 * dip))
# of a grid of 80,000 masses not more than are needed
d = check("Large_fermion_alphaD0p1_r0p2", "large", "fermion", 0.1, 0.2)
assert len(d.masses) < 1500 and d.masses[0] == 0.01 and d.masses[-1] == 0.5
