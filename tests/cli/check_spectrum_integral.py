# SPDX-License-Identifier: GPL-3.0-or-later
"""Trapezoids of a printed spectrum give point's yield, however narrow the resonance: 1e-4 is promised.

check_spectrum_integral.py MASS POINT KIND=TABLE...; KIND: produced, selected, or one for a normalised spectrum
"""
import sys

from checks import area, near, read_json

point = read_json(sys.argv[2])
yields = {"selected": point["n_annihilation"], "produced": point["n_annihilation"] / point["ecal_efficiency"], "one": 1}
for argument in sys.argv[3:]:
    kind, table = argument.split("=", 1)
    integral = area(table, float(sys.argv[1]))
    assert near(integral, yields[kind], 1e-4), (kind, integral, yields[kind])
