# SPDX-License-Identifier: GPL-3.0-or-later
"""A grid at and between its points, and as a dataset."""
import subprocess
import sys

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


def test_of_tables(tables, response):
    """Between its selections; a flat rho by the response folded with it, which is another way, to 1e-5."""
    assert list(tables.axes) == ["model_table", "ecal_threshold", "energy_scale_shift"]
    assert list(tables.axes["model_table"]) == ["flat.csv", "peak.csv"] and "2 x 41 x 3" in repr(tables)
    point = tables.at(table=[["peak.csv"], ["flat.csv"]], threshold=[47, 50], shift=0.01)
    assert point.epsilon_up.shape == (2, 2) and (point.status == "ok").all() and np.isnan(point.y_up).all()
    rho, masses = [[0.0, 30.0, 0.0], [7.0, 7.0]], [[0.15, 0.2, 0.25], [0.2, 0.3]]
    for i, (row, at) in enumerate(zip(rho, masses)):
        for channel in ("annihilation", "strahlung"):
            expected = response.fold(row, sqrt_s=at, channel=channel)[:, 2]
            assert np.allclose(point.events[channel][i], expected, rtol=1e-5)
        for j, threshold in enumerate((47, 50)):
            limit = response.limit_of(row, sqrt_s=at, threshold=threshold, shift=0.01)
            assert point.epsilon_up[i, j] == pytest.approx(limit.epsilon_up, rel=1e-5)
    assert tables.at(table="flat.csv", threshold=70).status == "outside_grid"
    with pytest.raises(epscan.BadInput, match='table: "none.csv" is not allowed; allowed: flat.csv, peak.csv'):
        tables.at(table="none.csv")
    for wrong in ({}, {"mA": 0.2, "alpha_D": 0.1, "mass_ratio": 0.3}, {"mA": 0.2, "table": "flat.csv"}):
        with pytest.raises(epscan.BadInput, match="of a grid of tables"):
            tables.at(**wrong)


def test_of_tables_as_a_dataset(tables):
    """Chosen by names, in any order, and what `at` computes there: 1e-9 of the yields, and the factored form's 1e-10."""
    pytest.importorskip("xarray")
    line = tables.to_xarray().sel(model_table=["peak.csv", "flat.csv"], energy_scale_shift=0.02).isel(ecal_threshold=[40, 3])
    computed = tables.at(table=line.model_table.values[:, None], threshold=line.ecal_threshold.values, shift=0.02)
    for name, values in (("n_annihilation", computed.events["annihilation"]), ("epsilon_up", computed.epsilon_up)):
        assert np.allclose(line[name].values, values, rtol=2e-9)
    assert line.status.dims == ("model_table",) and (line.status == 0).all()
    box = tables.read("epsilon_up", [1, 3, 2], [1, 1, 1])
    assert box.shape == (1, 1, 1) and box[0, 0, 0] == line.epsilon_up.values[0, 1]


def test_what_models_are_missing(grid):
    for wrong in ({"mA": 0.2}, {"mA": 0.2, "alpha_D": 0.1, "mass_ratio": 0.3, "table": "flat.csv"}):
        with pytest.raises(epscan.BadInput, match="of a grid of models"):
            grid.at(**wrong)


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


SLICES = """
import resource, sys
import numpy, xarray

grid = xarray.open_dataset(sys.argv[1], engine="epscan")
random = numpy.random.default_rng(3)
grid.n_annihilation.isel(spin=0, mA=0, alpha_D=0, mass_ratio=0).values
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for _ in range(100):
    box = {name: int(random.integers(size)) for name, size in grid.sizes.items()}
    free = random.choice(list(box), 1 + random.integers(2), replace=False)
    found = grid.epsilon_up.isel({name: at for name, at in box.items() if name not in free}).values
    assert found.size == numpy.prod([grid.sizes[name] for name in free]) and (found > 0).all()
print(8 * grid.n_annihilation.size, 1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before))
"""


def test_slices_of_a_factored_grid_expand_no_more(wide_path):
    """Lines and planes anywhere, of up to 160 kB: what they add to memory is some tiles of 1 MiB, of 160 MB that a variable has."""
    pytest.importorskip("xarray")
    text = subprocess.run([sys.executable, "-c", SLICES, wide_path], check=True, capture_output=True, text=True).stdout
    whole, grown = map(int, text.split())
    assert whole == 160_000_000 and grown < 0.1 * whole, grown
