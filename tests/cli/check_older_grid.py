# SPDX-License-Identifier: GPL-3.0-or-later
"""A grid of another physics version answers by interpolation, says so, and states an error that holds; what was not run stays so.

check_older_grid.py GRID OLDER OLDER-EXPERIMENT EXPERIMENT: OLDER is an unsealed copy of GRID, which becomes one of version 1 of an
experiment without the LPM effect
"""
import hashlib
import json
import random
import sys

import h5py
import numpy

from checks import AXES, answer, near, options, run

path, older, older_experiment, experiment = sys.argv[1:]
random.seed(4)


def make_older():
    text = open(older_experiment, "rb").read()
    with h5py.File(older, "r+") as file:
        texts, hashes = (file["provenance/" + name][...] for name in ("input_text", "input_sha256"))
        hashes[0] = hashlib.sha256(text).hexdigest().encode()
        del file["provenance/input_text"]
        file["provenance/input_text"] = numpy.array([text, *texts[1:]])
        file["provenance/input_sha256"][...] = hashes
        file.attrs.modify("physics_version", 1)


def query(spin, p):
    got = run("query", older, *options(spin, *p))
    assert "interpolated between its points" in got.stderr
    return json.loads(got.stdout)


def check_between(axes):
    beyond, largest, worst = 0, 0, 0
    for _ in range(60):
        p = [random.uniform(axis[0], axis[-1]) for axis in axes]
        point, got = answer("point", experiment, *options("scalar", *p)), query("scalar", p)
        for number, error in (("n_annihilation", "n_annihilation_error"), ("epsilon_up", "epsilon_error"), ("y_up", "y_error")):
            beyond += abs(got[number] - point[number]) > got[error] + 1e-11 * point[number]
        if point["n_annihilation"] > 1e-3:
            largest = max(largest, got["n_annihilation_error"] / point["n_annihilation"])
            worst = max(worst, abs(got["n_annihilation"] / point["n_annihilation"] - 1))
    print(f"{beyond} of 180 numbers beyond their error; largest error {largest:.1e}, worst deviation {worst:.1e}")
    # twice the spread of 32 ratios is no bound, but has to be an error
    assert beyond <= 1 and largest < 0.1 and worst < 1e-2


def check_at_a_grid_point(axes, grid):
    index = (0, 20, 1, 1, 3, 2)
    got = query("fermion", [axis[i] for axis, i in zip(axes, index[1:])])
    for key in ("n_annihilation", "epsilon_up"):
        assert near(got[key], grid[key][index], 1e-12), key  # what the file has


def check_missing(axes):
    p = [axes[0][9] * 1.0001, 0.02, 0.25, 50.0, 0.0]
    for checksum, status in ((0, "not_run"), (1, "failed")):  # no tile was written, and all are damaged
        with h5py.File(older, "r+") as file:
            file["ledger/tile_checksum"][...] = checksum
        got = run("query", older, *options("fermion", *p), check=False)
        assert got.returncode == 3 and f"the point is {status}" in got.stderr, got


make_older()
with h5py.File(path) as grid:
    axes = [grid[name][...] for name in AXES]
    check_between(axes)
    check_at_a_grid_point(axes, grid)
    check_missing(axes)
