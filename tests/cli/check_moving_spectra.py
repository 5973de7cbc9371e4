# SPDX-License-Identifier: GPL-3.0-or-later
"""Electrons in motion: spectra add up to point's yield, and their parts above the production cut to the efficiency.

check_moving_spectra.py POINT.json PRODUCED.csv SELECTED.csv EFFICIENCY.csv SYSTEMATICS.csv CUT_GeV: of one mass and threshold
"""
import sys

from checks import near, read_json, rows

point, cut = read_json(sys.argv[1]), float(sys.argv[6])


def area_above(path, least):
    """By trapezoids; the one that `least` cuts is left out, 1e-4 of all."""
    with open(path) as file:
        table = [(float(row["E_GeV"]), float(row["dN_dE_per_GeV"])) for row in rows(file.read())]
    return sum(0.5 * (b[0] - a[0]) * (a[1] + b[1]) for a, b in zip(table, table[1:]) if a[0] >= least)


def only_row(path):
    with open(path) as file:
        return rows(file.read())[0]


produced, selected, efficiency, systematics = sys.argv[2:6]
# trapezoids are good to 1e-4, twice that in a ratio, and the first of them may miss as much
assert near(area_above(selected, 0.0), point["n_annihilation"], 1e-4), area_above(selected, 0.0)
ratio = area_above(selected, cut) / area_above(produced, cut)
assert near(float(only_row(efficiency)["efficiency_mA_0.25"]), ratio, 1e-3), ratio
# folded twice, by pieces and adaptively
assert near(float(only_row(systematics)["n_annihilation"]), point["n_annihilation"], 1e-6), only_row(systematics)
