# SPDX-License-Identifier: GPL-3.0-or-later
"""Efficiencies are point's, rise with threshold and mass, and move with the energy scale as the paper says.

check_efficiency.py point TABLE POINT | range TABLE | systematics TABLE
"""
import sys

from checks import near, numbers, read_json, rows


def check_point(table, answer):
    got = rows(table)
    assert [float(r["threshold_GeV"]) for r in got] == [45, 50]
    assert near(got[0]["efficiency_mA_0.225"], read_json(answer)["ecal_efficiency"], 1e-9)  # ten digits are printed


def check_range(table):
    got = numbers(table)
    assert [r[0] for r in got] == [20, 30, 40, 50, 60, 70, 80] and all(len(r) == 5 for r in got)
    for column in zip(*got):
        assert list(column) == sorted(column)  # rises with the threshold
    for row in got:
        assert row[1:] == sorted(row[1:])  # and, at these energies, with the mass


def check_systematics(table):
    """ "About 35 %" at 225 MeV, "about 1.5 %" at 250 MeV: words, taken as 2 in 35 and 0.2 in 1.5."""
    light, heavy = rows(table)
    assert float(light["mA_GeV"]) == 0.225 and float(heavy["mA_GeV"]) == 0.25 and float(light["threshold_GeV"]) == 50
    assert abs(float(light["mean_change"]) - 0.35) < 0.02 and abs(float(heavy["mean_change"]) - 0.015) < 0.002
    for row in light, heavy:
        down, up = float(row["change_down"]), float(row["change_up"])
        assert down < 0 < up and abs((up - down) / 2 - float(row["mean_change"])) < 1e-7


{"point": check_point, "range": check_range, "systematics": check_systematics}[sys.argv[1]](*sys.argv[2:])
