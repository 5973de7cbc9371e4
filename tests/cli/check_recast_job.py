# SPDX-License-Identifier: GPL-3.0-or-later
"""The recast grid is small enough to hand out, and dense enough: halfway between its points, twice the errors that its head gives.

check_recast_job.py FOLDER
"""
import math
import os
import random
import sys

import numpy

from checks import printed, rows
from job_grids import Grid

STEPS = {"m": (1, 0, 0), "a": (0, 1, 0), "r": (0, 0, 1)}
work = sys.argv[1]
random.seed(7)
assert os.path.getsize(f"{work}/outputs/recast-grid-compressed.h5") < 50e6
grid = Grid(f"{work}/outputs/recast-grid.h5")
m, a, r = grid.axes[:3]
logs = numpy.log(grid.epsilon[:, :, :, :, 2, 1])
window = [i for i in range(len(m) - 1) if 0.19 <= m[i] and m[i + 1] <= 0.35]


def halfway(axis, i, j, k):
    return {"m": (math.sqrt(m[i] * m[i + 1]), a[j], r[k]), "a": (m[i], math.sqrt(a[j] * a[j + 1]), r[k]),
            "r": (m[i], a[j], 0.5 * (r[k] + r[k + 1]))}[axis]


def errors(axis, count):
    """Of the mean of two neighbours' logarithms, against a query between them."""
    points, guess = [], []
    for _ in range(count):
        s, i = random.randrange(2), random.choice(window)
        j, k = random.randrange(len(a) - 1), random.randrange(len(r) - 1)
        di, dj, dk = STEPS[axis]
        points.append(",".join([("fermion", "scalar")[s], *(repr(float(x)) for x in halfway(axis, i, j, k))]))
        guess.append(0.5 * (logs[s, i, j, k] + logs[s, i + di, j + dj, k + dk]))
    with open(f"{work}/points.csv", "w") as f:
        f.write("spin,mA_GeV,alpha_D,mass_ratio\n" + "\n".join(points) + "\n")
    table = rows(printed("query", f"{work}/outputs/recast-grid.h5", "--csv", f"{work}/points.csv", "--quiet"))
    return abs(numpy.exp(guess) / numpy.array([float(row["epsilon_up"]) for row in table]) - 1)


for axis, limit_95, limit_worst in (("m", 0.002, 0.006), ("a", 0.003, 0.008), ("r", 0.002, 0.016)):
    error = errors(axis, 3000)
    print(f"recast grid, halfway in {axis}: 95 % of epsilon_up within {numpy.quantile(error, 0.95):.2%}, all within {error.max():.2%}")
    assert len(error) == 3000 and numpy.quantile(error, 0.95) < 2 * limit_95 and error.max() < 2 * limit_worst
