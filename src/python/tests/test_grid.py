# SPDX-License-Identifier: GPL-3.0-or-later
"""A grid at and between its points, and as a dataset."""
import numpy as np
import pytest

import epscan


def test_it_says_what_it_holds(grid):
    assert grid.title == "small grid" and grid.experiment == "na64-2021" and grid.is_complete
    assert grid.method == "counting" and grid.confidence_level == 0.9 and "2 x 13 x 2 x 3 x 3 x 3" in repr(grid)
    assert list(grid.axes["spin"]) == ["fermion", "scalar"] and grid.axes["mA"].shape == (13,)


def test_between_its_points(grid, na64):
    random = np.random.default_rng(2)
    masses, couplings = random.uniform(0.1, 0.4, (5, 1)), random.uniform(0.02, 0.1, 3)
    point = grid.at(masses, couplings, 0.35, "scalar", threshold=47, shift=0.01)
    assert point.epsilon_up.shape == (5, 3) and (point.status == "ok").all()
    exact = na64.limit(masses, couplings, 0.35, "scalar", threshold=47, shift=0.01)
    assert (abs(point.epsilon_up - exact.epsilon_up) <= point.epsilon_error).all()
    assert np.allclose(point.events["annihilation"], exact.annihilation_events, rtol=1e-9, atol=1e-13)
    outside = grid.at([0.2, 0.9], 0.05, 0.35)
    assert list(outside.status) == ["ok", "outside_grid"] and np.isnan(outside.epsilon_up[1])


def test_as_a_dataset(grid):
    xarray = pytest.importorskip("xarray")
    data = grid.to_xarray()
    assert isinstance(data, xarray.Dataset) and data.mA.attrs["units"] == "GeV" and data.attrs["title"] == "small grid"
    assert data.epsilon_up.dims == ("spin", "mA", "alpha_D", "mass_ratio", "ecal_threshold", "energy_scale_shift")
    assert data.status.dims == data.epsilon_up.dims[:4] and (data.status == 0).all()
    line = data.epsilon_up.sel(spin="scalar", alpha_D=0.1, ecal_threshold=50, energy_scale_shift=0)
    line = line.sel(mass_ratio=1 / 3, method="nearest")
    computed = grid.at(data.mA.values, 0.1, data.mass_ratio.values[1], "scalar", threshold=50, shift=0)
    assert np.allclose(line.values, computed.epsilon_up, rtol=1e-9)
    assert np.array_equal(data.epsilon_up[0, ::-1, :, 1, 2:, [0, 2]].values, data.epsilon_up.values[0, ::-1, :, 1, 2:][..., [0, 2]])
    assert np.array_equal(data.n_strahlung.values, grid.read("n_strahlung", [0] * 6, data.n_strahlung.shape))


def test_beyond_its_axes(grid):
    with pytest.raises(epscan.BadInput, match="mA: 13 is not allowed; allowed: 0 to 12"):
        grid.read("epsilon_up", [0, 13], [1, 1])
    with pytest.raises(epscan.BadInput, match="n_magic"):
        grid.read("n_magic", [0], [1])


def test_as_xarrays_own_engine(grid, factored_path):
    """Of a factored grid with 41 thresholds any slice is what the plain one has at its three: 1e-10 of the events and 1e-13 events."""
    xarray = pytest.importorskip("xarray")
    plain = grid.to_xarray()
    with xarray.open_dataset(factored_path, engine="epscan") as data:
        assert data.sizes["ecal_threshold"] == 41 and set(data.data_vars) == set(plain.data_vars)
        own = data.isel(ecal_threshold=[0, 20, 40])
        assert np.allclose(own.ecal_threshold, plain.ecal_threshold, rtol=1e-14)
        random = np.random.default_rng(5)
        for _ in range(20):
            box = {name: slice(*sorted(random.choice(size + 1, 2, replace=False))) for name, size in plain.sizes.items()}
            for name in ("n_annihilation", "n_strahlung", "epsilon_up"):
                found, expected = own[name].isel(box).values, plain[name].isel(box).values
                assert np.allclose(found, expected, rtol=1e-10, atol=1e-13, equal_nan=True), (name, box)
        assert np.array_equal(data.status, plain.status)
        line = data.epsilon_up.sel(spin="scalar", alpha_D=0.1, mass_ratio=0.4, energy_scale_shift=0.02).isel(ecal_threshold=[40, 0])
        of_plain = plain.epsilon_up.sel(spin="scalar", alpha_D=0.1, mass_ratio=0.4, energy_scale_shift=0.02)
        assert np.allclose(line, of_plain.sel(ecal_threshold=[60, 40]), rtol=1e-10)
    dropped = xarray.open_dataset(factored_path, engine="epscan", drop_variables="status")
    assert "status" not in dropped and "epsilon_up" in dropped
    with pytest.raises(epscan.BadInput, match="cannot be read"):
        xarray.open_dataset(factored_path + ".none", engine="epscan")
