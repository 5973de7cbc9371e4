# SPDX-License-Identifier: GPL-3.0-or-later
"""A stopped grid of more than 1 GiB a variable: what xarray shows of tiles that were not written is NaN, never a limit of 0."""
import sys

import h5py
import numpy
import xarray

path = sys.argv[1]
with h5py.File(path) as file:
    raw = file["epsilon_up"]
    assert raw.size * 8 > 1 << 30, "too small to have holes"
    assert not file["complete"][()]
    of_models = file["status"][..., 0, 0]  # a tile has all columns of its models
    unwritten = numpy.argwhere(of_models == 3)
    written = numpy.argwhere(of_models != 3)
    assert len(unwritten) and len(written), "stopped too early or too late"
    hole, point = (*unwritten[-1], 0, 0), (*written[0], 0, 0)
    assert (raw[hole] == 0).all(), "no hole: is this test still needed?"
    as_stored = raw[point]
assert (as_stored > 0).all()
for engine in ("h5netcdf", "netcdf4"):
    limits = xarray.open_dataset(path, engine=engine).epsilon_up
    assert numpy.isnan(limits[hole].values).all(), engine
    assert numpy.array_equal(limits[point].values, as_stored), engine
