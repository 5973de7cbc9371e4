# SPDX-License-Identifier: GPL-3.0-or-later
"""What is computed of A'-strahlung in `epscan point`, `efficiency` and `spectrum`.

check_strahlung.py beyond POINT | one SPECTRUM | integrated POINT
check_strahlung.py row POINT TABLE | like POINT POINT | grid GRID POINT
check_strahlung.py sums POINT_LOWERED POINT POINT_RAISED EFFICIENCY SYSTEMATICS PRODUCED SELECTED

Ten digits are printed; trapezoids keep 1e-4; point and efficiency fold by different quadratures, 1e-6.
"""
import sys

from checks import area, near, read_json, rows


def check_beyond(answer):
    point = read_json(answer)
    assert point["n_strahlung"] == 0 and point["n_annihilation"] == 0 and point["status"] == "no_signal", point


def check_integrated(answer):
    """1e-4 is what the response promises; the quadrature estimates its own error, and that is below."""
    point = read_json(answer)
    integrated, error = point["n_strahlung_integrated"], point["n_strahlung_integrated_error"]
    assert near(point["n_strahlung"], integrated, 1e-4) and point["n_strahlung"] != integrated, point
    assert 0 < error < 1e-5 * integrated, point


def check_one(table):
    assert near(area(table, 0.05), 1, 1e-4)


def check_row(answer, table):
    """A narrow A' at a point of the table has its number: seven digits, and a width of 1e-6 of the mass."""
    point = read_json(answer)
    [row] = [row for row in rows(table) if (float(row["mA_GeV"]), float(row["ecal_threshold_GeV"]), float(row["energy_scale_shift"]))
             == (point["mA_GeV"], point["ecal_threshold_GeV"], point["energy_scale_shift"])]
    assert near(point["n_strahlung"], row["events_at_epsilon_1e-4"], 1e-5), (point, row)


def check_like(answer, computed):
    """Between points, and broad: chords of curves over steps of 40 % of mass and 10 % of thresholds."""
    table, exact = read_json(answer)["n_strahlung"], read_json(computed)["n_strahlung"]
    assert near(table, exact, 0.01) and table != exact, (table, exact)


def check_grid(path, answer):
    """The scan's mesh keeps 1e-6; beyond the table's masses there is no number, and a status that says so."""
    import xarray

    grid, point = xarray.open_dataset(path), read_json(answer)
    inside = grid.sel(ecal_threshold=52.0).isel(mA=0)
    assert near(inside.n_strahlung.item(), point["n_strahlung"], 1e-6) and near(inside.epsilon_up.item(), point["epsilon_up"], 1e-6)
    beyond = grid.isel(mA=1)
    meanings = dict(zip(grid.status.attrs["flag_values"], grid.status.attrs["flag_meanings"].split()))
    assert beyond.n_strahlung.isnull().all() and meanings[int(beyond.status.item())] in ("strahlung_out_of_range", "no_signal")


def check_sums(lowered, own, raised, efficiency, systematics, produced, selected):
    """mA 0.05 GeV, thresholds 2.4, 3 and 3.6 GeV; all that is produced is above the production cut."""
    low, middle, high = (read_json(name)["n_strahlung"] for name in (lowered, own, raised))
    assert near(area(selected, 0.05), middle, 1e-4), (area(selected, 0.05), middle)
    for row, events in zip(rows(efficiency), (low, middle)):
        got = float(row["strahlung_efficiency_mA_0.05"])
        assert near(got * area(produced, 0.05), events, 1e-4), (row, events)
        assert 0 < got < 1 and got > float(row["strahlung_efficiency_mA_0.02"]) > 0
    row = next(row for row in rows(systematics) if float(row["mA_GeV"]) == 0.05)
    down, up = float(row["strahlung_change_down"]), float(row["strahlung_change_up"])
    assert near(float(row["n_strahlung"]), middle, 1e-6)
    assert abs(down - (low / middle - 1)) < 2e-6 and abs(up - (high / middle - 1)) < 2e-6, (down, up, low, middle, high)
    assert abs(float(row["strahlung_mean_change"]) - (up - down) / 2) < 1e-7


{"beyond": check_beyond, "integrated": check_integrated, "one": check_one, "row": check_row, "like": check_like, "grid": check_grid, "sums": check_sums}[sys.argv[1]](*sys.argv[2:])
