# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulation's file alone gives the printed yields and errors again, conserves energy, and opens in xarray with both engines.

check_simulation.py PRINTED FILE
"""
import sys

import h5py
import numpy
import xarray

from checks import ELECTRON_GEV, near, read_json


def check_yields(summary, table, attributes):
    n, exposure = int(attributes["showers"]), attributes["exposure"]
    assert n == summary["showers"] == 5000 and len(table) == summary["events"] > 0
    assert numpy.all(numpy.diff(table["shower"].astype(int)) >= 0) and table["shower"].max() < n
    selected = table[table["ecal_GeV"] < attributes["ecal_threshold_GeV"]]
    picks = [("n_annihilation", table[table["channel"] == 0]), ("n_selected", selected)]
    if "n_strahlung" in summary:
        picks += [("n_strahlung", table[table["channel"] == 1]),
                  ("n_annihilation_selected", selected[selected["channel"] == 0]),
                  ("n_strahlung_selected", selected[selected["channel"] == 1])]
    assert ("n_strahlung" in summary) == (attributes["channels"] == b"annihilation strahlung")
    for key, picked in picks:
        per_shower = numpy.bincount(picked["shower"].astype(int), weights=picked["weight"], minlength=n)
        # sums in another order: rounding of 5000 terms
        assert near(summary[key], exposure * per_shower.mean(), 1e-11), key
        assert near(summary[key + "_error"], exposure * per_shower.std(ddof=1) / n**0.5, 1e-9), key


def check_events(table, attributes, depth_X0):
    assert numpy.all(table["positron_energy_GeV"] >= attributes["lowest_positron_energy_GeV"])
    assert numpy.all(table["positron_energy_GeV"] <= 100) and numpy.all(table["depth_X0"] <= depth_X0)
    annihilated, radiated = table[table["channel"] == 0], table[table["channel"] == 1]
    assert len(annihilated) > 0 and len(annihilated) + len(radiated) == len(table)
    # the dark photon has what the positron and an electron at rest have, or what who radiates has lost
    assert numpy.allclose(annihilated["dark_photon_energy_GeV"] - annihilated["positron_energy_GeV"], ELECTRON_GEV, atol=1e-12)
    assert numpy.all(annihilated["is_positron"] == 1) and numpy.all(annihilated["nucleus_Z"] == 0)
    assert numpy.allclose(radiated["dark_photon_energy_GeV"] + radiated["recoil_energy_GeV"], radiated["positron_energy_GeV"],
                          atol=1e-12)
    assert numpy.all(table["ecal_deposit_GeV"] + table["dark_photon_energy_GeV"] < 100.01)
    if len(radiated):
        assert set(radiated["nucleus_Z"]) <= {1, 6, 82} and set(radiated["is_positron"]) == {0, 1}
    assert numpy.all(table["preshower_deposit_GeV"] <= table["ecal_deposit_GeV"])
    assert near(attributes["exposure"], 1.52871e11, 1e-12) and near(attributes["particles_on_target"], 28.4e10, 1e-12)
    for column in table.dtype.names:
        assert attributes[column], column


def check_labels(grid):
    track = grid.track_length_X0_per_GeV
    assert track.dims == ("particle", "medium", "energy") and grid.profile.dims == ("particle", "depth")
    assert list(grid.particle.values) == ["primary", "positron", "electron", "photon"]
    assert list(grid.medium.values) == ["lead", "polystyrene", "all"]
    for name in grid.variables:
        assert grid[name].attrs["long_name"], name
        assert name in ("particle", "medium") or grid[name].attrs["units"], name
    for name in ("git_revision", "compiler", "libraries", "command_line", "created", "random_numbers", "effects"):
        assert name in grid.attrs, name


def check_showers(grid, biasing):
    track = grid.track_length_X0_per_GeV
    media = track.sel(medium="all") - track.sel(medium="lead") - track.sel(medium="polystyrene")
    assert float(abs(media).max()) < 1e-9 * float(track.max())
    edges = grid.energy_edges_GeV.values
    # the last edge is five soft shares below the beam: nearer to it, photons too soft to be drawn blur the spectrum
    assert edges[0] == 5 and abs(edges[-1] - 99) < 1e-9 and numpy.allclose((edges[1:] + edges[:-1]) / 2, grid.energy)
    # a beam particle leaves its whole energy, but for what leaks out behind 40 X0; dark photons take theirs when multiplied
    deposit = float(grid.deposit_GeV_per_X0.sum() * grid.depth.attrs["bin_width"])
    assert 99.5 < deposit < 100.001 if biasing == b"weighted" else deposit < 99.5, deposit


summary, path = read_json(sys.argv[1]), sys.argv[2]
with h5py.File(path) as f:
    events = f["events/table"]
    attributes, table = dict(events.attrs), events[()]
    check_yields(summary, table, attributes)
    check_events(table, attributes, f.attrs["depth_X0"])
    assert f.attrs["showers"] == 5000 and f.attrs["seed"] == 1 and f.attrs["cut_GeV"] == 5
    assert f.attrs["unbalanced_showers"] == 0
for engine in ("h5netcdf", "netcdf4"):
    grid = xarray.open_dataset(path, engine=engine)
    check_labels(grid)
    check_showers(grid, attributes["biasing"])
