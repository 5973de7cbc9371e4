# SPDX-License-Identifier: GPL-3.0-or-later
"""Queries between a grid's points are quadrature's within the error that they state, one at a time and as a file.

check_query.py GRID EXPERIMENT POINTS: the last is written
"""
import random
import sys

from checks import answer, near, options, printed, rows

grid, experiment, path = sys.argv[1:]
random.seed(3)


def random_point():
    return (random.choice(["fermion", "scalar"]), random.uniform(0.1, 0.4), 10 ** random.uniform(-2, -0.302),
            random.uniform(0.2, 0.49), random.uniform(40, 60), random.uniform(-0.03, 0.03))


points = [random_point() for _ in range(30)]
with open(path, "w") as f:
    f.write("# comments and other columns are let be\n")
    f.write("name, energy_scale_shift,mass_ratio,alpha_D,mA_GeV,spin,ecal_threshold_GeV\n")
    for i, (spin, mass, alpha, ratio, threshold, shift) in enumerate(points):
        f.write(f"p{i}, {shift!r},{ratio!r},{alpha!r},{mass!r},{spin},{threshold!r}\n")
answers = rows(printed("query", grid, "--csv", path, "--quiet"))
assert len(answers) == len(points)
for row, p in zip(answers, points):
    point = answer("point", experiment, *options(*p))
    for got in (answer("query", grid, *options(*p)), row):
        n, error = float(got["n_annihilation"]), float(got["n_annihilation_error"])
        assert abs(n - point["n_annihilation"]) <= error + 1e-11 * n, (got, point)  # 12 digits are printed
        assert near(got["epsilon_up"], point["epsilon_up"], 1e-9) and got["status"] == "ok"
        assert error < 1e-6 * max(n, 1e-6)
