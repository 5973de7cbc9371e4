# SPDX-License-Identifier: GPL-3.0-or-later
"""Trapezoids of a printed spectrum give point's yield, however narrow the resonance: 1e-4 is promised.

check_spectrum_integral.py MASS POINT KIND=TABLE...; KIND: produced, selected, or one for a normalised spectrum
"""
import sys

from checks import near, read_json, rows


def area(table, mass):
    total, last = 0, None
    for row in rows(table):
        if float(row["mA_GeV"]) != mass:
            continue
        now = float(row["E_GeV"]), float(row["dN_dE_per_GeV"])
        if last:
            assert now[0] > last[0], (last, now)
            total += (now[0] - last[0]) * (now[1] + last[1]) / 2
        last = now
    return total


point = read_json(sys.argv[2])
yields = {"selected": point["n_annihilation"], "produced": point["n_annihilation"] / point["ecal_efficiency"], "one": 1}
for argument in sys.argv[3:]:
    kind, table = argument.split("=", 1)
    integral = area(table, float(sys.argv[1]))
    assert near(integral, yields[kind], 1e-4), (kind, integral, yields[kind])
