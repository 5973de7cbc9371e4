# SPDX-License-Identifier: GPL-3.0-or-later
"""A grid opens in xarray with an engine: labelled dimensions, units, names, flags, selection by label; it carries its inputs.

check_xarray.py grid FILE ENGINE | provenance FILE JOB | not_run FILE | confidence_level FILE
"""
import hashlib
import sys

import h5py
import numpy
import xarray

SIX = ("spin", "mA", "alpha_D", "mass_ratio", "ecal_threshold", "energy_scale_shift")


def check_labels(grid):
    assert grid.n_annihilation.dims == grid.n_strahlung.dims == grid.epsilon_up.dims == SIX
    assert grid.status.dims == SIX[:4]
    assert list(grid.spin.values) == ["fermion", "scalar"]
    assert grid.mA.attrs["units"] == "GeV" and grid.ecal_threshold.attrs["units"] == "GeV"
    for name in (*SIX, "n_annihilation", "epsilon_up", "n_strahlung", "status", "complete"):
        assert grid[name].attrs["long_name"] and ("units" in grid[name].attrs or name == "spin"), name
    assert grid.n_annihilation.attrs["formula"].startswith("N = reference_epsilon^2 int ds rho(s) R(s)")
    assert abs(grid.epsilon_up.attrs["N_up"] - 2.302585) < 1e-6 and grid.epsilon_up.attrs["reference_epsilon"] == 1e-4
    # Table I of the paper: 2.84e11 electrons on target, and their efficiencies of 0.5 or so
    assert abs(grid.attrs["particles_on_target"] / 2.84e11 - 1) < 0.01 and 0.4 < grid.attrs["exposure"] / 2.84e11 < 0.7
    assert "L091701" in grid.attrs["experiment_source"] and "y = epsilon^2" in grid.attrs["conventions_of_models"]
    assert list(grid.status.attrs["flag_values"]) == [0, 1, 2, 3, 5, 6, 7, 8]
    assert grid.status.attrs["flag_meanings"] == "ok strahlung_out_of_range failed not_run visible_width no_signal no_limit two_limits"
    assert grid.attrs["Conventions"] == "CF-1.10" and grid.attrs["title"] == "a small grid"
    for name in ("git_revision", "compiler", "libraries", "command_line", "job_sha256", "created"):
        assert grid.attrs[name], name


def check_selection(grid):
    exact = {"spin": "fermion", "mA": 0.225, "alpha_D": 0.1, "ecal_threshold": 50, "energy_scale_shift": 0}
    point = grid.sel(**exact).sel(mass_ratio=1 / 3, method="nearest")
    assert 0.1 < float(point.n_annihilation) < 1 and 1e-4 < float(point.epsilon_up) < 1e-3 and int(point.status) == 0
    # the range's own number, not 0.009999999999999995
    assert float(grid.sel(energy_scale_shift=0.01).energy_scale_shift) == 0.01
    heavy = grid.sel(spin="scalar", mA=0.95)
    assert numpy.isnan(heavy.n_strahlung).all() and (heavy.status == 6).all()
    assert int(grid.complete) == 1


def check_grid(path, engine):
    grid = xarray.open_dataset(path, engine=engine)
    check_labels(grid)
    check_selection(grid)
    assert (xarray.open_dataset(path, engine=engine, group="ledger").tile_checksum != 0).all()
    if engine == "h5netcdf":  # netCDF-C has no strings of fixed length
        provenance = xarray.open_dataset(path, engine=engine, group="provenance")
        assert b"na64-2021.yaml" in list(provenance.input_path.values.astype("S"))


def check_provenance(path, job_path):
    with h5py.File(path) as grid:
        job = open(job_path, "rb").read()
        assert grid["provenance/job"][()] == job
        assert grid.attrs["job_sha256"].decode().rstrip("\0") == hashlib.sha256(job).hexdigest()
        for name, text, digest in zip(*(grid["provenance/input_" + k][()] for k in ("path", "text", "sha256"))):
            assert hashlib.sha256(text).hexdigest() == digest.decode(), name


def check_not_run(path):
    """What was not run is no number."""
    for engine in ("h5netcdf", "netcdf4"):
        grid = xarray.open_dataset(path, engine=engine)
        assert numpy.isnan(grid.epsilon_up).all() and numpy.isnan(grid.n_annihilation).all() and (grid.status == 3).all()
    with h5py.File(path) as file:
        assert numpy.isnan(file["epsilon_up"].attrs["_FillValue"]) and numpy.isnan(file["epsilon_up"].fillvalue)
        assert file["status"].fillvalue == 3


def check_confidence_level(path):
    with h5py.File(path) as file:
        assert file["epsilon_up"].attrs["confidence_level"] == file.attrs["confidence_level"] == 0.95


globals()["check_" + sys.argv[1]](*sys.argv[2:])
