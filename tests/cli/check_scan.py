# SPDX-License-Identifier: GPL-3.0-or-later
"""Random points of the test's three scans are those of epscan point, and every status is what it must be. check_scan.py FOLDER"""
import random
import sys

import h5py
import numpy

import point_status
from checks import AXES, answer, near, options, texts

work = sys.argv[1]
random.seed(11)


def check_point(grid, index, p):
    """The error of the yield, over what is allowed."""
    got, expected = grid["n_annihilation"][index], p["n_annihilation"]
    error = abs(got - expected) / (1e-9 * expected + 1e-13)
    assert error <= 1, (index, got, expected)
    epsilon = grid["epsilon_up"][index]
    assert numpy.isinf(epsilon) if p["epsilon_up"] is None else near(epsilon, p["epsilon_up"], 1e-6)
    strahlung = grid["n_strahlung"][index]
    assert numpy.isnan(strahlung) if p["n_strahlung"] is None else near(strahlung, p["n_strahlung"], 1e-13)
    strahlung = numpy.nan if p["n_strahlung"] is None else p["n_strahlung"]
    model = p["spin"], p["mA_GeV"], p["alpha_D"], p["mass_ratio"]
    assert p["status"] == point_status.status_of(*model, strahlung, p["epsilon_up"] or 0), p
    return error


def check_grid(grid, experiment, count):
    """The largest error of count points, and the statuses that occur."""
    spins, axes = texts(grid["spin"]), [grid[name][()] for name in AXES]
    assert grid["complete"][()] == 1 and not numpy.isnan(grid["n_annihilation"][()]).any()
    worst = 0
    for _ in range(count):
        index = (random.randrange(len(spins)), *(random.randrange(len(a)) for a in axes))
        values = [axis[i] for axis, i in zip(axes, index[1:])]
        p = answer("point", f"{work}/inputs/experiments/{experiment}.yaml", *options(spins[index[0]], *values))
        worst = max(worst, check_point(grid, index, p))
    return worst, {name for name, count in point_status.check_grid(grid).items() if count}


worst, found = 0, set()
for name, experiment, count in (("wide", "na64-2021", 150), ("columns", "na64-2021-positron-beam", 30),
                                ("models", "na64-2021-textbook", 30)):
    with h5py.File(f"{work}/outputs/{name}.h5") as grid:
        largest, statuses = check_grid(grid, experiment, count)
    worst = max(worst, largest)
    found |= statuses
assert found == {"ok", "strahlung_out_of_range", "visible_width", "no_signal"}, found
print(f"largest difference: {worst:.2g} of 1e-9 relative + 1e-13 events")
