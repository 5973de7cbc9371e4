# SPDX-License-Identifier: GPL-3.0-or-later
"""The table in the head of jobs/energy-scale.yaml is its grid's, and a shift of the scale is a lower threshold with finer resolution.

check_energy_scale_job.py FOLDER
"""
import re
import sys

from checks import near
from job_grids import Grid, Jobs

work = sys.argv[1]
jobs = Jobs(work)
head = open(f"{work}/jobs/energy-scale.yaml").read()


def check_row(grid, spin, a, m, n, epsilon, *changes):
    nominal = grid.at(spin, m, a, 1 / 3, 50, 0)
    assert abs(grid.n[nominal] - n) < 5.1e-5 and near(grid.epsilon[nominal], epsilon, 5.1e-4) and len(changes) == 8, (spin, a, m)
    for k, d in enumerate((-0.02, -0.01, 0.01, 0.02)):
        at = grid.at(spin, m, a, 1 / 3, 50, d)
        for values, change in ((grid.n, changes[k]), (grid.epsilon, changes[4 + k])):
            assert abs(100 * (values[at] / values[nominal] - 1) - change) < 0.0051, (spin, a, m, d)


def check_table():
    grid = Grid(f"{work}/outputs/energy-scale.h5")
    table = re.findall(r"^# +(fermion|scalar) +(\d.*)$", head, re.M)
    for spin, numbers in table:
        check_row(grid, spin, *map(float, numbers.split()))
    assert len(table) == 17, len(table)


def check_as_resolution():
    """P = Phi[(threshold - (1 + d) E_dep)/sigma]: divide by 1 + d, and a shift is the lower threshold with the finer resolution, exactly."""
    for d in (-0.02, 0.01, 0.03):
        scale = 1 + d
        resolution = f"{{stochastic_sqrt_GeV: {0.10 / scale!r}, constant: {0.04 / scale!r}, sum: linear}}"
        jobs.write_variant("na64-2021", "scaled", (r"(?m)^ecal_resolution: .*$", "ecal_resolution: " + resolution))
        for spin, m, a in (("fermion", 0.225, 0.1), ("scalar", 0.215, 0.5), ("fermion", 0.25, 0.5)):
            shifted = jobs.point("na64-2021", spin, m, a, 1 / 3, 50, d)["n_annihilation"]
            lowered = jobs.point("scaled", spin, m, a, 1 / 3, 50 / scale)["n_annihilation"]
            assert near(shifted, lowered, 2e-9), (d, spin, m, shifted, lowered)


def check_as_threshold():
    """With the resolution as it is the two differ, by what the head says."""
    nominal, shifted, lowered = (jobs.point("na64-2021", "fermion", 0.225, 0.1, 1 / 3, t, d)["n_annihilation"]
                                 for t, d in ((50, 0), (50, 0.01), (50 / 1.01, 0)))
    stated = re.search(r"(-[0-9.]+) % of N_ann against (-[0-9.]+) %", head).groups()
    assert tuple(f"{100 * (n / nominal - 1):.2f}" for n in (shifted, lowered)) == stated, stated


check_table()
check_as_resolution()
check_as_threshold()
