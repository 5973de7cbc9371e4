# SPDX-License-Identifier: GPL-3.0-or-later
"""Efficiencies of cuts on the preshower are those of the events that a simulation with the same showers keeps in its file.

check_preshower.py TABLE FILE SHOWERS
"""
import sys

import h5py
import numpy

from checks import near, rows

COLUMNS = "mA_GeV threshold_GeV preshower_cut_GeV efficiency efficiency_error events effective_events".split()


def ratio_and_error(passed, weight):
    """Their ratio; its error by leaving out one event at a time, whatever the program's formula."""
    left_out = (passed.sum() - passed) / (weight.sum() - weight)
    return passed.sum() / weight.sum(), numpy.sqrt(((left_out - left_out.mean()) ** 2).sum())


table = rows(sys.argv[1])
with h5py.File(sys.argv[2]) as f:
    assert f.attrs["showers"] == int(sys.argv[3])
    events = f["events/table"][()]
assert len(set(events["shower"])) == len(events) and numpy.all(events["channel"] == 0)
assert list(table[0]) == COLUMNS and [(float(r["threshold_GeV"]), float(r["preshower_cut_GeV"])) for r in table] == [
    (threshold, cut) for threshold in (50, 80) for cut in (0.001, 1, 2, 4)]
for row in table:
    got = {key: float(value) for key, value in row.items()}
    chosen = events[events["ecal_GeV"] < got["threshold_GeV"]]
    weight = chosen["weight"]
    passed = weight * (chosen["preshower_GeV"] > got["preshower_cut_GeV"])
    efficiency, error = ratio_and_error(passed, weight)
    assert got["events"] == len(chosen) > 100
    assert near(got["efficiency"], efficiency, 1e-9)  # ten digits are printed
    assert near(got["effective_events"], weight.sum() ** 2 / (weight**2).sum(), 1e-5)  # six
    # two estimates of one spread, equal but for the share of the heaviest events in the sum, a tenth at most
    assert abs(got["efficiency_error"] - error) <= 0.15 * error
    if got["preshower_cut_GeV"] == 0.001:  # below what a track alone leaves in 16 cells, 35 MeV
        assert got["efficiency"] == 1 and got["efficiency_error"] == 0
    else:
        assert 0 < got["efficiency"] < 1
for lower, higher in zip(table, table[1:]):
    if lower["threshold_GeV"] == higher["threshold_GeV"]:
        assert float(lower["efficiency"]) >= float(higher["efficiency"])
