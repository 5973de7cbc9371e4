# SPDX-License-Identifier: GPL-3.0-or-later
"""Forms of one grid's numbers against its doubles, as xarray and the CSV export read them. check_forms.py FOLDER"""
import csv
import os
import sys

import h5py
import numpy
import xarray

folder = sys.argv[1]
SINGLE = 2.0**-24  # half a unit in the last place of a float
DIGITS = 5e-7      # half a unit of the sixth digit, of numbers from 1 on


def grid(name):
    return xarray.open_dataset(f"{folder}/outputs/{name}.h5")


def agrees(found, expected, error):
    """Within a relative error; infinities, NaN and numbers below the least float (1.2e-38) as they are."""
    numpy.testing.assert_allclose(found, expected, rtol=error, atol=1.2e-38)


def table(name):
    with open(f"{folder}/{name}.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    return {key: numpy.array([float(row[key]) for row in rows]) for key in ("n_annihilation", "n_strahlung", "epsilon_up")}


double, of_double = grid("double"), table("double-6")
points = double.epsilon_up.size
# what is stored of which, and how well it is known
for name, variables, error in (("double-6", ["n_annihilation", "n_strahlung", "epsilon_up"], DIGITS),
                               ("single", ["n_annihilation", "n_strahlung", "epsilon_up"], SINGLE),
                               ("single-6", ["n_annihilation", "n_strahlung", "epsilon_up"], DIGITS + SINGLE),
                               ("events", ["n_annihilation", "n_strahlung"], 0.0),
                               ("events-6", ["n_annihilation", "n_strahlung"], DIGITS),
                               ("limits", ["epsilon_up"], SINGLE),
                               ("limits-6", ["epsilon_up"], DIGITS + SINGLE)):
    stored = grid(name)
    assert set(stored.data_vars) == {*variables, "status", "complete"}, (name, list(stored.data_vars))
    for variable in variables:
        agrees(stored[variable].values, double[variable].values, error)
    numpy.testing.assert_array_equal(stored.status, double.status)
    exported = table(name) if name.endswith("-6") else {}
    for variable in exported:
        if variable in variables or "epsilon_up" not in variables:
            # the CSV has nine digits; by Eq. 7 epsilon_up has half the error of the events
            agrees(exported[variable], of_double[variable], error + DIGITS + 1e-8)
        else:
            assert numpy.isnan(exported[variable]).all(), (name, variable)
    with h5py.File(f"{folder}/outputs/{name}.h5") as file:
        for variable in variables:
            rounding = file[variable].attrs.get("_QuantizeBitRoundNumberOfSignificantBits")
            assert rounding == (20 if name.endswith("-6") else None), (name, rounding)
            assert file[variable].dtype == (numpy.float64 if name.split("-")[0] in ("double", "events") else numpy.float32)
    if name.endswith("-6"):
        size = os.path.getsize(f"{folder}/outputs/{name}.h5")
        overhead = 60000  # texts, seal and ledgers, whatever the points
        assert size - overhead <= 5 * points, f"{name}: {size / points:.2f} bytes a point"
print("ok")
