# SPDX-License-Identifier: GPL-3.0-or-later
"""A grid of an old format gives what the program that wrote it gave.

    check_old_grid.py EPSCAN GRID.h5 EXPECTED.csv WORK
"""
import csv
import json
import subprocess
import sys

import h5py

epscan, grid, expected, work = sys.argv[1:]
names = ("n_annihilation", "n_strahlung", "epsilon_up", "y_up")


def run(*arguments):
    return subprocess.run([epscan, *arguments], check=True, capture_output=True, text=True).stdout


def rows_of(path):
    with open(path) as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def bits(rows):
    """What the rows say, whatever the notation of numbers."""
    return [{key: text if key in ("spin", "status") else float(text).hex() for key, text in row.items()} for row in rows]


def exported(path, name):
    run("export", path, "--quiet", "--format", "csv", "-o", f"{work}/{name}.csv")
    return rows_of(f"{work}/{name}.csv")


rows = rows_of(expected)
assert len(rows) == 12 and bits(exported(grid, "read")) == bits(rows)
run("merge", "--quiet", "-o", work + "/merged.h5", grid)
assert bits(exported(work + "/merged.h5", "again")) == bits(rows)
with h5py.File(work + "/merged.h5") as merged:
    if "factored" in merged:  # what is kept stays as exact as it was
        assert merged.attrs["format_version"] == 7 and merged["factored/n_annihilation"].id.get_type().get_size() == 8
    else:  # of the format that is written today
        assert merged.attrs["format_version"] >= 3 and merged["n_strahlung"].shape == merged["epsilon_up"].shape

# `query`, and libepscan by the same functions: at a point of another physics version the file's number, to the rounding of the ratio
# by which it is corrected; of the same version the number computed, to the 1e-8 by which query compares them
for row in rows:
    words = ["--spin", row["spin"], "--mA", row["mA_GeV"], "--alpha-D", row["alpha_D"], "--mass-ratio", row["mass_ratio"], "--threshold",
             row["ecal_threshold_GeV"], f"--scale-shift={row['energy_scale_shift']}"]
    point = json.loads(run("query", grid, *words))
    for name in names:
        number = float(row[name])
        if number - number == 0:  # JSON has null for those that are not
            assert abs(point[name] - number) <= 1e-7 * number, (name, point[name], number)
        else:
            assert point[name] is None, (name, point[name])
