# SPDX-License-Identifier: GPL-3.0-or-later
"""Each job's grid is what epscan point says, and what the head of its file says of sizes and of the strongest limits is true.

check_job_heads.py FOLDER: with jobs/, inputs/, and outputs/ of all of them
"""
import glob
import os
import random
import re
import sys

import numpy

from checks import answer, near, printed, rows
from job_grids import Grid, Jobs

# where a head's limit is the strongest, in GeV; where strahlung makes it, it is the stronger the lighter the A'
RANGES = {"na64-2021": (0.19, 0.35), "recast-grid": (0.19, 0.35), "positron-beam": (0.1, 0.9)}
work = sys.argv[1]
jobs = Jobs(work)
random.seed(7)
heads = {os.path.basename(p)[:-5]: open(p).read() for p in glob.glob(f"{work}/jobs/*.yaml")}
assert {*RANGES, "energy-scale", "thin-target-8gev"} <= set(heads)


def check_points(name, grid):
    assert grid.statuses["ok"] > 0.95 * grid.status.size and not grid.statuses["strahlung_out_of_range"], (name, grid.statuses)
    experiment = re.search(r"(?m)^experiment: .*/(.*)\.yaml$", heads[name])[1]
    for _ in range(8):
        i = tuple(random.randrange(n) for n in grid.n.shape)
        p = jobs.point(experiment, grid.spins[i[0]], *(axis[k] for axis, k in zip(grid.axes, i[1:])))
        expected, epsilon = p["n_annihilation"], grid.epsilon[i]
        assert abs(grid.n[i] - expected) <= 1e-9 * expected + 1e-13, (name, i)
        assert numpy.isinf(epsilon) if p["epsilon_up"] is None else near(epsilon, p["epsilon_up"], 1e-6), (name, i)


def check_size(name):
    size = os.path.getsize(f"{work}/outputs/{name}.h5") / 1e6
    stated = float(re.search(r"([0-9.]+) MB", heads[name])[1])
    assert abs(size - stated) < 0.06 + 0.005 * size, (name, size, stated)


def strongest(experiment, p):
    """The strongest limit within 3 % of a mass, by epscan limit on ever finer masses: peaks may be narrower than a grid's spacing."""
    low, high = 0.97 * p["mA_GeV"], 1.03 * p["mA_GeV"]
    model = [f"--spin={p['spin']}", f"--alpha-D={p['alpha_D']!r}", f"--mass-ratio={p['mass_ratio']!r}"]
    for _ in range(4):
        table = rows(printed("limit", f"{work}/{experiment}", *model, f"--mA={low!r}:{high!r}:49", "--method=counting"))
        epsilons = [float(row["epsilon_up"]) for row in table]
        at, step = min(range(49), key=epsilons.__getitem__), (high - low) / 48
        low, high = low + (at - 1) * step, low + (at + 1) * step
    return min(epsilons)


def check_strongest(name, grid, experiment, point, value):
    """A limit is the strongest about its mass, and no mass of the grid gives a stronger one in the range."""
    at = grid.at(*(point[key] for key in ("spin", "mA_GeV", "alpha_D", "mass_ratio", "ecal_threshold_GeV")), 0.0)
    inside = (grid.axes[0] >= RANGES[name][0]) & (grid.axes[0] <= RANGES[name][1])
    least = grid.epsilon[at[0], inside, at[2], at[3], at[4], at[5]].min()
    # the mass is rounded, by 0.1 MeV at most
    assert near(strongest(experiment, point), value, 6e-4), (name, value)
    assert least > (1 - 6e-4) * value, (name, least, value)


def check_results(name, grid):
    """Each result of a head is what its command prints, to the digits given; how many there are."""
    results = re.findall(r"^# +(epsilon_up|n_annihilation|n_strahlung) (\S+): epscan (point .*)$", heads[name], re.M)
    for key, value, command in results:
        words = command.split()
        point = answer("point", f"{work}/{words[1]}", *words[2:])
        digits = len(re.sub(r"e.*|\.", "", value))
        assert f"{point[key]:.{digits - 1}e}" == f"{float(value):.{digits - 1}e}", (name, key, value, point[key])
        if key == "epsilon_up" and name in RANGES:
            check_strongest(name, grid, words[1], point, float(value))
    return len(results)


count = 0
for name in heads:
    grid = Grid(f"{work}/outputs/{name}.h5")
    check_points(name, grid)
    check_size(name)
    count += check_results(name, grid)
assert count == 12, count
