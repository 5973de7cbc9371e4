# SPDX-License-Identifier: GPL-3.0-or-later
"""Grids with and without the dimension mass_splitting.

check_splitting.py files FOLDER | query GRID EXPERIMENT POINTS | same A B | csv SPLIT EQUAL
"""
import sys

import h5py
import numpy

from checks import answer, near, options, printed, rows

SIX = ["spin", "mA", "alpha_D", "mass_ratio", "ecal_threshold", "energy_scale_shift"]
SEVEN = [*SIX[:4], "mass_splitting", *SIX[4:]]
NUMBERS = ("n_annihilation", "n_strahlung", "epsilon_up", "status")


def dimensions(variable):
    return [scale.values()[0].name[1:] for scale in variable.dims]


def files(folder):
    grid = {name: h5py.File(f"{folder}/{name}.h5") for name in ("fermion", "equal", "given", "split")}
    for name, file in grid.items():
        has = name in ("given", "split")
        # what older versions of epscan cannot read says so, and nothing else does
        assert file.attrs["format_version"] == (4 if has else 3), name
        assert dimensions(file["epsilon_up"]) == (SEVEN if has else SIX), name
        assert dimensions(file["status"]) == (SEVEN[:5] if has else SIX[:4]), name
        assert ("mass_splitting" in file) == has
    for name in NUMBERS:  # a Dirac fermion, to the last bit, however it is asked for
        fermion = grid["fermion"][name][()]
        assert numpy.array_equal(grid["equal"][name][()], fermion)
        assert numpy.array_equal(grid["given"][name][:, :, :, :, 0], fermion)
        assert numpy.array_equal(grid["split"][name][:, :, :, :, 0], fermion)
    assert (numpy.diff(grid["split"]["n_annihilation"][()], axis=4) != 0).all()


def query(grid, experiment, points):
    cases = [(0.15, 0.1, 0.2, 0.1), (0.217, 0.3, 0.25, 0.3), (0.26, 0.5, 0.3, 1.3)]
    with open(points, "w") as file:
        file.write("mass_splitting,spin,mA_GeV,alpha_D,mass_ratio\n")
        file.writelines(f"{case[3]},pseudo-dirac,{case[0]},{case[1]},{case[2]}\n" for case in cases)
    answers = rows(printed("query", grid, "--csv", points, "--quiet"))
    for case, row in zip(cases, answers, strict=True):
        words = [*options("pseudo-dirac", *case[:3]), f"--splitting={case[3]}"]
        one, point = answer("query", grid, *words), answer("point", experiment, *words)
        assert one["mass_splitting"] == point["mass_splitting"] == float(row["mass_splitting"]) == case[3]
        for name in ("n_annihilation", "n_strahlung", "epsilon_up", "y_up"):
            assert near(one[name], point[name], 1e-9), (name, one, point)
            assert near(row[name], point[name], 1e-9), (name, row, point)  # 12 digits are printed
        assert near(point["y_up"], case[1] * point["epsilon_up"] ** 2 * case[2] ** 4, 1e-12)


def same(a, b):
    with h5py.File(a) as first, h5py.File(b) as second:
        for name in (*NUMBERS, "mass_splitting"):
            assert numpy.array_equal(first[name][()], second[name][()]), name


def csv(split, equal):
    def table(path):
        return rows("".join(line for line in open(path) if line[0] != "#"))

    with_it, without = table(split), table(equal)
    assert len(with_it) == 4 * len(without) and "mass_splitting" not in without[0]
    zero = [{key: value for key, value in row.items() if key != "mass_splitting"} for row in with_it if row["mass_splitting"] == "0"]
    assert zero == without


{"files": files, "query": query, "same": same, "csv": csv}[sys.argv[1]](*sys.argv[2:])
