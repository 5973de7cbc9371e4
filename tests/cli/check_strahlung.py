# SPDX-License-Identifier: GPL-3.0-or-later
"""What is computed of A'-strahlung in `epscan point`, `efficiency` and `spectrum`.

check_strahlung.py beyond POINT | one SPECTRUM
check_strahlung.py sums POINT_LOWERED POINT POINT_RAISED EFFICIENCY SYSTEMATICS PRODUCED SELECTED

Ten digits are printed; trapezoids keep 1e-4; point and efficiency fold by different quadratures, 1e-6.
"""
import sys

from checks import area, near, read_json, rows


def check_beyond(answer):
    point = read_json(answer)
    assert point["n_strahlung"] == 0 and point["n_annihilation"] == 0 and point["status"] == "no_signal", point


def check_one(table):
    assert near(area(table, 0.05), 1, 1e-4)


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


{"beyond": check_beyond, "one": check_one, "sums": check_sums}[sys.argv[1]](*sys.argv[2:])
