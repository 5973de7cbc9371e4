# SPDX-License-Identifier: GPL-3.0-or-later
"""CSV exports hold every number of the grid to the last bit, in its order, as csv, numpy and pandas read them. check_csv_export.py GRID

In the folder of all.csv, the whole grid, and slice.csv, the slice that is named below.
"""
import csv
import itertools
import sys

import h5py
import numpy
import pandas

import point_status
from checks import AXES, texts

NAMES = ("spin,mA_GeV,alpha_D,mass_ratio,ecal_threshold_GeV,energy_scale_shift,"
         "n_annihilation,n_strahlung,epsilon_up,y_up,status")
grid = h5py.File(sys.argv[1])
values = [texts(grid["spin"]), *(grid[axis][...] for axis in AXES)]


def check_comments(comments):
    words = ("grid.h5", "counting, 90 % C.L.", 'the "grid" #1 \\ ε', "na64-2021",
             f"physics version {grid.attrs['physics_version']}", grid.attrs["job_sha256"])
    for word in words:
        word = word.decode() if isinstance(word, bytes) else word
        assert any(word in comment for comment in comments), word


def check_rows(rows, chosen):
    """Coordinates and status of each row, in the order of the file."""
    assert len(rows) == numpy.prod([len(c) for c in chosen])
    status = grid["status"][...]
    for row, index in zip(rows, itertools.product(*chosen)):
        assert row["spin"] == values[0][index[0]] and row["status"] == point_status.NAMES[status[index[:4]]]
        for axis, name in enumerate(NAMES.split(",")[1:6], 1):
            assert float(row[name]) == values[axis][index[axis]], (row, index)


def check_numbers(path, lines, rows, chosen):
    """The same as numpy and pandas read it without our help."""
    frame = pandas.read_csv(path, comment="#", float_precision="round_trip")
    bare = (line for line in lines if not line.startswith("#"))
    table = numpy.genfromtxt(bare, delimiter=",", names=True, dtype=None, encoding="utf-8")
    where = numpy.ix_(*chosen)

    def same(a, b):
        return numpy.array_equal(a, b.reshape(-1), equal_nan=True)

    def along(axis):
        return values[axis][chosen[axis]].reshape([-1 if i == axis else 1 for i in range(6)])

    epsilon = grid["epsilon_up"][...][where]
    assert same(table["n_annihilation"], grid["n_annihilation"][...][where]) and same(table["epsilon_up"], epsilon)
    strahlung = grid["n_strahlung"][...][where]
    assert same(table["n_strahlung"], strahlung) and same(frame["n_strahlung"], strahlung)
    assert same(frame["epsilon_up"], epsilon) and list(frame["spin"]) == [row["spin"] for row in rows]
    y = (along(2) * epsilon**2 * along(3) ** 4).reshape(-1)
    finite = numpy.isfinite(y)
    assert numpy.allclose(table["y_up"][finite], y[finite], rtol=1e-14, atol=0)  # Eq. 2, a few roundings
    assert numpy.all(numpy.isinf(table["y_up"][~finite]))


def check(path, chosen):
    lines = open(path, encoding="utf-8").read().split("\n")
    comments = [line for line in lines if line.startswith("#")]
    check_comments(comments)
    assert lines[len(comments)] == NAMES
    rows = list(csv.DictReader(lines[len(comments):]))
    check_rows(rows, chosen)
    check_numbers(path, lines, rows, chosen)
    return rows


rows = check("all.csv", [range(len(v)) for v in values])
assert "inf" in {row["epsilon_up"] for row in rows} and "nan" in {row["n_strahlung"] for row in rows}
masses = [i for i, m in enumerate(values[1]) if 0.05 <= m <= 0.3]
check("slice.csv", [[1], masses, [0, 2], [1], [0, 1, 4], [0, 1]])
