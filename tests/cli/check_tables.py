# SPDX-License-Identifier: GPL-3.0-or-later
"""Grids of tables, and limits from response files.

check_tables.py same GRID.h5...                              all numbers to the last bit
check_tables.py query QUERY.json POINT.json LIMIT.csv        yields to 1e-9, the limit to the table of limits, 1e-4
check_tables.py csv GRID.h5 ROWS.csv                         rows as the file stores them
check_tables.py limits EXPERIMENT.csv... RESPONSE.csv...     the first half of the files against the second
"""
import sys

import xarray

from checks import near, read_json, rows

what, files = sys.argv[1], sys.argv[2:]

if what == "same":
    grids = [xarray.load_dataset(path) for path in files]
    assert grids[0].n_annihilation.shape == (12, 31, 25) and list(grids[0].model_table.values[[0, 11]]) == ["rho0.csv", "rho11.csv"]
    assert "spin" not in grids[0].variables and grids[0].rho_norm.dims == ("model_table",)
    for grid in grids:
        assert grid.equals(grids[0])  # values, coordinates, dimensions
elif what == "query":
    query, point, limit = read_json(files[0]), read_json(files[1]), rows(files[2])[0]
    assert query["model_table"] == "rho7.csv" and "y_up" not in query and "mA_GeV" not in query
    for channel in ("n_annihilation", "n_strahlung"):
        assert near(query[channel], point[channel], 1e-9), (channel, query, point)  # what scans promise of annihilation
    assert near(query["epsilon_up"], float(limit["epsilon_up"]), 1e-4), (query, limit)
elif what == "csv":
    text = "".join(line for line in open(files[1]) if not line.startswith("#"))
    table = rows(text)
    grid = xarray.load_dataset(files[0])
    assert [row["model_table"] for row in table] == ["rho2.csv", "rho5.csv"], table
    for row in table:
        at = grid.sel(model_table=row["model_table"]).sel(ecal_threshold=50, energy_scale_shift=0, method="nearest")
        for name in ("n_annihilation", "n_strahlung", "epsilon_up"):
            assert float(row[name]) == float(at[name]), (name, row)
        assert row["y_up"] == "nan" and row["status"] == "ok"
else:
    half = len(files) // 2
    for experiment, response in zip(files[:half], files[half:]):
        ours, theirs = rows(experiment), rows(response)
        assert len(ours) == len(theirs) in (1, 3), (experiment, len(ours))
        for a, b in zip(ours, theirs):
            assert a["status"] == b["status"]
            for name in ("n_annihilation", "n_strahlung", "epsilon_up", "epsilon_expected"):
                x, y = float(a[name]), float(b[name])
                assert (x != x and y != y) or near(x, y, 2e-5), (experiment, name, x, y)  # a response states 1e-5
